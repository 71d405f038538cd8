// Package routing decides who gets a conversation, and why. It is pure: it knows no
// database and no clock, so that every decision can be made again and looked at.
//
// Conversations are looked at in the order of Before: those that return to their
// agent first, then by the priority of their queue, then the longest wait. For each,
// Choose takes one of the agents, or says why nobody can have it.
package routing

import (
	"cmp"
	"slices"
	"time"
)

// Method is how one of several agents who can take a conversation is chosen.
type Method string

// The methods (dynamics §4.5).
const (
	HighestCapacity Method = "highest_capacity"
	RoundRobin      Method = "round_robin"
)

// TooManyDeclines is after how many declined and missed offers, of whomever, a
// conversation is left to be picked: nobody is to be asked for ever.
const TooManyDeclines = 100

// Item is a conversation that waits for an agent.
type Item struct {
	ID         string
	Workstream string
	Queue      string    // empty: everybody's
	Priority   int64     // of its queue; 1 is served first
	Order      int64     // the smallest is looked at first
	Since      time.Time // when its wait began
	Units      int64     // what it takes of an agent's capacity

	Allowed        []string // the presences with which an agent is asked
	MaxConcurrency int64    // conversations of its workstream per agent; 0: any number
	Method         Method

	// Preferred is the agent whom it returns to; while Affinity holds it is hers
	// whatever else she has in hand, and while Held nobody else gets it.
	Preferred      string
	Affinity, Held bool

	DeclineLimit int64
	CoolDown     time.Duration
	Asked        map[string]Asked // who was asked before, in this wait
}

// Asked is how often an agent was asked for an item without taking it.
type Asked struct {
	Refused int64     // declined or missed
	Unseen  int64     // no browser showed it
	Last    time.Time // when the last of these ended
}

// Agent is somebody who may take it, as she is now.
type Agent struct {
	ID         string
	Queues     []string
	Presence   string // that counts now: of somebody who is not connected, offline
	Uncrowded  string // what it would be without any load, for what she may have over her capacity
	Capacity   int64
	Load       int64            // units taken, by offers too
	InHand     map[string]int64 // conversations, by workstream
	AssignedAt time.Time        // when she was given one last
}

// Free is the capacity that is left; less than nothing when she took over more.
func (a *Agent) Free() int64 { return a.Capacity - a.Load }

// Why says why an agent was not chosen, or, empty, that she could have been.
type Why string

// The reasons, in the order in which they are looked for.
const (
	Fits      Why = ""
	Elsewhere Why = "not_in_the_queue"
	NotReady  Why = "not_ready"
	HeldElse  Why = "held_for_another"
	Exhausted Why = "asked_too_often"
	Cooling   Why = "asked_just_now"
	TooMany   Why = "too_many_of_the_workstream"
	Full      Why = "no_capacity"
)

// Before is the order in which waiting items are looked at: negative if a goes first.
func Before(a, b *Item) int {
	return cmp.Or(
		boolFirst(a.Affinity && a.Preferred != "", b.Affinity && b.Preferred != ""),
		cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID),
	)
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// Fit is Fits if the agent can be offered the item at now, else why not.
func Fit(i *Item, a *Agent, now time.Time) Why {
	asked := i.Asked[a.ID]
	preferred := i.Affinity && i.Preferred == a.ID
	switch {
	case i.Queue != "" && !slices.Contains(a.Queues, i.Queue):
		return Elsewhere
	case !preferred && !slices.Contains(i.Allowed, a.Presence), preferred && !slices.Contains(i.Allowed, a.Uncrowded):
		return NotReady
	case i.Held && i.Preferred != a.ID:
		return HeldElse
	case i.DeclineLimit > 0 && asked.Refused >= i.DeclineLimit:
		return Exhausted
	case asked.Refused+asked.Unseen > 0 && now.Before(asked.Last.Add(i.coolDown(asked))):
		return Cooling
	case preferred: // whatever else she has in hand
		return Fits
	case i.MaxConcurrency > 0 && a.InHand[i.Workstream] >= i.MaxConcurrency:
		return TooMany
	case a.Free() < i.Units:
		return Full
	}
	return Fits
}

