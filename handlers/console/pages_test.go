package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"linger/models"
)

// Without scripts each link is a page, each button a form that leads back.
func TestWholePagesWithoutScripts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		if got := ana.get("/console", nil).must(t, http.StatusSeeOther).Header.Get("Location"); got != "/console/mine" {
			t.Errorf("/console leads to %q", got)
		}
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "Your inbox is empty", "Show open conversations", "Load 0 of 100")
		ana.get("/console/mine?state=waiting", nil).must(t, http.StatusOK).shows(t, "Nothing parked")
		ana.get("/console/open", nil).must(t, http.StatusOK).shows(t, "Nobody is waiting")
		ana.get("/console/closed", nil).must(t, http.StatusOK).shows(t, "Nothing closed yet")

		c := s.Write(s.Visit(s.widget, "Ines"), "Is my order lost?")
		path := "/console/open/" + c.ID
		ana.get(path, nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "Is my order lost?", "It waits for an agent.", `action="/console/conversations/`+c.ID+`/accept"`, "not", "composer__form")

		press := func(verb, want string, fields ...string) {
			t.Helper()
			a := ana.post("/console/conversations/"+c.ID+"/"+verb, nil, fields...).must(t, http.StatusSeeOther)
			if got := a.Header.Get("Location"); got != want {
				t.Errorf("%s leads to %q, want %q", verb, got, want)
			}
		}
		press("accept", path, "list", "open")
		press("messages", "/console/mine/"+c.ID+"?state=active", "list", "mine", "filter", "active", "body", "It ships today.", "seen", "9", "client_id", models.NewID())
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "It ships today.", "composer__form", "Close for now")
		press("park", "/console/mine/"+c.ID, "seen", "99")
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "Reopen", "Replying reopens the conversation.")
		press("reopen", "/console/mine/"+c.ID)
		press("end", "/console/mine/"+c.ID, "seen", "99")
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, `name="summary"`, "undo-end", "not", "composer__form")
		press("undo-end", "/console/mine/"+c.ID)
		press("end", "/console/mine/"+c.ID, "seen", "-1")
		press("summary", "/console/mine/"+c.ID, "summary", "Sent a label")
		press("close", "/console/mine/"+c.ID, "summary", "Sent a label.")
		ana.get("/console/closed/"+c.ID, nil).must(t, http.StatusOK).shows(t, "nothing more can be sent", "Sent a label.", "not", "composer__form", "undo-end")
		c = s.Write(s.Visit(s.widget, "Omar"), "Hello")
		press("accept", "/console/mine/"+c.ID, "list", "open", "from", "offer")
	})
}

// With scripts the same addresses answer with what changes on the page.
func TestFragments(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, _ := ana.taken("Ines", "Hello")
		path := "/console/mine/" + c.ID

		panes := ana.get(path, htmx("panes")).must(t, http.StatusOK)
		panes.shows(t, "<title>Ines · Linger</title>", `id="inbox"`, `id="main"`, `id="customer"`, `id="stream"`, "not", "<!doctype", `class="bar"`)
		pane := ana.get(path, htmx("main")).must(t, http.StatusOK)
		pane.shows(t, `id="messages"`, `hx-target="#customer"`, `hx-target="#stream"`, `id="row-`+c.ID, "not", `id="inbox"`, "<!doctype")
		left := ana.get("/console/mine", htmx("main")).must(t, http.StatusOK)
		left.shows(t, "No conversation open", `hx-target="#stream"`, "not", `id="messages"`, `id="inbox"`)

		// htmx sends these for a page, not for a part of one.
		for _, header := range []string{"Hx-Boosted", "Hx-History-Restore-Request"} {
			head := htmx("main")
			head.Set(header, "true")
			ana.get(path, head).must(t, http.StatusOK).shows(t, "<!doctype html>")
		}
		if got := ana.get("/console/conversations/"+c.ID, nil).must(t, http.StatusSeeOther).Header.Get("Location"); got != path {
			t.Errorf("found at %q, want %q", got, path)
		}
	})
}

