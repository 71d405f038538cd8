package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Queues are the teams for which conversations wait.
type Queues struct{ *Desk }

// Find is the queue with id, active or not.
func (s Queues) Find(ctx context.Context, id string) (*Queue, error) {
	var q Queue
	if err := s.read(ctx).Where("id = ?", id).Take(&q).Error; err != nil {
		return nil, translate(err)
	}
	return &q, nil
}

// QueueRow is one line of the list.
type QueueRow struct {
	Queue
	HoursName   string
	Members     int64 // who can sign in; of the default queue everyone
	Workstreams int64 // that send conversations here; not deactivated ones
}

// List is one page of queues in the order of their names, and whether more
// follow.
func (s Queues) List(ctx context.Context, l Listing) ([]QueueRow, bool, error) {
	q := s.read(ctx).Table("queues").Joins("LEFT JOIN operating_hours ON operating_hours.id = queues.operating_hours_id").
		Select(`queues.*, COALESCE(operating_hours.name, '') AS hours_name,
			(SELECT COUNT(*) FROM agents WHERE agents.deactivated_at IS NULL AND (queues.is_default OR EXISTS (SELECT 1 FROM queue_members
				WHERE queue_members.queue_id = queues.id AND queue_members.agent_id = agents.id))) AS members,
			(SELECT COUNT(*) FROM workstreams WHERE COALESCE(workstreams.queue_id, ?) = queues.id AND workstreams.deactivated_at IS NULL) AS workstreams`,
			DefaultQueueID)
	return listPage[QueueRow](q, "queues", "LOWER(queues.name)", l)
}

