// Package sse holds the server-sent event streams of the process: opening one,
// writing to it, and sending all of them away when the process goes down.
package sse

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// Heartbeat is how often a quiet stream says that it lives. Browsers give a
	// stream up after more than two of them went missing.
	Heartbeat = 15 * time.Second
	// writeWithin is how long one write may take before the reader counts as
	// gone. It comes back and resumes; waiting for it would hold others up.
	writeWithin = 10 * time.Second
)

// ErrGone is the cause of a stream's end when the process sent it away.
var ErrGone = errors.New("stream sent away: the process is going down")

// Stream is one browser listening. Its methods may be called from several
// goroutines; each event is written whole.
type Stream struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	out    *http.ResponseController
	w      http.ResponseWriter
	set    *Streams

	mu     sync.Mutex
	closed bool
	buf    bytes.Buffer
}

// Context ends when the browser has left, a write failed, or the process is
// going down: the handler's loop waits on it and returns nil.
func (s *Stream) Context() context.Context { return s.ctx }

// Done is Context().Done().
func (s *Stream) Done() <-chan struct{} { return s.ctx.Done() }

// Event sends one event. The zero cursor is for what nobody needs to see twice,
// such as typing: it does not move the browser's position. An empty name is an
// event whose data htmx swaps into the page.
func (s *Stream) Event(at Cursor, name string, data []byte) error {
	return s.write(func(b *bytes.Buffer) { appendEvent(b, at, name, data) })
}

// Beat is the heartbeat. It carries the newest change the stream has delivered,
// so that a browser can tell whether it has missed one.
func (s *Stream) Beat(seq int64) error {
	return s.Event(Cursor{}, "beat", strconv.AppendInt(nil, seq, 10))
}

// appendEvent writes an event as the wire has it. Data may hold any line ends;
// names and cursors are ours and hold none.
func appendEvent(b *bytes.Buffer, at Cursor, name string, data []byte) {
	if id := at.String(); id != "" {
		b.WriteString("id: ")
		b.WriteString(id)
		b.WriteByte('\n')
	}
	if name != "" {
		b.WriteString("event: ")
		b.WriteString(name)
		b.WriteByte('\n')
	}
	// A carriage return alone ends a line for the browser too: left as it is,
	// the rest of the line would be read as a field of its own.
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		b.WriteString("data: ")
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
}

func (s *Stream) write(compose func(*bytes.Buffer)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return context.Cause(s.ctx)
	}
	s.buf.Reset()
	compose(&s.buf)
	err := s.out.SetWriteDeadline(time.Now().Add(writeWithin))
	if err == nil || errors.Is(err, http.ErrNotSupported) { // a test's recorder has no deadlines
		_, err = s.w.Write(s.buf.Bytes())
	}
	if err == nil {
		err = s.out.Flush()
	}
	if s.buf.Cap() > 16<<10 {
		s.buf = bytes.Buffer{} // one long replay must not stay for the stream's life
	}
	if err != nil {
		s.closed = true
		s.cancel(err)
	}
	return err
}

// sendAway tells the browser to come back after wait, and ends the stream.
func (s *Stream) sendAway(wait time.Duration) {
	_ = s.write(func(b *bytes.Buffer) { // it ends either way
		ms := strconv.FormatInt(wait.Milliseconds(), 10)
		b.WriteString("retry: " + ms + "\n")
		// The field alone reaches no script: the event says it to ours.
		appendEvent(b, Cursor{}, "retry", []byte(ms))
	})
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel(ErrGone)
}

// Close ends the stream. Whoever opened it defers it: after the handler has
// returned nothing may write to the connection any more.
func (s *Stream) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel(context.Canceled)
	s.set.forget(s)
}
