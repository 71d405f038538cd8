package models

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Database is an open database with its two doors. On SQLite Write is one
// single connection, so that writers queue in order and never see SQLITE_BUSY,
// and Read is a few read-only connections that never wait behind a write. On
// Postgres both are the same pool.
type Database struct {
	Dialect     string // "sqlite" or "postgres"
	Write, Read *gorm.DB
	// Transact runs do as one atomic change through the Write door and returns when
	// it is on the disk. On SQLite changes that come at the same time share a commit.
	Transact func(ctx context.Context, do func(tx *gorm.DB) error) error
	// Committed is told, on SQLite, how many changes shared a commit; nil for nobody. It must
	// not block.
	Committed func(changes int)
	// Shrink gives back memory that the process holds for the database, after a burst.
	Shrink func(ctx context.Context) error
}

// Observe has told told of each change from now on: how long it took, and its error. It
// must not block.
func (d *Database) Observe(told func(ctx context.Context, took time.Duration, err error)) {
	transact := d.Transact
	d.Transact = func(ctx context.Context, do func(tx *gorm.DB) error) error {
		begun := time.Now()
		err := transact(ctx, do)
		told(ctx, time.Since(begun), err)
		return err
	}
}

// Ping asks the database whether it answers.
func (d *Database) Ping(ctx context.Context) error {
	pool, err := d.SQL()
	if err != nil {
		return err
	}
	return translate(pool.PingContext(ctx))
}

// SQL is the pool under Write, for migrations and figures.
func (d *Database) SQL() (*sql.DB, error) { return d.Write.DB() }

// Close closes both doors.
func (d *Database) Close() error {
	var problems []error
	for _, door := range []*gorm.DB{d.Read, d.Write} {
		pool, err := door.DB()
		if err == nil {
			err = pool.Close()
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

type stoppable struct{}

// Stoppable is ctx for what may take long: when it ends, SQLite stops also what it has
// begun. To watch for that costs as much as a short query does.
func Stoppable(ctx context.Context) context.Context {
	return context.WithValue(ctx, stoppable{}, true)
}

// IsStoppable reports whether ctx is one of [Stoppable].
func IsStoppable(ctx context.Context) bool { return ctx.Value(stoppable{}) != nil }

// atMost is how many rows a statement wants, for a question mark after LIMIT: the number
// stands in the text. With a parameter there, Postgres, which plans each statement once,
// plans it for a tenth of all rows.
func atMost(rows int) clause.Expr { return clause.Expr{SQL: strconv.Itoa(rows)} }
