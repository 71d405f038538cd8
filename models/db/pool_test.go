package db_test

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"gorm.io/gorm"

	"linger/models"
	"linger/models/modeltest"
)

// onBoth runs test on a ledger in either database.
func onBoth(t *testing.T, test func(t *testing.T, l *ledger)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, openLedger(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, openPostgresLedger(t)) })
}

func openPostgresLedger(t *testing.T) *ledger {
	t.Helper()
	database := opened(t, modeltest.Postgres(t))
	if err := database.Write.Exec("CREATE TABLE entries (n INTEGER PRIMARY KEY)").Error; err != nil {
		t.Fatal(err)
	}
	return &ledger{database, t, ""}
}

func goroutinesBegun() uint64 {
	begun := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
	metrics.Read(begun)
	return begun[0].Value.Uint64()
}

// A goroutine for each query would wake another processor for each.
func TestQueriesBeginNoGoroutines(t *testing.T) {
	onBoth(t, func(t *testing.T, l *ledger) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		work := func(n int) {
			var found []int
			if err := l.Read.WithContext(ctx).Raw("SELECT n FROM entries WHERE n = ?", n).Scan(&found).Error; err != nil {
				t.Fatal(err)
			}
			if err := l.Transact(ctx, func(tx *gorm.DB) error { return errors.Join(enter(tx, n), enter(tx, n+1)) }); err != nil {
				t.Fatal(err)
			}
		}
		work(0) // opens connections
		const times = 50
		before := goroutinesBegun()
		for i := range times {
			work(2 + 2*i)
		}
		if begun := goroutinesBegun() - before; begun > times/2 {
			t.Errorf("%d goroutines for %d reads and changes", begun, times)
		}
	})
}

func TestNothingBeginsWhoseContextHasEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, l *ledger) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var found []int
		for name, err := range map[string]error{
			"a query":     l.Read.WithContext(ctx).Raw("SELECT n FROM entries").Scan(&found).Error,
			"a statement": enter(l.Write.WithContext(ctx), 1),
			"a change":    l.Transact(ctx, func(tx *gorm.DB) error { return enter(tx, 2) }),
		} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := l.entries(); len(got) != 0 {
			t.Errorf("written all the same: %v", got)
		}
	})
}

// Who waits for a connection stops waiting when its context ends, and takes none.
func TestWaitingForAConnectionEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, l *ledger) {
		physical, err := l.Read.DB()
		if err != nil {
			t.Fatal(err)
		}
		physical.SetMaxOpenConns(1)
		held, err := physical.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan error, 1)
		go func() { asked <- l.Read.WithContext(ctx).Exec("SELECT 1").Error }()
		for physical.Stats().WaitCount == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-asked; !errors.Is(err, context.Canceled) {
			t.Errorf("answered %v", err)
		}
		if err := held.Close(); err != nil {
			t.Fatal(err)
		}
		if s := physical.Stats(); s.OpenConnections != 1 || s.Idle != 1 {
			t.Errorf("%d connections, %d idle", s.OpenConnections, s.Idle)
		}
	})
}

// What may take long is stopped on SQLite too.
func TestSQLiteStopsWhatMayTakeLong(t *testing.T) {
	l := openLedger(t)
	ctx, cancel := context.WithTimeout(models.Stoppable(t.Context()), 10*time.Millisecond)
	defer cancel()
	var n int64
	err := l.Read.WithContext(ctx).Raw("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT COUNT(*) FROM n").Scan(&n).Error
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("answered %v", err)
	}
}

// What Postgres works on ends with the request that wants it.
func TestPostgresIsToldThatAContextHasEnded(t *testing.T) {
	l := openPostgresLedger(t)
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan error, 1)
	go func() { asked <- l.Read.WithContext(ctx).Exec("SELECT pg_sleep(600)").Error }()
	for running := 0; running == 0; {
		if err := l.Read.Raw("SELECT COUNT(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'").Scan(&running).Error; err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if err := <-asked; !errors.Is(err, context.Canceled) {
		t.Errorf("answered %v", err)
	}
}

// A change whose time has run out has not happened, wherever it stood.
func TestAChangeWhoseContextEndsIsRolledBack(t *testing.T) {
	l := openPostgresLedger(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := l.Transact(ctx, func(tx *gorm.DB) error {
		defer cancel()
		return enter(tx, 1)
	})
	if got := l.entries(); !errors.Is(err, context.Canceled) || len(got) != 0 {
		t.Errorf("answered %v, with %v written", err, got)
	}
}

// A change that goes on after Postgres has refused a statement is not taken for done:
// Postgres would take back all of it.
func TestAChangeThatIgnoresAnErrorIsNotDone(t *testing.T) {
	l := openPostgresLedger(t)
	err := l.Transact(t.Context(), func(tx *gorm.DB) error {
		_ = errors.Join(enter(tx, 1), enter(tx, 1))
		return nil
	})
	if got := l.entries(); err == nil || len(got) != 0 {
		t.Errorf("answered %v, with %v written", err, got)
	}
}

// A connection is given back when its change is over, however that ended, and not used
// again when it may still be in it.
func TestConnectionsComeBackFromChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, l *ledger) {
		physical, err := l.SQL()
		if err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		for name, do := range map[string]func(tx *gorm.DB) error{
			"one that is refused": func(tx *gorm.DB) error { return errors.Join(enter(tx, 1), refused) },
			"one that is broken":  func(tx *gorm.DB) error { return tx.Exec(breaks(l)).Error },
			"one that ends by itself": func(tx *gorm.DB) error {
				return errors.Join(enter(tx, 1), tx.Exec("ROLLBACK").Error, refused)
			},
		} {
			physical.SetMaxOpenConns(1) // it grows by itself
			if err := l.Transact(t.Context(), do); err == nil {
				t.Errorf("%s is done", name)
			}
			if n := physical.Stats().InUse; n != 0 {
				t.Fatalf("%s keeps its connection", name)
			}
			if err := l.Transact(t.Context(), func(tx *gorm.DB) error { return tx.Exec("DELETE FROM entries").Error }); err != nil {
				t.Errorf("after %s: %v", name, err)
			}
		}
		if got := l.entries(); len(got) != 0 {
			t.Errorf("written: %v", got)
		}
	})
}

// breaks is a statement after which its connection is of no use.
func breaks(l *ledger) string {
	if l.Dialect == "postgres" {
		return "SELECT pg_terminate_backend(pg_backend_pid())"
	}
	return "no SQL"
}

func TestATransactionEndsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, l *ledger) {
		tx := l.Write.Begin()
		if err := errors.Join(tx.Error, enter(tx, 1), tx.Commit().Error); err != nil {
			t.Fatal(err)
		}
		if err := tx.Rollback().Error; !errors.Is(err, sql.ErrTxDone) {
			t.Errorf("rolled back after its commit: %v", err)
		}
		if got := l.entries(); len(got) != 1 {
			t.Errorf("written: %v", got)
		}
	})
}
