package routing

import (
	"slices"
	"time"
)

// Patience is how long an item may be passed over for smaller ones that fit into
// what is left of somebody. Then one agent is kept free for it, so that a large
// conversation does not starve behind a stream of small ones.
const Patience = 5 * time.Minute

// Line is the items that wait and the agents who may take them, to be gone through
// in order: what one takes, the next does not find.
type Line struct {
	Items  []*Item
	Agents []*Agent // changed by what is taken

	byQueue map[string][]*Agent
	kept    map[string]bool // agents kept free for an older item, or at whom somebody else is
}

// Take goes through the line at now. For every item that finds somebody it calls
// take, which returns the agent who really got it, if anybody; for the others it
// calls nobody.
func (l *Line) Take(now time.Time, take func(i *Item, agent string) (got string), nobody func(*Item)) {
	l.byQueue, l.kept = map[string][]*Agent{"": l.Agents}, map[string]bool{}
	known := map[string]*Agent{}
	for _, a := range l.Agents {
		known[a.ID] = a
		for _, queue := range a.Queues {
			l.byQueue[queue] = append(l.byQueue[queue], a)
		}
	}
	slices.SortStableFunc(l.Items, Before)
	for _, i := range l.Items {
		agents := l.free(i)
		best := first(i, agents, now)
		if best == nil {
			if now.Sub(i.Since) >= Patience {
				l.keep(i, agents, now)
			}
			nobody(i)
			continue
		}
		if a := known[take(i, best.ID)]; a != nil {
			a.give(i, now)
		} else {
			l.kept[best.ID] = true
		}
	}
}

// free are the agents of the item's queue whom nothing older claims.
func (l *Line) free(i *Item) []*Agent {
	agents := l.byQueue[i.Queue]
	if len(l.kept) == 0 {
		return agents
	}
	return slices.DeleteFunc(slices.Clone(agents), func(a *Agent) bool { return l.kept[a.ID] && i.Preferred != a.ID })
}

// give notes that she has it, or has it before her.
func (a *Agent) give(i *Item, now time.Time) {
	a.Load += i.Units
	a.AssignedAt = now
	if a.InHand == nil {
		a.InHand = map[string]int64{}
	}
	a.InHand[i.Workstream]++
}

// keep keeps the agent free for i who lacks least, among those who lack nothing but
// capacity and can ever have enough.
func (l *Line) keep(i *Item, agents []*Agent, now time.Time) {
	var best *Agent
	for _, a := range agents {
		if a.Capacity < i.Units || Fit(i, a, now) != Full {
			continue
		}
		if best == nil || a.Free() > best.Free() || a.Free() == best.Free() && a.ID < best.ID {
			best = a
		}
	}
	if best != nil {
		l.kept[best.ID] = true
	}
}
