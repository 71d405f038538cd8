package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"linger/models"
)

// An agent finds what was said by keyboard while another conversation stays open,
// goes to the message, and is back in the list with Escape.
func TestSearchByKeyboard(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	omar.says("The kettle whistles in the wrong key.")
	omar.reads("The kettle whistles in the wrong key.")
	s.write(70, "More about it, %d")
	omar.says("Where is my tent?")
	ana.reads("Where is my tent?")
	ana.press(kb.Escape)
	here := eval[string](ana.tab, "location.pathname")

	ana.looksFor("elephant")
	ana.sees("Nothing found for “elephant”")
	ana.judged("nothing found")
	ana.screenshot("search-none")
	if now := eval[string](ana.tab, "location.pathname"); now != here {
		t.Errorf("typing went to %s", now)
	}
	ana.press(kb.Escape)
	ana.looksFor("wrong KET")
	ana.until("the message", func() (bool, error) {
		return tryEval[bool](ana.tab, `document.querySelectorAll("#found mark").length === 2`)
	})
	ana.judged("found while typing")
	ana.press(kb.Enter)
	ana.holds("the first found", `document.activeElement.closest("#found .row")`)
	ana.press(kb.Enter)
	ana.holds("the message in view", `(() => { const row = document.querySelector("#messages > [data-found]"), box = row?.getBoundingClientRect(); return row?.innerText.includes("wrong key") && box.top > 0 && box.bottom < innerHeight })()`)
	ana.holds("its address", `location.pathname.startsWith("/console/search/") && location.search.includes("at=")`)
	ana.judged("opened")
	ana.screenshot("search-opened")
	omar.says("Hello again.")
	ana.sees("New messages")

	ana.reload()
	ana.holds("the message in view again", `(() => { const box = document.querySelector("#messages > [data-found]")?.getBoundingClientRect(); return box && box.top > 0 && box.bottom < innerHeight })()`)
	ana.sees("1 message")
	ana.screenshot("search-page")
	ana.press("/")
	ana.press(kb.Escape)
	ana.holds("the list", `location.pathname.startsWith("/console/mine/") && document.activeElement.closest("#rows .row")`)
	ana.reads("Hello again.")

	s.write(35, "Is tent %d yours, or the other tent?")
	ana.looksFor("tent")
	ana.holds("many", `document.querySelectorAll("#found .row").length >= 30`)
	ana.judged("many found")
	ana.screenshot("search-many")
}

// looksFor goes to the field by its key and types. The driver sends a key's letter
// even where the page has taken the key, so what is in the field is chosen first.
func (a *agent) looksFor(text string) {
	a.t.Helper()
	a.press("/")
	a.at("searchbox", "Search messages and customers")
	eval[bool](a.tab, `(document.activeElement.select(), true)`)
	a.types(text)
}

// write has the customer of the only conversation write n messages.
func (s *site) write(n int, text string) {
	s.t.Helper()
	ctx, desk := s.t.Context(), s.desk()
	c := s.conversations()[0]
	visit, err := desk.Visits.Latest(ctx, c.CustomerID)
	for i := 0; i < n && err == nil; i++ {
		_, _, err = desk.Conversations.Receive(ctx, visit, c.ID, models.Draft{ClientID: models.NewID(), Body: fmt.Sprintf(text, i), Seen: -1})
	}
	for indexed := 1; indexed > 0 && err == nil; {
		indexed, err = desk.Search.Index(ctx)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
