package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"linger/cmd/internal/seed"
)

// A supervisor finds on the board, by keyboard, what waits and who is there; what
// changes is seen without asking, and the menu that is open stays open.
func TestBoardByKeyboard(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	rosa := signsIn(t, s, "Rosa")
	rosa.holds("the scripts", `customElements.get("linger-console-stream") !== undefined`)
	rosa.press("g")
	rosa.press("b")
	rosa.find("heading", "Conversations")
	rosa.sees("Omar Haddad")
	rosa.judged("board")
	rosa.whole("board")
	rosa.press("?")
	rosa.find("heading", "Keyboard shortcuts")
	rosa.press(kb.Escape)

	rosa.tabTo("button", "More for Omar Haddad")
	rosa.press(kb.Enter)
	rosa.find("menuitem", "Transfer…")
	rosa.axe("board, a menu")
	omar.says("Where is my tent?")
	omar.says("And my kettle?")
	ana.ends()
	rosa.holds("the end, the menu open", `[...document.querySelectorAll("#board-now tr")].some((row) => row.innerText.includes("Omar Haddad") && row.innerText.includes("Wrap-up")) && document.querySelector(".menu:popover-open")`)
	rosa.holds("the menu to stay beside its button", `Math.abs(document.querySelector(".menu:popover-open").getBoundingClientRect().right - document.querySelector("#board-now [popovertarget]").getBoundingClientRect().right) < 2`)
	rosa.screenshot("board-menu") // in narrower windows it is closed: their size has changed
	rosa.press(kb.Escape)

	rosa.tabTo("button", "Set the presence of Ana Torres")
	rosa.press(kb.Enter)
	rosa.at("menuitem", "Available")
	rosa.press(kb.ArrowDown)
	rosa.press(kb.ArrowDown)
	rosa.press(kb.ArrowDown)
	rosa.press(kb.Enter)
	rosa.sees("set by")
	rosa.open(s.url() + "/console/board?state=waiting")
	rosa.holds("the filter", `document.querySelector("#state").value === "waiting" && !document.querySelector("#board-now").innerText.includes("Omar Haddad")`)
	rosa.open(s.url() + "/console/board?state=wrap_up&agent=" + "00000000-0000-7000-8000-000000000000")
	rosa.sees("No conversation fits the filter")
	rosa.judged("board, nothing fits")
}

// Who has nothing but the board on screen is there like everybody: work is put before
// them, what others do is seen without asking, and all their windows share one stream.
func TestBoardIsLive(t *testing.T) {
	s := startSite(t)
	rosa := &agent{tab: newTab(t, shared(t), "Rosa"), site: s}
	rosa.open(s.url() + "/sign-in?next=/console/board")
	rosa.fill("E-mail", "rosa@moorpine.example")
	rosa.fill("Password", seed.Password)
	rosa.click("button", "Sign in")
	row := func(name, text string) {
		t.Helper()
		rosa.holds(name+": "+text, `[...document.querySelectorAll("#board-now tr")].some((row) => row.innerText.includes(`+quote(name)+`) && row.innerText.includes(`+quote(text)+`))`)
	}
	row("Rosa Keller", "Available")
	eval[bool](rosa.tab, `window.stayed = true`)

	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("Where is my tent?")
	row("Omar Haddad", "Offered to Rosa Keller")
	rosa.offered()
	rosa.axe("the board, an offer")
	rosa.screenshot("board-offer")
	ana := signsIn(t, s, "Ana")
	row("Ana Torres", "Available")
	rosa.click("button", "Decline")
	row("Omar Haddad", "Offered to Ana Torres")
	rosa.tabTo("button", "More for Omar Haddad")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	row("Omar Haddad", "Ana Torres")
	rosa.at("button", "More for Omar Haddad")
	rosa.holds("the figures", `document.querySelector("#board-day").innerText.match(/Accepted\s+1/)`)

	other := &agent{tab: rosa.another(), site: s}
	other.open(s.url() + "/console/mine")
	other.holds("the scripts", `customElements.get("linger-console-stream") !== undefined`)
	rosa.until("one stream for her windows", func() (bool, error) { return s.metric("linger_streams_open") == "3", nil })
	ana.click("button", "Close for now")
	row("Omar Haddad", "Waiting")
	if !eval[bool](rosa.tab, `Boolean(window.stayed)`) {
		t.Error("the board was loaded anew")
	}
	other.open("about:blank") // had the stream, or shared it
	omar.says("Are you there?")
	row("Omar Haddad", "Offered to Ana Torres")
}
