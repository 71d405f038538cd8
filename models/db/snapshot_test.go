package db_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gorm.io/gorm"

	"linger/models/db"
)

// A snapshot holds what was committed before it, and a writer in the middle of a
// change neither waits for it nor gets into it.
func TestSnapshotBesideAWriter(t *testing.T) {
	l := openLedger(t)
	if err := l.Transact(t.Context(), func(tx *gorm.DB) error { return enter(tx, 1) }); err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(t.TempDir(), "snapshot.db")
	err := l.Transact(t.Context(), func(tx *gorm.DB) error {
		if err := enter(tx, 2); err != nil {
			return err
		}
		return db.Snapshot(t.Context(), l.path, into)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.entries(); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("the writer's entries are %v", got)
	}
	if info, err := os.Stat(into); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the snapshot is %v, %v", info.Mode(), err)
	}
	if got := (&ledger{Database: opened(t, into), t: t}).entries(); !slices.Equal(got, []int{1}) {
		t.Errorf("the snapshot's entries are %v, want what was committed", got)
	}
}

// The row numbers of tables without one of their own stay: a full-text index may
// refer to them.
func TestSnapshotKeepsRowNumbers(t *testing.T) {
	l := openLedger(t)
	for _, statement := range []string{
		"CREATE TABLE named (id TEXT PRIMARY KEY)",
		"INSERT INTO named (id) VALUES ('a'), ('b'), ('c')",
		"DELETE FROM named WHERE id = 'b'",
	} {
		if err := l.Write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	into := filepath.Join(t.TempDir(), "snapshot.db")
	if err := db.Snapshot(t.Context(), l.path, into); err != nil {
		t.Fatal(err)
	}
	var numbers []int
	if err := opened(t, into).Read.Raw("SELECT rowid FROM named ORDER BY id").Scan(&numbers).Error; err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(numbers, []int{1, 3}) {
		t.Errorf("row numbers %v, want 1 and 3", numbers)
	}
}

func TestSnapshotOverwritesNothing(t *testing.T) {
	l := openLedger(t)
	into := filepath.Join(t.TempDir(), "kept")
	if err := os.WriteFile(into, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Snapshot(t.Context(), l.path, into); err == nil {
		t.Error("it did not refuse")
	}
	if kept, err := os.ReadFile(into); err != nil || string(kept) != "precious" {
		t.Errorf("the file holds %q, %v", kept, err)
	}
	if err := db.Snapshot(context.Background(), filepath.Join(t.TempDir(), "none.db"), filepath.Join(t.TempDir(), "x")); err == nil {
		t.Error("a database that is not there was copied")
	}
}
