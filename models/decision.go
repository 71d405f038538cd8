package models

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"linger/models/routing"
)

// Cause is what made the desk look for an agent.
type Cause string

// The causes.
const (
	CauseArrived   Cause = "arrived"   // a new conversation
	CauseReturned  Cause = "returned"  // the customer wrote in a parked one
	CauseReleased  Cause = "released"  // given back, or its agent vanished
	CauseAnswered  Cause = "answered"  // an offer was declined or missed
	CauseFollowUp  Cause = "follow_up" // parked for so long that somebody should look
	CauseAvailable Cause = "available" // an agent came, or has capacity again
)

// Decision says why a conversation went where it did: who was considered, with
// what load, and why this one, or why nobody. It is stored as it was made.
type Decision struct {
	ID             string
	ConversationID string
	At             Time
	Cause          Cause
	QueueID        string
	AgentID        *string      // nil: nobody
	Reason         string       // a sentence
	Considered     []Considered `gorm:"serializer:json"`
	Again          int64        // how often the same was found again
	AgainAt        Time
}

// Considered is one agent in a decision, as they were at that moment.
type Considered struct {
	AgentID    string   `json:"agent"`
	Name       string   `json:"name"`
	Presence   Presence `json:"presence,omitempty"`
	Load       int64    `json:"load"`
	Capacity   int64    `json:"capacity"`
	Concurrent int64    `json:"concurrent"`    // conversations of the workstream that they have
	Why        string   `json:"why,omitempty"` // why not; empty for those who could
}

// mostConsidered is how many agents a decision names: the best who could take it,
// and as many of those who could not.
const mostConsidered = 10

// Why a conversation is put before the agent who had it.
const (
	whyPrevious   = "Had this conversation before."
	whyGoodBefore = "As good as the others, and had it before."
)

// decide is the decision that a choice comes to.
func decide(tx *change, c *Conversation, i *routing.Item, choice routing.Choice, agents map[string]*readyAgent, cause Cause) *Decision {
	d := &Decision{ID: NewID(), ConversationID: c.ID, At: tx.now, Cause: cause, QueueID: c.QueueID, Considered: []Considered{}}
	for _, id := range mentioned(choice) {
		if a := agents[id]; a != nil {
			d.Considered = append(d.Considered, a.considered(i, choice.Refused[id]))
		}
	}
	if len(choice.Ranked) == 0 {
		d.Reason = whyNobody(choice.Refused)
		return d
	}
	chosen := choice.Ranked[0]
	d.AgentID = &chosen.ID
	d.Reason = whyThisOne(i, chosen, choice)
	return d
}

// mentioned are the agents whom a decision names, best first.
func mentioned(choice routing.Choice) []string {
	var ids []string
	for _, a := range choice.Ranked[:min(mostConsidered, len(choice.Ranked))] {
		ids = append(ids, a.ID)
	}
	refused := slices.SortedFunc(maps.Keys(choice.Refused), func(a, b string) int {
		return cmp.Or(cmp.Compare(choice.Refused[a], choice.Refused[b]), cmp.Compare(a, b))
	})
	return append(ids, refused[:min(mostConsidered, len(refused))]...)
}

func (a *readyAgent) considered(i *routing.Item, why routing.Why) Considered {
	return Considered{
		AgentID: a.ID, Name: a.Full(), Presence: Presence(a.Presence), Load: a.Load, Capacity: a.Capacity,
		Concurrent: a.InHand[i.Workstream], Why: string(why),
	}
}

// whyThisOne is what put the chosen agent before the others, as a sentence for her.
func whyThisOne(i *routing.Item, a *routing.Agent, choice routing.Choice) string {
	of := fmt.Sprintf("of %d who could take it", len(choice.Ranked))
	if choice.Others {
		of = fmt.Sprintf("of the best %d who could take it", len(choice.Ranked))
	}
	switch {
	case choice.ByAffinity:
		return whyPrevious
	case len(choice.Ranked) == 1:
		return "The only one who could take it."
	case choice.By == routing.ByFree:
		return fmt.Sprintf("Most free capacity, %d of %d, %s.", a.Free(), a.Capacity, of)
	case choice.By == routing.ByFewest:
		return fmt.Sprintf("As much free capacity as others, and the fewest conversations of this kind: %d, %s.", a.InHand[i.Workstream], of)
	case choice.By == routing.ByIdle:
		return fmt.Sprintf("The longest time without a new conversation, %s.", of)
	case choice.By == routing.ByAsked:
		return "The others did not take it when it was offered to them."
	case choice.By == routing.ByPreferred:
		return whyGoodBefore
	default:
		return fmt.Sprintf("As good as the others, %s.", of)
	}
}

// whyNobody says in a sentence why nobody could take it.
func whyNobody(refused map[string]routing.Why) string {
	counts := map[routing.Why]int{}
	for _, why := range refused {
		counts[why]++
	}
	words := []struct {
		why       routing.Why
		one, many string
	}{
		{routing.NotReady, "has a presence that takes no work", "have a presence that takes no work"},
		{routing.HeldElse, "is not the one it is kept for", "are not the one it is kept for"},
		{routing.Exhausted, "did not take it too often", "did not take it too often"},
		{routing.Cooling, "did not take it just now", "did not take it just now"},
		{routing.TooMany, "has as many of this kind as allowed", "have as many of this kind as allowed"},
		{routing.Full, "has no capacity left", "have no capacity left"},
	}
	var parts []string
	for _, w := range words {
		switch n := counts[w.why]; {
		case n == 1:
			parts = append(parts, "1 "+w.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, w.many))
		}
	}
	if len(parts) == 0 {
		return "Nobody of the queue is there."
	}
	return "Nobody could take it: " + strings.Join(parts, ", ") + "."
}
