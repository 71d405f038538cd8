package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// S12: a live customer ends in Active, and her agent finishes notes; in Open, and it
// is closed and counts as abandoned. Either is told to the other side.
func TestS12LiveCustomerEnds(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Anonymous(), d.Agent("Ana", models.RoleAgent)
		visit := d.Visitor(w)
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		d.Wakes.Take()
		must(t, second(d.Conversations.CustomerEnd(d.Ctx(), visit, c.ID)))
		if c = d.Reload(c); c.State != models.StateWrapUp || c.Reason != models.ReasonEndedByCustomer || c.EndedBy != models.EndedByCustomer || *c.AgentID != ana.ID {
			t.Errorf("in Active: %s, %s by %s", c.State, c.Reason, c.EndedBy)
		}
		told := false
		for _, w := range d.Wakes.Take() {
			for _, topic := range w.Topics {
				told = told || topic == models.TopicAgent(ana.ID)
			}
		}
		if !told {
			t.Error("the agent is not told")
		}
		if err := second(d.Conversations.CustomerEnd(d.Ctx(), visit, c.ID)); models.CodeOf(err) != models.CodeConversationEnded {
			t.Errorf("ended again: %v", err)
		}
		if _, err := d.Conversations.UndoEnd(d.Ctx(), ana, c.ID); models.CodeOf(err) != models.CodeWrongState {
			t.Errorf("the agent undoes what she ended: %v", err)
		}

		abandoned := d.Write(visit, "Hello again")
		must(t, second(d.Conversations.CustomerEnd(d.Ctx(), visit, abandoned.ID)))
		if c := d.Reload(abandoned); c.ID == abandoned.ID && (c.State != models.StateClosed || c.Reason != models.ReasonLeftOpen || !c.AcceptedAt.IsZero()) {
			t.Errorf("in Open: %s, %s", c.State, c.Reason)
		}
	})
}

// S13: the network of a live customer is away for two minutes, and nothing happens;
// for four, and it has ended: Wrap-up, or Closed if no agent had it.
func TestS13LiveNetworkAway(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Anonymous(), d.Agent("Ana", models.RoleAgent)
		visit, waiting := d.Visitor(w), d.Visitor(w)
		gone, left := d.Here(visit), d.Here(waiting)
		c, open := d.Write(visit, "Hello"), d.Write(waiting, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))

		gone()
		d.Clock.Advance(2 * time.Minute)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if c = d.Reload(c); c.State != models.StateActive || c.CustomerLeftAt.IsZero() {
			t.Fatalf("after two minutes: %s, gone since %v", c.State, c.CustomerLeftAt)
		}
		gone = d.Here(visit)
		if c = d.Reload(c); !c.CustomerLeftAt.IsZero() {
			t.Error("she is back, and counts as gone")
		}
		gone()
		left()
		d.Clock.Advance(4 * time.Minute)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if c = d.Reload(c); c.State != models.StateWrapUp || c.Reason != models.ReasonLeftActive {
			t.Errorf("after four minutes: %s, %s", c.State, c.Reason)
		}
		if open = d.Reload(open); open.State != models.StateClosed || open.Reason != models.ReasonLeftOpen {
			t.Errorf("that nobody had: %s, %s", open.State, open.Reason)
		}
	})
}

// While nothing served nobody could come back: a restart lets absent customers have
// their three minutes again, and the streams of a crashed process count as gone when
// that is noticed.
func TestARestartIsNobodysAbsence(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Anonymous(), d.Agent("Ana", models.RoleAgent)
		begin := func() *models.Conversation {
			visit := d.Visitor(w)
			d.Here(visit)
			c := d.Write(visit, "Hello")
			must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
			return c
		}
		connected := begin()
		visit := d.Visitor(w)
		leave := d.Here(visit)
		absent := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, absent.ID)))
		leave()

		d.Clock.Advance(10 * time.Minute) // the process was killed, and comes back now
		must(t, second(d.Streams.Renew(d.Ctx(), models.NewID())))
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		for _, c := range []*models.Conversation{connected, absent} {
			if c = d.Reload(c); c.State != models.StateActive || !c.CustomerLeftAt.Equal(models.At(d.Clock.Now())) {
				t.Errorf("at the restart: %s, gone since %v", c.State, c.CustomerLeftAt)
			}
		}
		d.Clock.Advance(3 * time.Minute)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		for _, c := range []*models.Conversation{connected, absent} {
			if c = d.Reload(c); c.State != models.StateWrapUp {
				t.Errorf("three minutes later: %s", c.State)
			}
		}
	})
}

// Who writes and is gone in the same moment never had a stream that could leave.
func TestWritingWithoutAStreamStartsTheClock(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Anonymous()
		visit, here := d.Visitor(w), d.Visitor(w)
		d.Here(here)
		c, stays := d.Write(visit, "Hello"), d.Write(here, "Hello")
		must(t, d.Streams.Unheard(d.Ctx(), c))
		must(t, d.Streams.Unheard(d.Ctx(), stays))
		if d.Reload(c).CustomerLeftAt.IsZero() || !d.Reload(stays).CustomerLeftAt.IsZero() {
			t.Error("without a stream she counts as there, or with one as gone")
		}
		d.Clock.Advance(3 * time.Minute)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if d.Reload(c).State != models.StateClosed || d.Reload(stays).State != models.StateOpen {
			t.Errorf("three minutes later: %s, %s", d.Reload(c).State, d.Reload(stays).State)
		}
	})
}
