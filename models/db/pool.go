package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"gorm.io/gorm"
)

// unwatched is a context that database/sql takes for one that never ends. For one that may
// it starts a goroutine with each query and each transaction, to wait for that: a message
// is two dozen of them, and each woke another processor.
type unwatched struct{ context.Context }

// Done implements context.Context.
func (unwatched) Done() <-chan struct{} { return nil }

// unwatch is ctx as database/sql is to see it.
func unwatch(ctx context.Context) context.Context { return unwatched{ctx} }

// unwatchedPool begins nothing whose context has ended. The driver for Postgres gets to see
// the end of what it runs, see [watching]; what SQLite has begun runs to its own end, which
// is milliseconds away.
type unwatchedPool struct{ gorm.ConnPool }

// ExecContext implements gorm.ConnPool.
func (p unwatchedPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.ConnPool.ExecContext(unwatch(ctx), query, args...)
}

// QueryContext implements gorm.ConnPool.
func (p unwatchedPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
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
