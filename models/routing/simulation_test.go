package routing

import (
	"container/heap"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The simulation is a desk of a day on a fake clock: people arrive, are offered,
// declined, parked, come back and end, while agents come and go. It keeps its own
// books and does not believe the line's.
const (
	simAgents   = 200
	simQueues   = 20
	simArrivals = 20_000
)

// what happens at a moment of the simulation.
type moment struct {
	at time.Time
	n  int // the order among equals
	do func()
}

type moments []moment

func (m moments) Len() int { return len(m) }
func (m moments) Less(i, j int) bool {
	return m[i].at.Before(m[j].at) || m[i].at.Equal(m[j].at) && m[i].n < m[j].n
}
func (m moments) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *moments) Push(x any)   { *m = append(*m, x.(moment)) }
func (m *moments) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

// simulation is the desk and what it did.
type simulation struct {
	t      *testing.T
	random *rand.Rand
	now    time.Time
	next   moments
	n      int

	agents  map[string]*Agent
	order   []string
	waiting map[string]*Item
	held    map[string]map[string]int64 // agent → conversation → units: our own books
	over    map[string]bool             // who may be over capacity, by affinity
	left    map[string]int              // returns that a conversation has yet

	assigned, returned, same, declined, ended int
	longest                                   time.Duration
	decisions                                 []string
}

func (s *simulation) in(d time.Duration, do func()) {
	s.n++
	heap.Push(&s.next, moment{s.now.Add(d), s.n, do})
}

func (s *simulation) about(mean time.Duration) time.Duration {
	return time.Duration(s.random.ExpFloat64() * float64(mean)).Round(time.Second)
}

func simulate(t *testing.T, seed uint64, arrivals int) *simulation {
	s := &simulation{
		t: t, random: rand.New(rand.NewPCG(seed, 1)), now: now, agents: map[string]*Agent{}, waiting: map[string]*Item{},
		held: map[string]map[string]int64{}, over: map[string]bool{}, left: map[string]int{},
	}
	for n := range simAgents {
		a := &Agent{ID: fmt.Sprintf("a%03d", n), Presence: "offline", Capacity: 100, InHand: map[string]int64{}}
		for range 1 + s.random.IntN(3) {
			if q := fmt.Sprintf("q%02d", s.random.IntN(simQueues)); !slices.Contains(a.Queues, q) {
				a.Queues = append(a.Queues, q)
			}
		}
		a.Queues = append(a.Queues, fmt.Sprintf("q%02d", n%simQueues)) // every queue has ten who stay
		s.agents[a.ID], s.held[a.ID] = a, map[string]int64{}
		s.order = append(s.order, a.ID)
		s.in(time.Duration(s.random.IntN(3600))*time.Second, func() { s.come(a) })
	}
	at := time.Duration(0)
	for n := range arrivals {
		at += time.Duration(s.random.ExpFloat64() * float64(2500*time.Millisecond))
		i := &Item{
			ID: fmt.Sprintf("c%05d", n), Workstream: fmt.Sprint("w", n%3), Queue: fmt.Sprintf("q%02d", s.random.IntN(simQueues)),
			Priority: 1 + int64(n%2), Units: []int64{20, 50, 80}[n%3], Allowed: []string{"available", "busy"},
			Method: []Method{HighestCapacity, RoundRobin}[n%2], DeclineLimit: 3, CoolDown: time.Minute,
		}
		s.left[i.ID] = s.random.IntN(3)
		s.in(at, func() { s.wait(i) })
	}
	for s.run(); len(s.waiting) > 0; s.run() {
	}
	return s
}

// tick is how often the simulated desk looks for agents.
const tick = 20 * time.Second

// run goes on until nothing happens any more, and looks once in each tick.
func (s *simulation) run() {
	looked := s.now
	for len(s.next) > 0 {
		m := heap.Pop(&s.next).(moment)
		for ; len(s.waiting) > 0 && looked.Add(tick).Before(m.at); looked = s.now {
			heap.Push(&s.next, m)
			s.now = looked.Add(tick)
			s.look()
			m = heap.Pop(&s.next).(moment)
		}
		if s.now = m.at; len(s.waiting) == 0 {
			looked = s.now
		}
		m.do()
	}
	s.now = looked.Add(tick)
	s.look()
}

