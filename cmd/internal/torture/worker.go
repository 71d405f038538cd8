package torture

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	"linger/cmd/internal/people"
	"linger/models"
)

// worker is a member of staff: does in the console whatever comes to mind, and looks at one
// conversation after the other.
type worker struct {
	run     *run
	name    string
	agent   *people.Agent
	changes int // of name
	number  int

	mu       sync.Mutex
	watched  string
	readings map[string]*Reading
	seen     map[string]map[int64]bool
	cursors  map[string]string
}

func (w *worker) work(ctx context.Context) {
	a := w.agent
	for !w.run.over.Load() && ctx.Err() == nil {
		list := []string{"open", "mine", "mine", "mine"}[rand.IntN(4)]
		ids, err := attempt(ctx, func(ctx context.Context) ([]string, error) {
			if list == "mine" {
				offers, err := a.Offered(ctx)
				if err != nil || len(offers) > 0 {
					return offers, err
				}
			}
			return a.List(ctx, list)
		})
		if err != nil || len(ids) == 0 {
			sleep(ctx, w.run.Pace)
			continue
		}
		id := ids[rand.IntN(len(ids))]
		w.mu.Lock()
		w.watched = id
		w.mu.Unlock()
		if list == "open" && rand.IntN(3) > 0 {
			w.do(ctx, a, "accept", id)
		} else {
			w.act(ctx, a, id)
		}
		sleep(ctx, time.Duration(rand.Int64N(int64(w.run.Pace))))
	}
}

// act does one thing to a conversation. Whether it may be done is for the server to say.
func (w *worker) act(ctx context.Context, a *people.Agent, id string) {
	switch n := rand.IntN(100); {
	case n < 25:
		w.do(ctx, a, "accept", id)
	case n < 60:
		w.say(ctx, a, id, models.KindAgent)
	case n < 72:
		w.say(ctx, a, id, models.KindInternal)
	case n < 82:
		w.do(ctx, a, "park", id)
	case n < 85:
		w.do(ctx, a, "reopen", id)
	case n < 88:
		w.do(ctx, a, "release", id)
	case n < 90:
		w.do(ctx, a, "decline", id)
	case n < 95:
		w.transfer(ctx, a, id)
	case n < 98:
		w.do(ctx, a, "end", id)
	default:
		w.do(ctx, a, "close", id)
	}
}

func (w *worker) do(ctx context.Context, a *people.Agent, verb, id string) {
	w.repeat(ctx, func(ctx context.Context) error { return a.Do(ctx, verb, id, nil) })
}

func (w *worker) transfer(ctx context.Context, a *people.Agent, id string) {
	heirs, err := attempt(ctx, func(ctx context.Context) ([]string, error) { return a.Heirs(ctx, id) })
	if err != nil || len(heirs) == 0 {
		return
	}
	to := heirs[rand.IntN(len(heirs))]
	w.repeat(ctx, func(ctx context.Context) error { return a.Do(ctx, "transfer", id, url.Values{"to": {to}}) })
}

// repeat tries until it is done or refused, and reports whether it was done.
func (w *worker) repeat(ctx context.Context, try func(context.Context) error) bool {
	for ctx.Err() == nil {
		_, err := attempt(ctx, func(ctx context.Context) (bool, error) { return true, try(ctx) })
		var refusal *people.Refusal
		switch {
		case err == nil:
			w.run.verbs.Add(1)
			return true
		case errors.As(err, &refusal) && refusal.Final():
			return false
		}
		w.run.tried.Add(1)
		sleep(ctx, 20*time.Millisecond)
	}
	return false
}

func (w *worker) say(ctx context.Context, a *people.Agent, id string, kind models.MessageKind) {
	w.run.mu.Lock()
	customer := w.run.whose[id]
	w.run.mu.Unlock()
	if customer == "" { // nobody has said yet whose it is
		return
	}
	w.number++
	body := said{kind, fmt.Sprintf("%s.%d", w.name, w.changes), customer, w.number}.String()
	client := models.NewID()
	if w.repeat(ctx, func(ctx context.Context) error { return a.Write(ctx, id, string(kind), client, body) }) {
		w.run.acknowledged(Ack{body, id}, customer)
		return
	}
	// It was refused, but an attempt before may still be on its way, to arrive after what
	// is written next: that is from somebody else.
	w.changes++
}

// read follows the console's stream of the conversation that is open, from where this
// browser has read it.
func (w *worker) read(ctx context.Context) {
	for ctx.Err() == nil {
		w.mu.Lock()
		id := w.watched
		cursor := w.cursors[id]
		w.mu.Unlock()
		if id == "" {
			sleep(ctx, 20*time.Millisecond)
			continue
		}
		if cursor == "" {
			cursor = id + ".0"
		}
		once, cancel := context.WithTimeout(ctx, time.Second+time.Duration(rand.Int64N(int64(4*time.Second))))
		got := map[[2]int64]bool{}
		_, _ = w.agent.Follow(once, id, cursor, func(e *people.Event) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if e.Name == "reload" {
				w.cursors[id] = ""
			}
			if e.ID != "" {
				w.cursors[id] = e.ID
			}
			if e.Name == "" && e.Conversation() == id {
				place(w.readings, w.seen, Reading{Reader: "the console of " + w.name, Conversation: id}, people.Rows(e.Data), got)
			}
		})
		cancel()
		sleep(ctx, 20*time.Millisecond)
	}
}
