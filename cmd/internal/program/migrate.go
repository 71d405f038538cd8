package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linger/migrations"
	"linger/models"
	"linger/models/db"
)

// snapshotsKept is how many of the snapshots that migrations begin with stay.
const snapshotsKept = 5

// backupsIn is the directory under --data that snapshots are kept in.
const backupsIn = "backups"

// bringUpToDate runs the migrations that database lacks. An SQLite file that held
// something before, unlike a fresh one, is copied first; if a migration fails, it is
// put back as it was. On Postgres each migration is a transaction, and going further back
// is the operator's.
func bringUpToDate(ctx context.Context, store Store, database *models.Database, fresh bool, log *slog.Logger) error {
	pool, err := database.SQL()
	if err != nil {
		return err
	}
	has, newest, err := migrations.Versions(ctx, pool, database.Dialect)
	switch {
	case err != nil:
		return fmt.Errorf("migrate: %w", err)
	case has > newest:
		log.WarnContext(ctx, "the database is newer than this binary", "version", has, "known", newest)
	}
	pending, err := migrations.Pending(ctx, pool, database.Dialect)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if !pending {
		return nil
	}
	snapshot := ""
	if !fresh {
		lock, err := lockData(store.Data)
		if err != nil {
			return fmt.Errorf("the database must be migrated, which nobody else may use meanwhile: %w", err)
		}
		defer func() { _ = lock.Close() }()
		if snapshot, err = snapshotBefore(ctx, store, has); err != nil {
			return fmt.Errorf("nothing was migrated, since the snapshot before it failed: %w", err)
		}
		log.InfoContext(ctx, "snapshot taken before the migration", "file", snapshot, "version", has)
	}
	applied, err := migrations.Run(ctx, pool, database.Dialect)
	if err != nil && snapshot != "" {
		err = errors.Join(err, database.Close())
		if back := putBack(snapshot, store.database()); back != nil {
			return errors.Join(err, fmt.Errorf("and the file could not be put back; its snapshot is %s: %w", snapshot, back))
		}
		log.ErrorContext(ctx, "the migration failed; the database is as it was before", "file", snapshot, "version", has)
	}
	if err != nil {
		return err
	}
	if applied > 0 { // another node may have been first
		log.InfoContext(ctx, "database migrated", "migrations", applied)
	}
	if snapshot == "" {
		return nil
	}
	return pruneSnapshots(filepath.Dir(snapshot))
}

// snapshotBefore copies the database, which is at version, and returns where to.
func snapshotBefore(ctx context.Context, store Store, version int64) (string, error) {
	dir := filepath.Join(store.Data, backupsIn)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	into := filepath.Join(dir, fmt.Sprintf("linger-v%04d-%s.db", version, time.Now().UTC().Format("20060102T150405.000000Z")))
	return into, db.Snapshot(ctx, store.database(), into)
}

// putBack makes the database at path what snapshot holds. Nobody may have it open.
func putBack(snapshot, path string) (err error) {
	from, err := os.Open(snapshot)
	if err != nil {
		return err
	}
	defer from.Close()
	beside := path + ".part"
	to, err := os.OpenFile(beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	for _, left := range []string{path + "-wal", path + "-shm"} { // of the file that goes
		if err := os.RemoveAll(left); err != nil {
			return err
		}
	}
	if err := os.Rename(beside, path); err != nil {
		return err
	}
	return db.Settle(path)
}

// pruneSnapshots leaves the newest of the snapshots in dir; their names sort by version
// and time.
func pruneSnapshots(dir string) error {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		return !strings.HasPrefix(e.Name(), "linger-v") || filepath.Ext(e.Name()) != ".db"
	})
	for _, old := range entries[:max(0, len(entries)-snapshotsKept)] {
		if err := os.Remove(filepath.Join(dir, old.Name())); err != nil {
			return err
		}
	}
	return nil
}
