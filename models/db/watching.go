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
	return c.Conn.ExecContext(watched(ctx), query, args)
}

// QueryContext implements driver.QueryerContext.
func (c watchingConnection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.QueryContext(watched(ctx), query, args)
}

// watched is the context that is in an [unwatched] one.
func watched(ctx context.Context) context.Context {
	if hidden, ok := ctx.(unwatched); ok {
		return hidden.Context
	}
	return ctx
}
