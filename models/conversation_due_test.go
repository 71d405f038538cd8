package models

import (
	"testing"
	"time"
)

func TestDue(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		name   string
		mode   Mode
		state  State
		adjust func(c *Conversation, ws *Workstream, now Time)
		after  time.Duration
		want   State
		reason Reason
	}{
		{name: "persistent active is never closed", mode: ModePersistent, state: StateActive, after: 900 * day, want: StateActive},
		{name: "live active is never closed", mode: ModeLive, state: StateActive, after: 900 * day, want: StateActive},
		{name: "persistent open with an unanswered message is never closed", mode: ModePersistent, state: StateOpen, after: 900 * day, want: StateOpen},
		{name: "persistent open that was answered, a second short of 30 days", mode: ModePersistent, state: StateActive, adjust: answerAndRelease, after: 30*day - time.Second, want: StateOpen},
		{name: "persistent open that was answered, 30 days", mode: ModePersistent, state: StateActive, adjust: answerAndRelease, after: 30 * day, want: StateClosed, reason: ReasonAutoClosed},
		{name: "live open, a second short of 20 minutes", mode: ModeLive, state: StateOpen, after: 20*time.Minute - time.Second, want: StateOpen},
		{name: "live open, 20 minutes", mode: ModeLive, state: StateOpen, after: 20 * time.Minute, want: StateClosed, reason: ReasonAutoClosed},
		{name: "waiting, a second short of 28 days", mode: ModePersistent, state: StateWaiting, after: 28*day - time.Second, want: StateWaiting},
		{name: "waiting, 28 days", mode: ModePersistent, state: StateWaiting, after: 28 * day, want: StateClosed, reason: ReasonAutoClosedWaiting},
		{name: "persistent wrap-up, a second short of a day", mode: ModePersistent, state: StateWrapUp, after: day - time.Second, want: StateWrapUp},
		{name: "persistent wrap-up, a day", mode: ModePersistent, state: StateWrapUp, after: day, want: StateClosed, reason: ReasonEndedByAgent},
		{name: "live wrap-up, 15 minutes", mode: ModeLive, state: StateWrapUp, after: 15 * time.Minute, want: StateClosed, reason: ReasonEndedByAgent},
		{name: "live customer gone, a second short of 3 minutes", mode: ModeLive, state: StateActive, adjust: gone, after: 3*time.Minute - time.Second, want: StateActive},
		{name: "live customer gone, 3 minutes", mode: ModeLive, state: StateActive, adjust: gone, after: 3 * time.Minute, want: StateWrapUp, reason: ReasonLeftActive},
		{name: "live customer gone before anyone had it", mode: ModeLive, state: StateOpen, adjust: gone, after: 3 * time.Minute, want: StateClosed, reason: ReasonLeftOpen},
		{name: "live customer came back", mode: ModeLive, state: StateActive, adjust: goneAndBack, after: day, want: StateActive},
		{name: "persistent customer gone", mode: ModePersistent, state: StateActive, adjust: gone, after: 900 * day, want: StateActive},
		{name: "an offer that ran out is the team's again", mode: ModePersistent, state: StateOpen, adjust: offered, after: 120 * time.Second, want: StateOpen, reason: ReasonAwaitingAssignment},
		{name: "an offer that no browser shows moves on", mode: ModePersistent, state: StateOpen, adjust: offered, after: 10 * time.Second, want: StateOpen, reason: ReasonAwaitingAssignment},
		{name: "an offer that no browser shows yet", mode: ModePersistent, state: StateOpen, adjust: offered, after: 9 * time.Second, want: StateOpen, reason: ReasonAwaitingAcceptance},
		{name: "a customer silent for ten minutes reminds her agent", mode: ModePersistent, state: StateActive, adjust: answered, after: 10 * time.Minute, want: StateActive},
		{name: "or parks it, where the workstream wants that", mode: ModePersistent, state: StateActive, adjust: answeredParking, after: 10 * time.Minute, want: StateWaiting, reason: ReasonAwaitingCustomer},
		{name: "a second short of it", mode: ModePersistent, state: StateActive, adjust: answeredParking, after: 10*time.Minute - time.Second, want: StateActive},
		{name: "a live one is never parked", mode: ModeLive, state: StateActive, adjust: answeredParking, after: 900 * day, want: StateActive},
		{name: "waiting, to be followed up after two days", mode: ModePersistent, state: StateWaiting, adjust: followedUp, after: 2 * day, want: StateOpen, reason: ReasonFollowUp},
		{name: "waiting, a second short of it", mode: ModePersistent, state: StateWaiting, adjust: followedUp, after: 2*day - time.Second, want: StateWaiting},
		{name: "kept for its agent for an hour", mode: ModePersistent, state: StateOpen, adjust: kept, after: time.Hour, want: StateOpen},
		{name: "an offer that stands", mode: ModePersistent, state: StateOpen, adjust: offeredAndShown, after: 119 * time.Second, want: StateOpen, reason: ReasonAwaitingAcceptance},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, ws, now := inState(t, tt.mode, tt.state)
			if tt.adjust != nil {
				tt.adjust(c, ws, now)
			}
			c.settle(ws, now)
			at := now.Add(tt.after)
			did := c.Due(ws, at)
			if due := c.DeadlineAt.Due(at); due != did {
				t.Errorf("the deadline says due: %v, and the rule did something: %v", due, did)
			}
			if c.State != tt.want || tt.reason != "" && c.Reason != tt.reason {
				t.Errorf("after %v: %s (%s), want %s (%s)", tt.after, c.State, c.Reason, tt.want, tt.reason)
			}
			if c.State == StateClosed && c.EndedBy == "" {
				t.Error("closed, and nobody ended it")
			}
		})
	}
}

