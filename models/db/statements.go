package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"modernc.org/sqlite"

	"linger/models"
)

// mostKept is how many statements a connection keeps. One takes a few kilobytes.
const mostKept = 150

// keeper opens SQLite connections that keep their statements: parsing one is a good part
// of what it costs to run it. database/sql's own statements can't do that here: those that
// are first used in a transaction are parsed anew in each one after it.
type keeper struct{ driver.Connector }

// newKeeper is a connector to dsn, for sql.OpenDB.
func newKeeper(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return keeper{c}, err
}

// Connect implements driver.Connector.
func (k keeper) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{physical: c.(physical), kept: map[string]*statement{}}, nil
}

// physical is what the driver's connections can do, but for running a text without
// preparing it.
type physical interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// connection is used by one goroutine at a time, as database/sql promises.
type connection struct {
	physical
	kept  map[string]*statement
	clock int
}

// statement is one that a connection keeps.
type statement struct {
	runnable
	busy bool
	used int // when, by the connection's clock
}

type runnable interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// Unwrap is the driver's own connection.
func (c *connection) Unwrap() driver.Conn { return c.physical }

// Prepare implements driver.Conn.
func (c *connection) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// PrepareContext implements driver.ConnPrepareContext. From here on database/sql sees the
// end of ctx only if what is run is to be stopped then. A kept statement that is running is
// not given away twice. Pragmas are not kept: some do their work when they are parsed.
func (c *connection) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if !models.IsStoppable(ctx) {
		reach(ctx)
	}
	c.clock++
	known := c.kept[query]
	if known != nil && !known.busy {
		known.busy, known.used = true, c.clock
		return known, nil
	}
	s, err := c.physical.PrepareContext(ctx, query)
	if err != nil || known != nil || strings.HasPrefix(query, "PRAGMA") || !c.makeRoom() {
		return s, err
	}
	kept := &statement{runnable: s.(runnable), busy: true, used: c.clock}
	c.kept[query] = kept
	return kept, nil
}

// makeRoom gives up the statement that was longest not used, if there are too many, and
// reports whether there is room for one more.
func (c *connection) makeRoom() bool {
	if len(c.kept) < mostKept {
		return true
	}
	oldest := ""
	for query, s := range c.kept {
		if !s.busy && (oldest == "" || s.used < c.kept[oldest].used) {
			oldest = query
		}
	}
	if oldest == "" {
		return false
	}
	s := c.kept[oldest]
	delete(c.kept, oldest)
	return s.runnable.Close() == nil
}

// forget gives up all that are not running: those are parsed anew when they are needed.
func (c *connection) forget() (err error) {
	for query, s := range c.kept {
		if !s.busy {
			delete(c.kept, query)
			err = errors.Join(err, s.runnable.Close())
		}
	}
	return err
}

// Close implements driver.Conn.
func (c *connection) Close() error {
	for _, s := range c.kept {
		_ = s.runnable.Close() // the connection's own end says what is wrong
	}
	c.kept = nil
	return c.physical.Close()
}

// Close implements driver.Stmt: the statement can be used again.
func (s *statement) Close() error {
	s.busy = false
	return nil
}