// unseenCoolDown keeps a conversation from going back and forth between windows
// that sleep.
const unseenCoolDown = time.Minute

func (i *Item) coolDown(asked Asked) time.Duration {
	if asked.Unseen > 0 {
		return max(i.CoolDown, unseenCoolDown)
	}
	return i.CoolDown
}

// Choice is what was decided about an item.
type Choice struct {
	Agent string // empty: nobody
	// Ranked are those who could take it, best first; Refused why the others could not.
	Ranked  []*Agent
	Refused map[string]Why
	// Others: more agents could take it than were looked at, who are the best.
	Others bool
	// ByAffinity: she had it before. By says what decided otherwise.
	ByAffinity bool
	By         Criterion
}

// Criterion is what put the chosen agent before the next.
type Criterion string

// The criteria.
const (
	ByAlone      Criterion = "alone"    // nobody else could take it
	ByAsked      Criterion = "asked"    // the others had refused it before
	ByFree       Criterion = "free"     // most free capacity
	ByFewest     Criterion = "fewest"   // fewest of the workstream
	ByIdle       Criterion = "idle"     // longest since the last one
	ByPreferred  Criterion = "before"   // had it before, as good as the others
	ByIdentifier Criterion = "identity" // all else is equal
)

// Choose decides who gets the item at now. Agents are tried in the order that the
// queue's method gives; it does not depend on the order in which they are passed.
func Choose(i *Item, agents []*Agent, now time.Time) Choice {
	c := Choice{Refused: map[string]Why{}}
	for _, a := range agents {
		why := Fit(i, a, now)
		if why == Fits && i.refusals() >= TooManyDeclines {
			why = Exhausted
		}
		if why == Fits {
			c.Ranked = append(c.Ranked, a)
		} else {
			c.Refused[a.ID] = why
		}
	}
	if len(c.Ranked) == 0 {
		return c
	}
	slices.SortFunc(c.Ranked, func(a, b *Agent) int { n, _ := i.compare(a, b); return n })
	c.Agent = c.Ranked[0].ID
	c.ByAffinity = i.Affinity && i.Preferred == c.Agent
	c.By = ByAlone
	if len(c.Ranked) > 1 {
		_, c.By = i.compare(c.Ranked[0], c.Ranked[1])
	}
	return c
}

// first is the agent whom Choose would choose, without saying why; nil for nobody.
func first(i *Item, agents []*Agent, now time.Time) *Agent {
	if i.refusals() >= TooManyDeclines {
		return nil
	}
	var best *Agent
	for _, a := range agents {
		if Fit(i, a, now) != Fits {
			continue
		}
		if best == nil {
			best = a
		} else if order, _ := i.compare(a, best); order < 0 {
			best = a
		}
	}
	return best
}

func (i *Item) refusals() int64 {
	var n int64
	for _, asked := range i.Asked {
		n += asked.Refused
	}
	return n
}

// compare is negative if a is to be tried before b, and by what.
func (i *Item) compare(a, b *Agent) (int, Criterion) {
	if n := boolFirst(i.Affinity && i.Preferred == a.ID, i.Affinity && i.Preferred == b.ID); n != 0 {
		return n, ByPreferred
	}
	if len(i.Asked) > 0 {
		x, y := i.Asked[a.ID], i.Asked[b.ID]
		if n := cmp.Compare(x.Refused+x.Unseen, y.Refused+y.Unseen); n != 0 {
			return n, ByAsked
		}
	}
	if i.Method != RoundRobin {
		if n := cmp.Compare(b.Free(), a.Free()); n != 0 {
			return n, ByFree
		}
		if n := cmp.Compare(a.InHand[i.Workstream], b.InHand[i.Workstream]); n != 0 {
			return n, ByFewest
		}
	}
	if n := a.AssignedAt.Compare(b.AssignedAt); n != 0 {
		return n, ByIdle
	}
	if n := boolFirst(i.Preferred == a.ID, i.Preferred == b.ID); n != 0 {
		return n, ByPreferred
	}
	return cmp.Compare(a.ID, b.ID), ByIdentifier
}
