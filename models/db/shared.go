package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"gorm.io/gorm"
)

// mostShared is how many changes share a commit at most: the first of them waits
// for the last.
const mostShared = 64

// commits lets changes that come at the same time share one transaction of the one
// writer, and so one commit: with synchronous=FULL that is what a change costs.
// Each change is still atomic, behind a savepoint of its own, sees those before it,
// and is answered only when all is on the disk.
//
// Who comes while nobody writes leads: it runs its change and then those that
// came meanwhile, commits, answers, and hands the lead to the next that waits.
type commits struct {
	db   *gorm.DB
	done func(changes int) // told of each commit

	mu      sync.Mutex
	waiting []*transaction
	led     bool
}

// transaction is one change on its way.
type transaction struct {
	ctx      context.Context
	do       func(*gorm.DB) error
	err      error
	panicked any
	turn     chan bool // true: it is over; false: lead
}

// transact runs do as one atomic change and returns when it is on the disk. What do
// finds wrong is its own; if the commit fails, all who shared it are told.
func (c *commits) transact(ctx context.Context, do func(*gorm.DB) error) error {
	t := &transaction{ctx: ctx, do: do, turn: make(chan bool, 1)}
	if !c.arrive(t) && !c.await(t) {
		return ctx.Err()
	}
	if t.panicked != nil {
		panic(t.panicked)
	}
	return t.err
}

// arrive queues t. If nobody leads, it leads and is over when arrive returns true.
func (c *commits) arrive(t *transaction) bool {
	c.mu.Lock()
	c.waiting = append(c.waiting, t)
	lead := !c.led
	c.led = true
	c.mu.Unlock()
	if lead {
		c.lead()
	}
	return lead
}

// await returns when t is over, or false when its caller went away before anybody
// took it up. What has been taken up is not abandoned: an interrupted statement
// would take the changes of others with it.
func (c *commits) await(t *transaction) bool {
	gone := t.ctx.Done()
	for {
		select {
		case over := <-t.turn:
			if over {
				return true
			}
			c.lead()
			return true
		case <-gone:
			if c.withdraw(t) {
				return false
			}
			gone = nil
		}
	}
}

// withdraw takes t out of the queue, if it is still there and was not told to lead.
func (c *commits) withdraw(t *transaction) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.waiting, t)
	if i < 0 || len(t.turn) > 0 {
		return false
	}
	c.waiting = slices.Delete(c.waiting, i, i+1)
	return true
}

// next takes the first that waits; nil when none does.
func (c *commits) next() *transaction {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		return nil
	}
	t := c.waiting[0]
	c.waiting = c.waiting[1:]
	return t
}

// errAbandoned is for those whose leader was stopped in the middle.
var errAbandoned = errors.New("the transaction was abandoned")

// lead runs what waits, commits it together and hands the lead on.
func (c *commits) lead() {
	var taken []*transaction
	err := errAbandoned
	defer func() {
		c.mu.Lock()
		if c.led = len(c.waiting) > 0; c.led {
			c.waiting[0].turn <- false
		}
		c.mu.Unlock()
		for _, t := range taken {
			if err != nil {
				t.err = err
			}
			t.turn <- true
		}
	}()
	tx := c.db.WithContext(context.Background()).Begin()
	defer tx.Rollback() // does nothing after a commit
	if err = tx.Error; err != nil {
		taken = append(taken, c.next()) // the others may have more luck
		return
	}
	for err = errAbandoned; len(taken) < mostShared; {
		t := c.next()
		if t == nil {
			break
		}
		taken = append(taken, t)
		if broken := t.run(tx); broken != nil {
			err = broken
			return
		}
	}
	if err = tx.Commit().Error; err == nil {
		c.done(len(taken))
	}
}

// run does the change behind a savepoint. It returns an error if the whole
// transaction can't go on.
func (t *transaction) run(tx *gorm.DB) error {
	if t.err = t.ctx.Err(); t.err != nil {
		return nil
	}
	if err := tx.Exec("SAVEPOINT change").Error; err != nil {
		return err
	}
	func() {
		defer func() {
			if p := recover(); p != nil {
				t.panicked = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
			}
		}()
		t.err = t.do(tx.WithContext(context.WithoutCancel(t.ctx)))
	}()
	if t.err != nil || t.panicked != nil {
		if err := tx.Exec("ROLLBACK TO change").Error; err != nil {
			return errors.Join(t.err, err) // what it failed of first has lost the transaction
		}
	}
	return tx.Exec("RELEASE change").Error
}
