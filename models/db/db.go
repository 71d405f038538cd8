// Package db opens the database: embedded SQLite, or Postgres by its URL. All
// that differs between the two is here.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"linger/models"
)

// Dialects, as GORM and the migrations name them.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Open opens dsn: a postgres:// URL, or the path of an SQLite file, which is
// made when it does not exist.
func Open(ctx context.Context, dsn string) (*models.Database, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn)
	}
	return openSQLite(ctx, dsn)
}

func config() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true, // every change is a transaction of its own already
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard, // errors are returned, and logged once by who answers
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
	}
}

func openPostgres(ctx context.Context, dsn string) (*models.Database, error) {
	settings, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	physical := sql.OpenDB(watching{stdlib.GetConnector(*settings, stdlib.OptionAfterConnect(planOnce))})
	allow(physical, connections()/4)
	time.AfterFunc(warmUp, func() { allow(physical, connections()) })
	physical.SetConnMaxIdleTime(5 * time.Minute)
	literal := config()
	literal.ClauseBuilders = map[string]clause.ClauseBuilder{"LIMIT": limitInText}
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: newPool(physical)}), literal)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), physical.Close())
	}
	d := &models.Database{Dialect: Postgres, Write: g, Read: g, Shrink: func(context.Context) error { return nil }}
	d.Transact = func(ctx context.Context, do func(*gorm.DB) error) error {
		ctx, cancel := context.WithTimeout(ctx, models.LongestChange) // other nodes look back so far and no further
		defer cancel()
		return g.WithContext(ctx).Transaction(do)
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), physical.Close())
	}
	return d, nil
}

// connections is how many to Postgres are open at most: four for each processor, as many as
// can have something to do. Each is a process there that has to be forked and knows
// nothing at first; more of them on two processors reach no higher rate.
func connections() int { return min(max(8, 4*runtime.GOMAXPROCS(0)), 24) }

// allow has a pool open so many connections at most, and close none of them for being idle.
func allow(pool *sql.DB, connections int) {
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
}

// warmUp is how long there are fewer connections at first. When a server comes back so do
// all whom it served, and a connection has to plan whatever it is asked for the first time:
// a few have answered them sooner than many.
const warmUp = time.Second

// planOnce has a connection plan each statement once, whatever its parameters: planning was
// a fifth of what an assignment cost. Our statements are written for that, because SQLite
// does the same: what chooses an index stands in the text. A plan outlives the size that a
// table had when it was made, so that even a table of a page is not read whole where an
// index serves: it was, for each message, while the first conversations grew. Compiling a
// plan takes longer than what ours take to run.
//
// These are no parameters of the connection's start, which a pooler may refuse; a server
// that does not know them plans anew.
func planOnce(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off")
	if _, refused := errors.AsType[*pgconn.PgError](err); refused {
		return nil
	}
	return err
}

// limitInText writes how many rows are wanted into the text, as the dialect for SQLite
// does. A statement that is planned once is else planned for a tenth of all rows, and joins
// whole tables for a page.
func limitInText(c clause.Clause, builder clause.Builder) {
	limit, ok := c.Expression.(clause.Limit)
	if !ok {
		c.Build(builder)
		return
	}
	if limit.Limit != nil && *limit.Limit >= 0 {
		_, _ = builder.WriteString("LIMIT " + strconv.Itoa(*limit.Limit))
	}
	if limit.Offset > 0 {
		_, _ = builder.WriteString(" OFFSET " + strconv.Itoa(limit.Offset))
	}
}

func openSQLite(ctx context.Context, path string) (*models.Database, error) {
	write, err := openSQLiteDoor(path, 1, "rwc")
	if err != nil {
		return nil, err
	}
	d := &models.Database{Dialect: SQLite, Write: write, Read: write}
	d.Transact = (&commits{db: write, done: func(changes int) {
		if d.Committed != nil {
			d.Committed(changes)
		}
	}}).transact
	if err := d.Ping(ctx); err != nil { // makes the file, so that the read-only door finds it
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), d.Close())
	}
	read, err := openSQLiteDoor(path, 4, "ro")
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.Read = read
	d.Shrink = func(ctx context.Context) error { return shrink(ctx, read, write) }
	return d, nil
}

// openSQLiteDoor opens path with at most connections connections.
func openSQLiteDoor(path string, connections int, mode string) (*gorm.DB, error) {
	// A change that first reads and then writes must not find that another process has
	// written in between: it can't go on then.
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_time_format": {"sqlite"}, "_texttotime": {"1"}, "_inttotime": {"1"}}
	for _, pragma := range []string{
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"synchronous(FULL)", // what was acknowledged survives a power cut
		"foreign_keys(1)",
		"temp_store(MEMORY)",
		"cache_size(-3000)", // KiB of each connection: what a list or a search reads fits, the system keeps the rest
	} {
		if mode == "ro" && strings.HasPrefix(pragma, "journal_mode") {
			continue
		}
		q.Add("_pragma", pragma)
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	extend()
	connector, err := newKeeper(dsn)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	physical := sql.OpenDB(connector)
	allow(physical, connections)
	g, err := gorm.Open(sqlite.New(sqlite.Config{Conn: newPool(physical)}), config())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), physical.Close())
	}
	return g, nil
}
