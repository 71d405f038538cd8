package program

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"

	"linger/migrations"
	"linger/models"
	"linger/models/bus"
	"linger/models/db"
)

// What is little, and too little, disk space for a database that grows.
const (
	littleSpace = 1 << 30
	noSpace     = 64 << 20
)

// farOff is how far a node's clock may be from the database's: those of two nodes may
// differ by five seconds.
const farOff = 2 * time.Second

// lookAtData looks at the directory that everything is kept in.
func lookAtData(store Store) []finding {
	path, err := filepath.Abs(store.Data)
	if err != nil {
		path = store.Data
	}
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return []finding{doubtful("data", path+" does not exist yet", "linger serve makes it. If it should be there, look at --data.")}
	}
	if err != nil {
		return []finding{broken("data", err.Error(), "Let the user that runs Linger reach the directory.")}
	}
	if !info.IsDir() {
		return []finding{broken("data", path+" is not a directory", "Name a directory with --data.")}
	}
	var found []finding
	if probe, err := os.CreateTemp(path, ".doctor-*"); err != nil {
		found = append(found, broken("data", "can't write to "+path, "Make the directory belong to the user that runs Linger."))
	} else {
		_ = probe.Close()
		_ = os.Remove(probe.Name())
		if open := info.Mode().Perm() & 0o077; open != 0 {
			found = append(found, doubtful("data", fmt.Sprintf("%s is open to others (%04o)", path, info.Mode().Perm()), "chmod 700 "+path))
		} else {
			found = append(found, fine("data", "%s, private and writable", path))
		}
	}
	return append(found, lookAtDisk(path))
}

func lookAtDisk(path string) finding {
	var disk unix.Statfs_t
	if err := unix.Statfs(path, &disk); err != nil {
		return doubtful("disk", "free space unknown: "+err.Error(), "Look with df -h "+path)
	}
	return roomLeft(disk.Bavail * uint64(disk.Bsize))
}

// roomLeft judges how many bytes are free.
func roomLeft(free uint64) finding {
	said := humanize.IBytes(free) + " free"
	switch {
	case free < noSpace:
		return broken("disk", said, "Free some space now: a full disk refuses every message.")
	case free < littleSpace:
		return doubtful("disk", said, "Free some space, or move the data directory.")
	default:
		return fine("disk", "%s", said)
	}
}

// lookAtDatabase asks whether it answers, is up to date and intact. It changes
// nothing: an SQLite file that is not there yet is not made.
func lookAtDatabase(ctx context.Context, store Store, private bool) []finding {
	if !store.postgres() {
		if _, err := os.Stat(store.database()); os.IsNotExist(err) {
			return []finding{doubtful("database", store.database()+" does not exist yet", "linger serve makes it.")}
		}
	}
	database, err := db.Open(ctx, store.database())
	if err != nil {
		return []finding{broken("database", because(err), "Start the database, or look at --database-url: host, name, user and password.")}
	}
	defer func() { _ = database.Close() }()
	pool, err := database.SQL()
	if err != nil {
		return []finding{broken("database", because(err), "")}
	}
	upToDate := lookAtMigrations(ctx, pool, database)
	found := []finding{lookAtVersion(ctx, pool, database), upToDate}
	if database.Dialect == db.Postgres {
		found = append(append(found, lookAtPostgres(ctx, pool)...), lookAtBus(ctx, store))
	} else {
		found = append(found, lookAtDurability(ctx, pool), lookAtFile(ctx, pool))
	}
	if upToDate.grade == ok {
		found = append(found, lookAtDesk(ctx, database, private)...)
	}
	return found
}

func lookAtVersion(ctx context.Context, pool *sql.DB, database *models.Database) finding {
	ask, name := "SELECT sqlite_version()", "SQLite "
	if database.Dialect == db.Postgres {
		ask, name = "SHOW server_version", "Postgres "
	}
	var version string
	if err := pool.QueryRowContext(ctx, ask).Scan(&version); err != nil {
		return broken("database", because(err), "Look at the database's own log.")
	}
	return fine("database", "%s%s answers", name, version)
}

