package models

import (
	"context"
	"fmt"
)

// Sweep does what the clock demands of agents: it gives back what those have whose
// browsers are gone for longer than the grace, and works out presences anew where
// capacity was released. It reports how many it touched; call it again while it is full.
func (s Agents) Sweep(ctx context.Context) (int, error) {
	var due []Agent
	err := s.read(ctx).Where("presence_due_at IS NOT NULL AND presence_due_at <= ?", s.now()).
		Order("presence_due_at").Limit(sweepBatch).Find(&due).Error
	if err != nil {
		return 0, translate(err)
	}
	for i := range due {
		if err := s.look(ctx, &due[i]); err != nil {
			return i, fmt.Errorf("sweep agent %s: %w", due[i].ID, err)
		}
	}
	return len(due), nil
}

// look does what is due for one agent.
func (s Agents) look(ctx context.Context, a *Agent) error {
	if !a.VanishAt.Due(s.now()) {
		return s.change(ctx, func(tx *change) error {
			tx.presence(a.ID)
			return nil
		})
	}
	var ids []string
	if err := s.read(ctx).Model(&Conversation{}).Where("agent_id = ? AND state = 'active'", a.ID).Order("id").Pluck("id", &ids).Error; err != nil {
		return translate(err)
	}
	for _, id := range ids {
		if err := s.change(ctx, func(tx *change) error { return agentVanished(tx, id, a.ID) }); err != nil {
			return err
		}
	}
	return s.change(ctx, func(tx *change) error {
		gone, err := vanished(tx, a.ID)
		tx.presence(a.ID).vanished = gone && err == nil
		return err
	})
}

// vanished reports whether the agent with id is gone for longer than the grace.
func vanished(tx *change, id string) (bool, error) {
	var n int64
	err := tx.Model(&Agent{}).Where("id = ? AND vanish_at IS NOT NULL AND vanish_at <= ?", id, tx.now).Limit(1).Count(&n).Error
	return n > 0, err
}

// agentVanished gives back one conversation of an agent who is still gone.
func agentVanished(tx *change, id, agentID string) error {
	c, ws, err := lockConversation(tx, id)
	if err != nil {
		return err
	}
	gone, err := vanished(tx, agentID) // under the lock: they may be back
	if err != nil || !gone || !c.AgentVanished(agentID, ws, tx.now) {
		return err
	}
	return saveConversation(tx, c, ws, agentID)
}
