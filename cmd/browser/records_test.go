package browser

import "testing"

// An admin finds a record as she types, copies it, reads who changed it, and
// deletes it by a step of its own.
func TestRecordsAreFoundCopiedAndDeleted(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/queues/new")
	rosa.fill("Name", "Überseehandel")
	rosa.click("button", "Create queue")
	rosa.sees("The queue is created.")
	rosa.click("button", "Copy")
	rosa.find("heading", "Copy of Überseehandel")
	rosa.sees("Rosa Keller copied")
	rosa.judged("a copy with its history")

	rosa.click("link", "Queues")
	rosa.find("link", "Everyone")
	rosa.focus("searchbox", "Search: Queues")
	rosa.types("ÜBERSEE")
	rosa.holds("two queues", `document.querySelectorAll("#list tbody tr").length === 2 && location.search === "?q=%C3%9CBERSEE"`)
	rosa.holds("the field still in focus", `document.activeElement.value === "ÜBERSEE"`)
	rosa.holds("the other tab with the search", `document.querySelector("#list-tabs a:last-child").search === "?deactivated=1&q=%C3%9CBERSEE"`)
	rosa.types("land")
	rosa.sees("Nothing found for “ÜBERSEEland”")
	rosa.judged("nothing found")
	rosa.screenshot("settings-nothing-found")
	rosa.click("link", "Show all")
	rosa.click("link", "Copy of Überseehandel")

	rosa.click("link", "Delete Copy of Überseehandel…")
	rosa.find("heading", "Delete Copy of Überseehandel")
	rosa.judged("the step before a record is deleted")
	rosa.screenshot("settings-delete")
	rosa.click("button", "Delete for good")
	rosa.sees("Deleted.")
	rosa.misses("Copy of Überseehandel")

	rosa.click("link", "Audit trail")
	rosa.find("heading", "Audit trail")
	rosa.sees("Rosa Keller deleted queue Copy of Überseehandel")
	rosa.judged("the audit trail")
	rosa.screenshot("settings-trail")
	rosa.click("link", "Customer care")
	rosa.find("heading", "Workstream Customer care")
	rosa.click("link", "Customer care")
	rosa.click("link", "Delete Customer care…")
	rosa.sees("these refer to it")
	rosa.find("link", "Moor & Pine")
	rosa.judged("a record that is kept")
	rosa.screenshot("settings-kept")
}
