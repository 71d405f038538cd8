package models

import (
	"slices"

	"linger/models/routing"
)

// Routes is what an agent may have to be looked for: conversations that wait for
// one, or, with All, everything that waits, because somebody has become free.
type Routes struct {
	Conversations []string
	All           bool
}

// Empty reports whether there is nothing to look at.
func (r *Routes) Empty() bool { return !r.All && len(r.Conversations) == 0 }

// Merge adds what another one asks for.
func (r *Routes) Merge(other Routes) {
	r.All = r.All || other.All
	for _, id := range other.Conversations {
		if !slices.Contains(r.Conversations, id) {
			r.Conversations = append(r.Conversations, id)
		}
	}
}

// add notes what a change of c asks for: c itself if it waits, and everything that
// waits if it was freed by it.
func (r *Routes) add(c *Conversation, freed bool) {
	if c.State == StateOpen && c.OfferedAgentID == nil && c.HeldUntil.IsZero() {
		r.Merge(Routes{Conversations: []string{c.ID}})
	}
	r.All = r.All || freed
}

// frees reports whether an agent may take more by what happened to c since it was
// loaded.
func (c *Conversation) frees() bool {
	switch {
	case c.answered != "" && c.answered != OfferAccepted:
		return true
	case c.was == StateActive, c.was == StateWrapUp:
		return c.State != StateActive
	}
	return false
}

// routable reports whether the desk looks for an agent for c at all.
func (c *Conversation) routable(ws *Workstream) bool {
	return c.State == StateOpen && c.OfferedAgentID == nil && c.HeldUntil.IsZero() && !c.hours.Closed && ws.Distribution == DistributionPush
}

// cause is why the desk looks for an agent for c now.
func (c *Conversation) cause(asked map[string]routing.Asked) Cause {
	switch {
	case len(asked) > 0:
		return CauseAnswered
	case c.Reason == ReasonReturning:
		return CauseReturned
	case c.Reason == ReasonFollowUp:
		return CauseFollowUp
	case c.Reason == ReasonReleased:
		return CauseReleased
	}
	return CauseArrived
}

// item is c as routing sees it.
func (c *Conversation) item(ws *Workstream, q *Queue, asked map[string]routing.Asked) *routing.Item {
	i := &routing.Item{
		ID: c.ID, Workstream: ws.ID, Queue: q.ID, Priority: q.Priority, Order: c.InboxOrder, Since: c.WaitStartedAt.Time, Units: ws.CapacityUnits,
		Allowed: ws.AllowedPresences.names(), MaxConcurrency: ws.MaxConcurrency, Method: routing.Method(q.Assignment),
		Preferred: deref(c.PreferredAgentID), Held: !c.PreferredUntil.IsZero(),
		DeclineLimit: ws.DeclineLimit, CoolDown: ws.CoolDown(), Asked: asked,
	}
	if q.IsDefault {
		i.Queue = "" // everybody's
	}
	i.Affinity = ws.Affinity && i.Preferred != "" && asked[i.Preferred] == (routing.Asked{})
	return i
}

// takesWithoutAsking reports whether the chosen agent is given c at once.
func (c *Conversation) takesWithoutAsking(ws *Workstream, agentID string) bool {
	return ws.AutoAccept || ws.AutoAcceptReturning && deref(c.PreferredAgentID) == agentID
}

// putBefore offers c to the agent whom routing chose, or gives it to her where the
// workstream does not ask. why is for her to read.
func (c *Conversation) putBefore(agentID, why string, ws *Workstream, now Time) error {
	if err := c.Offer(agentID, ws, now); err != nil {
		return err
	}
	c.offering.Why = why
	if c.takesWithoutAsking(ws, agentID) {
		return c.Accept(agentID, now)
	}
	return nil
}
