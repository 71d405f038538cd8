package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm/clause"

	"linger/models/credential"
)

// Agents are the members of staff.
type Agents struct{ *Desk }

// Find is the agent with id, active or not.
func (s Agents) Find(ctx context.Context, id string) (*Agent, error) {
	var a Agent
	if err := s.read(ctx).Where("id = ?", id).Take(&a).Error; err != nil {
		return nil, translate(err)
	}
	return &a, nil
}

// List is one page of the staff in the order of their names, and whether more
// follow.
func (s Agents) List(ctx context.Context, l Listing) ([]Agent, bool, error) {
	return listPage[Agent](s.read(ctx), "agents", "LOWER(agents.first_name || ' ' || agents.last_name)", l, "LOWER(agents.nickname)", "agents.email")
}

// Any reports whether there is any staff yet.
func (s Agents) Any(ctx context.Context) (bool, error) {
	var ids []string
	err := s.read(ctx).Model(&Agent{}).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, translate(err)
}

// Create adds a member of staff. by is who does it; nil for the command line.
func (s Agents) Create(ctx context.Context, by *Agent, p Profile, password string) (*Agent, error) {
	return s.create(ctx, by, p, password, func(*change) error { return nil })
}

// Setup makes the first admin, as long as there is no staff at all: of two at
// once, one wins.
func (s Agents) Setup(ctx context.Context, p Profile, password string) (*Agent, error) {
	p.Role = RoleAdmin
	return s.create(ctx, nil, p, password, func(tx *change) error {
		if _, err := lockGuess(tx, "setup"); err != nil { // a row that both need
			return err
		}
		var staff int64
		if err := tx.Model(&Agent{}).Limit(1).Count(&staff).Error; err != nil {
			return err
		}
		if staff > 0 {
			return Fail(Conflict, CodeTaken, "Linger has been set up already. Sign in instead.")
		}
		return nil
	})
}

