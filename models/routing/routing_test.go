package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// shop is an item that any agent who is there takes.
func shop() *Item {
	return &Item{ID: "c", Workstream: "shop", Units: 20, Allowed: []string{"available", "busy"}, Method: HighestCapacity, DeclineLimit: 3, CoolDown: time.Minute}
}

// agent is somebody who is there, with load of 100.
func agent(id string, load int64) *Agent {
	return &Agent{ID: id, Presence: "available", Uncrowded: "available", Capacity: 100, Load: load, InHand: map[string]int64{}, AssignedAt: now.Add(-time.Hour)}
}

func TestFit(t *testing.T) {
	refused := func(n int64, ago time.Duration) map[string]Asked {
		return map[string]Asked{"ana": {Refused: n, Last: now.Add(-ago)}}
	}
	tests := []struct {
		name string
		with func(*Item, *Agent)
		want Why
	}{
		{"somebody who is there", func(*Item, *Agent) {}, Fits},
		{"away", func(_ *Item, a *Agent) { a.Presence = "away" }, NotReady},
		{"at capacity by her presence, and had it before", func(i *Item, a *Agent) { a.Presence, i.Preferred, i.Affinity = "dnd", "ana", true }, Fits},
		{"away, where that is allowed", func(i *Item, a *Agent) { a.Presence, i.Allowed = "away", []string{"away"} }, Fits},
		{"not of the queue", func(i *Item, _ *Agent) { i.Queue = "b" }, Elsewhere},
		{"of the queue", func(i *Item, a *Agent) { i.Queue, a.Queues = "b", []string{"a", "b"} }, Fits},
		{"room for exactly one more", func(_ *Item, a *Agent) { a.Load = 80 }, Fits},
		{"room for less than one more", func(_ *Item, a *Agent) { a.Load = 81 }, Full},
		{"full, and had it before", func(i *Item, a *Agent) { a.Load, i.Preferred, i.Affinity = 100, "ana", true }, Fits},
		{"full, had it before, and affinity is off", func(i *Item, a *Agent) { a.Load, i.Preferred = 100, "ana" }, Full},
		{"away, and had it before", func(i *Item, a *Agent) {
			a.Presence, a.Uncrowded, i.Preferred, i.Affinity = "away", "away", "ana", true
		}, NotReady},
		{"not of the queue any more, and had it before", func(i *Item, _ *Agent) { i.Queue, i.Preferred, i.Affinity = "b", "ana", true }, Elsewhere},
		{"kept for another", func(i *Item, _ *Agent) { i.Preferred, i.Held = "bo", true }, HeldElse},
		{"as many of the workstream as allowed", func(i *Item, a *Agent) { i.MaxConcurrency, a.InHand["shop"] = 2, 2 }, TooMany},
		{"fewer of the workstream than allowed", func(i *Item, a *Agent) { i.MaxConcurrency, a.InHand["shop"] = 2, 1 }, Fits},
		{"declined it just now", func(i *Item, _ *Agent) { i.Asked = refused(1, 59*time.Second) }, Cooling},
		{"declined it a while ago", func(i *Item, _ *Agent) { i.Asked = refused(1, time.Minute) }, Fits},
		{"declined it as often as allowed", func(i *Item, _ *Agent) { i.Asked = refused(3, time.Hour) }, Exhausted},
		{"no browser showed it just now, without a cool-down", func(i *Item, _ *Agent) {
			i.CoolDown, i.Asked = 0, map[string]Asked{"ana": {Unseen: 1, Last: now.Add(-59 * time.Second)}}
		}, Cooling},
		{"no browser showed it, again and again, a while ago", func(i *Item, _ *Agent) {
			i.Asked = map[string]Asked{"ana": {Unseen: 9, Last: now.Add(-time.Minute)}}
		}, Fits},
	}
	for _, tt := range tests {
		i, a := shop(), agent("ana", 0)
		tt.with(i, a)
		if got := Fit(i, a, now); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestChoose(t *testing.T) {
	tests := []struct {
		name string
		with func(i *Item, ana, bo, cy *Agent)
		want string
		by   Criterion
	}{
		{"most free capacity", func(_ *Item, ana, bo, cy *Agent) { ana.Load, bo.Load, cy.Load = 40, 20, 60 }, "bo", ByFree},
		{"most free, not least used", func(_ *Item, ana, bo, cy *Agent) { ana.Capacity, ana.Load = 200, 60 }, "ana", ByFree},
		{"then fewest of the workstream", func(_ *Item, ana, bo, cy *Agent) { ana.InHand["shop"], bo.InHand["shop"] = 1, 2 }, "cy", ByFewest},
		{"then longest idle", func(_ *Item, ana, bo, cy *Agent) { bo.AssignedAt = now.Add(-2 * time.Hour) }, "bo", ByIdle},
		{"then who had it before", func(i *Item, ana, bo, cy *Agent) { i.Preferred = "cy" }, "cy", ByPreferred},
		{"round robin looks at the last one only", func(i *Item, ana, bo, cy *Agent) {
			i.Method, ana.Load, cy.AssignedAt = RoundRobin, 0, now.Add(-2*time.Hour)
			bo.Load, cy.Load = 0, 80
		}, "cy", ByIdle},
		{"who refused it comes after the others", func(i *Item, ana, bo, cy *Agent) {
			i.Asked = map[string]Asked{"ana": {Refused: 1, Last: now.Add(-time.Hour)}, "bo": {Unseen: 1, Last: now.Add(-time.Hour)}}
			cy.Load = 80
		}, "cy", ByAsked},
		{"affinity before everything", func(i *Item, ana, bo, cy *Agent) { i.Preferred, i.Affinity, cy.Load = "cy", true, 400 }, "cy", ByPreferred},
		{"nobody else", func(_ *Item, ana, bo, cy *Agent) { ana.Presence, bo.Load = "dnd", 90 }, "cy", ByAlone},
		{"nobody at all", func(i *Item, ana, bo, cy *Agent) { i.Units = 101 }, "", ""},
	}
	for _, tt := range tests {
		i, agents := shop(), []*Agent{agent("ana", 0), agent("bo", 0), agent("cy", 0)}
		tt.with(i, agents[0], agents[1], agents[2])
		if got := Choose(i, agents, now); got.Agent != tt.want || got.By != tt.by {
			t.Errorf("%s: %q by %q, want %q by %q", tt.name, got.Agent, got.By, tt.want, tt.by)
		}
	}
}

func TestAfterManyRefusalsNobodyIsAsked(t *testing.T) {
	i := shop()
	i.Asked = map[string]Asked{}
	for n := range 34 {
		i.Asked[fmt.Sprint("x", n)] = Asked{Refused: 3, Last: now}
	}
	if c := Choose(i, []*Agent{agent("ana", 0)}, now); c.Agent != "" || c.Refused["ana"] != Exhausted {
		t.Errorf("after 102 refusals %q is asked (%v)", c.Agent, c.Refused)
	}
}

// anyDesk draws items and agents that overlap in every way.
func anyDesk(t *rapid.T) ([]*Item, []*Agent) {
	ids := func(prefix string, n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("%s%02d", prefix, i)
		}
		return all
	}
	queues := append(ids("q", 3), "")
	var agents []*Agent
	for _, id := range ids("a", rapid.IntRange(0, 8).Draw(t, "agents")) {
		agents = append(agents, &Agent{
			ID: id, Queues: rapid.SliceOfDistinct(rapid.SampledFrom(queues[:3]), rapid.ID).Draw(t, "queues"),
			Presence:  rapid.SampledFrom([]string{"available", "busy", "dnd", "away", "offline"}).Draw(t, "presence"),
			Uncrowded: rapid.SampledFrom([]string{"available", "away", "offline"}).Draw(t, "uncrowded"),
			Capacity:  rapid.Int64Range(0, 120).Draw(t, "capacity"), Load: rapid.Int64Range(0, 100).Draw(t, "load"),
			InHand:     map[string]int64{"w0": rapid.Int64Range(0, 3).Draw(t, "in hand")},
			AssignedAt: now.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "idle")) * time.Hour),
		})
	}
	var items []*Item
	for n, id := range ids("c", rapid.IntRange(0, 12).Draw(t, "items")) {
		i := &Item{
			ID: id, Workstream: rapid.SampledFrom([]string{"w0", "w1"}).Draw(t, "workstream"), Queue: rapid.SampledFrom(queues).Draw(t, "queue"),
			Priority: rapid.Int64Range(1, 2).Draw(t, "priority"), Order: int64(n % 5), Since: now.Add(-time.Duration(rapid.IntRange(0, 10).Draw(t, "wait")) * time.Minute),
			Units: rapid.Int64Range(0, 60).Draw(t, "units"), Allowed: []string{"available", "busy"}, MaxConcurrency: rapid.Int64Range(0, 3).Draw(t, "most"),
			Method: rapid.SampledFrom([]Method{HighestCapacity, RoundRobin}).Draw(t, "method"), DeclineLimit: 2, CoolDown: time.Minute, Asked: map[string]Asked{},
		}
		if len(agents) > 0 {
			i.Preferred = rapid.SampledFrom(agents).Draw(t, "preferred").ID
			i.Affinity = rapid.Bool().Draw(t, "affinity")
			i.Held = rapid.Bool().Draw(t, "held") && i.Affinity
			i.Asked[rapid.SampledFrom(agents).Draw(t, "asked").ID] = Asked{
				Refused: rapid.Int64Range(0, 2).Draw(t, "refused"), Last: now.Add(-time.Duration(rapid.IntRange(0, 120).Draw(t, "ago")) * time.Second),
			}
		}
		items = append(items, i)
	}
	return items, agents
}