func lookAtMigrations(ctx context.Context, pool *sql.DB, database *models.Database) finding {
	pending, err := migrations.Pending(ctx, pool, database.Dialect)
	switch {
	case err != nil:
		return broken("migrations", because(err), "Look whether this database belongs to Linger.")
	case pending:
		return doubtful("migrations", "the database is older than this binary", "Back it up, then run linger migrate; linger serve does it too.")
	default:
		return fine("migrations", "up to date")
	}
}

// lookAtDurability tells whether what SQLite acknowledges is on the disk.
func lookAtDurability(ctx context.Context, pool *sql.DB) finding {
	var journal string
	var level int
	err := pool.QueryRowContext(ctx, "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous").Scan(&journal, &level)
	switch {
	case err != nil:
		return broken("durability", because(err), restoreIt)
	case journal != "wal" || level < 2:
		return doubtful("durability", fmt.Sprintf("journal_mode is %s, synchronous is %d", journal, level),
			"Keep --data on a local disk: network file systems have no write-ahead log.")
	default:
		return fine("durability", "journal_mode is wal, synchronous is full")
	}
}

func lookAtFile(ctx context.Context, pool *sql.DB) finding {
	var said string
	if err := pool.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return broken("integrity", because(err), restoreIt)
	}
	if said != "ok" {
		return broken("integrity", said, restoreIt)
	}
	return lookAtReferences(ctx, pool)
}

// restoreIt is what to do with a database that is damaged.
const restoreIt = "Stop Linger, move the data directory away, and restore the newest backup: linger restore FILE."

// lookAtReferences tells whether each row refers to rows that are there.
func lookAtReferences(ctx context.Context, pool *sql.DB) finding {
	var table string
	err := pool.QueryRowContext(ctx, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").Scan(&table)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fine("integrity", "the file is intact")
	case err == nil:
		return broken("integrity", "a row of "+table+" refers to nothing", restoreIt)
	default:
		return broken("integrity", because(err), restoreIt)
	}
}

func lookAtPostgres(ctx context.Context, pool *sql.DB) []finding {
	var found []finding
	var fsync, commit string
	err := pool.QueryRowContext(ctx, "SELECT current_setting('fsync'), current_setting('synchronous_commit')").Scan(&fsync, &commit)
	switch {
	case err != nil:
		found = append(found, broken("durability", because(err), "Look at the database's own log."))
	case fsync == "off" || commit == "off":
		found = append(found, doubtful("durability", "fsync is "+fsync+", synchronous_commit is "+commit,
			"Turn both on: otherwise a power cut loses messages that were acknowledged."))
	default:
		found = append(found, fine("durability", "fsync is %s, synchronous_commit is %s", fsync, commit))
	}
	var broke string
	err = pool.QueryRowContext(ctx, `SELECT COALESCE(string_agg(indexrelid::regclass::text, ', '), '') FROM pg_index WHERE NOT indisvalid`).Scan(&broke)
	switch {
	case err != nil:
		found = append(found, broken("integrity", because(err), "Look at the database's own log."))
	case broke != "":
		found = append(found, broken("integrity", "invalid indexes: "+broke, "REINDEX them."))
	default:
		found = append(found, fine("integrity", "all indexes are valid"))
	}
	return append(found, lookAtClock(ctx, pool))
}

// lookAtBus tries whether several nodes would hear each other.
func lookAtBus(ctx context.Context, store Store) finding {
	if err := bus.Check(ctx, store.DatabaseURL); err != nil {
		return doubtful("nodes", because(err), "Connect to Postgres directly, or through a pooler in session mode: otherwise nodes learn of each other late.")
	}
	return fine("nodes", "one would hear the other")
}

// lookAtClock compares ours with the database's.
func lookAtClock(ctx context.Context, pool *sql.DB) finding {
	var theirs time.Time
	before := time.Now()
	if err := pool.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&theirs); err != nil {
		return broken("clock", because(err), "Look at the database's own log.")
	}
	return clocksApart(theirs.Sub(before.Add(time.Since(before) / 2)).Round(time.Millisecond))
}

// clocksApart judges how far the database's clock is ahead of ours.
func clocksApart(apart time.Duration) finding {
	if apart.Abs() > farOff {
		return doubtful("clock", fmt.Sprintf("the database's clock is %s from ours", apart), "Run a time service (chrony, systemd-timesyncd) on both machines.")
	}
	return fine("clock", "%s from the database's", apart)
}
