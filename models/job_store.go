package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Jobs is the work that is waiting.
type Jobs struct{ *Desk }

// later leaves a job with the change that causes it. One that is there already about the
// same stays as it is.
func (c *change) later(kind JobKind, subject string, at Time) error {
	job := &Job{ID: NewID(), Kind: kind, Subject: subject, Payload: "{}", RunAt: at, CreatedAt: c.now}
	return c.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "kind"}, {Name: "subject"}}, DoNothing: true}).Create(job).Error
}

// Ensure makes sure that there is a job of kind, which comes again and again.
func (s Jobs) Ensure(ctx context.Context, kind JobKind) error {
	return s.change(ctx, func(tx *change) error { return tx.later(kind, string(kind), tx.now) })
}

// Has reports whether there is a job of kind that comes again and again.
func (s Jobs) Has(ctx context.Context, kind JobKind) (bool, error) {
	job, err := first[Job](s.read(ctx).Where("kind = ? AND subject = ?", kind, string(kind)))
	return job != nil, translate(err)
}

// Due reports whether a job waits to be done now. It is asked every second, and changes
// nothing.
func (s Jobs) Due(ctx context.Context) (bool, error) {
	now := s.now()
	var ids []string
	err := s.read(ctx).Model(&Job{}).Where("dead_at IS NULL AND run_at <= ? AND (leased_until IS NULL OR leased_until <= ?)", now, now).
		Order("run_at, id").Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, translate(err)
}

// Claim gives out the job that has waited longest; nil if there is none. Of several
// processes that ask at once each gets another one.
func (s Jobs) Claim(ctx context.Context) (*Job, error) {
	var j *Job
	err := s.change(ctx, func(tx *change) (err error) {
		j, err = first[Job](tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("dead_at IS NULL AND run_at <= ? AND (leased_until IS NULL OR leased_until <= ?)", tx.now, tx.now).Order("run_at, id"))
		if err != nil || j == nil {
			return err
		}
		j.claim(tx.now)
		return tx.Save(j).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim job: %w", err)
	}
	return j, nil
}

// Finish takes away a job that is done.
func (s Jobs) Finish(ctx context.Context, j *Job) error {
	return s.change(ctx, func(tx *change) error { return tx.held(j).Delete(&Job{}).Error })
}

// held is the row of a claimed job, for as long as nobody else took it up: who comes back
// after the lease has nothing to say about it any more.
func (c *change) held(j *Job) *gorm.DB {
	return c.Model(&Job{}).Where("id = ? AND attempts = ? AND leased_until = ?", j.ID, j.Attempts, j.LeasedUntil)
}

// settle gives a claimed job back as the rule leaves it.
func (s Jobs) settle(ctx context.Context, j *Job, rule func(*Job, Time)) error {
	return s.change(ctx, func(tx *change) error {
		held := tx.held(j)
		rule(j, tx.now)
		return held.Select("*").Updates(j).Error
	})
}

// Postpone gives a job back, to go on after pause.
func (s Jobs) Postpone(ctx context.Context, j *Job, pause time.Duration) error {
	return s.settle(ctx, j, func(j *Job, now Time) { j.postpone(now.Add(pause)) })
}

// Fail gives a job back that went wrong.
func (s Jobs) Fail(ctx context.Context, j *Job, cause error) error {
	return s.settle(ctx, j, func(j *Job, now Time) { j.fail(cause.Error(), now) })
}

// Dead are the jobs that were given up, the newest first; a hundred at most.
func (s Jobs) Dead(ctx context.Context) ([]Job, error) {
	var list []Job
	err := s.read(ctx).Where("dead_at IS NOT NULL").Order("dead_at DESC, id DESC").Limit(100).Find(&list).Error
	return list, translate(err)
}

// Revive lets a dead job be tried again.
func (s Jobs) Revive(ctx context.Context, id string) error {
	return s.change(ctx, func(tx *change) error {
		var j Job
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND dead_at IS NOT NULL", id).Take(&j).Error; err != nil {
			return translate(err)
		}
		j.revive(tx.now)
		return tx.Save(&j).Error
	})
}

// Backlog is how many jobs wait, and how many were given up.
func (s Jobs) Backlog(ctx context.Context) (waiting, dead int64, err error) {
	var row struct{ Waiting, Dead int64 }
	err = s.read(ctx).Model(&Job{}).Select("COUNT(*) FILTER (WHERE dead_at IS NULL) AS waiting, COUNT(*) FILTER (WHERE dead_at IS NOT NULL) AS dead").
		Take(&row).Error
	return row.Waiting, row.Dead, translate(err)
}
