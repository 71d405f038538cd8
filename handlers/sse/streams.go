package sse

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// spread is the time over which browsers come back after the process went down:
// all at once would be the next process's worst second.
const spread = 5 * time.Second

// Streams are all open streams of the process.
type Streams struct {
	mu       sync.Mutex
	open     map[*Stream]struct{}
	draining bool
	empty    chan struct{} // closed when draining and none is left
}

// NewStreams returns an empty set.
func NewStreams() *Streams {
	return &Streams{open: map[*Stream]struct{}{}, empty: make(chan struct{})}
}

// ErrDraining refuses a new stream while the process goes down.
var ErrDraining = errors.New("no new streams: the process is going down")

// Open turns the answer to r into a stream and sends its head. The caller must
// Close it before its handler returns.
func (s *Streams) Open(w http.ResponseWriter, r *http.Request) (*Stream, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	stream := &Stream{ctx: ctx, cancel: cancel, out: http.NewResponseController(w), w: w, set: s}

	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		cancel(ErrDraining)
		return nil, ErrDraining
	}
	s.open[stream] = struct{}{}
	s.mu.Unlock()

	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	h.Del("Content-Length")
	// The server's deadlines are for answers that end.
	if err := stream.out.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		stream.Close()
		return nil, err
	}
	w.WriteHeader(http.StatusOK)
	// A comment goes out with the head: the browser sees an open stream at once,
	// also behind a proxy that waits for the first byte of the body.
	if err := stream.write(func(b *bytes.Buffer) { b.WriteString(":\n\n") }); err != nil {
		stream.Close()
		return nil, err
	}
	return stream, nil
}

// Len is how many streams are open.
func (s *Streams) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Drain refuses new streams, sends every browser away to come back at its own
// moment, and returns when all handlers have let go, or ctx ends.
func (s *Streams) Drain(ctx context.Context) error {
	s.mu.Lock()
	if !s.draining {
		s.draining = true
		if len(s.open) == 0 {
			close(s.empty)
		}
	}
	leaving := make([]*Stream, 0, len(s.open))
	for stream := range s.open {
		leaving = append(leaving, stream)
	}
	s.mu.Unlock()

	// A few at a time: a reader that does not read holds its write up for
	// seconds, and must not hold up the others.
	var wg sync.WaitGroup
	lanes := make(chan struct{}, 64)
	for _, stream := range leaving {
		lanes <- struct{}{}
		wg.Go(func() {
			stream.sendAway(time.Second/2 + rand.N(spread))
			<-lanes
		})
	}
	wg.Wait()
	select {
	case <-s.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Streams) forget(stream *Stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.open[stream]; !ok {
		return
	}
	delete(s.open, stream)
	if s.draining && len(s.open) == 0 {
		close(s.empty)
	}
}
