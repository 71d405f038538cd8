package torture

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"linger/cmd/internal/people"
	"linger/models"
)

// patience is how long a browser waits for an answer.
const patience = 3 * time.Second

// tab is one of a customer's browsers: it writes as the widget's outbox does, and
// reads as its script does.
type tab struct {
	run            *run
	name, customer string
	skew           time.Duration // how wrong its clock is

	mu       sync.Mutex
	readings map[string]*Reading
	seen     map[string]map[int64]bool // what is on the screen, by conversation
	cursor   string
}

func (t *tab) person() (*people.Customer, error) {
	token, err := t.run.desk.Token(t.customer, 0)
	return &people.Customer{Client: t.run.client, Widget: t.run.url + "/w/" + t.run.desk.Key, Token: token}, err
}

// newID is an id as a browser makes it by its own clock.
func (t *tab) newID() string { return idAt(time.Now().Add(t.skew)) }

// idAt is a UUIDv7 of a moment.
func idAt(at time.Time) string {
	id := []byte(models.NewID())
	const digits = "0123456789abcdef"
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	for i, b := range ms[2:] {
		place := 2 * i
		if i >= 4 { // after the dash
			place++
		}
		id[place], id[place+1] = digits[b>>4], digits[b&15]
	}
	return string(id)
}

// write sends one message after the other, each under one id until it is
// acknowledged.
func (t *tab) write(ctx context.Context) {
	c, err := t.person()
	if err != nil {
		t.run.Log("%s: %v", t.name, err)
		return
	}
	for n := 1; !t.run.over.Load() && ctx.Err() == nil; n++ {
		id, body := t.newID(), said{models.KindCustomer, t.name, t.customer, n}.String()
		for {
			conversation, err := attempt(ctx, func(ctx context.Context) (string, error) { return c.Write(ctx, id, body, "") })
			if err == nil {
				t.run.acknowledged(Ack{body, conversation}, t.customer)
				break
			}
			if ctx.Err() != nil {
				return
			}
			t.run.failed(err)
			sleep(ctx, 20*time.Millisecond)
		}
		sleep(ctx, time.Duration(rand.Int64N(int64(2*t.run.Pace))))
	}
}

// attempt asks once, with a browser's patience.
func attempt[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return ask(ctx)
}

func (r *run) acknowledged(a Ack, customer string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acks = append(r.acks, a)
	if a.Conversation != "" {
		r.whose[a.Conversation] = customer
	}
}

func (r *run) failed(err error) {
	r.tried.Add(1)
	var refusal *people.Refusal
	if errors.As(err, &refusal) && refusal.Final() {
		r.refused.Add(1)
		r.Log("refused: %v", err)
	}
}

// read follows the customer's stream, and comes back whenever it ends.
func (t *tab) read(ctx context.Context) {
	c, err := t.person()
	if err != nil {
		return
	}
	for ctx.Err() == nil {
		// A browser may go to sleep at any time.
		once, cancel := context.WithTimeout(ctx, time.Second+time.Duration(rand.Int64N(int64(10*time.Second))))
		got := map[[2]int64]bool{} // on this connection
		anew := false
		told, _ := c.Follow(once, t.cursor, func(e *people.Event) {
			if e.Name == "reload" {
				anew = true
			}
			if e.ID != "" {
				t.cursor = e.ID
			}
			if e.Name == "" {
				t.take(e.Conversation(), people.Rows(e.Data), got)
			}
		})
		cancel()
		for anew && ctx.Err() == nil {
			page, err := attempt(ctx, c.Chat)
			if err == nil {
				anew, t.cursor = false, page.Cursor
				t.take(page.Conversation, page.Rows, map[[2]int64]bool{})
			}
		}
		sleep(ctx, min(max(told, 20*time.Millisecond), 300*time.Millisecond))
	}
}

// take puts rows on the screen. What is there is replaced; what comes twice by one
// connection is noted twice.
func (t *tab) take(conversation string, rows []people.Row, got map[[2]int64]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	place(t.readings, t.seen, Reading{Reader: "the stream of " + t.name, Customer: t.customer, Conversation: conversation}, rows, got)
}

func place(readings map[string]*Reading, seen map[string]map[int64]bool, as Reading, rows []people.Row, got map[[2]int64]bool) {
	for _, row := range rows {
		r := readings[as.Conversation]
		if r == nil {
			r = &as
			readings[as.Conversation], seen[as.Conversation] = r, map[int64]bool{}
		}
		again := got[[2]int64{row.Seq, row.Changed}]
		got[[2]int64{row.Seq, row.Changed}] = true
		if row.Gone || seen[as.Conversation][row.Seq] && !again {
			continue
		}
		seen[as.Conversation][row.Seq] = true
		r.Rows = append(r.Rows, Shown{row.Seq, models.MessageKind(row.Kind), row.Body})
	}
}

// has reports whether everything wanted of a conversation is on the screen.
func (t *tab) has(conversation string, want map[string]bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.readings[conversation]
	if r == nil {
		return len(want) == 0
	}
	n := 0
	for _, row := range r.Rows {
		if want[row.Body] {
			n++
		}
	}
	return n >= len(want)
}
