package bus

import (
	"slices"
	"strings"

	"linger/models"
)

// mostUnsent is how much waits while the database is away. What does not fit is
// found by the others' looks, or was a passing event.
const mostUnsent = 10_000

// outbox gathers what is to be told: what is about the same becomes one.
type outbox struct {
	list []models.Wake
	at   map[string]int // by what it is about
}

// about names what a wake-up replaces: an earlier change of the same conversation,
// an earlier passing event of the same kind and person.
func about(w models.Wake) string {
	switch {
	case w.Signal != nil:
		return strings.Join([]string{w.Conversation, string(w.Signal.Kind), w.Signal.Agent}, " ")
	case w.Conversation != "":
		return w.Conversation
	}
	return strings.Join(w.Topics, " ")
}

// add reports whether there was room.
func (o *outbox) add(w models.Wake) bool {
	key := about(w)
	i, known := o.at[key]
	if !known {
		if len(o.list) >= mostUnsent {
			return false
		}
		if o.at == nil {
			o.at = map[string]int{}
		}
		o.at[key] = len(o.list)
		o.list = append(o.list, w)
		return true
	}
	earlier := o.list[i]
	if w.Changed < earlier.Changed {
		w, earlier = earlier, w
	}
	w.Topics = slices.Clone(w.Topics)
	for _, topic := range earlier.Topics {
		if !slices.Contains(w.Topics, topic) { // whoever it was before has to know, too
			w.Topics = append(w.Topics, topic)
		}
	}
	o.list[i] = w
	return true
}

// take empties it.
func (o *outbox) take() []models.Wake {
	list := o.list
	*o = outbox{}
	return list
}
