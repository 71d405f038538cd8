package browser

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// An admin invites somebody and hands over the link; whoever opens it chooses a
// password and is in the console. A second time the link leads nowhere.
func TestInvitationLeadsToTheConsole(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/staff")
	rosa.click("link", "Invite somebody")
	rosa.find("heading", "Invite somebody")
	rosa.judged("invite somebody")
	rosa.screenshot("staff-new")
	rosa.fill("First name", "Ida")
	rosa.fill("E-mail", "ida@moorpine.example")
	rosa.click("button", "Invite")
	rosa.sees("It is shown this once")
	rosa.judgedAnswer("a link shown once")
	rosa.screenshot("staff-link")
	link := eval[string](rosa, `document.querySelector("linger-copy code").innerText`)
	rosa.click("link", "Done")
	rosa.sees("A link is out that works once. It expires on")
	rosa.judged("somebody who is invited")
	rosa.screenshot("staff-invited")

	ida := newTab(t, shared(t), "Ida")
	ida.open(link)
	ida.find("heading", "Welcome, Ida")
	ida.sees("Rosa Keller invited you to answer customers at " + s.config.Listen + ", as an agent.")
	ida.judged("an invitation")
	ida.screenshot("invitation")
	ida.fill("Password", "password2026")
	ida.expect("422")
	ida.click("button", "Choose password and start")
	ida.sees("among the first that are guessed")
	ida.judgedAnswer("an invitation, refused")
	ida.fill("Password", "a lamp in the moor")
	ida.click("button", "Choose password and start")
	ida.sees("Your inbox is empty")
	ida.expect("404")
	ida.open(link)
	ida.sees("This link was used already.")
	ida.judgedAnswer("a link that was used")
	ida.screenshot("invitation-used")
	rosa.click("link", "Staff")
	rosa.sees("Ida")
	rosa.misses("Invited")
}

// What an agent says of themselves is said in every window, and nowhere else.
func TestPresenceIsSaidInEveryWindow(t *testing.T) {
	s := startSite(t) // where nothing waits, nobody's load says otherwise
	ana := signsIn(t, s, "Ana")
	other := ana.another()
	other.open(s.url() + "/console/open")
	for _, each := range []*tab{ana.tab, other} {
		each.holds("available", `document.querySelector("#presence").innerText.includes("Available")`)
	}
	ana.click("button", "Ana Torres")
	ana.holds("the menu", `document.querySelector("#agent-menu").matches(":popover-open")`)
	ana.axe("the agent's menu") // a new size would close it
	if *screens != "" {
		ana.keep(filepath.Join(*screens, "console-menu.png"))
	}
	ana.press(kb.End + kb.Home + kb.ArrowDown + kb.ArrowDown)
	ana.holds("the focus on it", `document.activeElement.value === "dnd"`)
	ana.press(kb.Enter)
	for _, each := range []*tab{ana.tab, other} {
		each.holds("what Ana chose", `document.querySelector("#presence").innerText.includes("Do not disturb")`)
		each.holds("it marked in the menu", `document.querySelector("#agent-menu [aria-checked=true]").value === "dnd"`)
	}
	ana.holds("the menu closed", `!document.querySelector("#agent-menu").matches(":popover-open")`)
	ana.screenshot("console-presence")
}

// Dates and times are in the language and on the clocks that somebody chose, in the
// settings and in the console.
func TestTimesAsTheReaderWants(t *testing.T) {
	s := startSeededSite(t)
	ana := signsIn(t, s, "Ana")
	ana.open(s.url() + "/account")
	ana.find("heading", "Dates and times")
	ana.focus("combobox", "Language")
	ana.press("German")
	ana.focus("combobox", "Time zone")
	ana.types("Nowhere")
	ana.expect("422")
	ana.click("button", "Save")
	ana.sees("Choose a time zone by its name")
	ana.judgedAnswer("the account, refused")
	ana.focus("combobox", "Time zone")
	eval[bool](ana.tab, `document.activeElement.select() ?? true`)
	ana.types("Asia/Tokyo")
	ana.click("button", "Save")
	ana.sees("Dates and times are shown so from now on.")
	ana.judged("the account")
	ana.screenshot("account")
	const full = `[...document.querySelectorAll("time[title]")].length > 0 && [...document.querySelectorAll("time[title]:not([data-local=exact])")].every((each) =>
		each.lang === "de" && each.title === new Intl.DateTimeFormat("de", { dateStyle: "full", timeStyle: "short", timeZone: "Asia/Tokyo" }).format(new Date(each.dateTime)))`
	ana.holds("the account's times", full)
	ana.open(s.url() + "/console/mine")
	ana.holds("the console's times", `document.querySelectorAll("#rows time").length > 3 && `+full)
	ana.holds("how long ago, in German", `[...document.querySelectorAll("#rows time[data-ago]")].some((each) => /Std\.|Min\.|Tag/.test(each.innerText))`)
	ana.screenshot("console-german")
}
