package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"linger/models"
)

// A stranger is asked to sign in, by every route.
func TestStrangersSignIn(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.Write(s.Visit(s.widget, "Ines"), "Hello")
		nobody := &browser{t: t, s: s}
		for _, path := range []string{"/console", "/console/mine", "/console/open/" + c.ID, "/console/conversations/" + c.ID, "/console/conversations/" + c.ID + "/messages"} {
			a := nobody.get(path, nil).must(t, http.StatusSeeOther)
			if !strings.HasPrefix(a.Header.Get("Location"), "/sign-in?next=") {
				t.Errorf("%s leads to %q", path, a.Header.Get("Location"))
			}
		}
		nobody.get("/console/stream?list=open", http.Header{"Accept": {"text/event-stream"}}).must(t, http.StatusUnauthorized)
		for _, verb := range verbs {
			a := nobody.do(c, verb).must(t, http.StatusUnauthorized)
			if !strings.HasPrefix(a.Header.Get("HX-Redirect"), "/sign-in") {
				t.Errorf("%s leads to %q", verb, a.Header.Get("HX-Redirect"))
			}
		}
	})
}

// verbs are all that can be posted to a conversation.
var verbs = []string{"accept", "decline", "park", "reopen", "release", "end", "undo-end", "close", "summary", "messages", "read", "typing"}

// What another agent has is not there for an agent: not to see, not to change. A
// race lost is told with who won. A supervisor sees it, and changes nothing by an
// agent's verbs.
func TestScopes(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		c, _ := ana.taken("Ines", "Hello")
		before := s.Reload(c)
		for _, path := range []string{"/console/mine/" + c.ID, "/console/conversations/" + c.ID, "/console/conversations/" + c.ID + "/messages"} {
			bo.get(path, nil).must(t, http.StatusNotFound)
		}
		for _, path := range []string{"/console/mine", "/console/open", "/console/closed"} {
			bo.get(path, nil).must(t, http.StatusOK).shows(t, "not", "Ines", c.ID)
		}
		fields := []string{"client_id", models.NewID(), "body", "Mine now", "seen", "-1", "seq", "1", "on", "true"}
		for _, verb := range verbs {
			a := bo.do(c, verb, fields...)
			switch {
			case a.StatusCode == http.StatusNotFound && (verb == "read" || verb == "typing"):
			case a.StatusCode == http.StatusConflict && strings.Contains(a.body, "Ana Miller has this conversation."):
			default:
				t.Errorf("%s of another agent: %s %.200s", verb, a.Status, a.body)
			}
		}
		sue.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "Hello", "Ana Miller", "You see it as a supervisor", "not", "composer__form", c.ID+"/park", c.ID+"/end")
		for _, verb := range verbs {
			a := sue.do(c, verb, fields...)
			if a.StatusCode == http.StatusOK {
				t.Errorf("%s by a supervisor: %s", verb, a.Status)
			}
		}
		if after := s.Reload(c); after.LastSeq != before.LastSeq || after.State != before.State || after.AgentReadSeq != before.AgentReadSeq {
			t.Errorf("changed: %+v", after)
		}

		// Parked, it is nobody's race: simply not there.
		ana.do(c, "park", "seen", "-1").must(t, http.StatusOK)
		bo.do(c, "accept").must(t, http.StatusNotFound)
	})
}

// S3: Close for now frees the capacity at once, and the customer notices nothing.
func TestS3CloseForNow(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.get("/console/mine", nil).shows(t, "Load 20 of 100")
		seen := len(s.Said(c, models.AudienceEveryone))
		a := ana.do(c, "park", "seen", fmt.Sprint(c.LastSeq)).must(t, http.StatusOK)
		a.shows(t, "Load 0 of 100", "Waiting", "closed it for now", "Reopen", `id="row-`+c.ID)
		if got := len(s.Said(c, models.AudienceEveryone)); got != seen {
			t.Errorf("the customer sees %d rows more", got-seen)
		}
		if again := s.Write(visit, "Still there?"); again.ID != c.ID {
			t.Error("her next message went elsewhere")
		}
	})
}

// Parking or ending what the customer wrote meanwhile is refused, until the agent
// says that she knows.
func TestTheThreadMovedOn(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		seen := fmt.Sprint(c.LastSeq)
		s.Write(visit, "Wait, one more thing")
		for _, verb := range []string{"park", "end", "messages"} {
			a := ana.do(c, verb, "seen", seen, "body", "Goodbye", "client_id", models.NewID()).must(t, http.StatusConflict)
			if got := a.Header.Get("Linger-Error"); got != models.CodeMovedOn {
				t.Errorf("%s: %q", verb, got)
			}
		}
		// Without scripts what was typed comes back with the reason.
		id := models.NewID()
		a := ana.post("/console/conversations/"+c.ID+"/messages", nil, "seen", seen, "body", "Goodbye", "client_id", id)
		a.must(t, http.StatusUnprocessableEntity).shows(t, "<!doctype html>", "Wait, one more thing", ">Goodbye</textarea>", "The customer wrote while you did.")
		ana.do(c, "messages", "seen", "-1", "body", "Goodbye", "client_id", id).must(t, http.StatusOK).shows(t, "Goodbye")
	})
}

