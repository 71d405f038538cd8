package bus

import (
	"sync"
	"time"

	"linger/models"
)

// told remembers for a while which changes this node's streams were woken for, so
// that a look finds only what was missed.
type told struct {
	mu         sync.Mutex
	young, old map[string]mark
	turned     time.Time
}

// mark is the newest that was told of a conversation.
type mark struct {
	at      models.Time
	changed int64
}

// remember is longer than any look goes back.
const remember = overlap + 30*time.Second

// note remembers w, if it is something that a look finds.
func (t *told) note(w models.Wake, now time.Time) {
	if w.Signal != nil || w.Conversation != "" && w.At.IsZero() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if since := now.Sub(t.turned); t.young == nil || since >= remember || since < 0 {
		t.old, t.young, t.turned = t.young, map[string]mark{}, now
	}
	if w.Changed >= t.young[about(w)].changed { // else it was overtaken
		t.young[about(w)] = mark{w.At, w.Changed}
	}
}

// knows reports whether w is what was told last.
func (t *told) knows(w models.Wake) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, found := t.young[about(w)]
	if !found {
		known, found = t.old[about(w)]
	}
	return found && known.at.Equal(w.At) && known.changed == w.Changed
}
