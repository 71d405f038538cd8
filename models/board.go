package models

import (
	"slices"
	"time"
)

// BoardStates are the states of conversations that the board lists, in the order of
// its filter.
var BoardStates = []State{StateOpen, StateActive, StateWaiting, StateWrapUp}

// BoardFilter chooses the conversations that the board lists; what is empty is all.
type BoardFilter struct {
	State                          State
	QueueID, AgentID, WorkstreamID string
	After                          Cursor // zero for the first page
	Limit                          int    // zero for InboxPageSize
}

// states are those of the filter; none if it asks for one that is not listed.
func (f BoardFilter) states() []State {
	switch {
	case f.State == "":
		return BoardStates
	case slices.Contains(BoardStates, f.State):
		return []State{f.State}
	}
	return nil
}

// WaitsSince is since when somebody waits for the next move in the conversation: the
// customer for an agent or an answer, or the agent for a parked customer. Zero when
// nobody does.
func (c *Conversation) WaitsSince() Time {
	switch c.State {
	case StateOpen:
		return c.WaitStartedAt
	case StateActive:
		return c.TurnSince
	case StateWaiting:
		return c.WaitingSince
	case StateWrapUp, StateClosed:
	}
	return Time{}
}

// WaitsTooLong reports whether the customer has waited for an agent, or for their
// answer, beyond the target of the workstream. Nobody is late while nobody works.
func (r *Row) WaitsTooLong(now Time) bool {
	ours := r.State == StateOpen && r.HeldUntil.IsZero() || r.State == StateActive && r.Turn == TurnAgent
	return ours && r.WaitTargetSeconds > 0 && now.Sub(r.WaitsSince()) > time.Duration(r.WaitTargetSeconds)*time.Second
}

// HandledTooLong reports whether an agent has worked on the conversation without a
// break beyond the target of the workstream.
func (r *Row) HandledTooLong(now Time) bool {
	return r.State == StateActive && r.HandlingTargetSeconds > 0 && now.Sub(r.StateChangedAt) > time.Duration(r.HandlingTargetSeconds)*time.Second
}

// BoardPerson is an agent on the board, with what they have in hand, counted to CountedTo.
type BoardPerson struct {
	Person
	Active, Waiting, WrapUp int64
}

// Over reports whether they hold more than their capacity.
func (p *BoardPerson) Over() bool { return p.Units > p.PresenceNow.Capacity }

// Mean is how many durations there were, and their sum.
type Mean struct{ N, Seconds int64 }

// Of is the mean; false if there is none.
func (m Mean) Of() (time.Duration, bool) {
	if m.N == 0 {
		return 0, false
	}
	return time.Duration(m.Seconds) * time.Second / time.Duration(m.N), true
}

func (m Mean) plus(o Mean) Mean { return Mean{m.N + o.N, m.Seconds + o.Seconds} }

// Figures say how a queue, or the desk, stands and how its day has been.
type Figures struct {
	QueueID, QueueName string

	// As it stands.
	Open, Active, Waiting, WrapUp int64
	LongestSince                  Time // since when the open one waits that waits longest; zero if none does
	// How long the parked ones have been so.
	WaitingDay, WaitingWeek, WaitingFortnight, WaitingLonger int64

	// Of those that began in the span.
	Begun         int64
	FirstWait     Mean `gorm:"-"` // for the first agent, only hours in which the desk is open
	FirstResponse Mean `gorm:"-"` // until the first answer, by the clock

	// Of those that were closed in it.
	Closed     int64
	AutoClosed int64 // by the system, because nobody wrote any more
	Handle     Mean  `gorm:"-"` // of closed ones: how long they were active and in wrap-up

	// Of the offers that ended in it. Withdrawn ones count for nothing.
	Accepted, Declined, Missed, Unseen int64
	Returned, SameAgent                int64 // accepted ones of customers who came back; of these by who had them before
}

// Ended is how many were closed by a person.
func (f *Figures) Ended() int64 { return f.Closed - f.AutoClosed }

// SameShare is the share of returned conversations that went back to the same agent,
// in percent; false if none returned.
func (f *Figures) SameShare() (int64, bool) {
	if f.Returned == 0 {
		return 0, false
	}
	return (f.SameAgent*100 + f.Returned/2) / f.Returned, true
}

// Sum adds the figures of queues up to those of the desk.
func Sum(queues []Figures) Figures {
	var all Figures
	for _, q := range queues {
		all.Open, all.Active, all.Waiting, all.WrapUp = all.Open+q.Open, all.Active+q.Active, all.Waiting+q.Waiting, all.WrapUp+q.WrapUp
		if !q.LongestSince.IsZero() && (all.LongestSince.IsZero() || q.LongestSince.Before(all.LongestSince)) {
			all.LongestSince = q.LongestSince
		}
		all.WaitingDay, all.WaitingWeek = all.WaitingDay+q.WaitingDay, all.WaitingWeek+q.WaitingWeek
		all.WaitingFortnight, all.WaitingLonger = all.WaitingFortnight+q.WaitingFortnight, all.WaitingLonger+q.WaitingLonger
		all.Begun, all.Closed, all.AutoClosed = all.Begun+q.Begun, all.Closed+q.Closed, all.AutoClosed+q.AutoClosed
		all.FirstWait, all.FirstResponse, all.Handle = all.FirstWait.plus(q.FirstWait), all.FirstResponse.plus(q.FirstResponse), all.Handle.plus(q.Handle)
		all.Accepted, all.Declined, all.Missed, all.Unseen = all.Accepted+q.Accepted, all.Declined+q.Declined, all.Missed+q.Missed, all.Unseen+q.Unseen
		all.Returned, all.SameAgent = all.Returned+q.Returned, all.SameAgent+q.SameAgent
	}
	return all
}

// Today is when the day began in which now is, where the clock says zone.
func Today(now Time, zone *time.Location) Time {
	y, m, d := now.In(zone).Date()
	return At(time.Date(y, m, d, 0, 0, 0, 0, zone))
}