// A message sent again is there once; what cannot be sent says why.
func TestMessages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		id := models.NewID()
		for range 3 {
			ana.do(c, "messages", "client_id", id, "body", "Once only", "seen", "-1").must(t, http.StatusOK).shows(t, `data-client="`+id+`"`)
		}
		ana.do(c, "messages", "client_id", models.NewID(), "kind", "internal", "body", "She is a friend of the house").must(t, http.StatusOK).shows(t, "Only staff see this")
		for _, line := range s.Said(c, models.AudienceEveryone) {
			if strings.Contains(line, "friend") {
				t.Error("the customer reads the note")
			}
		}
		count := 0
		for _, m := range s.Log(c) {
			if m.Body == "Once only" {
				count++
			}
		}
		if count != 1 {
			t.Errorf("stands %d times", count)
		}

		scripts := http.Header{"Hx-Request": {"true"}, "Accept": {"application/json, */*"}}
		refused := func(status int, code string, fields ...string) map[string]string {
			t.Helper()
			a := ana.post("/console/conversations/"+c.ID+"/messages", scripts, fields...).must(t, status)
			var body struct {
				Error struct {
					Code   string
					Fields map[string]string
				}
			}
			if err := json.Unmarshal([]byte(a.body), &body); err != nil || body.Error.Code != code {
				t.Errorf("answered %q: %v", a.body, err)
			}
			return body.Error.Fields
		}
		if fields := refused(422, "", "client_id", models.NewID(), "body", strings.Repeat("é", models.MaxBody+1)); fields["body"] == "" {
			t.Errorf("too long: %v", fields)
		}
		if fields := refused(422, "", "client_id", models.NewID(), "body", "  \n "); fields["body"] == "" {
			t.Errorf("empty: %v", fields)
		}
		if fields := refused(422, "", "client_id", "x", "body", "Hi"); fields["client_id"] == "" {
			t.Errorf("no id: %v", fields)
		}
		ana.post("/console/conversations/"+c.ID+"/messages", nil, "client_id", models.NewID(), "body", "").must(t, 422).shows(t, "<!doctype html>", "Write something first.")

		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		refused(409, models.CodeConversationEnded, "client_id", models.NewID(), "body", "Too late", "seen", "-1")
		_ = visit
	})
}

// S7: End is undone within ten seconds, and not after; then the wrap-up is
// finished with a summary, and the next contact starts afresh.
func TestS7End(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK).shows(t, "Wrap-up", `id="undo-`+c.ID, `name="summary"`, `hx-target="#toasts"`, "not", "composer__form")
		s.Clock.Advance(9 * time.Second)
		ana.do(c, "undo-end").must(t, http.StatusOK).shows(t, "Active", "composer__form", "took the end back", `hx-target="#undo-`+c.ID)
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		s.Clock.Advance(11 * time.Second)
		ana.do(c, "undo-end").must(t, http.StatusConflict)
		ana.get("/console/mine/"+c.ID, nil).shows(t, "Wrap-up", "not", "undo-"+c.ID)

		ana.do(c, "summary", "summary", "Label sent").must(t, http.StatusNoContent)
		ana.get("/console/mine/"+c.ID, nil).shows(t, ">Label sent</textarea>")
		ana.do(c, "close", "summary", "Label sent.").must(t, http.StatusOK).shows(t, "Closed", "Label sent.", `id="row-`+c.ID+`" data-gone`)
		if fresh := s.Write(visit, "Hello again"); fresh.ID == c.ID {
			t.Error("the next contact went into the closed conversation")
		}
	})
}

// Where the verb comes from an offer the agent is led to the conversation.
func TestAcceptingAnOffer(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.do(c, "park", "seen", "-1").must(t, http.StatusOK)
		s.Online(ana.agent)
		s.Write(visit, "I am back")
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, `data-offer="`+c.ID, "Came back to you", "2:00")
		ana.do(c, "decline", "from", "offer").must(t, http.StatusOK)
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, "not", "data-offer")
		if _, err := s.Conversations.Offer(s.Ctx(), c.ID, ana.agent.ID); err != nil {
			t.Fatal(err)
		}
		a := ana.do(c, "accept", "from", "offer").must(t, http.StatusOK)
		if want := `{"path":"/console/mine/` + c.ID + `","target":"#panes","swap":"innerHTML"}`; a.Header.Get("HX-Location") != want {
			t.Errorf("led to %q, want %q", a.Header.Get("HX-Location"), want)
		}
	})
}

// Releasing gives it back to the team, where it stands first in Open.
func TestRelease(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		c, _ := ana.taken("Ines", "Hello")
		ana.do(c, "release", "list", "mine").must(t, http.StatusOK).shows(t, "It waits for an agent", `id="row-`+c.ID+`" data-gone`)
		bo.get("/console/open", nil).must(t, http.StatusOK).shows(t, c.ID)
		bo.do(c, "accept", "list", "open").must(t, http.StatusOK).shows(t, "composer__form", `id="row-`+c.ID+`" data-gone`)
	})
}
