package sse

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const getStream = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

// takenOver serves one stream over a connection that is taken over.
func takenOver(t *testing.T, set *Streams, tell func(context.Context, *Stream) error, request string) (*script, *conversation) {
	t.Helper()
	s := newScript(tell)
	conn, reader, head := ask(t, ways()[0].open(t, set, func() Teller { return s }), request, "\r\n\r\n")
	return s, &conversation{conn, reader, head}
}

type conversation struct {
	conn interface {
		io.Closer
		CloseWrite() error
	}
	io.Reader
	head string
}

// Hundreds of idle streams have no goroutine among them.
func TestIdleStreamsHaveNoGoroutine(t *testing.T) {
	set := NewStreams()
	srv := ways()[0].open(t, set, func() Teller { return newScript(nil) })
	before := runtime.NumGoroutine()
	const streams = 500
	for range streams {
		ask(t, srv, getStream, ":\n\n")
	}
	if set.Len() != streams {
		t.Fatalf("%d streams, want %d", set.Len(), streams)
	}
	most := mostShards + 8 // shards, the pulse, and a handler on its way out
	eventually(t, "their goroutines are gone", func() bool { return runtime.NumGoroutine()-before <= most })
}

// A browser that says that it will send nothing more has left: net/http has it so too.
func TestHalfCloseIsLeaving(t *testing.T) {
	s, c := takenOver(t, NewStreams(), nil, getStream)
	s.stream(t)
	if err := c.conn.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	s.gone(t)
}

// The connection of a browser of HTTP/1.0, or of a proxy that speaks it, ends with
// the answer.
func TestHTTP10(t *testing.T) {
	s, c := takenOver(t, NewStreams(), over(func(out *Stream) error { return out.Event(Cursor{}, "n", nil) }), "GET / HTTP/1.0\r\n\r\n")
	rest, err := io.ReadAll(c)
	if string(rest) != hello+"event: n\ndata: \n\n" || err != nil {
		t.Errorf("sent %q, %v", rest, err)
	}
	if !strings.HasPrefix(c.head, "HTTP/1.0 200 OK\r\n") || strings.Contains(c.head, "chunked") {
		t.Errorf("head %q", c.head)
	}
	s.gone(t)
}

// A second request on the connection is not answered, and takes nothing away from
// the first one's answer.
func TestPipelinedRequest(t *testing.T) {
	s, c := takenOver(t, NewStreams(), nil, getStream+getStream+strings.Repeat("x", 10_000))
	out := s.stream(t)
	for range 100 {
		if err := out.Event(Cursor{}, "n", []byte(strings.Repeat("y", 1000))); err != nil {
			t.Fatal(err)
		}
	}
	out.leave(nil)
	rest, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(rest), "event: n\n"); n != 100 || !strings.HasSuffix(string(rest), "\r\n0\r\n\r\n") {
		t.Errorf("%d events, and at the end %.40q", n, rest[max(0, len(rest)-40):])
	}
	s.gone(t)
}

// Who sends without end is hung up on.
func TestChatterIsNotListenedTo(t *testing.T) {
	s := newScript(nil)
	conn, _, _ := ask(t, ways()[0].open(t, NewStreams(), func() Teller { return s }), getStream, hello)
	for range 2 * mostHeard / 1000 {
		if _, err := conn.Write(make([]byte, 1000)); err != nil {
			break // it was
		}
	}
	s.gone(t)
}

// fill writes to a stream whose browser does not read, until bytes are kept for it.
func fill(t *testing.T, out *Stream) {
	t.Helper()
	for !out.Full() {
		if err := out.Event(Cursor{}, "", make([]byte, 100_000)); err != nil {
			t.Fatal(err)
		}
	}
}

// A browser that does not read is cut off: when it has read nothing for long, or
// when too much is kept for it. It does not hold up the others.
func TestASlowReaderIsDropped(t *testing.T) {
	t.Run("reads nothing", func(t *testing.T) {
		set := NewStreams()
		set.heartbeat = 75 * time.Millisecond
		s, _ := takenOver(t, set, nil, getStream)
		fill(t, s.stream(t))
		s.gone(t)
		eventually(t, "it is counted", func() bool { return set.Dropped() == 1 && set.Len() == 0 })
	})
	t.Run("too much is kept", func(t *testing.T) {
		set := NewStreams()
		s, _ := takenOver(t, set, nil, getStream)
		out := s.stream(t)
		var err error
		for n := 0; err == nil; n++ {
			if err = out.Event(Cursor{}, "", make([]byte, 100_000)); n > 1000 {
				t.Fatal("everything is kept")
			}
		}
		if !errors.Is(err, errSlow) {
			t.Errorf("ended by %v", err)
		}
		s.gone(t)
		eventually(t, "it is counted", func() bool { return set.Dropped() == 1 })
	})
}

// A Teller with much to tell goes on when there is room, and all of it arrives.
func TestASlowReaderGetsItAll(t *testing.T) {
	const events = 400
	var sent atomic.Int64
	filled := make(chan struct{})
	s, c := takenOver(t, NewStreams(), func(_ context.Context, out *Stream) error {
		for sent.Load() < events {
			if out.Full() {
				select {
				case <-filled:
				default:
					close(filled)
				}
				return nil
			}
			if err := out.Event(Cursor{}, "", make([]byte, 50_000)); err != nil {
				return err
			}
			sent.Add(1)
		}
		return ErrOver
	}, getStream)
	<-filled
	rest, err := io.ReadAll(c)
	if n := strings.Count(string(rest), "data: "); n != events || err != nil || !strings.HasSuffix(string(rest), "0\r\n\r\n") {
		t.Errorf("%d events of %d, %v", n, events, err)
	}
	s.gone(t)
}

// One that does not read holds the process up no longer than it may be.
func TestDrainCutsOff(t *testing.T) {
	set := NewStreams()
	s, _ := takenOver(t, set, nil, getStream)
	fill(t, s.stream(t))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := set.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("drained: %v", err)
	}
	s.gone(t)
}
