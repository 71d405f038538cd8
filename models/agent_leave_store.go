package models

import (
	"context"
	"fmt"
)

// Deactivate ends the work of the agent with id, as one change: their sign-ins
// end, their link works no more, offers before them are withdrawn and their active conversations are the
// team's again. What they had parked stays parked; the customer's next message
// brings it to the team. What they had ended closes in its time.
func (s Agents) Deactivate(ctx context.Context, by *Agent, id string) (*Agent, error) {
	if by != nil && by.ID == id {
		return nil, Fail(Conflict, CodeInUse, "You can't deactivate yourself. Another admin can.")
	}
	var a Agent
	err := s.change(ctx, func(tx *change) error {
		if err := handBack(tx, id); err != nil { // conversations are locked before agents, as everywhere
			return err
		}
		if err := lockStaff(tx, id, &a); err != nil {
			return err
		}
		if !a.Active() {
			return nil
		}
		if err := keepsAdmin(tx, &a); err != nil {
			return err
		}
		if err := handBack(tx, id); err != nil { // what was accepted between the two locks
			return err
		}
		if _, err := revoke(tx, tx.Where("agent_id = ?", id)); err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, &a, func() error {
			if err := withdrawLink(tx, id); err != nil {
				return err
			}
			tx.presence(id)
			a.DeactivatedAt, a.UpdatedAt, a.UpdatedByID = tx.now, tx.now.after(a.UpdatedAt), actor(by)
			return tx.Save(&a).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("deactivate agent %s: %w", id, err)
	}
	return &a, nil
}

// handBack gives everything that waits for the agent to act back to the team.
func handBack(tx *change, agentID string) error {
	var ids []string
	err := tx.Model(&Conversation{}).
		Where("(state = 'active' AND agent_id = ?) OR (state = 'open' AND offered_agent_id = ?) OR "+concerns, agentID, agentID, agentID, agentID).
		Order("id").Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, ws, err := lockConversation(tx, id)
		if err != nil {
			return err
		}
		if err := endParts(tx, c, agentID); err != nil {
			return err
		}
		switch {
		case c.State == StateActive && c.holder() == agentID:
			err = c.Release(agentID, tx.now)
		case c.State == StateOpen && deref(c.OfferedAgentID) == agentID:
			c.withdraw(EventMissed, tx.now)
		case len(c.pending) == 0:
			continue // it moved on before the lock
		}
		if err != nil {
			return err
		}
		if err := saveConversation(tx, c, ws, agentID); err != nil {
			return err
		}
	}
	return nil
}

// Activate lets the agent with id sign in and work again, with the password they
// had; who had none yet needs a new link.
func (s Agents) Activate(ctx context.Context, by *Agent, id string) (*Agent, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, a *Agent) error {
		a.DeactivatedAt = Time{}
		return nil
	})
}

// Duties is what a member of staff has in hand now.
type Duties struct {
	Active, Waiting, WrapUp int64
}

// Duties of the agent with id: what happens to them is said before they are
// deactivated.
func (s Agents) Duties(ctx context.Context, id string) (Duties, error) {
	var counts []struct {
		State State
		N     int64
	}
	err := s.read(ctx).Model(&Conversation{}).Select("state, COUNT(*) AS n").
		Where("agent_id = ? AND state IN ('active', 'waiting', 'wrap_up')", id).Group("state").Find(&counts).Error
	var d Duties
	for _, c := range counts {
		switch c.State {
		case StateActive:
			d.Active = c.N
		case StateWaiting:
			d.Waiting = c.N
		case StateWrapUp:
			d.WrapUp = c.N
		case StateOpen, StateClosed:
		}
	}
	return d, translate(err)
}
