package widget_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// What nobody but ana and staff may read, and what nobody but staff may.
const (
	private  = "my card ends in 4711"
	internal = "she always complains"
)

// scene is a desk with one conversation of ana's, and whoever wants to get at it.
type scene struct {
	*site
	ana *browser
	id  string
}

func stage(t testing.TB, s *site) scene {
	t.Helper()
	ana := s.arrive(t, "ana")
	id := ana.say("", private).Header.Get("Linger-Conversation")
	if _, err := s.Conversations.Accept(s.Ctx(), s.agent, id); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Conversations.Note(s.Ctx(), s.agent, id, modeltest.Draft(internal)); err != nil {
		t.Fatal(err)
	}
	return scene{s, ana, id}
}

// Everybody who is not ana, on every route: nobody reads, writes or moves
// anything of hers, and nobody learns that it exists.
func TestNobodyGetsAtAnothersConversation(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		bob := s.arrive(t, "bob")
		bob.say("", "I am bob")
		other := s.channel(t, models.ModePersistent)
		over := s.arrive(t, "ana")
		if status := over.ask("DELETE", "/visit", nil).StatusCode; status != http.StatusNoContent {
			t.Fatalf("logout: %d", status)
		}

		intruders := []intruder{
			{"a stranger", s.widget.Key, "", false},
			{"a stranger who guesses", s.widget.Key, strings.Repeat("A", 43), false},
			{"bob", s.widget.Key, bob.visit, true},
			{"ana, logged out", s.widget.Key, over.visit, false},
			{"ana's visit at another widget", other.Key, sc.ana.visit, false},
			{"the widget's id for its key", s.widget.ID, sc.ana.visit, false},
			{"no such widget", "nosuchkey", sc.ana.visit, false},
		}
		sc.repel(t, intruders)
	})
}

// The same where nobody proves who she is: her visit's token is all that leads to
// her conversation.
func TestNobodyGetsAtAVisitorsConversation(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		known := s.arrive(t, "bob") // in the widget that knows its customers
		s.widget = s.Anonymous()
		sc := stage(t, s)
		other, over := s.arrive(t, ""), s.arrive(t, "")
		other.say("", "I am somebody else")
		if status := over.ask("DELETE", "/visit", nil).StatusCode; status != http.StatusNoContent {
			t.Fatalf("logout: %d", status)
		}
		gone := s.arrive(t, "")
		gone.visit = over.visit
		if again := gone.post("/visit"); again.Header.Get("Linger-Customer") == over.chat.Header.Get("Linger-Customer") {
			t.Error("a visit that was ended says who she is")
		}
		sc.repel(t, []intruder{
			{"a stranger", s.widget.Key, "", false},
			{"a stranger who guesses", s.widget.Key, strings.Repeat("A", 43), false},
			{"who knows her number", s.widget.Key, sc.ana.chat.Header.Get("Linger-Customer"), false},
			{"another visitor", s.widget.Key, other.visit, true},
			{"a visitor, logged out", s.widget.Key, over.visit, false},
			{"her visit at another widget", s.Anonymous().Key, sc.ana.visit, false},
			{"a customer of another widget", s.widget.Key, known.visit, false},
		})
	})
}

// intruder is somebody who is not ana.
type intruder struct {
	name, key, visit string
	known            bool // has a visit that opens the widget
}

