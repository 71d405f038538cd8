// Package bus carries wake-ups between the nodes of a desk: processes that serve one
// Postgres database. What a node says goes out by NOTIFY after the commit, gathered;
// what others say is heard on a LISTEN connection. Both carry hints, never truth: a
// node that missed one finds what was changed by a look at the database each second.
// SQLite has one process and needs none of it.
package bus

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"linger/models"
)

// channel is the name that all nodes notify and listen on.
const channel = "linger"

// Bus is one node's end of it.
type Bus struct {
	node   string
	desk   *models.Desk
	wake   func(models.Wake)
	config *pgx.ConnConfig
	log    *slog.Logger

	mu     sync.Mutex
	unsent outbox
	poke   chan struct{} // there is something to send
	look   chan struct{} // something may have been missed
	told   told
	seen   models.Time // up to when the looks have seen what was changed

	sent, heard, looks, missed, forgotten atomic.Int64
	listening                             atomic.Bool
}

// New is the end of the bus of node, over the desk's Postgres at url. What others
// say and what was missed is given to wake.
func New(url, node string, desk *models.Desk, wake func(models.Wake), log *slog.Logger) (*Bus, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the bus between nodes: %w", err)
	}
	config.ConnectTimeout = patience
	config.RuntimeParams["application_name"] = "linger bus"
	return &Bus{
		node: node, desk: desk, wake: wake, config: config, log: log,
		poke: make(chan struct{}, 1), look: make(chan struct{}, 1),
		seen: models.At(desk.Now()),
	}, nil
}

// patience is how long a connection may take to answer before it counts as gone.
const patience = 5 * time.Second

// Send tells the other nodes. It never waits.
func (b *Bus) Send(w models.Wake) {
	b.told.note(w, b.desk.Now())
	b.mu.Lock()
	if !b.unsent.add(w) {
		b.forgotten.Add(1)
	}
	b.mu.Unlock()
	poke(b.poke)
}

// hear passes on what another node said.
func (b *Bus) hear(w models.Wake) {
	b.heard.Add(1)
	b.told.note(w, b.desk.Now())
	b.desk.Heard(w)
	b.wake(w)
}

// Run sends, listens and looks until ctx ends; then it sends what is left. While the
// database is away it keeps trying.
func (b *Bus) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { b.sendAll(ctx); return nil })
	group.Go(func() error { b.listenOn(ctx); return nil })
	group.Go(func() error { b.lookOut(ctx); return nil })
	return group.Wait()
}

// Figures are what is known of the bus.
type Figures struct {
	Sent      int64 // wake-ups told to others
	Heard     int64 // that others told
	Looks     int64 // at what was changed
	Missed    int64 // changes that nobody told of in time
	Forgotten int64 // passing events and wake-ups dropped because too many waited
	Listening bool
}

// Figures are the numbers so far.
func (b *Bus) Figures() Figures {
	return Figures{b.sent.Load(), b.heard.Load(), b.looks.Load(), b.missed.Load(), b.forgotten.Load(), b.listening.Load()}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has been told already
	}
}

// wait is a pause that ctx can end.
func wait(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
