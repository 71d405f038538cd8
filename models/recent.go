package models

import (
	"slices"
	"sync"
	"time"
)

// recent is what this process knows of conversations in which something happens now. It
// hears of every change before those who follow are woken, so it is never behind what
// they were told of; what it does not know for certain it forgets, and it is read.
type recent struct {
	mu     sync.Mutex
	known  map[string]*lately
	pruned Time
}

// lately is one conversation.
type lately struct {
	heard int   // how often something was heard of it
	row   *Row  // nil: not known. Nobody changes what it points at
	read  Time  // when the row was read, besides its conversation
	since Time  // when something was heard of it last
	from  int64 // of the log the changes after this one are known,
	to    int64 // up to this one
	log   []Entry
}

const (
	// rememberFor bounds how old can be what nobody is woken for: the name of a widget,
	// say, or of a colleague.
	rememberFor = 5 * time.Second
	// mostRecent is how many conversations are remembered, mostRecentEntries how much of
	// the log of each, and mostRecentText how long a text, in bytes, may be for that.
	mostRecent        = 1000
	mostRecentEntries = 8
	mostRecentText    = 2000
)

// hear takes a change of the conversation that w is about, before anybody is woken.
func (r *recent) hear(w Wake, t *told, now Time) {
	if w.Conversation == "" || w.Signal != nil && w.Signal.Kind == SignalTyping {
		return // nothing that is stored
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.known[w.Conversation]
	if t == nil {
		if l != nil {
			l.forget(w)
		}
		return
	}
	if l == nil {
		l = r.put(w.Conversation, now)
	}
	l.heard++
	l.since = now
	if c := &t.conversation; l.row != nil && c.LastChangedSeq > l.row.LastChangedSeq {
		if l.row.LastChangedSeq != t.after || !l.row.sameNames(c) {
			l.row = nil
		} else {
			row := *l.row
			row.Conversation = *c
			l.row = &row
		}
	}
	l.append(t)
}

// forget lets go of what something untold may have changed: the row, and the log if it
// was that.
func (l *lately) forget(w Wake) {
	l.heard++
	l.row = nil
	if w.Changed > l.to {
		l.from, l.to, l.log = 0, 0, nil
	}
}

// append keeps the newest of the log, if t goes on where it ends.
func (l *lately) append(t *told) {
	if t.conversation.LastChangedSeq <= l.to {
		return // overtaken by the one after it
	}
	if l.to != t.after || l.to == 0 {
		l.from, l.log = t.after, nil
	}
	l.to = t.conversation.LastChangedSeq
	// A new one each time: readers have the one before.
	l.log = slices.Concat(l.log, t.entries)
	if over := len(l.log) - mostRecentEntries; over > 0 {
		l.from, l.log = l.log[over-1].ChangedSeq, l.log[over:]
	}
}

// sameNames reports whether what a row says beside its conversation holds for c, too.
func (r *Row) sameNames(c *Conversation) bool {
	return r.holder() == c.holder() && r.QueueID == c.QueueID && r.WorkstreamID == c.WorkstreamID && r.WidgetID == c.WidgetID && r.CustomerID == c.CustomerID &&
		deref(r.OfferedAgentID) == deref(c.OfferedAgentID) && r.OfferedAt.Equal(c.OfferedAt) && r.OfferExpiresAt.Equal(c.OfferExpiresAt)
}

// row is the conversation as this process knows it; nil if it does not.
func (r *recent) row(id string, now Time) *Row {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.known[id]; l != nil && l.row != nil && remembers(l.read, now) {
		row := *l.row
		return &row
	}
	return nil
}

// changes are those of the log after one, as reader may see them, and whether this
// process knows of all of them up to another.
func (r *recent) changes(id string, reader Audience, after, upTo int64, now Time) ([]Entry, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.known[id]
	if l == nil || after < l.from || upTo > l.to || l.to == 0 || !remembers(l.since, now) {
		return nil, false
	}
	var entries []Entry
	for _, e := range l.log {
		if e.ChangedSeq > after && (reader == AudienceStaff || e.Audience == AudienceEveryone) {
			entries = append(entries, e)
		}
	}
	return entries, true
}

// reading is a look at the database: what it finds is kept if nothing was heard meanwhile.
type reading struct {
	of    *lately
	heard int
}

// begin is called before conversations are read.
func (r *recent) begin(ids []string, now Time) map[string]reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	begun := make(map[string]reading, len(ids))
	for _, id := range ids {
		l := r.known[id]
		if l == nil {
			l = r.put(id, now)
		}
		begun[id] = reading{l, l.heard}
	}
	return begun
}

// keep remembers a row that was read since begin.
func (r *recent) keep(begun map[string]reading, row *Row, now Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := begun[row.ID]
	if b.of == nil || b.of != r.known[row.ID] || b.heard != b.of.heard {
		return
	}
	kept := *row
	b.of.row, b.of.read = &kept, now
}

// put makes room for a conversation.
func (r *recent) put(id string, now Time) *lately {
	if r.known == nil {
		r.known = map[string]*lately{}
	}
	if len(r.known) >= mostRecent || !now.Before(r.pruned.Add(rememberFor)) {
		r.pruned = now
		for known, l := range r.known {
			if len(r.known) >= mostRecent || !remembers(later(l.read, l.since), now) {
				delete(r.known, known)
			}
		}
	}
	l := &lately{since: now}
	r.known[id] = l
	return l
}

// remembers reports whether what was learned at a moment still counts at now. After a clock
// was set back nothing does.
func remembers(at, now Time) bool { return !now.Before(at) && now.Before(at.Add(rememberFor)) }

func later(a, b Time) Time {
	if a.Before(b) {
		return b
	}
	return a
}
