package hub_test

import (
	"fmt"
	"sync"
	"testing"

	"linger/models"
	"linger/models/hub"
)

// told passes on that there is something to take; a second time would block.
func told(ready chan<- struct{}) func() { return func() { ready <- struct{}{} } }

func TestChangesOfOneConversationCollapse(t *testing.T) {
	h := hub.New()
	ready := make(chan struct{}, 1)
	s := h.Subscribe(told(ready), "open")
	defer s.Close()
	for i := range 100 {
		h.Wake(models.Wake{Conversation: "a", Changed: int64(i), Topics: []string{"open"}})
	}
	h.Wake(models.Wake{Conversation: "a", Changed: 3, Topics: []string{"open"}}) // late
	h.Wake(models.Wake{Conversation: "b", Changed: 1, Topics: []string{"open"}})
	<-ready
	got := s.Take()
	if len(got) != 2 || got[0].Conversation != "a" || got[0].Changed != 99 || got[1].Conversation != "b" {
		t.Errorf("taken %+v, want a at 99 and b", got)
	}
	if rest := s.Take(); len(rest) != 0 {
		t.Errorf("taken again: %+v", rest)
	}
}

// Changes that collapse into one move what any of them moves.
func TestCollapsedChangesMoveWhatAnyDoes(t *testing.T) {
	h := hub.New()
	s := h.Subscribe(func() {}, "open")
	defer s.Close()
	for i, edges := range []models.Edges{models.EdgesNone, models.EdgesUnread, models.EdgesNone} {
		h.Wake(models.Wake{Conversation: "a", Changed: int64(i), Topics: []string{"open"}, Edges: edges})
		h.Wake(models.Wake{Conversation: "b", Changed: int64(-i), Topics: []string{"open"}, Edges: edges}) // late ones
	}
	for _, w := range s.Take() {
		if w.Edges != models.EdgesUnread {
			t.Errorf("%s moves %d", w.Conversation, w.Edges)
		}
	}
}

func TestOneWakeReachesASubscriberOnce(t *testing.T) {
	h := hub.New()
	ready := make(chan struct{}, 1)
	s := h.Subscribe(told(ready), "open", "agent:ana")
	defer s.Close()
	h.Wake(models.Wake{Topics: []string{"open", "agent:ana"}, Signal: &models.Signal{Kind: models.SignalTyping}})
	<-ready
	if got := s.Take(); len(got) != 1 {
		t.Errorf("told %d times", len(got))
	}
}

func TestPassingEventsAreForgottenNotPiledUp(t *testing.T) {
	h := hub.New()
	s := h.Subscribe(func() {}, "c")
	defer s.Close()
	for range 1000 {
		h.Wake(models.Wake{Conversation: "c", Topics: []string{"c"}, Signal: &models.Signal{Kind: models.SignalTyping}})
	}
	if got := len(s.Take()); got == 0 || got > 64 {
		t.Errorf("%d typing signals wait for a slow reader", got)
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	h := hub.New()
	s := h.Subscribe(func() {}, "a")
	s.Follow("b")
	s.Close()
	h.Wake(models.Wake{Conversation: "x", Topics: []string{"a", "b"}})
	if len(s.Take()) != 0 || h.Subscribers("a")+h.Subscribers("b") != 0 {
		t.Error("a closed subscription is still there")
	}
}

func TestOneOfSeveralLeaves(t *testing.T) {
	h := hub.New()
	heard := map[string]int{}
	listen := func(name string) *hub.Subscription { return h.Subscribe(func() { heard[name]++ }, "c") }
	a, b := listen("a"), listen("b")
	b.Follow("c") // already
	a.Close()
	h.Wake(models.Wake{Conversation: "x", Topics: []string{"c"}})
	if heard["a"] != 0 || heard["b"] != 1 || h.Subscribers("c") != 1 {
		t.Errorf("heard %v, %d listen, want b alone", heard, h.Subscribers("c"))
	}
	b.Close()
	if h.Subscribers("c") != 0 {
		t.Error("somebody is left")
	}
	c := listen("c")
	c.Follow("c")
	h.Wake(models.Wake{Conversation: "x", Topics: []string{"c"}})
	if c.Close(); heard["c"] != 1 || h.Subscribers("c") != 0 {
		t.Errorf("c heard %d, %d listen", heard["c"], h.Subscribers("c"))
	}
}

func TestManyAtOnce(t *testing.T) {
	h := hub.New()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(2)
		topic := fmt.Sprint(i % 3)
		go func() {
			defer wg.Done()
			for n := range 200 {
				h.Wake(models.Wake{Conversation: topic, Changed: int64(n), Topics: []string{topic}})
			}
		}()
		go func() {
			defer wg.Done()
			for range 50 {
				s := h.Subscribe(func() {}, topic)
				s.Follow("x")
				s.Take()
				s.Close()
			}
		}()
	}
	wg.Wait()
}
