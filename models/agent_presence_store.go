package models

import (
	"context"
	"fmt"
)

// SetPresence is what the agent with id says of themselves. Available and Busy last
// until they take or finish a conversation, the others until they say something else.
// It is no edit: nobody who has the person's page open loses anything by it.
func (s Agents) SetPresence(ctx context.Context, id string, p Presence) error {
	return s.setPresence(ctx, nil, id, p, "")
}

// SetCustomPresence is SetPresence with the words of a custom one.
func (s Agents) SetCustomPresence(ctx context.Context, id, custom string) error {
	p, err := s.CustomPresences.Find(ctx, custom)
	if KindOf(err) == NotFound || err == nil && !p.Active() {
		return Problems{"presence": "Choose a presence."}.Err()
	}
	if err != nil {
		return err
	}
	return s.setPresence(ctx, nil, id, p.Base, custom)
}

// SetPresenceOf is what by, a supervisor, says of the agent with id, who is told who
// said so.
func (s Agents) SetPresenceOf(ctx context.Context, by *Agent, id string, p Presence) error {
	if !by.Role.Includes(RoleSupervisor) {
		return Fail(Forbidden, "", "Only supervisors set the presence of others.")
	}
	if by.ID == id {
		return s.SetPresence(ctx, id, p)
	}
	return s.setPresence(ctx, by, id, p, "")
}

func (s Agents) setPresence(ctx context.Context, by *Agent, id string, p Presence, custom string) error {
	if !p.known() {
		return Problems{"presence": "Choose a presence."}.Err()
	}
	return s.present(ctx, "set the presence of", by, id, func(a *Agent) { a.choose(p, custom, deref(actor(by))) })
}

// ResetPresence ends that the agent with id is set aside: by themselves or by a
// supervisor. Work is put before them again.
func (s Agents) ResetPresence(ctx context.Context, by *Agent, id string) error {
	if by.ID != id && !by.Role.Includes(RoleSupervisor) {
		return Fail(Forbidden, "", "Only supervisors reset the presence of others.")
	}
	if by.ID == id {
		by = nil
	}
	return s.present(ctx, "reset the presence of", by, id, (*Agent).reset)
}

// present is the shape of every choice of a presence. by is who made it for somebody
// else; nil if they did.
func (s Agents) present(ctx context.Context, verb string, by *Agent, id string, set func(*Agent)) error {
	err := s.change(ctx, func(tx *change) error {
		m := tx.presence(id)
		m.set, m.by, m.needed = set, by, true
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", verb, id, err)
	}
	return nil
}

// comeIn gives a, who signs in, their default presence. Who is signed in elsewhere
// already keeps what they chose there.
func comeIn(tx *change, a *Agent) error {
	elsewhere, err := signedIn(tx, a.ID)
	if err != nil || elsewhere {
		return err
	}
	tx.presence(a.ID).set = func(a *Agent) {
		a.arrive()
		a.reset()
	}
	return nil
}

// signedIn reports whether the agent with id is signed in anywhere.
func signedIn(tx *change, id string) (bool, error) {
	var n int64
	err := tx.Model(&SignIn{}).Where("agent_id = ? AND revoked_at IS NULL AND expires_at > ?", id, tx.now).Limit(1).Count(&n).Error
	return n > 0, err
}

// goOut notes that the agents with ids, of whom sign-ins ended, have left if they have
// none any more: at once, without waiting for their windows to close.
func goOut(tx *change, ids []string) error {
	for _, id := range ids {
		still, err := signedIn(tx, id)
		if err != nil {
			return err
		}
		if still {
			continue
		}
		if err := tx.Where("agent_id = ?", id).Delete(&Stream{}).Error; err != nil {
			return err
		}
		m := tx.presence(id)
		m.left, m.set = true, (*Agent).unchoose
	}
	return nil
}
