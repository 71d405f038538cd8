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
	topics map[string]listeners
}

// listeners are the subscribers of one topic. Most have one: a customer's topics, of
// which there may be a hundred thousand.
type listeners struct {
	one  *Subscription
	more map[*Subscription]struct{} // all of them, where there are several; then one is nil
}

// New is an empty hub.
func New() *Hub { return &Hub{topics: map[string]listeners{}} }

// Wake tells every subscriber of one of the wake-up's topics, each once. It
// never waits for anyone.
func (h *Hub) Wake(w models.Wake) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	told := map[*Subscription]struct{}{}
	tell := func(s *Subscription) {
		if _, done := told[s]; !done {
			told[s] = struct{}{}
			s.tell(w)
		}
	}
	for _, topic := range w.Topics {
		switch list := h.topics[topic]; {
		case list.more != nil:
			for s := range list.more {
				tell(s)
			}
		case list.one != nil:
			tell(list.one)
		}
	}
}

// Subscribers is how many subscriptions there are to topic.
func (h *Hub) Subscribers(topic string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	switch list := h.topics[topic]; {
	case list.more != nil:
		return len(list.more)
	case list.one != nil:
		return 1
	default:
		return 0
	}
}

// Subscribe starts to listen. Subscribe before reading what has happened so
// far: then nothing falls between.
//
// ready is called when Take has something to give that had nothing before. It must
// not wait, nor call the hub: it is called under the hub's lock.
func (h *Hub) Subscribe(ready func(), topics ...string) *Subscription {
	s := &Subscription{hub: h, ready: ready, topics: make([]string, 0, len(topics)+1)} // one is followed later
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range topics {
		h.add(s, topic)
	}
	return s
}

func (h *Hub) add(s *Subscription, topic string) {
	switch list := h.topics[topic]; {
	case list.more != nil:
		list.more[s] = struct{}{}
	case list.one == nil:
		h.topics[topic] = listeners{one: s}
	default:
		h.topics[topic] = listeners{more: map[*Subscription]struct{}{list.one: {}, s: {}}}
	}
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
		list := s.hub.topics[topic]
		if delete(list.more, s); len(list.more) == 0 && (list.one == nil || list.one == s) {
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
		if known {
			edges := min(w.Edges, before.Edges)
			if w.Changed <= before.Changed {
				w = before
			}
			w.Edges = edges
		}
		s.changed[w.Conversation] = w
	}
	s.mu.Unlock()
	if first {
		s.ready()
	}
}
