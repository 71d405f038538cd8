package widget_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

var keyOf = regexp.MustCompile(`<li id="m-(\d+)"`)

// A browser that was away while 250 messages came, and while 50 more come as it
// connects, gets each of them once and in order.
func TestAStreamResumes(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		cursor := data(sc.ana.get("/chat").body, "cursor")
		reply := func(n int) {
			if _, _, err := s.Conversations.Reply(s.Ctx(), s.agent, sc.id, modeltest.Draft(fmt.Sprintf("answer %d", n))); err != nil {
				t.Error(err)
			}
		}
		const missed, live = 250, 50
		for n := range missed {
			reply(n)
		}
		var writing sync.WaitGroup
		writing.Go(func() {
			for n := range live {
				reply(missed + n)
			}
		})
		stream := sc.ana.listen(cursor)
		writing.Wait()

		var got []int
		for len(got) < missed+live {
			e, ok := stream.next()
			if !ok {
				t.Fatalf("the stream ended after %d rows", len(got))
			}
			for _, found := range keyOf.FindAllStringSubmatch(e.data, -1) {
				n, err := strconv.Atoi(found[1])
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, n)
			}
		}
		stream.stop()
		for e := range stream.events {
			if keyOf.MatchString(e.data) {
				t.Errorf("a row too many: %s", e.data)
			}
		}
		first := got[0]
		for i, n := range got {
			if n != first+i {
				t.Fatalf("row %d of the stream is m-%d, want m-%d", i, n, first+i)
			}
		}
		if last := s.reload(sc.id).LastSeq; int64(got[len(got)-1]) != last {
			t.Errorf("the last row is m-%d, the log's is %d", got[len(got)-1], last)
		}
	})
}

// The seen mark, typing, an end and its undoing reach the customer; the row that
// said it ended disappears.
func TestTheStreamTellsHowThingsStand(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		stream := sc.ana.listen(data(sc.ana.get("/chat").body, "cursor"))
		if e := stream.until(`id="who"`); !strings.Contains(e.data, `data-seen="0"`) || e.id != "" {
			t.Errorf("how things stand at first: %+v", e)
		}
		if err := s.Conversations.ReadByAgent(s.Ctx(), s.agent, sc.id, 2); err != nil {
			t.Fatal(err)
		}
		stream.until(`data-seen="2"`)
		if err := s.Conversations.TypingByAgent(s.Ctx(), s.agent, sc.id, true); err != nil {
			t.Fatal(err)
		}
		if e := stream.until("typing"); e.data != "true\n" {
			t.Errorf("typing: %+v", e)
		}
		if _, err := s.Conversations.End(s.Ctx(), s.agent, sc.id, -1); err != nil {
			t.Fatal(err)
		}
		ended := stream.until("The conversation ended")
		stream.until("data-ended")
		if _, err := s.Conversations.UndoEnd(s.Ctx(), s.agent, sc.id); err != nil {
			t.Fatal(err)
		}
		undone := stream.until("data-gone")
		if keyOf.FindString(undone.data) != keyOf.FindString(ended.data) {
			t.Errorf("ended by %s, taken back %s", keyOf.FindString(ended.data), keyOf.FindString(undone.data))
		}
		if e := stream.until(`id="who"`); strings.Contains(e.data, "data-ended") {
			t.Error("after the undoing it still counts as ended")
		}
		if body := sc.ana.get("/chat").body; strings.Contains(body, "ended") {
			t.Errorf("the page still says it ended: %s", body)
		}
	})
}

// A conversation that begins in another tab or on another device comes by the
// stream, also to a browser that still shows the one before.
func TestAnotherDeviceStarts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		phone, desktop := s.arrive(t, "ana"), s.arrive(t, "ana")
		stream := desktop.listen("")
		first := phone.say("", "From the phone").Header.Get("Linger-Conversation")
		if e := stream.until("From the phone"); !strings.HasPrefix(e.id, first+".") {
			t.Errorf("came as %s, want it of %s", e.id, first)
		}
		if _, err := s.Conversations.Accept(s.Ctx(), s.agent, first); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Conversations.End(s.Ctx(), s.agent, first, -1); err != nil {
			t.Fatal(err)
		}
		stream.until("data-ended")
		second := phone.say("", "One more thing").Header.Get("Linger-Conversation")
		if e := stream.until("One more thing"); !strings.HasPrefix(e.id, second+".") || second == first {
			t.Errorf("came as %s, want it of %s", e.id, second)
		}
		// An agent who finishes the old one changes nothing here.
		if _, err := s.Conversations.Close(s.Ctx(), s.agent, first, "done"); err != nil {
			t.Fatal(err)
		}
		phone.say(second, "Hello?")
		if e := stream.until("Hello?"); !strings.HasPrefix(e.id, second+".") {
			t.Errorf("after the old one was closed: %s", e.id)
		}
	})
}

