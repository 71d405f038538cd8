package db

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// shrinkWait is how long it waits for a connection. It holds others meanwhile, and a reader
// who has one may need another: without an end they could wait for each other.
const shrinkWait = 100 * time.Millisecond

// shrink has the idle connections of each door give back the pages and statements that a
// burst has left: ten thousand streams that only rest need none of them.
func shrink(ctx context.Context, doors ...*gorm.DB) error {
	for _, door := range doors {
		pool, err := door.DB()
		if err != nil {
			return err
		}
		if err := shrinkSome(ctx, pool, pool.Stats().Idle); err != nil {
			return err
		}
	}
	return nil
}

// shrinkSome does so with that many, and leaves alone what somebody has taken meanwhile.
func shrinkSome(ctx context.Context, pool *sql.DB, idle int) error {
	patience, cancel := context.WithTimeout(ctx, shrinkWait)
	defer cancel()
	held := make([]*sql.Conn, 0, idle)
	defer func() {
		for _, c := range held {
			_ = c.Close() // only given back
		}
	}()
	for range idle {
		c, err := pool.Conn(patience)
		if err != nil && patience.Err() != nil && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
		held = append(held, c)
		if err := c.Raw(func(raw any) error { return raw.(*connection).forget() }); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, "PRAGMA shrink_memory"); err != nil {
			return err
		}
	}
	return nil
}
