package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"linger/cmd/internal/people"
	"linger/cmd/internal/stand"
	"linger/models"
)

// atMost bounds a run: so many messages and no more.
const atMost = 2_000_000

// load is conversations in which both sides write and read.
type load struct {
	place   *place
	talks   []*talk
	agents  []*people.Agent
	due     []atomic.Int64 // when each message was due, in nanoseconds since begun
	begun   time.Time
	next    atomic.Int64
	acked   atomic.Int64
	failed  atomic.Int64 // requests that were tried again
	reading sync.WaitGroup
	leave   context.CancelFunc
	cut     atomic.Int64 // how many streams were cut
}

// talk is one conversation with its customer and its agent.
type talk struct {
	load     *load
	id       string
	customer *people.Customer
	agent    *people.Agent
	mu       sync.Mutex
	acked    map[int64]bool
	sides    [2]side
}

// side is what one of them has on the screen.
type side struct {
	cursor   string
	shown    []int64
	late     []time.Duration // of the other's messages, from when they were due
	back     []time.Duration // from coming back to the first word
	cut      context.CancelFunc
	gone     time.Time
	received chan struct{} // something was shown
}

const (
	theCustomer = iota
	theAgent
)

// newLoad begins so many conversations, each taken by one of so many agents, and opens both
// sides' streams.
func newLoad(ctx context.Context, p *place, conversations, agents int) (*load, error) {
	l := &load{place: p, due: make([]atomic.Int64, atMost)}
	client := people.NewClient(true)
	for _, email := range p.desk.Emails[:agents] {
		a := &people.Agent{Client: client, URL: p.server.URL(), Email: email, Password: stand.Password}
		if err := a.SignIn(ctx); err != nil {
			return nil, err
		}
		l.agents = append(l.agents, a)
	}
	for i := range conversations {
		token, err := p.desk.Token(fmt.Sprint("customer-", i), 0)
		if err != nil {
			return nil, err
		}
		t := &talk{load: l, customer: &people.Customer{Client: client, Widget: p.widget(), Token: token}, agent: l.agents[i%agents], acked: map[int64]bool{}}
		if t.id, err = t.customer.Write(ctx, models.NewID(), "Good morning", ""); err != nil {
			return nil, err
		}
		if err := t.agent.Do(ctx, "accept", t.id, url.Values{}); err != nil {
			return nil, err
		}
		for side := range t.sides {
			t.sides[side].received, t.sides[side].cursor = make(chan struct{}, 1), t.id+".0"
		}
		l.talks = append(l.talks, t)
	}
	if p.cluster != nil {
		if err := p.cluster.Analyze("postgres"); err != nil {
			return nil, err
		}
	}
	reading, leave := context.WithCancel(ctx)
	l.leave = leave
	for _, t := range l.talks {
		for side := range t.sides {
			l.reading.Go(func() { t.read(reading, side) })
		}
	}
	for _, t := range l.talks {
		for side := range t.sides {
			select {
			case <-t.sides[side].received:
			case <-time.After(20 * time.Second):
				l.end()
				return nil, errors.New("a stream shows nothing")
			}
		}
	}
	l.begun = time.Now()
	return l, nil
}

// end closes the streams.
func (l *load) end() {
	l.leave()
	l.reading.Wait()
}

// read follows one side's stream, and comes back at once whenever it ends.
func (t *talk) read(ctx context.Context, which int) {
	s := &t.sides[which]
	for ctx.Err() == nil {
		once, cut := context.WithCancel(ctx)
		came := time.Now()
		first := true
		t.mu.Lock()
		s.cut = cut
		cursor := s.cursor
		t.mu.Unlock()
		take := func(e *people.Event) {
			now := time.Now()
			t.mu.Lock()
			if e.ID != "" {
				s.cursor = e.ID
			}
			if first && !s.gone.IsZero() && e.Name == "" {
				s.back = append(s.back, now.Sub(came))
			}
			first = first && e.Name != ""
			t.hear(which, e.Data, now)
			t.mu.Unlock()
			select {
			case s.received <- struct{}{}:
			default:
			}
		}
		var err error
		if which == theCustomer {
			_, err = t.customer.Follow(once, cursor, take)
		} else {
			_, err = t.agent.Follow(once, t.id, cursor, take)
		}
		cut()
		t.mu.Lock()
		s.gone = time.Now()
		t.mu.Unlock()
		if err != nil && ctx.Err() == nil { // the server is away
			<-time.After(5 * time.Millisecond)
		}
	}
}

