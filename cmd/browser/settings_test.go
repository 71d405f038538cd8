package browser

import (
	"testing"

	"github.com/chromedp/cdproto/page"

	"linger/cmd/internal/seed"
)

// administers opens a page of the settings as Rosa, the admin.
func administers(t *testing.T, s *site, path string) *tab {
	t.Helper()
	rosa := newTab(t, shared(t), "Rosa")
	rosa.open(s.url() + path)
	rosa.fill("E-mail", "rosa@moorpine.example")
	rosa.fill("Password", seed.Password)
	rosa.click("button", "Sign in")
	rosa.holds("the page she asked for", `location.pathname === `+quote(path))
	return rosa
}

// An admin makes a widget with its workstream, follows the checklist, publishes
// it and takes it away again.
func TestWidgetSettings(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/widgets")
	rosa.judged("widgets")
	rosa.screenshot("widgets")
	rosa.click("link", "Deactivated")
	rosa.sees("Nothing is deactivated")
	rosa.judged("no deactivated widgets")

	rosa.click("link", "New widget")
	rosa.find("heading", "New widget")
	rosa.judged("new widget")
	rosa.screenshot("widget-new")
	rosa.fill("Allowed domains", "*")
	rosa.expect("422")
	rosa.click("button", "Create widget")
	rosa.sees("one * is allowed")
	rosa.judgedAnswer("new widget, refused")
	rosa.screenshot("widget-refused")
	rosa.fill("Allowed domains", "localhost")
	rosa.fill("Name", "Outlet")
	rosa.click("button", "Create widget")
	rosa.sees("The widget is created.")
	rosa.judged("widget, a draft")
	rosa.screenshot("widget-draft")
	rosa.open(s.url() + "/settings/widgets/new")
	rosa.holds("an empty form", `document.querySelector("#name").value === ""`)
	rosa.misses("Not saved yet")
	rosa.click("link", "Widgets")
	rosa.click("link", "Outlet")
	rosa.fill("Subtitle", "Leftovers")
	rosa.click("button", "Use “Moor & Pine”")
	rosa.sees("The key of “Moor & Pine” is verified.")
	rosa.click("button", "Publish")
	rosa.sees("customers can use it now")
	rosa.holds("what was typed before", `document.querySelector("#subtitle").value === "Leftovers"`)
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.judged("widget, published")
	rosa.screenshot("widget-published")
	rosa.click("button", "Deactivate")
	rosa.sees("The widget is deactivated.")
	rosa.judged("widget, deactivated")
}

// The picture of the widget follows what is typed, in both colour schemes, and
// is readable in every colour.
func TestWidgetPreview(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/widgets")
	rosa.click("link", "Moor & Pine")
	rosa.find("heading", "Customers can use it")
	const page = `document.querySelector("linger-preview iframe").contentDocument`
	rosa.holds("the preview", page+`?.querySelector(".message--own")`)
	rosa.fill("Subtitle", "Back on Monday")
	rosa.holds("the subtitle in the preview", page+`.querySelector(".who__line").innerText === "Back on Monday"`)
	rosa.click("radio", "Custom")
	rosa.fill("Custom colour", "#ffe000")
	rosa.holds("the colour in the preview", `getComputedStyle(`+page+`.querySelector(".message--own .message__body")).backgroundColor === "rgb(255, 224, 0)"`)
	rosa.holds("readable text on it", `getComputedStyle(`+page+`.querySelector(".message--own .message__body")).color === "rgb(28, 25, 23)"`)
	rosa.sees("Dark text on it has a contrast of")
	rosa.click("button", "Dark")
	rosa.holds("the dark preview", `getComputedStyle(`+page+`.documentElement).colorScheme === "dark"`)
	rosa.click("radio", "Bottom left")
	rosa.holds("the launcher on the left", `document.querySelector(".preview__launcher").getBoundingClientRect().x < 
		document.querySelector(".preview__frame").getBoundingClientRect().x + 60`)
	rosa.click("radio", "Nickname")
	rosa.holds("the nickname in the preview", page+`.querySelector(".who__name").innerText === "Didi"`)
	rosa.screenshot("widget-preview")

	// It shows the moment at which what is being typed is seen.
	rosa.fill("Title", "Ask the workshop")
	rosa.holds("the title in the preview", page+`.querySelector(".who__name").innerText === "Ask the workshop"`)
	rosa.sees("At the start")
	rosa.fill("Logo", s.url()+eval[string](rosa, `new URL(document.querySelector("link[rel=icon]").href).pathname`))
	rosa.holds("the logo in the preview", page+`?.querySelector(".logo")?.naturalWidth > 0`)
	rosa.click("radio", "Live")
	rosa.holds("a live chat in the preview", page+`?.querySelector("#minimise")`)
	rosa.click("switch", "Show the chat outside operating hours")
	rosa.fill("Title outside hours", "The workshop sleeps")
	rosa.holds("the offline pane in the preview", page+`.querySelector(".who__name").innerText === "The workshop sleeps" && `+page+`.querySelector(".pane__title")`)
	rosa.screenshot("widget-preview-offline")
	rosa.click("switch", "Show the chat outside operating hours")
	rosa.holds("nothing to see outside hours", `document.querySelector(".preview__launcher").hasAttribute("hidden")`)
	rosa.click("button", "Answered")
	rosa.chooses("ar")
	rosa.holds("the preview from right to left", page+`.documentElement.dir === "rtl"`)
	rosa.axe("live, unsaved")
	rosa.screenshot("widget-preview-arabic")
}

