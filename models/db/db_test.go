package db_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linger/models/db"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// What is acknowledged survives a power cut, references hold, and readers can't
// write: promises that hang on a setting each.
func TestSQLiteSettings(t *testing.T) {
	database, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "a name with spaces & signs?.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := database.Write.Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if err := database.Read.Exec("CREATE TABLE x (y TEXT)").Error; err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("writing through the read-only door: %v", err)
	}
	pool, err := database.SQL()
	if err != nil {
		t.Fatal(err)
	}
	if n := pool.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writers, want one", n)
	}
}

func TestAPathThatCannotBeOpenedSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "such", "folder", "linger.db")
	if _, err := db.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v does not name the path", err)
	}
}

func TestPostgresThatIsNotThereSaysSo(t *testing.T) {
	if _, err := db.Open(t.Context(), "postgres:///nothing?host="+t.TempDir()); err == nil || !strings.Contains(err.Error(), "postgres") {
		t.Errorf("error %v does not name Postgres", err)
	}
}

// A plan is made once, while a table may still be small: on Postgres it goes by an index
// all the same, or each message would read all before it until the next count.
func TestPostgresGoesByIndexesInSmallTables(t *testing.T) {
	l := openPostgresLedger(t)
	for _, statement := range []string{"INSERT INTO entries VALUES (1), (2), (3)", "ANALYZE entries"} {
		if err := l.Write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	var plan []string
	if err := l.Read.Raw("EXPLAIN SELECT n FROM entries WHERE n = 2").Scan(&plan).Error; err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(plan, "\n"); !strings.Contains(all, "entries_pkey") || strings.Contains(all, "JIT") {
		t.Errorf("planned:\n%s", all)
	}
}

// Postgres gets few connections at first, and soon as many as it may have, which stay.
func TestConnectionsToPostgresGrow(t *testing.T) {
	l := openPostgresLedger(t)
	pool, err := l.SQL()
	if err != nil {
		t.Fatal(err)
	}
	at := func() int { return pool.Stats().MaxOpenConnections }
	for few := at(); at() == few; {
		<-time.After(10 * time.Millisecond)
	}
	var held []*sql.Conn
	for range at() {
		c, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	for _, c := range held {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if s := pool.Stats(); s.Idle != at() || s.MaxIdleClosed != 0 {
		t.Errorf("%d are idle, and %d were closed for it", s.Idle, s.MaxIdleClosed)
	}
}
