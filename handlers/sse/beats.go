package sse

import (
	"runtime/debug"
	"time"
)

const (
	// slots are the parts of a heartbeat's time over which the streams are spread:
	// in each, one part of them is told that it lives.
	slots = 15
	// mostMute is how many slots a browser that reads nothing is waited for.
	mostMute = 10
)

// slowReader is how a browser does that has not read what was written to it.
type slowReader struct {
	mute int   // slots without progress
	sent int64 // bytes the last time it was looked at
}

// beats has every stream in one slot; Streams.mu guards it.
type beats struct {
	slots   [slots][]*Stream
	now     int // the slot that was beaten last
	running bool
	slow    map[*Stream]struct{}
	moves   int64 // how many streams have come or gone
	trimmer trimmer
}

// add puts s into the slot whose turn is last.
func (b *beats) add(s *Stream) {
	b.moves++
	s.slot = b.now
	s.place = len(b.slots[s.slot])
	b.slots[s.slot] = append(b.slots[s.slot], s)
}

// remove reports whether s was there.
func (b *beats) remove(s *Stream) bool {
	list := b.slots[s.slot]
	if s.place >= len(list) || list[s.place] != s {
		return false
	}
	last := len(list) - 1
	list[s.place] = list[last]
	list[s.place].place = s.place
	list[last] = nil
	if list = list[:last]; last == 0 {
		list = nil
	}
	b.slots[s.slot] = list
	b.moves++
	delete(b.slow, s)
	return true
}

// pulse is the heart: one goroutine for all streams, while there are any.
func (s *Streams) pulse() {
	every := time.NewTicker(s.heartbeat / slots)
	defer every.Stop()
	clock := watch(s.Clock)
	for range every.C {
		turn, slow, ok := s.turn()
		if !ok {
			return
		}
		if s.calm() {
			go func() {
				s.Calm()
				debug.FreeOSMemory()
			}()
		}
		for _, stream := range turn {
			stream.beat()
		}
		for _, stream := range slow {
			stream.lookSlow()
		}
		if clock.jumped() {
			s.alarms.all()
		}
	}
}

// turn is whose turn it is, and who is slow. It is not ok when there is nobody.
func (s *Streams) turn() (turn, slow []*Stream, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == 0 && s.beats.moves-s.beats.trimmer.trimmed < crowd {
		s.beats.running = false
		return nil, nil, false
	}
	s.beats.now = (s.beats.now + 1) % slots
	turn = append(turn, s.beats.slots[s.beats.now]...)
	for stream := range s.beats.slow {
		slow = append(slow, stream)
	}
	return turn, slow, true
}

// calm reports whether a crowd has come or gone, and is done.
func (s *Streams) calm() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.beats.trimmer.due(s.beats.moves)
}

// isSlow has the pulse look after a browser that does not keep up.
func (s *Streams) isSlow(stream *Stream, slow bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slow {
		delete(s.beats.slow, stream)
	} else if stream.place < len(s.beats.slots[stream.slot]) && s.beats.slots[stream.slot][stream.place] == stream {
		s.beats.slow[stream] = struct{}{}
	}
}

// jump is by how much a clock must have been set to be looked at again.
const jump = time.Second

// watcher notices that a clock was set.
type watcher struct {
	clock func() time.Time
	then  time.Time
	since time.Time // has the process's own count, which nobody sets
}

func watch(clock func() time.Time) *watcher {
	return &watcher{clock, clock().Round(0), time.Now()}
}

func (w *watcher) jumped() bool {
	now := w.clock().Round(0)
	off := now.Sub(w.then) - time.Since(w.since)
	w.then, w.since = now, time.Now()
	return off.Abs() >= jump
}
