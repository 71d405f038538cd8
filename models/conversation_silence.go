package models

import (
	"time"

	"linger/models/automated"
)

// What time asks of a conversation that goes on: an offer that no browser shows, an
// agent who does not come, a silent customer.

// clock derives when something of that falls due.
func (c *Conversation) clock(ws *Workstream) {
	c.FollowUpAt, c.IdleAt = Time{}, Time{}
	switch c.State {
	case StateActive:
		if c.Mode == ModePersistent && c.Turn == TurnCustomer && c.NudgedAt.IsZero() && ws.IdleMinutes > 0 {
			c.IdleAt = c.idleSince().Add(time.Duration(ws.IdleMinutes) * time.Minute)
		}
	case StateWaiting:
		if ws.FollowUpMinutes > 0 {
			c.FollowUpAt = c.idleSince().Add(time.Duration(ws.FollowUpMinutes) * time.Minute)
		}
	case StateOpen, StateWrapUp, StateClosed:
	}
}

// unseenAt is when an offer that no browser shows moves on.
func (c *Conversation) unseenAt() Time {
	if c.OfferedAgentID == nil || !c.OfferShownAt.IsZero() {
		return Time{}
	}
	return c.OfferedAt.Add(OfferSeenWithin)
}

// Shown notes that a browser of the agent shows the offer. It reports whether that
// was news.
func (c *Conversation) shown(agentID string, now Time) bool {
	if deref(c.OfferedAgentID) != agentID || !c.OfferShownAt.IsZero() {
		return false
	}
	c.OfferShownAt = now
	return true
}

// holdFor keeps a conversation that returned for the agent who had it, and tells the
// customer that she is away.
func (c *Conversation) holdFor(ws *Workstream, now Time) {
	c.PreferredUntil = now.Add(time.Duration(ws.AffinityHoldMinutes) * time.Minute)
	c.tell(automated.AgentAwayHeld, c.PreferredAgentID, Time{}, now, nil)
}

// holdNoLonger gives it to the team: she did not come in time, and the customer is
// told that somebody else will answer.
func (c *Conversation) holdNoLonger(now Time) {
	c.PreferredUntil = Time{}
	c.tell(automated.AgentAway, c.PreferredAgentID, Time{}, now, nil)
}

// idle parks an active conversation whose customer is silent, or lets its agent be
// reminded to.
func (c *Conversation) idle(ws *Workstream, now Time) {
	if !ws.AutoPark {
		c.NudgedAt = now
		return
	}
	c.move(StateWaiting, ReasonAwaitingCustomer, now)
	c.happened(EventParked, AudienceStaff, nil, now)
}

// followUp puts a parked conversation before its agent again, though the customer
// did not write: somebody should look after her. She notices nothing.
func (c *Conversation) followUp(now Time) {
	c.PreferredAgentID = c.AgentID
	c.move(StateOpen, ReasonFollowUp, now)
	c.happened(EventFollowUp, AudienceStaff, nil, now)
}