// repel lets every intruder try every route on ana's conversation.
func (sc scene) repel(t *testing.T, intruders []intruder) {
	t.Helper()
	s := sc.site
	routes := []struct {
		name, method, path string
		form               url.Values
		own                bool // answers a known visit about its own things
	}{
		{"chat", "GET", "/chat", nil, true},
		{"chat of an id", "GET", "/chat?conversation=" + sc.id, nil, true},
		{"history", "GET", "/messages?before=99&conversation=" + sc.id, nil, false},
		{"stream", "GET", "/stream?once=1&after=" + sc.id + ".0", nil, true},
		{"send", "POST", "/messages", url.Values{"conversation": {sc.id}, "body": {"I was here"}, "client_id": {models.NewID()}}, false},
		{"typing", "POST", "/typing", url.Values{"conversation": {sc.id}, "on": {"true"}}, false},
		{"read", "POST", "/read", url.Values{"conversation": {sc.id}, "seq": {"1"}}, false},
		{"end", "POST", "/end", url.Values{"conversation": {sc.id}}, false},
		{"rating", "POST", "/rating", url.Values{"conversation": {sc.id}, "rating": {"1"}}, false},
		{"attributes", "POST", "/attributes", url.Values{"plan": {"gold"}}, true},
		{"console's conversation", "GET", "/../console/mine/" + sc.id, nil, false},
	}
	before := s.Log(s.reload(sc.id))
	for _, who := range intruders {
		for _, route := range routes {
			t.Run(who.name+", "+route.name, func(t *testing.T) {
				b := &browser{t: t, s: s, key: who.key, visit: who.visit}
				var got *answer
				if route.form != nil {
					got = b.ask(route.method, route.path, strings.NewReader(route.form.Encode()),
						"Content-Type", "application/x-www-form-urlencoded", "Cookie", "__Host-linger=guessed")
				} else {
					got = b.ask(route.method, route.path, nil, "Cookie", "__Host-linger=guessed")
				}
				if strings.Contains(got.body, private) || strings.Contains(got.body, internal) {
					t.Fatalf("reads what is not theirs: %s", got.body)
				}
				refused := got.StatusCode == http.StatusUnauthorized || got.StatusCode == http.StatusNotFound
				if refused == (who.known && route.own) {
					t.Errorf("answered %s", got.Status)
				}
			})
		}
	}
	after := s.Log(s.reload(sc.id))
	if len(before) != len(after) {
		t.Errorf("the log has %d rows, had %d", len(after), len(before))
	}
	if c := s.reload(sc.id); c.State != models.StateActive || c.CustomerReadSeq != before[1].Seq {
		t.Errorf("the conversation is %s, read up to %d", c.State, c.CustomerReadSeq)
	}
}

// Internal rows, events of the machinery and ids of agents reach no customer, by
// any route, not even her own.
func TestTheMachineryIsNotShown(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		if _, err := s.Conversations.Park(s.Ctx(), s.agent, sc.id, -1); err != nil {
			t.Fatal(err)
		}
		s.Online(s.agent)
		sc.ana.say(sc.id, "back again") // returns, and is offered to the agent who had it
		if c := s.reload(sc.id); c.State != models.StateOpen || c.OfferedAgentID == nil {
			t.Fatalf("not offered: %s", c.State)
		}
		all := sc.ana.get("/chat").body + sc.ana.get("/messages?before=99&conversation="+sc.id).body
		for _, e := range sc.ana.listen(sc.id+".0", "once=1").rest() {
			all += e.data
		}
		for _, no := range []string{internal, s.agent.ID, s.agent.Email, s.agent.LastName, "waiting", "parked", "offered", "returned", "position", "minutes"} {
			if strings.Contains(strings.ToLower(all), strings.ToLower(no)) {
				t.Errorf("the customer is told %q", no)
			}
		}
		if !strings.Contains(all, "Maria") {
			t.Error("the agent whom she knows is not named any more")
		}
	})
}

// A persistent conversation is not the customer's to end, however she asks.
func TestForgedEndIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		if got := sc.ana.post("/end", "conversation", sc.id); got.StatusCode != http.StatusForbidden {
			t.Errorf("end: %s", got.Status)
		}
		if got := sc.ana.post("/end"); got.StatusCode != http.StatusNotFound {
			t.Errorf("end of nothing named: %s", got.Status)
		}
		if c := s.reload(sc.id); c.State != models.StateActive {
			t.Errorf("it is %s", c.State)
		}
	})
}

// S16: a token that has expired opens nothing; a visit is over at its time, and
// goes on by a fresh token of the same customer, with everything in it.
func TestS16TokenExpires(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.arrive(t, "ana")
		ana.say("", "First")
		if got := ana.post("/visit", "token", s.token("ana", -2*time.Hour)); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("with an expired token: %s", got.Status)
		}
		s.Clock.Advance(time.Hour)
		got := ana.get("/chat")
		if got.StatusCode != http.StatusUnauthorized || got.Header.Get("Linger-Error") != "visit_over" {
			t.Errorf("after its time: %s %s", got.Status, got.Header.Get("Linger-Error"))
		}
		renewed := ana.post("/visit", "token", s.token("ana", time.Hour))
		if renewed.StatusCode != http.StatusOK || !strings.Contains(renewed.body, "First") {
			t.Errorf("renewed: %s without what she wrote", renewed.Status)
		}
	})
}

func (s *site) reload(id string) *models.Conversation {
	return s.Desk.Reload(&models.Conversation{ID: id})
}
