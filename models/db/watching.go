package db

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5/stdlib"
)

// watching is a connector to Postgres whose connections watch the contexts that
// database/sql doesn't get to see: theirs needs no goroutine for it.
type watching struct{ driver.Connector }

// Connect implements driver.Connector.
func (w watching) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return watchingConnection{c.(*stdlib.Conn)}, nil
}

// watchingConnection is one of its connections.
type watchingConnection struct{ *stdlib.Conn }

// ExecContext implements driver.ExecerContext.
func (c watchingConnection) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	ctx = reach(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err // pgx would say that the connection is a bad one
	}
	return c.Conn.ExecContext(ctx, query, args)
}

// QueryContext implements driver.QueryerContext.
func (c watchingConnection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	ctx = reach(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.Conn.QueryContext(ctx, query, args)
}