func (s Agents) create(ctx context.Context, by *Agent, p Profile, password string, check func(*change) error) (*Agent, error) {
	problems := Problems{}
	p.clean(problems)
	hash := hashPassword(problems, "password", password) // before the transaction: it takes a while
	if err := problems.Err(); err != nil {
		return nil, err
	}
	var a *Agent
	err := s.change(ctx, func(tx *change) (err error) {
		if err := check(tx); err != nil {
			return err
		}
		a, err = addAgent(tx, by, StaffDraft{Profile: p}, hash)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add staff: %w", err)
	}
	return a, nil
}

// addAgent adds a member of staff with the password that has hash; with none they
// are invited.
func addAgent(tx *change, by *Agent, d StaffDraft, hash string) (*Agent, error) {
	problems := Problems{}
	p := d.clean(problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if err := lockQueues(tx, "", d.Queues); err != nil {
		return nil, err
	}
	if err := emailFree(tx, p.Email, ""); err != nil {
		return nil, err
	}
	if err := defaultPresence(tx, &p, nil); err != nil {
		return nil, err
	}
	a := &Agent{ID: NewID(), PasswordHash: hash, CreatedAt: tx.now, UpdatedAt: tx.now, UpdatedByID: actor(by)}
	p.apply(a)
	return a, tx.audited(by, AuditCreated, a, func() error {
		if err := tx.Create(a).Error; err != nil {
			return err
		}
		return joinQueues(tx, by, a, d.Queues)
	})
}

// hashPassword is the hash of a new password; a weak one goes to problems.
func hashPassword(problems Problems, field, password string) string {
	hash, err := credential.HashPassword(password)
	if err != nil {
		problems.Add(field, "%s", err)
	}
	return hash
}

// emailFree is nil unless somebody other than the one with id except has email.
func emailFree(tx *change, email, except string) error {
	var taken []Agent
	if err := tx.Where("email = ? AND id <> ?", email, except).Limit(1).Find(&taken).Error; err != nil || len(taken) == 0 {
		return err
	}
	problem := taken[0].Name() + " has this e-mail."
	if !taken[0].Active() {
		problem = taken[0].Name() + " has this e-mail and is deactivated. Activate them instead."
	}
	return Problems{"email": problem}.Err()
}

// Edit changes what the settings say about the agent with id. version is what
// UpdatedAt said when the editor opened it. A new role signs the agent out
// everywhere, so that what they may do is never that of an old sign-in.
func (s Agents) Edit(ctx context.Context, by *Agent, id string, version Time, d StaffDraft) (*Agent, error) {
	problems := Problems{}
	p := d.clean(problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return s.alterWith(ctx, by, id, "edit", func(tx *change) error {
		return lockQueues(tx, id, d.Queues) // queues are locked before agents, as on their own page
	}, func(tx *change, a *Agent) error {
		if !a.UpdatedAt.Equal(version) {
			return changed(tx, a.UpdatedByID, a.UpdatedAt)
		}
		if err := emailFree(tx, p.Email, id); err != nil {
			return err
		}
		if err := defaultPresence(tx, &p, a.DefaultCustomPresenceID); err != nil {
			return err
		}
		if err := joinQueues(tx, by, a, d.Queues); err != nil {
			return err
		}
		if p.Role == a.Role {
			p.apply(a)
			return nil
		}
		if by.ID == id {
			return Problems{"role": "Your own role is changed by another admin."}.Err()
		}
		if err := keepsAdmin(tx, a); err != nil {
			return err
		}
		p.apply(a)
		_, err := revoke(tx, tx.Where("agent_id = ?", id))
		return err
	})
}

// Localise changes how agent reads dates and times. version is what UpdatedAt said
// when they opened the page.
func (s Agents) Localise(ctx context.Context, agent *Agent, version Time, l Locale) (*Agent, error) {
	problems := Problems{}
	l = l.clean(problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return s.alter(ctx, agent, agent.ID, "localise", func(tx *change, a *Agent) error {
		if !a.UpdatedAt.Equal(version) {
			return changed(tx, a.UpdatedByID, a.UpdatedAt)
		}
		a.Language, a.TimeZone = l.Language, l.TimeZone
		return nil
	})
}

// alter is the shape of every change to an agent: lock the row, apply, save.
func (s Agents) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *Agent) error) (*Agent, error) {
	return s.alterWith(ctx, by, id, verb, func(*change) error { return nil }, rule)
}

// alterWith is alter of what needs more rows locked first.
func (s Agents) alterWith(ctx context.Context, by *Agent, id, verb string, first func(*change) error, rule func(*change, *Agent) error) (*Agent, error) {
	var a Agent
	err := s.change(ctx, func(tx *change) error {
		if err := first(tx); err != nil {
			return err
		}
		if err := lockStaff(tx, id, &a); err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, &a, func() error {
			if err := rule(tx, &a); err != nil {
				return err
			}
			a.UpdatedAt, a.UpdatedByID = tx.now.after(a.UpdatedAt), actor(by)
			tx.presence(id) // their capacity may be another one
			return tx.Save(&a).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s agent %s: %w", verb, id, err)
	}
	return &a, nil
}

// lockStaff reads the agent with id into a, holding that row and those of all
// admins, always in the same order, so that two admins can't both be the one
// who leaves the other. It leaves the rows free to be referred to.
func lockStaff(tx *change, id string, a *Agent) error {
	var rows []Agent
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).
		Where("id = ? OR (role = ? AND deactivated_at IS NULL)", id, RoleAdmin).Order("id").Find(&rows).Error
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.ID == id {
			*a = row
			return nil
		}
	}
	return errNotFound
}

// keepsAdmin refuses to take a from the admins if nobody else is one. Who is
// invited is none yet.
func keepsAdmin(tx *change, a *Agent) error {
	if a.Role != RoleAdmin || !a.Active() || a.Invited() {
		return nil
	}
	var admins int64
	err := tx.Model(&Agent{}).Where("role = ? AND deactivated_at IS NULL AND password_hash <> ''", RoleAdmin).Count(&admins).Error
	if err == nil && admins < 2 {
		return Fail(Conflict, CodeInUse, "%s is the only admin. Make somebody else an admin first.", a.Name())
	}
	return err
}

// ChangePassword replaces the password of whoever is signed in, who must know
// the old one. It ends their other sign-ins and returns a new token for this one.
func (s Agents) ChangePassword(ctx context.Context, agent *Agent, in *SignIn, current, next string) (token string, err error) {
	if err := s.SignIns.count(ctx, agent.Email, in.Address); err != nil {
		return "", err
	}
	problems := Problems{}
	if !credential.CheckPassword(agent.PasswordHash, current) {
		problems.Add("current", "This is not your password.")
		return "", problems.Err()
	}
	hash := hashPassword(problems, "password", next)
	if err := problems.Err(); err != nil {
		return "", errors.Join(err, s.forgive(ctx, agent.Email, in.Address))
	}
	token, tokenHash := credential.NewOpaque()
	_, err = s.alter(ctx, agent, agent.ID, "change the password of", func(tx *change, a *Agent) error {
		if a.PasswordHash != agent.PasswordHash {
			return Fail(Conflict, CodeChanged, "Your password was changed meanwhile. Sign in again.")
		}
		a.PasswordHash = hash
		if err := forgive(tx, a.Email, in.Address); err != nil {
			return err
		}
		if err := tx.Model(&SignIn{}).Where("id = ?", in.ID).Update("token_hash", tokenHash).Error; err != nil {
			return err
		}
		_, err := revoke(tx, tx.Where("agent_id = ? AND id <> ?", a.ID, in.ID))
		return err
	})
	return token, err
}

func (s Agents) forgive(ctx context.Context, email, address string) error {
	return s.change(ctx, func(tx *change) error { return forgive(tx, email, address) })
}
