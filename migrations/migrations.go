// Package migrations holds the database schema: numbered SQL files that run
// unchanged on SQLite and on Postgres, embedded in the binary. The index of words
// alone differs between the two: see words.go.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed *.sql
var files embed.FS

// Run brings db, which speaks dialect ("sqlite" or "postgres"), to the newest
// version and returns how many migrations it applied. On Postgres it holds a
// lock meanwhile, so that nodes starting together migrate once.
func Run(ctx context.Context, db *sql.DB, dialect string) (int, error) {
	p, err := provider(db, dialect)
	if err != nil {
		return 0, err
	}
	done, err := p.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), nil
}

// Pending reports whether db lacks a migration that this binary has.
func Pending(ctx context.Context, db *sql.DB, dialect string) (bool, error) {
	p, err := provider(db, dialect)
	if err != nil {
		return false, err
	}
	return p.HasPending(ctx)
}

// Behind reports whether db is at an older version than this binary knows: in one short
// question, for who asks often.
func Behind(ctx context.Context, db *sql.DB, dialect string) (bool, error) {
	p, err := provider(db, dialect)
	if err != nil {
		return false, err
	}
	known := p.ListSources()
	var has sql.NullInt64
	err = db.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied").Scan(&has)
	return has.Int64 < known[len(known)-1].Version, err
}

// Versions is the version that db is at, and the newest that this binary knows.
func Versions(ctx context.Context, db *sql.DB, dialect string) (has, newest int64, err error) {
	p, err := provider(db, dialect)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

func provider(db *sql.DB, dialect string) (*goose.Provider, error) {
	kind, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithGoMigrations(wordsMigration(dialect))}
	if dialect == "postgres" {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		kind, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(kind, db, files, options...)
}