func answerAndRelease(c *Conversation, _ *Workstream, now Time) {
	_, _ = c.Reply(Draft{Body: "Answer", Seen: -1}, "ana", now)
	_ = c.Release("ana", now)
}

func gone(c *Conversation, _ *Workstream, now Time) { c.CustomerGone(now) }

func goneAndBack(c *Conversation, _ *Workstream, now Time) {
	c.CustomerGone(now)
	c.CustomerBack()
}

func offeredAndShown(c *Conversation, ws *Workstream, now Time) {
	offered(c, ws, now)
	c.shown("ana", now)
}

func answered(c *Conversation, _ *Workstream, now Time) {
	_, _ = c.Reply(Draft{Body: "Answer", Seen: -1}, "ana", now)
}

func answeredParking(c *Conversation, ws *Workstream, now Time) {
	ws.AutoPark = true
	answered(c, ws, now)
}

func followedUp(_ *Conversation, ws *Workstream, _ Time) { ws.FollowUpMinutes = 2 * 24 * 60 }

func kept(c *Conversation, ws *Workstream, now Time) {
	ws.AffinityHoldMinutes = 60
	c.holdFor(ws, now)
}

func offered(c *Conversation, ws *Workstream, now Time) { _ = c.Offer("ana", ws, now) }

func TestAMessageResetsTheWaitingClock(t *testing.T) {
	c, ws, now := inState(t, ModePersistent, StateActive)
	_ = c.Park("ana", -1, now)
	later := now.Add(20 * 24 * time.Hour)
	_, _ = c.Reply(Draft{Body: "Any news?", Seen: -1}, "ana", later)
	_ = c.Park("ana", -1, later)
	c.settle(ws, later)
	if want := later.Add(ws.AutoClose()); !c.DeadlineAt.Equal(want) {
		t.Errorf("deadline %v, want %v", c.DeadlineAt, want)
	}
}

func TestWrapUpHoldsCapacityAsLongAsSaid(t *testing.T) {
	tests := []struct {
		name  string
		block int64
		after time.Duration
		want  bool
	}{
		{"always", -1, 900 * time.Hour, true},
		{"not at all", 0, 0, false},
		{"five minutes, a second short", 300, 299 * time.Second, true},
		{"five minutes", 300, 300 * time.Second, false},
	}
	for _, tt := range tests {
		c, ws, now := inState(t, ModePersistent, StateWrapUp)
		ws.WrapUpBlockSeconds = tt.block
		if got := c.Holds(ws, now.Add(tt.after)); got != tt.want {
			t.Errorf("%s: holds %v, want %v", tt.name, got, tt.want)
		}
	}
	parked, ws, now := inState(t, ModePersistent, StateWaiting)
	if parked.Holds(ws, now) {
		t.Error("a parked conversation holds capacity")
	}
}
