package browser

import "testing"

// fields are the live widget's own, by their names in the form.
const liveFields = `document.querySelectorAll("[name=show_position], [name=show_wait], [name=reconnect], [name=offline_title]").length`

// S14: the mode is switched in the form, and what depends on it follows at once;
// what was typed stays. Without authentication settings the widget is a draft at
// most.
func TestS14SwitchingTheMode(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/widgets/new")
	rosa.find("heading", "New widget")
	rosa.holds("no live fields in a persistent widget", liveFields+" === 0")
	rosa.fill("Name", "Showroom")
	const top = `Math.round(document.querySelector("#mode-live").getBoundingClientRect().top)`
	before := eval[float64](rosa, `document.querySelector("#mode-live").scrollIntoView({ block: "center" }), `+top)
	rosa.click("radio", "Live")
	rosa.holds("the live fields", liveFields+" === 4")
	if after := eval[float64](rosa, top); after != before {
		t.Errorf("the choice jumped from %v to %v", before, after)
	}
	rosa.holds("the choice in focus", `document.activeElement.id === "mode-live"`)
	rosa.holds("what was typed", `document.querySelector("#name").value === "Showroom"`)
	rosa.click("switch", "Position in the queue")
	rosa.click("switch", "Reconnect to a chat")
	rosa.fill("Minutes to come back", "15")
	rosa.judgedAnswer("new widget, live")
	rosa.screenshot("widget-new-live")
	rosa.click("radio", "Persistent")
	rosa.holds("the live fields gone", liveFields+" === 0")
	rosa.click("radio", "Live")
	rosa.holds("what was typed into them", `document.querySelector("#reconnect_minutes")?.value === "15" && document.querySelector("#show_position").checked`)
	rosa.click("button", "Create widget")
	rosa.sees("The widget is created.")
	rosa.holds("no checklist but the workstream", `document.querySelectorAll(".checks__line").length === 1`)
	rosa.judged("live widget")

	before = eval[float64](rosa, `document.querySelector("#mode-live").scrollIntoView({ block: "center" }), `+top)
	rosa.click("radio", "Persistent")
	rosa.holds("the checklist of a persistent widget", `document.querySelectorAll(".checks__line").length === 4`)
	rosa.holds("the live fields gone", liveFields+" === 0")
	rosa.sees("Ready for customers, once saved?")
	if after := eval[float64](rosa, top); after != before {
		t.Errorf("the choice jumped from %v to %v below the longer checklist", before, after)
	}
	rosa.judgedAnswer("switched to persistent")
	rosa.screenshot("widget-switched")

	// Elsewhere and back, it is as it was left.
	rosa.click("link", "Staff")
	rosa.find("heading", "Staff")
	rosa.click("link", "Widgets")
	rosa.click("link", "Showroom")
	rosa.holds("the choice of before", `document.querySelector("#mode-persistent").checked && `+liveFields+` === 0`)
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.expect("422")
	rosa.click("button", "Publish")
	rosa.sees("without them a customer who comes back could not be told from another")
	rosa.holds("the field in question in focus", `document.activeElement.id === "authentication_settings_id"`)
	rosa.click("radio", "Live")
	rosa.holds("what was saved in them", `document.querySelector("#reconnect_minutes")?.value === "15" && document.querySelector("#show_position").checked`)
}
