package models_test

import (
	"fmt"

	"pgregory.net/rapid"

	"linger/models"
)

// check holds the promises.
func (m *machine) check(rt *rapid.T) {
	running, stored := 0, map[string]string{}
	for _, known := range m.all {
		c := m.d.Reload(known)
		if c.State.Running() {
			running++
		}
		log := m.d.Log(c)
		m.checkLog(rt, c, log, stored)
		m.checkRow(rt, c, log)
		m.company(rt, c)
	}
	m.checkStanding(rt)
	m.checkFollowed(rt)
	if m.mode == models.ModePersistent && running > 1 {
		rt.Fatalf("%d persistent conversations run at once", running)
	}
	for id, fact := range m.acked {
		if stored[id] != fact {
			rt.Fatalf("acknowledged %q, stored %q", fact, stored[id])
		}
	}
}

// checkStanding holds what agents' rows say of their load against what they have in
// hand: it is behind only where time alone has released something.
func (m *machine) checkStanding(rt *rapid.T) {
	now := models.At(m.d.Clock.Now())
	people, err := m.d.Agents.People(m.d.Ctx())
	if err != nil {
		rt.Fatal(err)
	}
	for _, p := range people {
		if p.Agent.UnitsHeld != p.Units && !p.Agent.PresenceDueAt.Due(now) {
			rt.Fatalf("%s holds %d, their row says %d", p.Agent.Name(), p.Units, p.Agent.UnitsHeld)
		}
	}
}

func (m *machine) checkLog(rt *rapid.T, c *models.Conversation, log []models.Message, stored map[string]string) {
	changed := map[int64]bool{}
	for i, row := range log {
		if row.Seq != int64(i+1) {
			rt.Fatalf("row %d of the log has number %d", i+1, row.Seq)
		}
		if changed[row.ChangedSeq] || row.ChangedSeq > c.LastChangedSeq {
			rt.Fatalf("changed_seq %d is there twice or beyond %d", row.ChangedSeq, c.LastChangedSeq)
		}
		changed[row.ChangedSeq] = true
		m.reached.note(row.Event)
		if row.ClientID != nil {
			if _, twice := stored[*row.ClientID]; twice {
				rt.Fatalf("message %s is stored twice", *row.ClientID)
			}
			stored[*row.ClientID] = fmt.Sprintf("%s %d %s", row.ConversationID, row.Seq, row.Body)
		}
	}
	if int64(len(log)) != c.LastSeq {
		rt.Fatalf("the log has %d rows, the conversation says %d", len(log), c.LastSeq)
	}
	page, err := m.d.Conversations.Transcript(m.d.Ctx(), c.ID, models.AudienceEveryone, 0)
	if err != nil {
		rt.Fatal(err)
	}
	for _, e := range page.Entries {
		if e.Kind == models.KindInternal || e.Audience == models.AudienceStaff {
			rt.Fatalf("the customer can read row %d, which is %s for %s", e.Seq, e.Kind, e.Audience)
		}
	}
}

func (m *machine) checkRow(rt *rapid.T, c *models.Conversation, log []models.Message) {
	var lastPublic models.Message
	var unread struct{ agent, customer int64 }
	for _, row := range log {
		if row.Public() {
			lastPublic = row
		}
		if row.Kind == models.KindCustomer && row.Seq > c.AgentReadSeq {
			unread.agent++
		}
		if row.Kind == models.KindAgent && row.Seq > c.CustomerReadSeq {
			unread.customer++
		}
	}
	if lastPublic.Seq != c.LastMessageSeq {
		rt.Fatalf("the newest message is %d, the conversation says %d", lastPublic.Seq, c.LastMessageSeq)
	}
	if unread.agent != c.AgentUnread || unread.customer != c.CustomerUnread {
		rt.Fatalf("unread %+v, the conversation says %d and %d", unread, c.AgentUnread, c.CustomerUnread)
	}
	if want := wantTurn(c, lastPublic); c.Turn != want {
		rt.Fatalf("%s with the last word by %s is %s's turn, want %s's", c.State, lastPublic.Kind, c.Turn, want)
	}
	if told := m.toldUntil(rt, log); !told.Equal(c.ToldUntil) {
		rt.Fatalf("she was told %v, the conversation says %v", told, c.ToldUntil)
	}
	if !c.HeldUntil.IsZero() && (c.State != models.StateOpen || !c.DeadlineAt.Equal(c.HeldUntil) && c.OfferedAgentID == nil && c.Turn == models.TurnAgent) {
		rt.Fatalf("%s, held until %v, looked at %v", c.State, c.HeldUntil, c.DeadlineAt)
	}
	if c.State == models.StateClosed && !c.DeadlineAt.IsZero() {
		rt.Fatal("a closed conversation has a deadline")
	}
}

// toldUntil is the opening that the customer was told last. She is told once for
// each time the desk is closed.
func (m *machine) toldUntil(rt *rapid.T, log []models.Message) (until models.Time) {
	for _, row := range log {
		if row.Kind != models.KindAutomated || row.OpensAt.IsZero() {
			continue
		}
		if row.CreatedAt.Before(until) {
			rt.Fatalf("told again at %v, though she knew of %v", row.CreatedAt, until)
		}
		until = row.OpensAt
		m.reached.note("told")
	}
	return until
}

func wantTurn(c *models.Conversation, last models.Message) models.Turn {
	switch {
	case !c.State.Running():
		return models.TurnNobody
	case c.State == models.StateWaiting || last.Kind == models.KindAgent:
		return models.TurnCustomer
	}
	return models.TurnAgent
}
