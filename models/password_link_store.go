package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"linger/models/credential"
)

// PasswordLinks are the links with which staff choose their passwords.
type PasswordLinks struct{ *Desk }

// Invite adds a member of staff who chooses a password by the link with token.
func (s PasswordLinks) Invite(ctx context.Context, by *Agent, d StaffDraft) (a *Agent, token string, err error) {
	err = s.change(ctx, func(tx *change) error {
		if a, err = addAgent(tx, by, d, ""); err != nil {
			return err
		}
		token, err = makeLink(tx, by, a)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("invite: %w", err)
	}
	return a, token, nil
}

// Make makes a new link for the agent with id and returns its token, which is
// stored nowhere. A link they had before works no more.
func (s PasswordLinks) Make(ctx context.Context, by *Agent, id string) (a *Agent, token string, err error) {
	if by != nil && by.ID == id {
		return nil, "", Fail(Conflict, CodeWrongState, "Change your own password under “Your account”.")
	}
	err = s.change(ctx, func(tx *change) error {
		a = &Agent{}
		if err := lockStaff(tx, id, a); err != nil {
			return err
		}
		if !a.Active() {
			return Fail(Conflict, CodeWrongState, "%s is deactivated. Activate them first.", a.Name())
		}
		return tx.audited(by, AuditEdited, a, func() error {
			token, err = makeLink(tx, by, a)
			return err
		})
	})
	if err != nil {
		return nil, "", fmt.Errorf("make a link for %s: %w", id, err)
	}
	return a, token, nil
}

// makeLink replaces the link of an agent whose row is held.
func makeLink(tx *change, by *Agent, a *Agent) (string, error) {
	if err := withdrawLink(tx, a.ID); err != nil {
		return "", err
	}
	old := tx.now.Add(-keepLinks)
	if err := tx.Where("agent_id = ? AND expires_at < ?", a.ID, old).Delete(&PasswordLink{}).Error; err != nil {
		return "", err
	}
	token, hash := credential.NewOpaque()
	return token, tx.Create(&PasswordLink{
		ID: NewID(), AgentID: a.ID, TokenHash: hash, CreatedAt: tx.now, CreatedByID: actor(by),
		ExpiresAt: tx.now.Add(PasswordLinkLifetime),
	}).Error
}

// Withdraw ends the link of the agent with id; there is nothing to do if none
// works.
func (s PasswordLinks) Withdraw(ctx context.Context, by *Agent, id string) (*Agent, error) {
	var a Agent
	err := s.change(ctx, func(tx *change) error {
		if err := lockStaff(tx, id, &a); err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, &a, func() error { return withdrawLink(tx, id) })
	})
	if err != nil {
		return nil, fmt.Errorf("withdraw the link of %s: %w", id, err)
	}
	return &a, nil
}

// withdrawLink ends the link of an agent whose row is held, if there is one.
func withdrawLink(tx *change, agentID string) error {
	return tx.Model(&PasswordLink{}).Where("agent_id = ? AND used_at IS NULL AND withdrawn_at IS NULL", agentID).
		Update("withdrawn_at", tx.now).Error
}

// Latest is the newest link of the agent with id; nil if there never was one.
func (s PasswordLinks) Latest(ctx context.Context, agentID string) (*PasswordLink, error) {
	var rows []PasswordLink
	err := s.read(ctx).Where("agent_id = ?", agentID).Order("created_at DESC, id DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	return &rows[0], nil
}

// Invitation is what a link says to whoever opens it.
type Invitation struct {
	Link  PasswordLink
	Agent Agent  // who it is for
	By    string // who made it; empty for the command line
}

// Open reads the link with token, which stays as it is. Tokens that are none of
// ours count as guesses of the browser's address.
func (s PasswordLinks) Open(ctx context.Context, token string, in Browser) (*Invitation, error) {
	if err := s.SignIns.countAddress(ctx, in.Address); err != nil {
		return nil, err
	}
	var found Invitation
	err := s.read(ctx).Where("token_hash = ?", credential.Hash(token)).Take(&found.Link).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, errNoLink
	}
	if err != nil {
		return nil, translate(err)
	}
	if err := s.SignIns.forgiveAddress(ctx, in.Address); err != nil {
		return nil, err
	}
	if err := found.Link.problem(s.now()); err != nil {
		return nil, err
	}
	if err := s.read(ctx).Where("id = ?", found.Link.AgentID).Take(&found.Agent).Error; err != nil {
		return nil, translate(err)
	}
	found.By, err = s.Agents.EditorOf(ctx, found.Link.CreatedByID)
	return &found, err
}

// Use chooses the password with the link and signs its owner in: their other
// sign-ins end, the link works no more. Of two at once, one wins.
func (s PasswordLinks) Use(ctx context.Context, token, password string, in Browser) (row *SignIn, cookie string, err error) {
	found, err := s.Open(ctx, token, in)
	if err != nil {
		return nil, "", err
	}
	problems := Problems{}
	hash := hashPassword(problems, "password", password) // before the transaction: it takes a while
	if err := problems.Err(); err != nil {
		return nil, "", err
	}
	self := &found.Agent
	_, err = s.Agents.alter(ctx, self, self.ID, "choose the password of", func(tx *change, a *Agent) error {
		if err := tx.Where("id = ?", found.Link.ID).Take(&found.Link).Error; err != nil {
			return err
		}
		if err := found.Link.problem(tx.now); err != nil {
			return err
		}
		if err := tx.Model(&PasswordLink{}).Where("id = ?", found.Link.ID).Update("used_at", tx.now).Error; err != nil {
			return err
		}
		a.PasswordHash = hash
		if err := forgiveEmail(tx, a.Email); err != nil {
			return err
		}
		if _, err := revoke(tx, tx.Where("agent_id = ?", a.ID)); err != nil {
			return err
		}
		row, cookie, err = begin(tx, a, in)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return row, cookie, nil
}