// Choices are the queues that a workstream may choose, by name: the active ones,
// and the one with the id kept.
func (s Queues) Choices(ctx context.Context, kept string) ([]Queue, error) {
	var rows []Queue
	err := s.read(ctx).Where("deactivated_at IS NULL OR id = ?", kept).Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// Members are the ids of who is in the queue by its rows.
func (s Queues) Members(ctx context.Context, id string) ([]string, error) {
	var ids []string
	err := s.read(ctx).Model(&QueueMember{}).Where("queue_id = ?", id).Order("agent_id").Pluck("agent_id", &ids).Error
	return ids, translate(err)
}

// Candidates are who can be in a queue, by name: everyone who can sign in, and
// who is in it already.
func (s Queues) Candidates(ctx context.Context, id string) ([]Agent, error) {
	var rows []Agent
	err := s.read(ctx).Where("deactivated_at IS NULL OR id IN (SELECT agent_id FROM queue_members WHERE queue_id = ?)", id).
		Order("LOWER(first_name || ' ' || last_name), id").Limit(1000).Find(&rows).Error
	return rows, translate(err)
}

// Users are the workstreams that send their conversations to the queue and are
// not deactivated.
func (s Queues) Users(ctx context.Context, id string) ([]Workstream, error) {
	rows, err := queueUsers(s.read(ctx), id)
	return rows, translate(err)
}

func queueUsers(q *gorm.DB, id string) ([]Workstream, error) {
	var rows []Workstream
	err := q.Where("COALESCE(queue_id, ?) = ? AND deactivated_at IS NULL", DefaultQueueID, id).Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, err
}

// Open is how many conversations wait in the queue.
func (s Queues) Open(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.read(ctx).Model(&Conversation{}).Where("queue_id = ? AND state = 'open'", id).Count(&n).Error
	return n, translate(err)
}

// Create makes a queue of a draft.
func (s Queues) Create(ctx context.Context, by *Agent, d QueueDraft) (*Queue, error) {
	return s.create(ctx, by, AuditCreated, d)
}

func (s Queues) create(ctx context.Context, by *Agent, verb AuditVerb, d QueueDraft) (*Queue, error) {
	q := NewQueue()
	q.ID, q.UpdatedByID = NewID(), actor(by)
	err := s.change(ctx, func(tx *change) (err error) {
		if d.Name, err = tx.nameFor(verb, "queues", d.Name); err != nil {
			return err
		}
		if err := setQueue(tx, q, d); err != nil {
			return err
		}
		q.CreatedAt, q.UpdatedAt = tx.now, tx.now
		return tx.audited(by, verb, q, func() error {
			if err := tx.Create(q).Error; err != nil {
				return err
			}
			return staff(tx, by, q, d.Members)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("create queue: %w", err)
	}
	return q, nil
}

// Copy makes a new queue with the same members and hours.
func (s Queues) Copy(ctx context.Context, by *Agent, id string) (*Queue, error) {
	q, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	members, err := s.Members(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.create(ctx, by, AuditCopied, q.Draft(members))
}

// Edit changes a queue to a draft. version is what UpdatedAt said when the editor
// opened it. The default queue keeps its name and its members.
func (s Queues) Edit(ctx context.Context, by *Agent, id string, version Time, d QueueDraft) (*Queue, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, q *Queue) error {
		if !q.UpdatedAt.Equal(version) {
			return changed(tx, q.UpdatedByID, q.UpdatedAt)
		}
		if err := setQueue(tx, q, d); err != nil {
			return err
		}
		return staff(tx, by, q, d.Members)
	})
}

// setQueue takes over a draft and what it refers to.
func setQueue(tx *change, q *Queue, d QueueDraft) error {
	p := Problems{}
	id, err := lockHours(tx, p, d.OperatingHoursID, q.OperatingHoursID)
	if err != nil {
		return err
	}
	if err := q.Set(d); err != nil {
		return err
	}
	q.OperatingHoursID = id
	return p.Err()
}

// staff replaces who is in the queue, and wakes whose open list changes. Whoever
// comes or goes is changed too: their own page shows it.
func staff(tx *change, by *Agent, q *Queue, members []string) error {
	if q.IsDefault {
		return replan(tx)
	}
	var before []string
	if err := tx.Model(&QueueMember{}).Where("queue_id = ?", q.ID).Pluck("agent_id", &before).Error; err != nil {
		return err
	}
	come, gone := differ(before, members)
	var moved []Agent
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id IN ?", slices.Concat(come, gone)).Order("id").Find(&moved).Error
	if err != nil {
		return err
	}
	if len(moved) < len(come)+len(gone) {
		return Problems{"members": "Choose from the list."}.Err()
	}
	for _, a := range moved {
		err := tx.Model(&Agent{}).Where("id = ?", a.ID).
			UpdateColumns(map[string]any{"updated_at": tx.now.after(a.UpdatedAt), "updated_by_id": actor(by)}).Error
		if err != nil {
			return err
		}
	}
	for _, id := range come {
		if err := tx.Create(&QueueMember{q.ID, id}).Error; err != nil {
			return err
		}
	}
	if err := tx.Where("queue_id = ? AND agent_id IN ?", q.ID, gone).Delete(&QueueMember{}).Error; err != nil {
		return err
	}
	return replan(tx)
}

// Deactivate puts a queue away. It is refused for the default queue and while a
// workstream sends its conversations there; what waits in it goes on waiting for
// its members.
func (s Queues) Deactivate(ctx context.Context, by *Agent, id string) (*Queue, error) {
	return s.alter(ctx, by, id, "deactivate", func(tx *change, q *Queue) error {
		if q.IsDefault {
			return Fail(Conflict, CodeInUse, "This queue takes what has no other, so it stays.")
		}
		users, err := queueUsers(tx.DB, id)
		if err != nil {
			return err
		}
		if len(users) > 0 {
			names := make([]string, len(users))
			for i, w := range users {
				names[i] = w.Name
			}
			return Fail(Conflict, CodeInUse, "Conversations of %s wait in this queue. Choose another queue there first.", enumerate(names))
		}
		if q.Active() {
			q.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate lets workstreams choose the queue again.
func (s Queues) Activate(ctx context.Context, by *Agent, id string) (*Queue, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, q *Queue) error {
		q.DeactivatedAt = Time{}
		return nil
	})
}

// alter is the shape of every change to a queue: lock the row, apply, save. Who
// sends conversations there shares that lock.
func (s Queues) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *Queue) error) (*Queue, error) {
	var q Queue
	err := s.change(ctx, func(tx *change) error {
		if err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(&q).Error; err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, &q, func() error {
			if err := rule(tx, &q); err != nil {
				return err
			}
			q.UpdatedAt, q.UpdatedByID = tx.now.after(q.UpdatedAt), actor(by)
			return tx.Save(&q).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s queue %s: %w", verb, id, err)
	}
	return &q, nil
}

// lockQueue holds the queue with id, if it may be chosen, until the transaction
// ends. The one that was chosen before stays; "" is the default queue.
func lockQueue(tx *change, id string, before *string) (*string, error) {
	if id == DefaultQueueID {
		id = ""
	}
	if id == deref(before) {
		return before, nil
	}
	if id == "" {
		return nil, nil
	}
	var rows []Queue
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ? AND deactivated_at IS NULL", id).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		err = Problems{"queue_id": "Choose a queue."}.Err()
	}
	return &id, err
}