// A cursor that says nothing to this desk has the pane fetched anew, rather than
// being taken for up to date.
func TestACursorFromElsewhere(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		bob := s.arrive(t, "bob")
		for name, tt := range map[string]struct {
			who   *browser
			after string
		}{
			"newer than the log: a backup is back": {sc.ana, sc.id + ".4000"},
			"of another conversation":              {sc.ana, models.NewID() + ".1"},
			"of another customer":                  {bob, sc.id + ".1"},
			"no cursor at all":                     {bob, "../../etc.1"},
		} {
			all := tt.who.listen(tt.after, "once=1").rest()
			if tt.after[0] == '.' { // as if she had none
				if len(all) != 0 {
					t.Errorf("%s: %v", name, all)
				}
				continue
			}
			if len(all) != 1 || all[0].name != "reload" {
				t.Errorf("%s: %v, want reload alone", name, all)
			}
		}
	})
}

// A stream ends with its visit: at once by logout, and when its time is over; one
// that was renewed meanwhile goes on.
func TestAStreamEndsWithItsVisit(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.arrive(t, "ana")
		stream := ana.listen("")
		s.Clock.Advance(50 * time.Minute)
		visit := ana.visit
		renewed := ana.post("/visit", "token", s.token("ana", time.Hour))
		ana.visit = renewed.Header.Get("Linger-Visit")
		if ana.visit == visit || ana.visit == "" {
			t.Fatal("the renewed visit has the old token")
		}
		s.Clock.Advance(50 * time.Minute)
		ana.say("", "Still here") // the stream's visit went on under another token
		stream.until("Still here")

		ana.ask("DELETE", "/visit", nil)
		stream.until("renew")
		if rest := stream.rest(); len(rest) != 0 {
			t.Errorf("after the logout came %v", rest)
		}
	})
}

// Who is on the site with a running stream counts as present, and only so long.
func TestPresence(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		if _, err := s.Desk.Streams.Renew(s.Ctx(), s.presence.Node); err != nil {
			t.Fatal(err)
		}
		ana := s.arrive(t, "ana")
		ana.say("", "Hello")
		customer := ana.chat.Header.Get("Linger-Customer")
		present := func(want bool) {
			t.Helper()
			deadline := time.Now().Add(10 * time.Second)
			for {
				if err := s.presence.Flush(s.Ctx()); err != nil {
					t.Fatal(err)
				}
				got, err := s.Desk.Streams.CustomerPresent(s.Ctx(), customer)
				if err != nil {
					t.Fatal(err)
				}
				if got == want {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("present is %v, want %v", got, want)
				}
			}
		}
		ana.listen("", "once=1").rest()
		present(false)
		stream := ana.listen("")
		stream.until("Hello")
		present(true)
		stream.stop()
		present(false)
	})
}

// A stream that has nothing to tell needs no database: passing events reach it
// while there is none.
func TestAnIdleStreamAsksNothing(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		stream := sc.ana.listen(data(sc.ana.get("/chat").body, "cursor"))
		stream.until(`id="who"`)
		if err := s.DB.Close(); err != nil {
			t.Fatal(err)
		}
		for _, on := range []bool{true, false, true} {
			s.hub.Wake(models.Wake{
				Conversation: sc.id, Topics: []string{models.TopicConversation(sc.id)},
				Signal: &models.Signal{Kind: models.SignalTyping, Agent: s.agent.ID, On: on},
			})
			if e := stream.until("typing"); e.data != fmt.Sprintln(on) {
				t.Errorf("typing: %+v", e)
			}
		}
	})
}
