package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Check tries whether nodes can hear each other through the database at url: what one
// connection says has to reach another.
func Check(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var conns [2]*pgx.Conn
	for i := range conns {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
		conns[i] = conn
	}
	const trial = channel + "_trial"
	if _, err := conns[0].Exec(ctx, "LISTEN "+trial); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if _, err := conns[1].Exec(ctx, "SELECT pg_notify($1, '')", trial); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if _, err := conns[0].WaitForNotification(ctx); err != nil {
		return errors.New("what one connection says does not reach another")
	}
	return nil
}