var (
	before = []byte(`class="message__body" dir="auto">`)
	marker = []byte("say ")
)

// hear finds the messages that are placed by an event.
func (t *talk) hear(which int, data []byte, now time.Time) {
	s := &t.sides[which]
	for {
		at := bytes.Index(data, before)
		if at < 0 {
			return
		}
		data = data[at+len(before):]
		at = bytes.Index(data[:min(len(data), 60)], marker)
		if at < 0 {
			continue
		}
		var n int64
		for _, c := range data[at+len(marker):] {
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int64(c-'0')
		}
		s.shown = append(s.shown, n)
		if int(n%2) != which { // the other's: numbers of customers are even
			s.late = append(s.late, now.Sub(t.load.begun)-time.Duration(t.load.due[n].Load()))
		}
	}
}

// write writes one message of a side that was due at a moment, again and again until it
// is acknowledged.
func (t *talk) write(ctx context.Context, which int, due time.Time) bool {
	n := 2*t.load.next.Add(1) + int64(which)
	if n >= atMost {
		return false
	}
	t.load.due[n].Store(int64(due.Sub(t.load.begun)))
	client, body := models.NewID(), fmt.Sprintf("say %d.", n)
	for ctx.Err() == nil {
		once, cancel := context.WithTimeout(ctx, 10*time.Second)
		var err error
		if which == theCustomer {
			_, err = t.customer.Write(once, client, body, t.id)
		} else {
			err = t.agent.Write(once, t.id, string(models.KindAgent), client, body)
		}
		cancel()
		if err == nil {
			t.load.acked.Add(1)
			t.mu.Lock()
			t.acked[n] = true
			t.mu.Unlock()
			return true
		}
		if ctx.Err() == nil {
			t.load.failed.Add(1)
			<-time.After(5 * time.Millisecond)
		}
	}
	return false
}

// pace writes at a rate for a time: each message is due at its moment, whatever became of
// the one before; who is late counts from then.
func (l *load) pace(ctx context.Context, rate float64, during time.Duration) {
	begun := time.Now()
	step := time.Duration(float64(2*len(l.talks)) / rate * float64(time.Second))
	var writing sync.WaitGroup
	for i, t := range l.talks {
		for side := range t.sides {
			offset := time.Duration(float64(2*i+side) / float64(2*len(l.talks)) * float64(step))
			writing.Go(func() {
				for at := offset; at < during; at += step {
					due := begun.Add(at)
					select {
					case <-ctx.Done():
						return
					case <-time.After(time.Until(due)):
					}
					if !t.write(ctx, side, due) {
						return
					}
				}
			})
		}
	}
	writing.Wait()
}

// flatOut has each side of each conversation write the next as soon as the one before
// is acknowledged.
func (l *load) flatOut(ctx context.Context, during time.Duration) {
	until := time.Now().Add(during)
	var writing sync.WaitGroup
	for _, t := range l.talks {
		for side := range t.sides {
			writing.Go(func() {
				for time.Now().Before(until) && t.write(ctx, side, time.Now()) {
				}
			})
		}
	}
	writing.Wait()
}

// cutting cuts one stream after the other until ctx ends, all of them about once in
// every.
func (l *load) cutting(ctx context.Context, every time.Duration) {
	pause := time.NewTicker(every / time.Duration(2*len(l.talks)))
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		t := l.talks[rand.IntN(len(l.talks))]
		t.mu.Lock()
		t.sides[rand.IntN(2)].cut()
		t.mu.Unlock()
		l.cut.Add(1)
	}
}

// settle waits until both sides were shown everything, but not for ever.
func (l *load) settle() {
	limit := time.Now().Add(15 * time.Second)
	for time.Now().Before(limit) {
		if !slices.ContainsFunc(l.talks, func(t *talk) bool {
			t.mu.Lock()
			defer t.mu.Unlock()
			return len(t.sides[theCustomer].shown) < len(t.acked) || len(t.sides[theAgent].shown) < len(t.acked)
		}) {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
}