// Whatever waits and whoever is there: nobody gets more than fits but by affinity,
// nobody gets what she may not have, and nothing that somebody could take is left.
func TestLineKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, agents := anyDesk(t)
		byID := map[string]*Agent{}
		for _, a := range agents {
			byID[a.ID] = a
		}
		line := Line{Items: items, Agents: agents}
		var order []*Item
		left := map[string]bool{}
		line.Take(now, func(i *Item, id string) string {
			order = append(order, i)
			a := byID[id]
			affinity := i.Affinity && i.Preferred == id
			switch {
			case i.Queue != "" && !slices.Contains(a.Queues, i.Queue):
				t.Fatalf("%s goes to %s, who is not of its queue", i.ID, id)
			case !affinity && !slices.Contains(i.Allowed, a.Presence), affinity && !slices.Contains(i.Allowed, a.Uncrowded):
				t.Fatalf("%s goes to %s, who is %s, or %s", i.ID, id, a.Presence, a.Uncrowded)
			case !affinity && a.Load+i.Units > a.Capacity:
				t.Fatalf("%s of %d goes to %s with %d of %d", i.ID, i.Units, id, a.Load, a.Capacity)
			case !affinity && i.MaxConcurrency > 0 && a.InHand[i.Workstream] >= i.MaxConcurrency:
				t.Fatalf("%s is one too many of its workstream for %s", i.ID, id)
			case i.Held && i.Preferred != id:
				t.Fatalf("%s is kept for %s and goes to %s", i.ID, i.Preferred, id)
			case i.Asked[id].Refused >= i.DeclineLimit:
				t.Fatalf("%s goes to %s, who refused it often enough", i.ID, id)
			}
			return id
		}, func(i *Item) {
			order = append(order, i)
			left[i.ID] = true
		})
		if len(order) != len(items) || !slices.IsSortedFunc(order, Before) {
			t.Fatalf("looked at %d of %d, in order: %v", len(order), len(items), slices.IsSortedFunc(order, Before))
		}
		for _, i := range items {
			for _, a := range agents {
				if left[i.ID] && !line.kept[a.ID] && Fit(i, a, now) == Fits {
					t.Fatalf("%s is left though %s can take it", i.ID, a.ID)
				}
			}
		}
	})
}

