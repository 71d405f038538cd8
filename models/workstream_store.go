package models

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// Workstreams are routing and lifetime settings shared by widgets of one mode.
type Workstreams struct{ *Desk }

// Find is the workstream with id, active or not.
func (s Workstreams) Find(ctx context.Context, id string) (*Workstream, error) {
	var w Workstream
	if err := s.read(ctx).Where("id = ?", id).Take(&w).Error; err != nil {
		return nil, translate(err)
	}
	return &w, nil
}

// WorkstreamRow is one line of the list: the workstream and how many widgets
// use it.
type WorkstreamRow struct {
	Workstream
	Widgets int64 // not deactivated ones
}

// List is one page of workstreams in the order of their names, and whether more
// follow.
func (s Workstreams) List(ctx context.Context, l Listing) ([]WorkstreamRow, bool, error) {
	q := s.read(ctx).Table("workstreams").Select(`workstreams.*,
		(SELECT COUNT(*) FROM widgets WHERE widgets.workstream_id = workstreams.id AND widgets.deactivated_at IS NULL) AS widgets`)
	return listPage[WorkstreamRow](q, "workstreams", "LOWER(workstreams.name)", l)
}

// OfMode are the workstreams that a widget of mode may choose, by name.
func (s Workstreams) OfMode(ctx context.Context, mode Mode) ([]Workstream, error) {
	var rows []Workstream
	err := s.read(ctx).Where("mode = ? AND deactivated_at IS NULL", mode).Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// Users are the widgets that use the workstream and are not deactivated.
func (s Workstreams) Users(ctx context.Context, id string) ([]Widget, error) {
	var rows []Widget
	err := s.read(ctx).Where("workstream_id = ? AND deactivated_at IS NULL", id).Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// Parked is how many conversations of the workstream wait for their customer:
// those that another auto-close time concerns.
func (s Workstreams) Parked(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.read(ctx).Model(&Conversation{}).Where("workstream_id = ? AND state = 'waiting'", id).Count(&n).Error
	return n, translate(err)
}

// Running is how many conversations of the workstream either side may write in.
func (s Workstreams) Running(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.read(ctx).Model(&Conversation{}).Where("workstream_id = ? AND state IN ('open', 'active', 'waiting')", id).Count(&n).Error
	return n, translate(err)
}

// Create makes a workstream of a draft.
func (s Workstreams) Create(ctx context.Context, by *Agent, d WorkstreamDraft) (*Workstream, error) {
	var w *Workstream
	err := s.change(ctx, func(tx *change) (err error) {
		w, err = createWorkstream(tx, by, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("create workstream: %w", err)
	}
	return w, nil
}

func createWorkstream(tx *change, by *Agent, d WorkstreamDraft) (*Workstream, error) {
	return makeWorkstream(tx, by, AuditCreated, d)
}

func makeWorkstream(tx *change, by *Agent, verb AuditVerb, d WorkstreamDraft) (w *Workstream, err error) {
	w = &Workstream{ID: NewID(), CreatedAt: tx.now, UpdatedAt: tx.now, UpdatedByID: actor(by)}
	if d.Name, err = tx.nameFor(verb, "workstreams", d.Name); err != nil {
		return nil, err
	}
	if err := setWorkstream(tx, w, d); err != nil {
		return nil, err
	}
	return w, tx.audited(by, verb, w, func() error { return tx.Create(w).Error })
}

// setWorkstream takes over a draft and the queue it refers to.
func setWorkstream(tx *change, w *Workstream, d WorkstreamDraft) error {
	if err := w.Set(d); err != nil {
		return err
	}
	queue, err := lockQueue(tx, d.QueueID, w.QueueID)
	if err != nil {
		return err
	}
	w.QueueID = queue
	return replan(tx)
}

// Copy makes a new workstream that says the same, its context variables and rules too,
// without widgets.
func (s Workstreams) Copy(ctx context.Context, by *Agent, id string) (*Workstream, error) {
	w, err := s.Find(ctx, id)
	if err == nil {
		err = s.change(ctx, func(tx *change) (err error) {
			if w, err = makeWorkstream(tx, by, AuditCopied, w.Draft()); err != nil {
				return err
			}
			if err := copyVariables(tx, by, id, w.ID); err != nil {
				return err
			}
			return copyRules(tx, by, id, w.ID)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("copy workstream %s: %w", id, err)
	}
	return w, nil
}

// Edit changes a workstream to a draft. version is what UpdatedAt said when the
// editor opened it. What runs follows at once: see due.
func (s Workstreams) Edit(ctx context.Context, by *Agent, id string, version Time, d WorkstreamDraft) (*Workstream, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, w *Workstream) error {
		if !w.UpdatedAt.Equal(version) {
			return changed(tx, w.UpdatedByID, w.UpdatedAt)
		}
		units := w.CapacityUnits
		if err := setWorkstream(tx, w, d); err != nil || w.CapacityUnits == units {
			return err
		}
		return weighAnew(tx, w.ID)
	})
}

// Prepare gives the workstream what the readiness checklist asks for.
func (s Workstreams) Prepare(ctx context.Context, by *Agent, id string, what ReadinessItem) (*Workstream, error) {
	return s.alter(ctx, by, id, "prepare", func(_ *change, w *Workstream) error {
		switch what {
		case ReadyAutoClose:
			w.AutoCloseMinutes = PersistentAutoClose
		case ReadyAffinity:
			w.Affinity = true
		default:
			return errNotFound
		}
		return nil
	})
}

// Deactivate puts a workstream away. It is refused while a published widget
// uses it; conversations that run in it run on.
func (s Workstreams) Deactivate(ctx context.Context, by *Agent, id string) (*Workstream, error) {
	return s.alter(ctx, by, id, "deactivate", func(tx *change, w *Workstream) error {
		var names []string
		err := tx.Model(&Widget{}).Where("workstream_id = ? AND status = ? AND deactivated_at IS NULL", id, WidgetPublished).
			Order("LOWER(name), id").Pluck("name", &names).Error
		switch {
		case err != nil:
			return err
		case len(names) > 0:
			return Fail(Conflict, CodeInUse, "Conversations of %s arrive in this workstream. Unpublish that first, or give it another workstream.", enumerate(names))
		}
		if w.Active() {
			w.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate makes a workstream available to widgets again.
func (s Workstreams) Activate(ctx context.Context, by *Agent, id string) (*Workstream, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, w *Workstream) error {
		w.DeactivatedAt = Time{}
		return nil
	})
}

// alter is the shape of every change to a workstream: lock the row, apply, save.
// Who publishes a widget takes the same lock.
func (s Workstreams) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *Workstream) error) (*Workstream, error) {
	var w *Workstream
	err := s.change(ctx, func(tx *change) error {
		var err error
		if w, err = lockWorkstream(tx, id); err != nil {
			return err
		}
		before := w.AutoCloseMinutes
		return tx.audited(by, AuditEdited, w, func() error {
			if err := rule(tx, w); err != nil {
				return err
			}
			if w.AutoCloseMinutes < before {
				if err := due(tx, id); err != nil {
					return err
				}
			}
			w.UpdatedAt, w.UpdatedByID = tx.now.after(w.UpdatedAt), actor(by)
			return tx.Save(w).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s workstream %s: %w", verb, id, err)
	}
	return w, nil
}

func lockWorkstream(tx *change, id string) (*Workstream, error) {
	var w Workstream
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(&w).Error
	return &w, err
}

// due lets the sweep look at every parked conversation of the workstream at its
// next round: with a shorter time some may have to close, the others get their
// new deadline. A longer time needs nothing: at the old deadline the sweep
// finds the new one.
func due(tx *change, workstreamID string) error {
	return tx.Model(&Conversation{}).Where("workstream_id = ? AND state = 'waiting' AND deadline_at > ?", workstreamID, tx.now).
		UpdateColumn("deadline_at", tx.now).Error
}
