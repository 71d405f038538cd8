package sse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// Heartbeat is how often a stream says that it lives. Browsers give a stream up
	// after more than two of them went missing.
	Heartbeat = 15 * time.Second
	// tellWithin is how long a Teller may take at a time: a database that does not
	// answer must not hold up the streams that wait for nothing of it.
	tellWithin = 15 * time.Second
)

// Why a stream ended.
var (
	// ErrOver is what a Teller returns that has told all there will ever be: the
	// answer ends as one that is whole.
	ErrOver = errors.New("all told")
	// ErrGone is the end of a stream that the process sent away.
	ErrGone = errors.New("stream sent away: the process is going down")
	errLeft = errors.New("the browser left")
	errSlow = errors.New("the browser does not read; it comes back and resumes")
	errCut  = errors.New("cut off: the process could wait no longer")
)

// Teller knows what one browser is to be told. It is the state of a stream, and
// has no goroutine: an idle stream is nothing but memory.
type Teller interface {
	// Tell sends what there is to send, and returns. It is called at the start,
	// after each Wake and when the time of the Alarm has come; never twice at once.
	// An error ends the stream, and the browser comes back for the rest.
	Tell(ctx context.Context, out *Stream) error
	// Left is called once, after the last Tell, when the stream has ended.
	Left()
}

// wire is how a stream's bytes reach its browser.
type wire interface {
	// send takes a frame, or fails; what it can't send at once it keeps.
	send(*Frame) error
	// full reports whether bytes are kept: the browser reads more slowly than we write.
	full() bool
	// finish says that the answer is whole. It reports whether all is on its way.
	finish() bool
	// hangUp lets go of the connection.
	hangUp()
}

// The states of a stream's Teller.
const (
	idle int32 = iota
	queued
	telling
	wokenAgain // while telling
)

// Stream is one browser listening. Its methods may be called from several
// goroutines; each event is written whole.
type Stream struct {
	set    *Streams
	teller Teller
	ctx    context.Context // what Tell gets
	ending *Ending         // of the request, may be nil
	run    func(*Stream)   // has step called by another goroutine
	state  atomic.Int32
	beats  atomic.Bool // a heartbeat is due that the handler sends

	mu      sync.Mutex
	wire    wire
	leaving bool  // nothing more is sent; what is kept still goes out
	ended   error // why it is over
	tells   bool  // that there is room again
	seq     int64 // of the last cursor sent
	sent    int64 // bytes of events

	slot, place int        // in the beats, guarded by set.mu
	due         time.Time  // of the alarm, guarded by set.alarms.mu
	alarm       int        // its place there, from 1
	slow        slowReader // guarded by mu
}

// Event sends one event. The zero cursor is for what nobody needs to see twice,
// such as typing: it does not move the browser's position. An empty name is an
// event whose data the page swaps in.
func (s *Stream) Event(at Cursor, name string, data []byte) error {
	return s.write(at, func(b *bytes.Buffer) { appendEvent(b, at, name, data) })
}

// Send sends an event that was composed for several streams.
func (s *Stream) Send(at Cursor, f *Frame) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(at, f)
}

// Stand notes how far the browser has read, for the heartbeats: they carry the
// newest change it was told of, so that it can tell whether it has missed one.
func (s *Stream) Stand(seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq = seq
}

// Full reports whether the browser reads more slowly than it is written to. A
// Teller with much to tell then returns; it is woken when there is room again.
func (s *Stream) Full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tells = s.tells || s.wire.full()
	return s.tells
}

// Alarm has Tell called after a while, and when the clock was set meanwhile. There is
// one at a time: the last one said.
func (s *Stream) Alarm(after time.Duration) { s.set.alarms.put(s, time.Now().Add(after)) }

// Wake has Tell called soon. It never waits, so a hub may call it under its lock.
func (s *Stream) Wake() {
	for {
		switch state := s.state.Load(); {
		case state == queued || state == wokenAgain:
			return
		case state == idle && s.state.CompareAndSwap(idle, queued):
			s.run(s)
			return
		case state == telling && s.state.CompareAndSwap(telling, wokenAgain):
			return
		}
	}
}

