package models

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"
)

// Queues are the ids of the queues that the agent with id is in by its rows:
// everyone is in the default one without.
func (s Agents) Queues(ctx context.Context, id string) ([]string, error) {
	var ids []string
	err := s.read(ctx).Model(&QueueMember{}).Where("agent_id = ?", id).Order("queue_id").Pluck("queue_id", &ids).Error
	return ids, translate(err)
}

// Joinable are the queues that an agent can be put into, by name: the active ones
// but the default one, and those that the agent with id is in.
func (s Queues) Joinable(ctx context.Context, agentID string) ([]Queue, error) {
	var rows []Queue
	err := s.read(ctx).Where("NOT is_default AND (deactivated_at IS NULL OR id IN (SELECT queue_id FROM queue_members WHERE agent_id = ?))", agentID).
		Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// lockQueues holds the queues that the agent is in and those that are wanted,
// always in the same order, until the transaction ends.
func lockQueues(tx *change, agentID string, wanted []string) error {
	var rows []Queue
	return tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).
		Where("id IN ? OR id IN (SELECT queue_id FROM queue_members WHERE agent_id = ?)", wanted, agentID).Order("id").Find(&rows).Error
}

// joinQueues has the agent be in the wanted queues and no others. The queues are
// held; those that get or lose a member are changed, so that nobody who has their
// page open undoes it unseen.
func joinQueues(tx *change, by *Agent, a *Agent, wanted []string) error {
	var before []string
	if err := tx.Model(&QueueMember{}).Where("agent_id = ?", a.ID).Pluck("queue_id", &before).Error; err != nil {
		return err
	}
	come, gone := differ(before, wanted)
	if len(come)+len(gone) == 0 {
		return nil
	}
	var moved []Queue
	if err := tx.Where("id IN ? AND NOT is_default", slices.Concat(come, gone)).Order("id").Find(&moved).Error; err != nil {
		return err
	}
	if len(moved) < len(come)+len(gone) {
		return Problems{"queues": "Choose from the list."}.Err()
	}
	for i := range moved {
		if err := tx.audited(by, AuditEdited, &moved[i], func() error { return moveMember(tx, by, &moved[i], a, come) }); err != nil {
			return err
		}
	}
	return replan(tx)
}

// moveMember puts an agent into a queue that is among come, or takes them out.
func moveMember(tx *change, by *Agent, q *Queue, a *Agent, come []string) error {
	var err error
	if row := (QueueMember{q.ID, a.ID}); slices.Contains(come, q.ID) {
		err = tx.Create(&row).Error
	} else {
		err = tx.Where("queue_id = ? AND agent_id = ?", q.ID, a.ID).Delete(&QueueMember{}).Error
	}
	if err != nil {
		return err
	}
	return tx.Model(q).UpdateColumns(map[string]any{"updated_at": tx.now.after(q.UpdatedAt), "updated_by_id": actor(by)}).Error
}

// differ is what after has that before has not, and the other way round, each
// once.
func differ(before, after []string) (come, gone []string) {
	for _, id := range after {
		if !slices.Contains(before, id) && !slices.Contains(come, id) {
			come = append(come, id)
		}
	}
	for _, id := range before {
		if !slices.Contains(after, id) {
			gone = append(gone, id)
		}
	}
	return come, gone
}
