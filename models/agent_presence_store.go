package models

import (
	"context"
	"fmt"
)

// SetPresence is what the agent with id says of themselves, until they say
// something else or sign in anew. It is no edit: nobody who has the person's page
// open loses anything by it.
func (s Agents) SetPresence(ctx context.Context, id string, p Presence) error {
	if !p.known() {
		return Problems{"presence": "Choose a presence."}.Err()
	}
	err := s.change(ctx, func(tx *change) error { return setPresence(tx, id, p) })
	if err != nil {
		return fmt.Errorf("set the presence of %s: %w", id, err)
	}
	return nil
}

// setPresence stores it and tells the person's own windows.
func setPresence(tx *change, id string, p Presence) error {
	tx.wake(Wake{Topics: []string{TopicAgent(id)}, Signal: &Signal{Kind: SignalPresence, Agent: id}})
	return tx.Model(&Agent{}).Where("id = ?", id).UpdateColumn("presence", p).Error
}

// comeIn gives a, who signs in, their default presence. Who is signed in elsewhere
// already keeps what they chose there.
func comeIn(tx *change, a *Agent) error {
	var elsewhere int64
	err := tx.Model(&SignIn{}).Where("agent_id = ? AND revoked_at IS NULL AND expires_at > ?", a.ID, tx.now).Limit(1).Count(&elsewhere).Error
	if err != nil || elsewhere > 0 {
		return err
	}
	a.Presence = a.DefaultPresence
	return setPresence(tx, a.ID, a.DefaultPresence)
}