// The next rows follow the last one, and the mark of more moves with them.
func TestInboxPages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		for i := range models.InboxPageSize + 5 {
			s.Write(s.Visit(s.widget, fmt.Sprintf("customer-%02d", i)), "Hello")
			s.Clock.Advance(time.Second)
		}
		first := ana.get("/console/open", nil).must(t, http.StatusOK)
		first.shows(t, "customer-00", "customer-29", "not", "customer-30")
		next := regexp.MustCompile(`/console/open\?before=[\w-]+`).FindString(first.body)
		rest := ana.get(next, htmx("rows")).must(t, http.StatusOK)
		rest.shows(t, "customer-30", "customer-34", `id="more" data-gone`, "not", "customer-29", "<ol")
		ana.get(next, nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "customer-30", "not", "customer-29")
		ana.get("/console/open?before=nonsense", nil).must(t, http.StatusOK).shows(t, "customer-00")
	})
}

// A long log comes in pages, newest first, and joins without a gap.
func TestOlderMessages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "message 0.")
		for i := range models.PageSize + 20 {
			s.Write(visit, fmt.Sprintf("message %d.", i+1))
		}
		page := ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK)
		page.shows(t, "message 70.", "not", "message 3.")
		path := regexp.MustCompile(`/console/conversations/[\w-]+/messages\?before=\d+`).FindString(page.body)
		older := ana.get(path, htmx("messages")).must(t, http.StatusOK)
		older.shows(t, "message 3.", "message 0.", `id="older" data-gone`, "not", "message 70.")
		ana.get(path, nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "message 3.")
		for i := range models.PageSize + 21 {
			text := fmt.Sprintf("message %d.", i)
			// Once in the log, and perhaps in a row of the list.
			if n := strings.Count(page.body, `dir="auto">`+text) + strings.Count(older.body, `dir="auto">`+text); n != 1 {
				t.Errorf("%q stands %d times in the two pages", text, n)
			}
		}
	})
}

func TestUnknownAddresses(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, _ := ana.taken("Ines", "Hello")
		for _, path := range []string{
			"/console/theirs", "/console/mine?state=closed", "/console/open?state=active", "/console/mine/none", "/console/mine/" + models.NewID(),
			"/console/theirs/" + c.ID, "/console/conversations/" + models.NewID(), "/console/mine/%00", "/console/stream?list=theirs", "/console/stream?conversation=none",
		} {
			ana.get(path, nil).must(t, http.StatusNotFound)
		}
	})
}

// What the customer's panel says, and what of it is proven.
func TestCustomerPanel(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, _ := ana.taken("ines-7", "Hello")
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		ana.do(c, "close", "summary", "Solved with a label").must(t, http.StatusOK)
		again, visit := ana.taken("ines-7", "One more thing")
		if err := s.Visits.Attributes(s.Ctx(), visit, models.Attributes{"cart": 3.0}); err != nil {
			t.Fatal(err)
		}
		ana.get("/console/mine/"+again.ID, nil).must(t, http.StatusOK).shows(t,
			"Identity proven by the site", "ines-7", "Not signed: the page can say anything", "cart", "Earlier conversations", "Solved with a label", "/console/mine/"+c.ID)
		// An earlier one opens in place, to read.
		ana.get("/console/mine/"+c.ID, htmx("main")).must(t, http.StatusOK).shows(t, "Hello", "nothing more can be sent", "not", "composer__form")
	})
}

// S2: she comes back days later on a phone, and her agent has not parked: it is
// the same conversation, whole, and still active.
func TestS2ReturnsToAnActiveConversation(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, _ := ana.taken("Ines", "Is my order lost?")
		s.Clock.Advance(48 * time.Hour)
		ana.signIn()
		phone := s.Visit(s.widget, "Ines")
		if again := s.Write(phone, "Any news?"); again.ID != c.ID {
			t.Fatal("another conversation began")
		}
		page := ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK)
		page.shows(t, "Is my order lost?", "Any news?", "Active", "Close for now", "not", "It waits for an agent")
		if fresh := s.Reload(c); fresh.State != models.StateActive {
			t.Errorf("state %s", fresh.State)
		}
	})
}
