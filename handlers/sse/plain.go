package sse

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// writeWithin is how long one write may take before the reader counts as gone. It
// comes back and resumes; waiting for it would hold others up.
const writeWithin = 10 * time.Second

// plainWire is an ordinary answer, written to within its handler: the way over
// HTTP/2, over TLS in this process, and on systems without epoll.
type plainWire struct {
	w   http.ResponseWriter
	out *http.ResponseController
}

func (p *plainWire) open() error {
	p.w.Header().Del("Content-Length")
	// The server's deadlines are for answers that end.
	if err := p.out.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	p.w.WriteHeader(http.StatusOK)
	return p.write([]byte(hello))
}

func (p *plainWire) send(f *Frame) error { return p.write(f.event()) }

func (p *plainWire) write(b []byte) error {
	err := p.out.SetWriteDeadline(time.Now().Add(writeWithin))
	if err == nil || errors.Is(err, http.ErrNotSupported) { // a test's recorder has no deadlines
		_, err = p.w.Write(b)
	}
	if err == nil {
		err = p.out.Flush()
	}
	return err
}

func (p *plainWire) full() bool   { return false } // a write waits
func (p *plainWire) finish() bool { return true }  // the server does, when the handler returns
func (p *plainWire) hangUp()      {}

// stay serves a stream within its handler, until it is over.
func (s *Stream) stay(request context.Context) {
	kick := make(chan struct{}, 1)
	s.run = func(*Stream) { kick <- struct{}{} } // once per queuing: it never waits
	kick <- struct{}{}
	left := request.Done()
	for {
		select {
		case <-kick:
			if s.step() { //nolint:contextcheck // the stream has its own, made of the request's
				return
			}
		case <-left:
			left = nil
			s.end(errLeft)
		}
	}
}
