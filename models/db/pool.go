package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"gorm.io/gorm"
)

// unwatched is a context that may end while database/sql looks for a connection, and has
// no end any more for it once a driver has the query: for one that has, it starts a
// goroutine with each query, to wait for that. A message is two dozen of them, and each
// woke another processor.
//
// The driver for Postgres gets to see the end of what it runs, see [watching]. What SQLite
// has begun runs to its own, which is milliseconds away, but for what is
// [models.Stoppable].
type unwatched struct {
	context.Context
	reached bool // the driver has it
}

// Done implements context.Context.
func (u *unwatched) Done() <-chan struct{} {
	if u.reached {
		return nil
	}
	return u.Context.Done()
}

// unwatch is ctx as database/sql is to see it.
func unwatch(ctx context.Context) context.Context { return &unwatched{Context: ctx} }

// reach notes that a driver has a query, and returns the context that it came with.
func reach(ctx context.Context) context.Context {
	u, ok := ctx.(*unwatched)
	if !ok {
		return ctx
	}
	u.reached = true
	return u.Context
}

// unwatchedPool is database/sql's, asked in unwatched contexts.
type unwatchedPool struct{ gorm.ConnPool }

// ExecContext implements gorm.ConnPool.
func (p unwatchedPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.ConnPool.ExecContext(unwatch(ctx), query, args...)
}

// QueryContext implements gorm.ConnPool.
func (p unwatchedPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.ConnPool.QueryContext(unwatch(ctx), query, args...)
}

// pool is what GORM asks instead of database/sql's.
type pool struct {
	unwatchedPool
	db *sql.DB
}

func newPool(db *sql.DB) pool { return pool{unwatchedPool{db}, db} }

// GetDBConn implements gorm.GetDBConnector.
func (p pool) GetDBConn() (*sql.DB, error) { return p.db, nil }

// BeginTx implements gorm.ConnPoolBeginner. Nobody here has options for it.
func (p pool) BeginTx(ctx context.Context, _ *sql.TxOptions) (gorm.ConnPool, error) {
	c, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &transactionPool{unwatchedPool: unwatchedPool{c}, conn: c, ctx: ctx}
	err = c.Raw(func(raw any) (err error) {
		t.tx, err = raw.(driver.ConnBeginTx).BeginTx(ctx, driver.TxOptions{})
		return err
	})
	if err != nil {
		_ = c.Close() // given back; what is wrong with it is said already
		return nil, err
	}
	return t, nil
}

// transactionPool is the connection of a transaction, which one goroutine uses at a time.
// Rows that it was given must be closed before the transaction ends: that waits for them.
type transactionPool struct {
	unwatchedPool
	conn *sql.Conn
	ctx  context.Context
	tx   driver.Tx // nil when it is over
}

// Commit implements gorm.TxCommitter. A transaction whose context has ended is rolled back.
func (t *transactionPool) Commit() error {
	if err := t.ctx.Err(); err != nil && t.tx != nil {
		return errors.Join(err, t.Rollback())
	}
	return t.end(driver.Tx.Commit)
}

// Rollback implements gorm.TxCommitter.
func (t *transactionPool) Rollback() error { return t.end(driver.Tx.Rollback) }

// end gives the connection back. One on which how failed may still be in the transaction,
// and is closed.
func (t *transactionPool) end(how func(driver.Tx) error) (err error) {
	if t.tx == nil {
		return sql.ErrTxDone
	}
	closed := t.conn.Raw(func(any) error {
		if err = how(t.tx); err != nil {
			return driver.ErrBadConn
		}
		return nil
	})
	t.tx = nil
	if err == nil {
		err = closed // or it was before
	}
	_ = t.conn.Close() // given back, or closed as a bad one already
	return err
}
