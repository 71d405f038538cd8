package db

import (
	"path/filepath"
	"testing"
)

// What the connections were filled with goes, and they go on as before.
func TestShrink(t *testing.T) {
	database, err := Open(t.Context(), filepath.Join(t.TempDir(), "linger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	for _, statement := range []string{
		"CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO words SELECT i, 'some words of a length' FROM n",
	} {
		if err := database.Write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n int64) {
		t.Helper()
		if err := database.Read.Raw("SELECT COUNT(word) FROM words").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	pool, err := database.Read.DB()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n := count(); n != 50_000 {
			t.Fatalf("there are %d words", n)
		}
		if err := database.Shrink(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := pool.Stats(); s.InUse != 0 || s.Idle == 0 {
			t.Fatalf("after it: %+v", s)
		}
	}
}

// A reader who has a connection and needs another does not wait for it, nor it for her.
func TestShrinkWaitsForNobody(t *testing.T) {
	database, err := Open(t.Context(), filepath.Join(t.TempDir(), "linger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	pool, err := database.Read.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	held, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	if err := shrinkSome(t.Context(), pool, 1); err != nil {
		t.Errorf("what is taken is not left alone: %v", err)
	}
}
