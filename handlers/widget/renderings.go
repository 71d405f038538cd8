package widget

import (
	"context"
	"sync"

	"linger/handlers/sse"
	"linger/models"
)

// mostRenderings is how many are kept for those who stand at the same place.
const mostRenderings = 128

// place is where a stream stands, and how it is spoken to: all who stand there are
// sent the same.
type place struct {
	conversation string
	after        int64
	widget       *models.Widget // see sameWidget
	language     string
}

// rendering is what comes after a place, as one event.
type rendering struct {
	frame *sse.Frame  // nil: nothing came after it
	to    int64       // the newest change in it
	holds int64       // up to which change it is whole; the rest is for other eyes
	more  bool        // there may be more after that
	stood bool        // what is not in the log may have changed too
	born  models.Time // when the last message in it was written, if somebody may wait for it
	err   error
}

// shared is a rendering that is made by one for all who want it.
type shared struct {
	ready chan struct{} // closed when it is there
	*rendering
}

// short reports whether it is there and holds less than is wanted.
func (s *shared) short(wanted int64) bool {
	select {
	case <-s.ready:
		return s.rendering == nil || s.err != nil || s.holds < wanted
	default:
		return false
	}
}

// renderings are the newest. Many tabs of one customer are told of a message by one
// read and one rendering.
type renderings struct {
	mu     sync.Mutex
	recent map[place]*shared
	order  [mostRenderings]place
	next   int
}

// at is what comes after p, at least up to wanted; make makes it.
func (r *renderings) at(ctx context.Context, p place, wanted int64, make func() *rendering) *rendering {
	r.mu.Lock()
	known := r.recent[p]
	mine := known == nil || known.short(wanted)
	if mine {
		known = r.put(p)
	}
	r.mu.Unlock()
	if mine {
		defer close(known.ready) // also when make panics
		known.rendering = make()
		return known.rendering
	}
	select {
	case <-known.ready:
	case <-ctx.Done():
		return &rendering{err: ctx.Err()}
	}
	if known.short(wanted) { // it was made before what this one waits for
		return make()
	}
	return known.rendering
}

// put makes room for a rendering at p.
func (r *renderings) put(p place) *shared {
	if r.recent == nil {
		r.recent = map[place]*shared{}
	}
	if _, again := r.recent[p]; !again {
		delete(r.recent, r.order[r.next])
		r.order[r.next] = p
		r.next = (r.next + 1) % mostRenderings
	}
	r.recent[p] = &shared{ready: make(chan struct{})}
	return r.recent[p]
}
