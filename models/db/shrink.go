package db

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// shrink has the idle connections of each door give back the pages and statements that a
// burst has left: ten thousand streams that only rest need none of them.
func shrink(ctx context.Context, doors ...*gorm.DB) error {
	for _, door := range doors {
		pool, err := door.DB()
		if err != nil {
			return err
		}
		if err := shrinkIdle(ctx, pool); err != nil {
			return err
		}
	}
	return nil
}

func shrinkIdle(ctx context.Context, pool *sql.DB) error {
	held := make([]*sql.Conn, 0, pool.Stats().Idle)
	defer func() {
		for _, c := range held {
			_ = c.Close() // only given back
		}
	}()
	for range cap(held) {
		c, err := pool.Conn(ctx)
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
