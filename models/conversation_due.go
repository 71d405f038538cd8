package models

import (
	"time"

	"linger/models/automated"
)

// deadline is when the sweep has to look at the conversation next: the earliest
// of what can fall due in its state. Zero when nothing can.
func (c *Conversation) deadline(ws *Workstream) Time {
	life := ws.Lifetimes()
	switch c.State {
	case StateOpen:
		times := []Time{c.OfferExpiresAt, c.unseenAt(), c.PreferredUntil, c.HeldUntil, c.absence(life)}
		return earliest(append(times, c.outlives(life))...)
	case StateActive:
		return earliest(c.IdleAt, c.absence(life))
	case StateWaiting:
		return earliest(c.FollowUpAt, c.idleSince().Add(ws.AutoClose()))
	case StateWrapUp:
		return c.WrapUpAt.Add(life.WrapUp)
	case StateClosed:
	}
	return Time{}
}

// outlives is when an open conversation has waited too long; zero if never.
func (c *Conversation) outlives(life Lifetimes) Time {
	if c.closesUnanswered() || c.Turn != TurnAgent {
		return c.idleSince().Add(life.Open)
	}
	return Time{}
}

// closesUnanswered reports whether time closes it though the customer has no
// answer yet. A persistent conversation never: neither the hours in which the
// team should have answered nor those in which it is away are hers to pay for.
// Only one that is answered and idle closes. A live customer, who could start in
// hours only, has been failed after the limit, and is told so.
func (c *Conversation) closesUnanswered() bool { return c.Mode == ModeLive }

// idleSince is when something last happened that keeps a conversation open: a
// message of either side, or its entering the state.
func (c *Conversation) idleSince() Time {
	if c.StateChangedAt.After(c.LastMessageAt) {
		return c.StateChangedAt
	}
	return c.LastMessageAt
}

// absence is when a live customer has been gone too long.
func (c *Conversation) absence(life Lifetimes) Time {
	limit := c.keptFor(life)
	if limit == 0 || c.CustomerLeftAt.IsZero() {
		return Time{}
	}
	return c.CustomerLeftAt.Add(limit)
}

// Due does what the clock demands at now, one thing at a time: an offer missed,
// a desk open again, a live customer gone, a state outlived. It reports whether it did something.
func (c *Conversation) Due(ws *Workstream, now Time) bool {
	life := ws.Lifetimes()
	switch {
	case c.State == StateOpen && c.OfferExpiresAt.Due(now):
		c.withdraw(EventMissed, now)
	case c.State == StateOpen && c.unseenAt().Due(now):
		c.withdraw(EventUnseen, now)
	case c.State == StateOpen && c.PreferredUntil.Due(now):
		c.holdNoLonger(now)
	case c.State == StateActive && c.IdleAt.Due(now):
		c.idle(ws, now)
	case c.State == StateWaiting && c.FollowUpAt.Due(now):
		c.followUp(now)
	case c.State == StateOpen && !c.HeldUntil.IsZero() && !c.hours.Closed: // perhaps sooner than was thought
		c.deliver(now)
	case c.State == StateOpen && c.absence(life).Due(now):
		c.endAndClose(EndedByCustomer, ReasonLeftOpen, EventLeft, nil, now)
	case c.State == StateActive && c.absence(life).Due(now):
		c.happened(EventLeft, AudienceStaff, nil, now)
		c.end(EndedByCustomer, ReasonLeftActive, nil, now)
	case c.State == StateOpen && c.HeldUntil.Due(now):
		return false // the hours were changed: held on
	case c.State == StateOpen && c.outlives(life).Due(now):
		c.outlived(ReasonAutoClosed, life.Open, now)
	case c.State == StateWaiting && c.idleSince().Add(ws.AutoClose()).Due(now):
		c.outlived(ReasonAutoClosedWaiting, ws.AutoClose(), now)
	case c.State == StateWrapUp && c.WrapUpAt.Add(life.WrapUp).Due(now):
		c.move(StateClosed, c.Reason, now)
		c.happened(EventClosed, AudienceStaff, nil, now)
	default:
		return false
	}
	return true
}

// outlived closes a conversation in which nobody wrote for so long.
func (c *Conversation) outlived(reason Reason, after time.Duration, now Time) {
	values := map[string]string{automated.Inactivity: automated.Span(c.Language, int64(after.Minutes()))}
	c.endAndCloseWith(EndedBySystem, reason, EventAutoClosed, nil, now, values)
}
