package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"linger/models"
	"linger/models/db"
)

// ledger is a database with one table, whose writer a test can keep busy.
type ledger struct {
	*models.Database
	t    *testing.T
	path string
}

func openLedger(t *testing.T) *ledger {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	database := opened(t, path)
	if err := database.Write.Exec("CREATE TABLE entries (n INTEGER PRIMARY KEY)").Error; err != nil {
		t.Fatal(err)
	}
	return &ledger{database, t, path}
}

func opened(t *testing.T, path string) *models.Database {
	t.Helper()
	database, err := db.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	return database
}

func (l *ledger) entries() []int {
	l.t.Helper()
	var list []int
	if err := l.Read.Raw("SELECT n FROM entries ORDER BY n").Scan(&list).Error; err != nil {
		l.t.Fatal(err)
	}
	return list
}

func enter(tx *gorm.DB, n int) error { return tx.Exec("INSERT INTO entries (n) VALUES (?)", n).Error }

// queueing is a context that tells when its change has joined the queue.
type queueing struct {
	context.Context
	joined *sync.WaitGroup
	once   *sync.Once
}

func (q queueing) Done() <-chan struct{} {
	q.once.Do(q.joined.Done)
	return q.Context.Done()
}

// together runs changes that all came while another was on its way, in this order,
// and returns what each was answered.
func (l *ledger) together(changes ...func(*gorm.DB) error) []error {
	l.t.Helper()
	answers := make([]error, len(changes))
	var over sync.WaitGroup
	// It leads the others, and is answered as they are if the commit fails.
	over.Go(func() { _ = l.Transact(l.t.Context(), l.crowd(&over, answers, changes)) })
	over.Wait()
	return answers
}

// crowd is a change during which others come.
func (l *ledger) crowd(over *sync.WaitGroup, answers []error, changes []func(*gorm.DB) error) func(*gorm.DB) error {
	return func(*gorm.DB) error {
		for i, do := range changes {
			var joined sync.WaitGroup
			joined.Add(1)
			over.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						answers[i] = fmt.Errorf("panicked: %v", p)
					}
				}()
				answers[i] = l.Transact(queueing{l.t.Context(), &joined, &sync.Once{}}, do)
			})
			joined.Wait()
		}
		return nil
	}
}

func TestChangesThatComeTogetherShareACommit(t *testing.T) {
	l := openLedger(t)
	var used []gorm.ConnPool
	changes := make([]func(*gorm.DB) error, 20)
	for i := range changes {
		changes[i] = func(tx *gorm.DB) error {
			used = append(used, tx.Statement.ConnPool)
			return enter(tx, i)
		}
	}
	for i, err := range l.together(changes...) {
		if err != nil {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if n := len(l.entries()); n != len(changes) || len(slices.Compact(used)) != 1 {
		t.Errorf("%d of %d entries, in %d transactions", n, len(changes), len(slices.Compact(used)))
	}
}

// What one change finds wrong, or does wrong, is its own.
func TestAChangeThatFailsLeavesTheOthers(t *testing.T) {
	l := openLedger(t)
	wrong := errors.New("not like this")
	answers := l.together(
		func(tx *gorm.DB) error { return enter(tx, 1) },
		func(tx *gorm.DB) error { return errors.Join(enter(tx, 2), wrong) },
		func(tx *gorm.DB) error { return enter(tx, 1) }, // which is there already
		func(tx *gorm.DB) error { panic(enter(tx, 3)) },
		func(tx *gorm.DB) error { return enter(tx, 4) },
	)
	if answers[0] != nil || !errors.Is(answers[1], wrong) || !errors.Is(answers[2], gorm.ErrDuplicatedKey) ||
		answers[3] == nil || !strings.Contains(answers[3].Error(), "panicked") || answers[4] != nil {
		t.Errorf("answers: %v", answers)
	}
	if got := l.entries(); !slices.Equal(got, []int{1, 4}) {
		t.Errorf("entries %v, want 1 and 4", got)
	}
}

// Nobody is told that a change is on the disk when the commit it shared did not
// happen; who came later is not harmed.
func TestAFailedCommitTellsAllWhoSharedIt(t *testing.T) {
	for name, spoil := range map[string]func(*gorm.DB) error{
		"the transaction is lost":    func(tx *gorm.DB) error { return tx.Exec("ROLLBACK").Error },
		"whoever leads it goes away": func(*gorm.DB) error { runtime.Goexit(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			l := openLedger(t)
			answers := l.together(
				func(tx *gorm.DB) error { return enter(tx, 1) },
				func(tx *gorm.DB) error { return errors.New("its own") },
				spoil,
			)
			if slices.Contains(answers, nil) {
				t.Errorf("answers: %v", answers)
			}
			if err := l.Transact(t.Context(), func(tx *gorm.DB) error { return enter(tx, 3) }); err != nil {
				t.Errorf("a later change: %v", err)
			}
			if got := l.entries(); !slices.Equal(got, []int{3}) {
				t.Errorf("entries %v, want only the later one", got)
			}
		})
	}
}

func TestWhoGoesAwayWhileWaitingIsNotServed(t *testing.T) {
	l := openLedger(t)
	ctx, leave := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	err := l.Transact(t.Context(), func(tx *gorm.DB) error {
		var joined sync.WaitGroup
		joined.Add(1)
		go func() {
			answer <- l.Transact(queueing{ctx, &joined, &sync.Once{}}, func(tx *gorm.DB) error { return enter(tx, 2) })
		}()
		joined.Wait()
		leave()
		if err := <-answer; !errors.Is(err, context.Canceled) {
			t.Errorf("answered %v", err)
		}
		return enter(tx, 1)
	})
	if got := l.entries(); err != nil || !slices.Equal(got, []int{1}) {
		t.Errorf("entries %v, %v", got, err)
	}
}

// Another process, as that of `linger user add`, waits for a change that has begun by
// reading; it does not spoil it.
func TestAnotherProcessDoesNotSpoilAChange(t *testing.T) {
	l := openLedger(t)
	other := opened(t, l.path)
	if err := other.Write.Exec("PRAGMA busy_timeout = 0").Error; err != nil {
		t.Fatal(err)
	}
	err := l.Transact(t.Context(), func(tx *gorm.DB) error {
		var n int
		if err := tx.Raw("SELECT COUNT(*) FROM entries").Scan(&n).Error; err != nil {
			return err
		}
		if err := other.Transact(t.Context(), func(tx *gorm.DB) error { return enter(tx, 2) }); err == nil {
			t.Error("it writes in the middle of a change")
		}
		return enter(tx, 1)
	})
	if err != nil {
		t.Errorf("spoilt: %v", err)
	}
	if err := other.Transact(t.Context(), func(tx *gorm.DB) error { return enter(tx, 3) }); err != nil {
		t.Errorf("after it: %v", err)
	}
	if got := l.entries(); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("entered: %v", got)
	}
}
