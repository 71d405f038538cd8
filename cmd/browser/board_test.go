package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
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
	rosa.screenshot("board-menu")
	omar.says("Where is my tent?")
	omar.says("And my kettle?")
	ana.ends()
	rosa.holds("the end, the menu open", `[...document.querySelectorAll("#board-now tr")].some((row) => row.innerText.includes("Omar Haddad") && row.innerText.includes("Wrap-up")) && document.querySelector(".menu:popover-open")`)
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
