package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"testing"
)

// counter counts what the driver has to parse, and what it still holds.
type counter struct {
	driver.Connector
	parsed, held int
}

type countedConnection struct {
	physical
	in *counter
}

type countedStatement struct {
	runnable
	in *counter
}

func (c *counter) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	return countedConnection{conn.(physical), c}, err
}

func (c countedConnection) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.physical.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.in.parsed++
	c.in.held++
	return countedStatement{s.(runnable), c.in}, nil
}

func (s countedStatement) Close() error {
	s.in.held--
	return s.runnable.Close()
}

// counted is a pool of one connection that keeps statements over one that is counted.
func counted(t *testing.T) (*sql.DB, *counter) {
	t.Helper()
	plain, err := newKeeper("file:" + t.TempDir() + "/test.db")
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{Connector: plain.(keeper).Connector}
	pool := sql.OpenDB(keeper{c})
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	if _, err := pool.Exec("CREATE TABLE words (word TEXT)"); err != nil {
		t.Fatal(err)
	}
	return pool, c
}

func TestAStatementIsParsedOnce(t *testing.T) {
	pool, c := counted(t)
	before := c.parsed
	for i := range 5 {
		tx, err := pool.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("INSERT INTO words VALUES (?)", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := pool.QueryRow("SELECT COUNT(*) FROM words").Scan(&n); err != nil || n != i+1 {
			t.Fatalf("%d words, %v", n, err)
		}
	}
	if got := c.parsed - before; got != 2 {
		t.Errorf("two texts were parsed %d times", got)
	}
}

// A text that is asked for while its rows are still read is another statement.
func TestARunningStatementIsNotGivenAway(t *testing.T) {
	pool, _ := counted(t)
	if _, err := pool.Exec("INSERT INTO words VALUES ('a'), ('b')"); err != nil {
		t.Fatal(err)
	}
	tx, err := pool.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	said := ""
	outer, err := tx.Query("SELECT word FROM words ORDER BY word")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = outer.Close() }()
	for outer.Next() {
		var word, first string
		if err := outer.Scan(&word); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRow("SELECT word FROM words ORDER BY word").Scan(&first); err != nil {
			t.Fatal(err)
		}
		said += word + first
	}
	if err := outer.Err(); err != nil || said != "aaba" {
		t.Errorf("read %q, %v", said, err)
	}
}

// A kept statement knows of a change of the tables.
func TestAStatementOutlivesAMigration(t *testing.T) {
	pool, _ := counted(t)
	columns := func() int {
		rows, err := pool.Query("SELECT * FROM words")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		names, err := rows.Columns()
		if err != nil || rows.Err() != nil {
			t.Fatal(err, rows.Err())
		}
		return len(names)
	}
	before := columns()
	if _, err := pool.Exec("ALTER TABLE words ADD COLUMN length INTEGER"); err != nil {
		t.Fatal(err)
	}
	if before != 1 || columns() != 2 {
		t.Errorf("%d columns before, %d after", before, columns())
	}
}

func TestStatementsAreGivenUp(t *testing.T) {
	pool, c := counted(t)
	ask := func(i int) {
		var n int
		if err := pool.QueryRow(fmt.Sprintf("SELECT %d", i)).Scan(&n); err != nil || n != i {
			t.Fatal(n, err)
		}
	}
	for i := range 2 * mostKept {
		ask(0) // is used all the time, and stays
		ask(i)
	}
	if c.held > mostKept {
		t.Errorf("%d statements are kept", c.held)
	}
	before := c.parsed
	ask(0)
	ask(2*mostKept - 1)
	if c.parsed != before {
		t.Error("what was used last was given up")
	}
	var mode string
	for range 2 {
		if err := pool.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil {
			t.Fatal(err)
		}
	}
	if c.parsed != before+2 {
		t.Error("a pragma is kept")
	}
	if err := pool.Close(); err != nil || c.held != 0 {
		t.Errorf("%d statements outlive their connection, %v", c.held, err)
	}
}