func TestWorkstreamAndStaffSettings(t *testing.T) {
	s := startSeededSite(t)
	rosa := administers(t, s, "/settings/workstreams")
	rosa.judged("workstreams")
	rosa.screenshot("workstreams")
	rosa.click("link", "Customer care")
	rosa.sees("parked now")
	rosa.judged("workstream")
	rosa.screenshot("workstream")
	rosa.fill("Offer time-out", "3")
	rosa.expect("422")
	rosa.click("button", "Save")
	rosa.sees("Enter a time from 30 to 300 seconds.")
	rosa.judgedAnswer("workstream, refused")
	rosa.holds("the field in question in focus", `document.activeElement.id === "offer_timeout"`)
	rosa.fill("Offer time-out", "45")
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.open(s.url() + "/settings/workstreams/new?mode=live")
	rosa.judged("new workstream")
	rosa.screenshot("workstream-new")

	rosa.click("link", "Staff")
	rosa.find("link", "Ana Torres")
	rosa.judged("staff")
	rosa.screenshot("staff")
	rosa.click("link", "Ana Torres")
	rosa.find("heading", "Ana Torres")
	rosa.judged("somebody")
	rosa.screenshot("staff-edit")
}

// What was typed and not saved is there after going elsewhere and coming back,
// and is said; saved or discarded, it is gone. Of two admins the later one is
// told of the other, and nothing of hers is lost.
func TestUnsavedSettings(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/workstreams")
	rosa.click("link", "Customer care")
	rosa.find("textbox", "Name")
	rosa.misses("Not saved yet")
	rosa.fill("Name", "Care team")
	rosa.sees("Not saved yet; kept in this tab.")
	rosa.click("link", "Staff")
	rosa.find("heading", "Staff")
	rosa.click("link", "Workstreams")
	rosa.click("link", "Customer care")
	rosa.sees("Not saved yet; kept in this tab.")
	rosa.holds("what was typed", `document.querySelector("#name").value === "Care team"`)
	rosa.click("button", "Discard changes")
	rosa.holds("what is saved", `document.querySelector("#name").value === "Customer care"`)
	rosa.misses("Not saved yet")

	other := rosa.another()
	other.open(eval[string](rosa, "location.href"))
	other.fill("Name", "Aftercare")
	other.click("button", "Save")
	other.sees("Saved.")
	rosa.fill("Name", "Care team")
	rosa.expect("409")
	rosa.click("button", "Save")
	rosa.sees("Rosa Keller saved this at")
	rosa.holds("what was typed", `document.querySelector("#name").value === "Care team"`)
	rosa.judgedAnswer("a lost race")
	rosa.screenshot("settings-conflict")
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.misses("Not saved yet")
	rosa.find("heading", "Care team")

	// She types before the page's scripts have come.
	call(rosa, "type at once", page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `addEventListener("readystatechange", () => document.readyState === "interactive" && (document.querySelector("#name").value = "Care"), true)`,
	})
	rosa.reload()
	rosa.sees("Not saved yet; kept in this tab.")
	rosa.holds("what was typed", `document.querySelector("#name").value === "Care"`)
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.find("heading", "Care")
}
