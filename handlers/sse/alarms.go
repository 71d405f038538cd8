package sse

import (
	"container/heap"
	"sync"
	"time"
)

// alarms are the times at which streams want to be woken, with one timer for all
// of them.
type alarms struct {
	mu    sync.Mutex
	heap  alarmHeap
	timer *time.Timer
}

// put sets, moves or, with the zero time, takes away the alarm of s.
func (a *alarms) put(s *Stream, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case s.due.Equal(at):
		return
	case at.IsZero():
		heap.Remove(&a.heap, s.alarm-1)
	case s.alarm > 0:
		s.due = at
		heap.Fix(&a.heap, s.alarm-1)
	default:
		s.due = at
		heap.Push(&a.heap, s)
	}
	a.wind()
}

// wind sets the timer for the next alarm.
func (a *alarms) wind() {
	if len(a.heap) == 0 {
		if a.timer != nil {
			a.timer.Stop()
		}
		return
	}
	wait := time.Until(a.heap[0].due)
	if a.timer == nil {
		a.timer = time.AfterFunc(wait, a.ring)
		return
	}
	a.timer.Reset(wait)
}

// ring wakes all whose time has come.
func (a *alarms) ring() { a.wake(time.Now()) }

// all wakes everyone who has an alarm: they look at their clock and set it anew.
func (a *alarms) all() { a.wake(time.Now().Add(1 << 62)) }

func (a *alarms) wake(until time.Time) {
	var due []*Stream
	a.mu.Lock()
	for len(a.heap) > 0 && !a.heap[0].due.After(until) {
		due = append(due, heap.Pop(&a.heap).(*Stream))
	}
	a.wind()
	a.mu.Unlock()
	for _, s := range due {
		s.Wake()
	}
}

// alarmHeap has the earliest alarm first.
type alarmHeap []*Stream

func (h alarmHeap) Len() int           { return len(h) }
func (h alarmHeap) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h alarmHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].alarm, h[j].alarm = i+1, j+1
}

// Push implements heap.Interface.
func (h *alarmHeap) Push(x any) {
	s := x.(*Stream)
	*h = append(*h, s)
	s.alarm = len(*h)
}

// Pop implements heap.Interface.
func (h *alarmHeap) Pop() any {
	last := len(*h) - 1
	s := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	s.alarm, s.due = 0, time.Time{}
	return s
}
