package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

func cursor(c *models.Conversation) string { return fmt.Sprintf("%s.%d", c.ID, c.LastChangedSeq) }

// What happens anywhere reaches the window: rows, counts, the open conversation.
func TestStreamFollows(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		if err := s.Conversations.ReadByAgent(s.Ctx(), ana.agent, c.ID, c.LastSeq); err != nil {
			t.Fatal(err)
		}
		l := ana.listen("list=mine&conversation="+c.ID, cursor(c))
		l.until(`hx-target="#rows"`, `id="row-`+c.ID, `hx-target="#head"`, `hx-target="#lists"`)

		s.Write(visit, "Are you there?")
		for _, e := range l.all(`id="m-5"`, `id="row-`+c.ID, `data-unread="1"`) { // in whatever order
			if strings.Contains(e.data, `id="m-5"`) && (e.id != c.ID+".5" || !strings.Contains(e.data, "Are you there?")) {
				t.Errorf("event %q brings %q", e.id, e.data)
			}
		}

		if err := s.Conversations.TypingByCustomer(s.Ctx(), visit, c.ID, true); err != nil {
			t.Fatal(err)
		}
		if e := l.until("typing"); strings.TrimSpace(e.data) != `{"on":true,"agent":false}` || e.id != "" {
			t.Errorf("typing: %+v", e)
		}
		if _, _, err := s.Conversations.Reply(s.Ctx(), ana.agent, c.ID, modeltest.Draft("Yes.")); err != nil {
			t.Fatal(err)
		}
		l.until(`id="receipt"`, "Sent")
		if err := s.Conversations.ReadByCustomer(s.Ctx(), visit, c.ID, 9); err != nil {
			t.Fatal(err)
		}
		l.until(`id="receipt"`, "Seen")

		open := s.Write(s.Visit(s.widget, "Omar"), "Hello")
		l.until(`id="list-open"`, `hx-target="#lists"`) // counted; not in this list
		ana.do(open, "accept").must(t, http.StatusOK)
		l.until(`id="row-`+open.ID+`"`, `data-key=`)
		ana.do(open, "release").must(t, http.StatusOK)
		l.until(`id="row-` + open.ID + `" data-gone`)
	})
}

// A window that was away gets exactly what it missed, then everything as it stands.
func TestStreamResumes(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		l := ana.listen("list=mine&conversation="+c.ID+"&after="+cursor(c), "")
		l.until(`hx-target="#rows"`)
		l.stop()
		l.ended()
		for i := range 150 {
			s.Write(visit, fmt.Sprintf("message %d.", i))
		}
		l = ana.listen("list=mine&conversation="+c.ID+"&after="+cursor(c), c.ID+".40")
		var got []string
		for {
			e := l.until("hx-partial")
			if strings.Contains(e.data, `hx-target="#rows"`) {
				break
			}
			for part := range strings.SplitSeq(e.data, `<li id="m-`) {
				if n, _, ok := strings.Cut(part, `"`); ok && !strings.Contains(n, "<") {
					got = append(got, n)
				}
			}
		}
		last := int(s.Reload(c).LastSeq)
		if len(got) != last-40 || got[0] != "41" || got[len(got)-1] != fmt.Sprint(last) {
			t.Errorf("after 40 of %d came %d rows, %v to %v", last, len(got), got[0], got[len(got)-1])
		}

		// A place in a log that is not ours: the pane is fetched anew.
		for _, after := range []string{"", c.ID + ".99999", models.NewID() + ".3", "nonsense"} {
			l := ana.listen("list=mine&conversation="+c.ID, after)
			l.until("reload")
			l.stop()
		}
	})
}

// S18: two windows of one agent are in step; what was ended in one cannot be
// written in from the other.
func TestS18TwoWindowsOfOneAgent(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, _ := ana.taken("Ines", "Hello")
		other := ana.listen("list=mine&conversation="+c.ID, cursor(c))
		other.until(`hx-target="#rows"`)
		ana.do(c, "messages", "client_id", models.NewID(), "body", "From the first window", "seen", "-1").must(t, http.StatusOK)
		other.until("From the first window", `id="m-5"`)
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		if e := other.until(`id="foot"`, `chat__foot--wrap_up`); strings.Contains(e.data, "composer__form") {
			t.Error("the other window can still write")
		}
		ana.do(c, "messages", "client_id", models.NewID(), "body", "Too late", "seen", "-1").must(t, http.StatusConflict)
		ana.do(c, "accept").must(t, http.StatusConflict)
	})
}

// S8: in the second of the End her message is refused, and the agent sees none of it.
func TestS8MessageAtTheEnd(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		_, _, err := s.Conversations.Receive(s.Ctx(), visit, c.ID, modeltest.Draft("One more"))
		if models.CodeOf(err) != models.CodeConversationEnded {
			t.Errorf("received: %v", err)
		}
		ana.get("/console/mine/"+c.ID, nil).shows(t, "Wrap-up", "not", "One more")
	})
}

// Who looks at an open conversation that somebody else takes is told who.
func TestStreamLosesTheRace(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		c := s.Write(s.Visit(s.widget, "Ines"), "Hello")
		l := bo.listen("list=open&conversation="+c.ID, cursor(c))
		l.until(`id="row-`+c.ID, "It waits for an agent")
		ana.do(c, "accept").must(t, http.StatusOK)
		if e := l.until(`hx-target="#main"`, "Ana Miller has this conversation now"); strings.Contains(e.data, "Hello") {
			t.Error("what another agent has is still shown")
		}
		l.until(`id="row-` + c.ID + `" data-gone`)
		bo.do(c, "accept").must(t, http.StatusConflict).shows(t, "Ana Miller has this conversation.")
	})
}

// Offers come in by the stream, and leave when they are answered elsewhere.
func TestStreamBringsOffers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.do(c, "park", "seen", "-1").must(t, http.StatusOK)
		s.Online(ana.agent)
		l := ana.listen("list=mine", "")
		l.until(`hx-target="#corner"`)
		s.Write(visit, "I am back")
		l.until(`hx-target="#corner"`, `data-offer="`+c.ID, `data-unread="1"`)
		ana.do(c, "accept").must(t, http.StatusOK)
		for {
			if e := l.until(`hx-target="#corner"`); !strings.Contains(e.data, "data-offer") {
				break
			}
		}
	})
}

// A sign-in that is revoked ends the windows it opened.
func TestStreamEndsWithItsSignIn(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		l := ana.listen("list=mine", "")
		l.until(`hx-target="#rows"`)
		ana.post("/sign-out", nil).must(t, http.StatusSeeOther)
		l.until("signed-out")
		l.ended()
	})
}

// A supervisor's closed list shows what others close, an agent's only its own.
func TestStreamOfClosed(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		c, _ := ana.taken("Ines", "Hello")
		l := sue.listen("list=closed", "")
		l.until(`hx-target="#rows"`)
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		ana.do(c, "close").must(t, http.StatusOK)
		l.until(`id="row-`+c.ID+`"`, "Ana Miller")
	})
}