func (s *simulation) come(a *Agent) {
	a.Presence, a.Uncrowded = []string{"available", "busy"}[s.random.IntN(2)], "available"
	if s.now.Sub(now) > 40*time.Hour { // late on everybody stays, so that everything gets done
		return
	}
	s.in(s.about(3*time.Hour), func() {
		a.Presence = []string{"away", "dnd", "offline"}[s.random.IntN(3)]
		a.Uncrowded = a.Presence
		s.in(s.about(20*time.Minute), func() { s.come(a) })
	})
}

func (s *simulation) wait(i *Item) {
	i.Since, i.Order, i.Asked = s.now, s.now.UnixMicro(), map[string]Asked{}
	s.waiting[i.ID] = i
}

func (s *simulation) look() {
	line := Line{}
	for _, id := range s.order {
		line.Agents = append(line.Agents, s.agents[id])
	}
	for _, i := range s.waiting {
		line.Items = append(line.Items, i)
	}
	line.Take(s.now, s.offer, func(i *Item) {
		if waited := s.now.Sub(i.Since); waited > s.longest {
			s.longest = waited
		}
	})
}

// offer is what the chosen agent does: most accept, some decline.
func (s *simulation) offer(i *Item, id string) string {
	a, affinity := s.agents[id], i.Affinity && i.Preferred == id
	var load int64
	for _, units := range s.held[id] {
		load += units
	}
	switch {
	case load != a.Load:
		s.t.Fatalf("%s: the line says %d, the books %d", id, a.Load, load)
	case !slices.Contains(a.Queues, i.Queue) || !slices.Contains(i.Allowed, a.Presence):
		s.t.Fatalf("%s of %s goes to %s, %s of %v", i.ID, i.Queue, id, a.Presence, a.Queues)
	case load+i.Units > a.Capacity && !affinity:
		s.t.Fatalf("%s of %d goes to %s with %d of %d", i.ID, i.Units, id, load, a.Capacity)
	}
	if _, twice := s.held[id][i.ID]; twice {
		s.t.Fatalf("%s twice to %s", i.ID, id)
	}
	if s.random.IntN(20) == 0 { // she declines at once
		asked := i.Asked[id]
		i.Asked[id] = Asked{Refused: asked.Refused + 1, Last: s.now}
		i.Affinity, i.Held = false, false
		s.declined++
		s.decisions = append(s.decisions, i.ID+"-"+id)
		return ""
	}
	delete(s.waiting, i.ID)
	s.held[id][i.ID] = i.Units
	s.assigned++
	s.decisions = append(s.decisions, i.ID+"+"+id)
	if i.Preferred != "" {
		s.returned++
		if i.Preferred == id {
			s.same++
		}
	}
	s.in(s.about(6*time.Minute), func() { s.letGo(i, a) })
	return id
}

// letGo parks or ends the conversation; a parked one comes back.
func (s *simulation) letGo(i *Item, a *Agent) {
	delete(s.held[a.ID], i.ID)
	a.Load -= i.Units
	a.InHand[i.Workstream]--
	if s.left[i.ID] == 0 {
		s.ended++
		return
	}
	s.left[i.ID]--
	s.in(s.about(2*time.Hour), func() {
		i.Preferred, i.Affinity = a.ID, true
		s.wait(i)
	})
}

func (s *simulation) digest() uint64 {
	h := fnv.New64a()
	for _, d := range s.decisions {
		fmt.Fprintln(h, d)
	}
	return h.Sum64()
}

// Two hundred agents of twenty queues and twenty thousand conversations, each of
// which comes back up to twice: capacity is exceeded only by affinity, nobody gets
// what she may not have, everything is served, and it goes the same way again.
func TestSimulation(t *testing.T) {
	repeat := make(chan *simulation)
	go func() { repeat <- simulate(t, 1, simArrivals) }()
	s := simulate(t, 1, simArrivals)
	if s.ended != simArrivals || len(s.waiting) != 0 {
		t.Errorf("%d of %d ended, %d still wait", s.ended, simArrivals, len(s.waiting))
	}
	if limit := 4 * time.Hour; s.longest > limit {
		t.Errorf("somebody waited %v, more than %v", s.longest, limit)
	}
	t.Logf("%d assigned, %d declined, longest wait %v; of %d that came back %.1f %% met the same agent", s.assigned, s.declined, s.longest,
		s.returned, 100*float64(s.same)/float64(s.returned))
	if again := <-repeat; again.digest() != s.digest() {
		t.Error("the same day went another way")
	}
	if other := simulate(t, 2, simArrivals/10); other.digest() == s.digest() {
		t.Error("another day went the same way: the digest says nothing")
	}
}