// step has the Teller tell, or lets go of a stream that has ended; then there is
// no next step.
func (s *Stream) step() (over bool) {
	s.state.Store(telling)
	s.mu.Lock()
	ended, leaving := s.ended, s.leaving
	s.mu.Unlock()
	if ended != nil {
		s.letGo()
		return true
	}
	if !leaving {
		if s.beats.Swap(false) {
			s.mu.Lock()
			_ = s.putBeat()
			s.mu.Unlock()
		}
		ctx, cancel := context.WithTimeout(s.ctx, tellWithin)
		err := s.tell(ctx)
		cancel()
		switch {
		case errors.Is(err, ErrOver):
			s.leave(nil)
		case err != nil:
			s.end(err)
		}
	}
	if !s.state.CompareAndSwap(telling, idle) {
		s.state.Store(queued)
		s.run(s)
	}
	return false
}

// beat is the heartbeat. It waits for nothing, since one goroutine beats for all: a
// stream that is written to at this moment lives, and a handler beats for itself.
func (s *Stream) beat() {
	if !s.mu.TryLock() {
		return
	}
	_, waits := s.wire.(*plainWire)
	if !waits && s.wire != nil && s.ended == nil && !s.leaving {
		_ = s.putBeat()
	}
	s.mu.Unlock()
	if waits {
		s.beats.Store(true)
		s.Wake()
	}
}

// putBeat sends a heartbeat, with s.mu held.
func (s *Stream) putBeat() error {
	f := frames.Get().(*Frame)
	defer f.giveBack()
	f.compose(func(b *bytes.Buffer) { appendEvent(b, Cursor{}, "beat", strconv.AppendInt(nil, s.seq, 10)) })
	return s.put(Cursor{}, f)
}

// sendAway tells the browser to come back after wait, and ends the stream.
func (s *Stream) sendAway(wait time.Duration) {
	s.leave(func(b *bytes.Buffer) {
		ms := strconv.FormatInt(wait.Milliseconds(), 10)
		b.WriteString("retry: " + ms + "\n")
		// The field alone reaches no script: the event says it to ours.
		appendEvent(b, Cursor{}, "retry", []byte(ms))
	})
}

// leave ends the stream after a last word and after what is still kept for it.
func (s *Stream) leave(word func(*bytes.Buffer)) {
	if word != nil {
		_ = s.write(Cursor{}, word) // it ends either way
	}
	s.mu.Lock()
	done := false
	if s.ended == nil && !s.leaving {
		s.leaving = true
		done = s.wire.finish()
	}
	s.mu.Unlock()
	if done {
		s.end(ErrOver)
	}
}

// end has the stream let go of. Only the first cause counts.
func (s *Stream) end(cause error) {
	s.mu.Lock()
	first := s.ended == nil
	if first {
		s.ended = cause
	}
	s.mu.Unlock()
	if first {
		s.Wake()
	}
}

func (s *Stream) write(at Cursor, compose func(*bytes.Buffer)) error {
	f := frames.Get().(*Frame)
	defer f.giveBack()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil && !s.leaving {
		f.compose(compose)
	}
	return s.put(at, f)
}

// put sends a frame, with s.mu held.
func (s *Stream) put(at Cursor, f *Frame) error {
	switch {
	case s.ended != nil:
		return s.ended
	case s.leaving:
		return ErrGone
	}
	if err := s.wire.send(f); err != nil {
		s.ended = err
		s.Wake()
		return err
	}
	s.sent += int64(len(f.event()))
	if at.Conversation != "" {
		s.seq = at.Seq
	}
	return nil
}

// letGo is the end of a stream: nothing of it is left in the process.
func (s *Stream) letGo() {
	s.mu.Lock()
	s.wire.hangUp()
	cause, sent := s.ended, s.sent
	s.mu.Unlock()
	s.set.alarms.put(s, time.Time{})
	s.teller.Left()
	s.ending.over(sent)
	s.set.forget(s, cause)
}

// tell has the Teller tell. A panic of one stream must not end the process, and all
// the others with it.
func (s *Stream) tell(ctx context.Context) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
			s.set.Log.ErrorContext(s.ctx, "stream failed", "error", err, "stack", string(debug.Stack()))
		}
	}()
	return s.teller.Tell(ctx, s)
}
