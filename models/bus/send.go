package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"linger/models"
)

const (
	// gather is the least time between two sendings: what comes meanwhile goes
	// together. The first after a quiet moment goes at once.
	gather = 2 * time.Millisecond
	// sendAgain is how long a sending waits that failed.
	sendAgain = 500 * time.Millisecond
)

// sendAll sends what gathers until ctx ends, and then what is left.
func (b *Bus) sendAll(ctx context.Context) {
	line := sender{config: b.config}
	defer func() { line.hangUp(context.WithoutCancel(ctx)) }()
	for {
		pause := gather
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			if err := b.flush(last, &line); err != nil {
				b.log.WarnContext(last, "the other nodes were not told the last", "error", err)
			}
			return
		case <-b.poke:
			if err := b.flush(ctx, &line); err != nil && ctx.Err() == nil {
				b.log.DebugContext(ctx, "other nodes can't be told; trying again", "error", err)
				poke(b.poke)
				pause = sendAgain
			}
		}
		wait(ctx, pause)
	}
}

// flush sends what has gathered. What can't be sent now is kept.
func (b *Bus) flush(ctx context.Context, line *sender) error {
	b.mu.Lock()
	wakes := b.unsent.take()
	b.mu.Unlock()
	if len(wakes) == 0 {
		return nil
	}
	payloads, err := pack(b.node, wakes)
	if err != nil {
		return err
	}
	if err := line.notify(ctx, payloads); err != nil {
		b.keep(wakes)
		return err
	}
	b.sent.Add(int64(len(wakes)))
	return nil
}

// keep puts back what was not sent, before what came meanwhile.
func (b *Bus) keep(wakes []models.Wake) {
	b.mu.Lock()
	defer b.mu.Unlock()
	newer := b.unsent.take()
	for _, w := range append(wakes, newer...) {
		if !b.unsent.add(w) {
			b.forgotten.Add(1)
		}
	}
}

// sender is the connection that notifies. It is none of the pool's: a node that has
// much to do tells the others no later for it.
type sender struct {
	config *pgx.ConnConfig
	conn   *pgx.Conn
}

func (s *sender) notify(ctx context.Context, payloads []string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if s.conn == nil {
		if s.conn, err = pgx.ConnectConfig(ctx, s.config); err != nil {
			return err
		}
		// A notification is no data: it need not wait for the disk.
		if _, err = s.conn.Exec(ctx, "SET synchronous_commit = off"); err != nil {
			s.hangUp(context.WithoutCancel(ctx))
			return err
		}
	}
	if _, err = s.conn.Exec(ctx, "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", channel, payloads); err != nil {
		s.hangUp(context.WithoutCancel(ctx))
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

func (s *sender) hangUp(ctx context.Context) {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // it is of no use any more, either way
	s.conn = nil
}
