// Package jobs works off what is waiting: the rows that stores leave with their changes.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"linger/models"
)

const (
	// every is how often it is looked whether something is due.
	every = time.Second
	// breath is the pause between two batches: writers get their turn.
	breath = 20 * time.Millisecond
	// turn is how long one job goes on before others get theirs. It is well within a lease.
	turn = models.JobLease / 4
)

// Work does one batch about a subject, as one change, and reports whether there may be more.
type Work func(ctx context.Context, subject string) (more bool, err error)

// Kind is how jobs of one kind are done.
type Kind struct {
	Work Work
	// Again is when a job that is done comes once more; never if zero.
	Again time.Duration
}

// Runner does the jobs of a desk, one at a time. Several processes may each have one.
type Runner struct {
	Desk  *models.Desk
	Log   *slog.Logger
	Kinds map[models.JobKind]Kind
	// Pause waits between two batches; tests do something else meanwhile.
	Pause func(context.Context)
}

// New is the runner of everything that the desk leaves to jobs.
func New(desk *models.Desk, log *slog.Logger) *Runner {
	return &Runner{Desk: desk, Log: log, Pause: rest, Kinds: map[models.JobKind]Kind{
		models.JobErase: {Work: desk.Erasures.Continue},
		models.JobRetention: {
			Work:  func(ctx context.Context, _ string) (bool, error) { return desk.Retention.Expire(ctx) },
			Again: time.Hour,
		},
	}}
}

func rest(ctx context.Context) {
	pause := time.NewTimer(breath)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
	}
}

// Run looks every second until ctx ends. While the database is away it keeps trying, and
// says so once.
func (r *Runner) Run(ctx context.Context) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := r.Once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			failing = true
			r.Log.ErrorContext(ctx, "jobs are not being done; trying again each second", "error", err)
		case err == nil && failing:
			failing = false
			r.Log.InfoContext(ctx, "jobs are being done again")
		}
	}
}

// Once does what is due now.
func (r *Runner) Once(ctx context.Context) error {
	if err := r.ensure(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		due, err := r.Desk.Jobs.Due(ctx)
		if err != nil || !due {
			return err
		}
		job, err := r.Desk.Jobs.Claim(ctx)
		if err != nil || job == nil {
			return err
		}
		if err := r.do(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// ensure makes the jobs that come again and again, on a desk that has none yet.
func (r *Runner) ensure(ctx context.Context) error {
	for name, kind := range r.Kinds {
		if kind.Again == 0 {
			continue
		}
		there, err := r.Desk.Jobs.Has(ctx, name)
		if err == nil && !there {
			err = r.Desk.Jobs.Ensure(ctx, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// do goes on with a job until it is done, or others have waited long enough, and settles it.
// Its error is that of settling: what went wrong in the work is the job's own.
func (r *Runner) do(ctx context.Context, job *models.Job) error {
	kind, known := r.Kinds[job.Kind]
	if !known {
		return r.Desk.Jobs.Fail(ctx, job, fmt.Errorf("this version does no jobs of kind %q", job.Kind))
	}
	more, err := r.batches(ctx, job, kind.Work)
	if ctx.Err() != nil { // it goes on after the restart, and nothing was wrong with it
		return r.Desk.Jobs.Postpone(context.WithoutCancel(ctx), job, 0)
	}
	switch {
	case err != nil:
		r.Log.WarnContext(ctx, "job failed", "kind", job.Kind, "subject", job.Subject, "attempt", job.Attempts, "error", err)
		return r.Desk.Jobs.Fail(ctx, job, err)
	case more:
		return r.Desk.Jobs.Postpone(ctx, job, 0)
	case kind.Again > 0:
		return r.Desk.Jobs.Postpone(ctx, job, kind.Again)
	default:
		return r.Desk.Jobs.Finish(ctx, job)
	}
}

func (r *Runner) batches(ctx context.Context, job *models.Job, work Work) (more bool, err error) {
	begun := time.Now()
	for more = true; more && time.Since(begun) < turn; {
		if more, err = work(ctx, job.Subject); err != nil {
			return false, err
		}
		if more {
			r.Pause(ctx)
		}
	}
	return more, nil
}
