package sse

import (
	"context"
	"sync"
)

// Ending lets whoever counts and logs requests wait for the end of an answer that
// goes on after its handler has returned.
type Ending struct {
	// Context is what remains of the request's own, which ends with the handler.
	Context context.Context

	mu    sync.Mutex
	stays bool
	gone  bool
	sent  int64
	tell  func(sent int64)
}

type endingKey struct{}

// With returns ctx carrying the ending.
func (e *Ending) With(ctx context.Context) context.Context {
	return context.WithValue(ctx, endingKey{}, e)
}

// Later reports whether the answer goes on, and has tell called with the bytes of
// its events when it is over.
func (e *Ending) Later(tell func(sent int64)) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.stays {
		return false
	}
	if e.gone {
		tell(e.sent)
	} else {
		e.tell = tell
	}
	return true
}

func endingOf(ctx context.Context) *Ending {
	e, _ := ctx.Value(endingKey{}).(*Ending)
	return e
}

func (e *Ending) stay() {
	if e != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.stays = true
	}
}

func (e *Ending) over(sent int64) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gone, e.sent = true, sent
	if e.tell != nil {
		e.tell(sent)
	}
}
