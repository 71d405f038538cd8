package modeltest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"linger/migrations"
	"linger/models"
	"linger/models/db"
)

// Desk is a desk of its own for one test, with builders.
type Desk struct {
	*models.Desk
	T     testing.TB
	Clock *Clock
	Wakes *Wakes // what was told after commits

	node string // the process that Online connects to
}

// Each runs a test on SQLite and on Postgres, each with a desk of its own.
func Each(t *testing.T, test func(t *testing.T, desk *Desk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, New(t, SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, New(t, Postgres(t))) })
}

// New is a desk over the migrated database at dsn, at nine on a Monday.
func New(t testing.TB, dsn string) *Desk {
	t.Helper()
	database, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	if _, measures := t.(*testing.B); database.Dialect == db.SQLite && !measures { // no test cuts the power, see StartCluster
		if err := database.Write.Exec("PRAGMA synchronous = OFF").Error; err != nil {
			t.Fatal(err)
		}
	}
	d := &Desk{Desk: models.New(database), T: t, Clock: NewClock("2026-03-02T09:00:00Z"), Wakes: &Wakes{}, node: models.NewID()}
	d.Now = d.Clock.Now
	d.Wake = d.Wakes.add
	return d
}

// Of is the desk of a program that runs, to write past it. An SQLite file has one
// process, and one connection, that writes: another would be told at once, now and then,
// that the database is locked.
func Of(t testing.TB, desk *models.Desk) *Desk {
	t.Helper()
	return &Desk{Desk: desk, T: t, Clock: NewClock("2026-03-02T09:00:00Z"), Wakes: &Wakes{}, node: models.NewID()}
}

var sqliteTemplate struct {
	once sync.Once
	data []byte
	err  error
}

// SQLite is the path of a fresh, migrated SQLite file for one test.
func SQLite(t testing.TB) string {
	t.Helper()
	sqliteTemplate.once.Do(func() { sqliteTemplate.data, sqliteTemplate.err = makeSQLiteTemplate() })
	if sqliteTemplate.err != nil {
		t.Fatal(sqliteTemplate.err)
	}
	path := filepath.Join(t.TempDir(), "linger.db")
	if err := os.WriteFile(path, sqliteTemplate.data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func makeSQLiteTemplate() ([]byte, error) {
	dir, err := os.MkdirTemp("", "linger-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	database, err := db.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	pool, err := database.SQL()
	if err != nil {
		return nil, err
	}
	if _, err := migrations.Run(context.Background(), pool, db.SQLite); err != nil {
		return nil, err
	}
	if _, err := pool.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return nil, err
	}
	if err := database.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// Wakes records what was told after commits.
type Wakes struct {
	mu   sync.Mutex
	list []models.Wake
}

func (w *Wakes) add(wake models.Wake) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, wake)
}

// Take is what came since the last time.
func (w *Wakes) Take() []models.Wake {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.list
	w.list = nil
	return list
}
