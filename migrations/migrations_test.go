package migrations_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"linger/migrations"
	"linger/models/db"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

func TestEmptyToNewestOnceAndForAll(t *testing.T) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			pool := empty(t, dialect)
			if pending, err := migrations.Pending(t.Context(), pool, dialect); err != nil || dialect == db.SQLite && !pending {
				t.Fatalf("pending %v, %v", pending, err)
			}
			if _, err := migrations.Run(t.Context(), pool, dialect); err != nil {
				t.Fatal(err)
			}
			if n, err := migrations.Run(t.Context(), pool, dialect); err != nil || n != 0 {
				t.Errorf("a second run applied %d, %v", n, err)
			}
			if pending, err := migrations.Pending(t.Context(), pool, dialect); err != nil || pending {
				t.Errorf("still pending %v, %v", pending, err)
			}
			if behind, err := migrations.Behind(t.Context(), pool, dialect); err != nil || behind {
				t.Errorf("still behind %v, %v", behind, err)
			}
			if _, err := pool.Exec("DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)"); err != nil {
				t.Fatal(err)
			}
			if behind, err := migrations.Behind(t.Context(), pool, dialect); err != nil || !behind {
				t.Errorf("a migration is taken back: behind %v, %v", behind, err)
			}
		})
	}
}

func empty(t *testing.T, dialect string) *sql.DB {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "empty.db")
	if dialect == db.Postgres {
		dsn = modeltest.Postgres(t)
	}
	database, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	pool, err := database.SQL()
	if err != nil {
		t.Fatal(err)
	}
	return pool
}