// The same desk decides the same, in whatever order its rows come.
func TestChooseIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, agents := anyDesk(t)
		shuffled := rapid.Permutation(agents).Draw(t, "shuffled")
		for _, i := range items {
			a, b := Choose(i, agents, now), Choose(i, shuffled, now)
			if a.Agent != b.Agent || a.By != b.By {
				t.Fatalf("%s goes to %q by %q, or to %q by %q", i.ID, a.Agent, a.By, b.Agent, b.By)
			}
			if best := first(i, agents, now); best == nil && a.Agent != "" || best != nil && best.ID != a.Agent {
				t.Fatalf("first says %v, Choose %q", best, a.Agent)
			}
		}
	})
}

// A conversation that takes much is not passed over for ever by small ones: once it
// has waited for Patience, what its agent gets free is kept for it.
func TestALargeOneDoesNotStarve(t *testing.T) {
	large := shop()
	large.ID, large.Units, large.Since = "large", 60, now
	ana := agent("ana", 100)
	for minute := range 20 {
		at := now.Add(time.Duration(minute) * time.Minute)
		ana.Load -= 20 // one small one ends each minute, and another comes
		small := shop()
		small.ID, small.Order, small.Since = fmt.Sprint("small", minute), int64(minute+1), at
		got := ""
		line := Line{Items: []*Item{large, small}, Agents: []*Agent{ana}}
		line.Take(at, func(i *Item, id string) string { got = i.ID; return id }, func(*Item) {})
		if got == "large" {
			if waited := time.Duration(minute) * time.Minute; waited > Patience+3*time.Minute {
				t.Errorf("it waited %v", waited)
			}
			return
		}
	}
	t.Error("it never got its turn")
}
