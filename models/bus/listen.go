package bus

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// quiet is how long a connection may be silent before it is asked whether it
	// is there still.
	quiet = 10 * time.Second
	// firstTry and slowestTry bound how soon a lost connection is made again.
	firstTry   = 50 * time.Millisecond
	slowestTry = 5 * time.Second
)

// listenOn listens until ctx ends, on one connection after the other.
func (b *Bus) listenOn(ctx context.Context) {
	pause := firstTry
	for failing := false; ctx.Err() == nil; {
		err := b.listen(ctx)
		if b.listening.Swap(false) {
			pause, failing = firstTry, false
		}
		if ctx.Err() != nil {
			return
		}
		if !failing {
			failing = true
			b.log.WarnContext(ctx, "not listening to the other nodes; trying again", "error", err)
		}
		wait(ctx, pause/2+rand.N(pause)) // not all nodes at once
		pause = min(2*pause, slowestTry)
	}
}

// listen hears on one connection until it breaks or ctx ends.
func (b *Bus) listen(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, b.config)
	if err != nil {
		return err
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(last) // it is of no use any more, either way
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	b.listening.Store(true)
	poke(b.look) // what was said until now nobody heard
	for {
		if err := b.hearNext(ctx, conn); err != nil {
			return err
		}
	}
}

// hearNext waits for one notification, or makes sure that one could come.
func (b *Bus) hearNext(ctx context.Context, conn *pgx.Conn) error {
	waiting, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	n, err := conn.WaitForNotification(waiting)
	switch {
	case err == nil:
		node, wakes, err := unpack(n.Payload)
		if err != nil {
			b.log.WarnContext(ctx, "not understood", "error", err) // a newer version's, perhaps: the look will tell
			return nil
		}
		if node == b.node {
			return nil
		}
		for _, w := range wakes {
			b.hear(w)
		}
		return nil
	case ctx.Err() != nil || !errors.Is(waiting.Err(), context.DeadlineExceeded):
		return err
	}
	asking, done := context.WithTimeout(ctx, patience)
	defer done()
	return conn.Ping(asking)
}
