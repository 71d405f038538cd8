// Package hub carries wake-ups from whoever changed something to the streams
// that show it. It carries hints, never truth: what a stream sends it reads by
// its cursor, so a wake-up that comes twice or not at all costs time, not data.
package hub

import (
	"sync"

	"linger/models"
)

// signalLimit is how many passing events wait for one subscriber; beyond that
// the oldest are forgotten, as they would be anyway.
const signalLimit = 32

// Hub is the switchboard of one process.
type Hub struct {
	mu     sync.RWMutex
	topics map[string]map[*Subscription]struct{}
}

// New is an empty hub.
func New() *Hub { return &Hub{topics: map[string]map[*Subscription]struct{}{}} }

// Wake tells every subscriber of one of the wake-up's topics, each once. It
// never waits for anyone.
func (h *Hub) Wake(w models.Wake) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	told := map[*Subscription]struct{}{}
	for _, topic := range w.Topics {
		for s := range h.topics[topic] {
			if _, done := told[s]; !done {
				told[s] = struct{}{}
				s.tell(w)
			}
		}
	}
}

// Subscribers is how many subscriptions there are to topic.
func (h *Hub) Subscribers(topic string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.topics[topic])
}

// Subscribe starts to listen. Subscribe before reading what has happened so
// far: then nothing falls between.
//
// ready is called when Take has something to give that had nothing before. It must
// not wait, nor call the hub: it is called under the hub's lock.
func (h *Hub) Subscribe(ready func(), topics ...string) *Subscription {
	s := &Subscription{hub: h, ready: ready}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range topics {
		h.add(s, topic)
	}
	return s
}

func (h *Hub) add(s *Subscription, topic string) {
	if h.topics[topic] == nil {
		h.topics[topic] = map[*Subscription]struct{}{}
	}
	h.topics[topic][s] = struct{}{}
	s.topics = append(s.topics, topic)
}

// Subscription collects what its reader has not taken yet. Changes of one
// conversation collapse into the newest, so a slow reader costs nothing and
// misses nothing.
type Subscription struct {
	hub    *Hub
	topics []string // guarded by hub.mu

	mu      sync.Mutex
	changed map[string]models.Wake // by conversation
	order   []string               // conversations in the order they were first touched
	signals []models.Wake
	ready   func()
}

// Follow listens to topic as well.
func (s *Subscription) Follow(topic string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.add(s, topic)
}

// Close stops listening.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, topic := range s.topics {
		delete(s.hub.topics[topic], s)
		if len(s.hub.topics[topic]) == 0 {
			delete(s.hub.topics, topic)
		}
	}
	s.topics = nil
}

// Take gives what has come since the last time: changes first, each
// conversation once, then passing events in their order.
func (s *Subscription) Take() []models.Wake {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.order)+len(s.signals) == 0 {
		return nil
	}
	wakes := make([]models.Wake, 0, len(s.order)+len(s.signals))
	for _, id := range s.order {
		wakes = append(wakes, s.changed[id])
	}
	wakes = append(wakes, s.signals...)
	s.changed, s.order, s.signals = nil, nil, nil // most have nothing most of the time
	return wakes
}

func (s *Subscription) tell(w models.Wake) {
	s.mu.Lock()
	first := len(s.order)+len(s.signals) == 0
	if w.Signal != nil {
		s.signals = append(s.signals, w)
		if len(s.signals) > signalLimit {
			s.signals = s.signals[1:]
		}
	} else {
		before, known := s.changed[w.Conversation]
		if !known {
			s.order = append(s.order, w.Conversation)
		}
		if s.changed == nil {
			s.changed = map[string]models.Wake{}
		}
		if !known || w.Changed > before.Changed {
			s.changed[w.Conversation] = w
		}
	}
	s.mu.Unlock()
	if first {
		s.ready()
	}
}
