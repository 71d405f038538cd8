// Package sse holds the server-sent event streams of the process: opening one,
// telling it what happens, and sending all of them away when the process goes down.
//
// An idle stream costs a few KiB. Over HTTP/1.1 its connection is taken over from
// the server, whose buffers and goroutines go, and one goroutine and one epoll set
// per shard look after many: they notice that a browser left, and go on writing to
// one that reads slowly. Where a connection can't be taken over (HTTP/2, TLS in
// this process, another system than Linux) the handler stays instead. Which way a
// stream goes shows nowhere outside.
package sse

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Browsers come back after the process went down over a time that grows with their
// number: all at once would be the next process's worst second, and where there are
// few, or another node is there already, none need wait for it.
const (
	soonest     = 250 * time.Millisecond
	leastSpread = 500 * time.Millisecond
	mostSpread  = 5 * time.Second
	forEach     = time.Millisecond
)

// spread is how long that time is for n browsers.
func spread(n int) time.Duration {
	return min(max(time.Duration(n)*forEach, leastSpread), mostSpread)
}

// hello goes out with the head: the browser sees an open stream at once, also
// behind a proxy that waits for the first byte of the body.
const hello = ":\n\n"

// ErrDraining refuses a new stream while the process goes down.
var ErrDraining = errors.New("no new streams: the process is going down")

// Streams are all open streams of the process.
type Streams struct {
	// Log hears of streams that broke off.
	Log *slog.Logger
	// Clock is what Tellers go by; when it was set, those with an alarm are woken.
	Clock func() time.Time
	// Calm is called, beside the streams, when a crowd has come or gone and memory is to be
	// given back.
	Calm func()

	heartbeat time.Duration
	crew      crew
	alarms    alarms
	dropped   atomic.Int64

	mu       sync.Mutex
	open     int
	beats    beats
	shards   []*shard
	draining bool
	empty    chan struct{} // closed when draining and none is left
}

// NewStreams returns an empty set.
func NewStreams() *Streams {
	return &Streams{
		Log: slog.New(slog.DiscardHandler), Clock: time.Now, Calm: func() {}, heartbeat: Heartbeat,
		beats: beats{slow: map[*Stream]struct{}{}}, empty: make(chan struct{}),
	}
}

// Serve turns the answer to r into a stream that teller tells. It fails only while
// nothing is sent. When it returns the stream may go on, without r and w; nobody
// else may write to w any more.
func (s *Streams) Serve(w http.ResponseWriter, r *http.Request, teller Teller) error {
	stream := s.fresh(teller)
	stream.mu.Lock() // until the head is out
	if !s.add(stream) {
		stream.mu.Unlock()
		teller.Left()
		return ErrDraining
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back

	taken, err := s.takeOver(stream, w, r)
	if err == nil && !taken {
		plain := &plainWire{w, http.NewResponseController(w)}
		stream.wire, stream.ctx = plain, r.Context()
		err = plain.open()
	}
	if err != nil {
		stream.ended = err // nobody may write to w any more
	}
	stream.mu.Unlock()
	switch {
	case err != nil:
		teller.Left()
		s.forget(stream, err)
		return err
	case taken:
		stream.step() //nolint:contextcheck // the stream outlives the request
	default:
		stream.stay(r.Context())
	}
	return nil
}

// fresh is a stream before its first step, which comes by itself: who wakes it until
// then, such as a process that goes down, has nothing to do.
func (s *Streams) fresh(teller Teller) *Stream {
	stream := &Stream{set: s, teller: teller}
	stream.state.Store(queued)
	return stream
}

// Len is how many streams are open.
func (s *Streams) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// Dropped is how many browsers were cut off because they read too slowly.
func (s *Streams) Dropped() int64 { return s.dropped.Load() }

// Drain refuses new streams, sends every browser away to come back at its own
// moment, and returns when all streams are over. When ctx ends first it cuts them off.
func (s *Streams) Drain(ctx context.Context) error {
	leaving := s.refuse()
	over := spread(len(leaving))
	// A few at a time: a reader that does not read may hold its write up for
	// seconds, and must not hold up the others.
	var wg sync.WaitGroup
	lanes := make(chan struct{}, 64)
	for _, stream := range leaving {
		lanes <- struct{}{}
		wg.Go(func() {
			stream.sendAway(soonest + rand.N(over))
			<-lanes
		})
	}
	wg.Wait()
	var err error
	select {
	case <-s.empty:
	case <-ctx.Done():
		err = ctx.Err()
		for _, stream := range leaving {
			stream.end(errCut)
		}
	}
	s.mu.Lock()
	shards := s.shards
	s.shards = nil
	s.mu.Unlock()
	for _, shard := range shards {
		shard.close()
	}
	return err
}

// refuse lets no more streams in and returns those that are there.
func (s *Streams) refuse() []*Stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.draining {
		s.draining = true
		if s.open == 0 {
			close(s.empty)
		}
	}
	all := make([]*Stream, 0, s.open)
	for _, slot := range s.beats.slots {
		all = append(all, slot...)
	}
	return all
}

// add reports whether there may be one more stream.
func (s *Streams) add(stream *Stream) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.open++
	s.beats.add(stream)
	if !s.beats.running {
		s.beats.running = true
		go s.pulse()
	}
	return true
}

func (s *Streams) forget(stream *Stream, cause error) {
	if errors.Is(cause, errSlow) {
		s.dropped.Add(1)
	}
	if stream.ctx != nil {
		s.Log.DebugContext(stream.ctx, "stream over", "cause", cause)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.beats.remove(stream) {
		return
	}
	s.open--
	if s.draining && s.open == 0 {
		close(s.empty)
	}
}
