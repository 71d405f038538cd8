package models

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// CustomPresences are the presences that admins added.
type CustomPresences struct{ *Desk }

// Find is the presence with id, active or not.
func (s CustomPresences) Find(ctx context.Context, id string) (*CustomPresence, error) {
	var p CustomPresence
	if err := s.read(ctx).Where("id = ?", id).Take(&p).Error; err != nil {
		return nil, translate(err)
	}
	return &p, nil
}

// List is one page of presences in the order of their names, and whether more follow.
func (s CustomPresences) List(ctx context.Context, l Listing) ([]CustomPresence, bool, error) {
	return listPage[CustomPresence](s.read(ctx), "custom_presences", "LOWER(custom_presences.name)", l, "LOWER(custom_presences.text)")
}

// maxCustomPresences is how many a menu shows.
const maxCustomPresences = 50

// Choices are the presences that agents may choose, by what shows, and the one with the
// id kept.
func (s CustomPresences) Choices(ctx context.Context, kept string) ([]CustomPresence, error) {
	var rows []CustomPresence
	err := s.read(ctx).Where("deactivated_at IS NULL OR id = ?", kept).Order("LOWER(text), id").Limit(maxCustomPresences).Find(&rows).Error
	return rows, translate(err)
}

// Defaults are the choices that somebody can sign in with, and the one kept.
func (s CustomPresences) Defaults(ctx context.Context, kept string) ([]CustomPresence, error) {
	var rows []CustomPresence
	err := s.read(ctx).Where("(deactivated_at IS NULL AND base IN ?) OR id = ?", []Presence{PresenceAway, PresenceOffline}, kept).
		Order("LOWER(text), id").Limit(maxCustomPresences).Find(&rows).Error
	return rows, translate(err)
}

// Users are who signs in with the presence.
func (s CustomPresences) Users(ctx context.Context, id string) ([]Agent, error) {
	var rows []Agent
	err := s.read(ctx).Where("default_custom_presence_id = ?", id).Order("LOWER(first_name || ' ' || last_name), id").Limit(ListPageSize).Find(&rows).Error
	return rows, translate(err)
}

// Create makes a presence of a draft.
func (s CustomPresences) Create(ctx context.Context, by *Agent, d CustomPresenceDraft) (*CustomPresence, error) {
	return s.create(ctx, by, AuditCreated, d)
}

// Copy makes another presence like the one with id.
func (s CustomPresences) Copy(ctx context.Context, by *Agent, id string) (*CustomPresence, error) {
	p, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.create(ctx, by, AuditCopied, p.Draft())
}

func (s CustomPresences) create(ctx context.Context, by *Agent, verb AuditVerb, d CustomPresenceDraft) (*CustomPresence, error) {
	p := &CustomPresence{ID: NewID(), UpdatedByID: actor(by)}
	err := s.change(ctx, func(tx *change) (err error) {
		if d.Name, err = tx.nameFor(verb, "custom_presences", d.Name); err != nil {
			return err
		}
		if err := p.Set(d); err != nil {
			return err
		}
		var n int64
		if err := tx.Model(&CustomPresence{}).Where("deactivated_at IS NULL").Count(&n).Error; err != nil {
			return err
		}
		if n >= maxCustomPresences {
			return Problems{"name": fmt.Sprintf("There are %d presences already, which is the most that a menu can show. Deactivate one first.", n)}.Err()
		}
		p.CreatedAt, p.UpdatedAt = tx.now, tx.now
		return tx.audited(by, verb, p, func() error { return tx.DB.Create(p).Error })
	})
	if err != nil {
		return nil, fmt.Errorf("create presence: %w", err)
	}
	return p, nil
}

// Edit changes a presence to a draft. version is what UpdatedAt said when the editor
// opened it. Whoever has it now counts as the new base at once.
func (s CustomPresences) Edit(ctx context.Context, by *Agent, id string, version Time, d CustomPresenceDraft) (*CustomPresence, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, p *CustomPresence) error {
		if !p.UpdatedAt.Equal(version) {
			return changed(tx, p.UpdatedByID, p.UpdatedAt)
		}
		base := p.Base
		if err := p.Set(d); err != nil {
			return err
		}
		if p.Base == base {
			return nil
		}
		if !p.Base.mayBeDefault() {
			if who, err := signInWith(tx, id); err != nil || len(who) > 0 {
				if err != nil {
					return err
				}
				return Problems{"base": fmt.Sprintf("%s signs in with it, which needs Away or Offline. Choose another default there first.", enumerate(who))}.Err()
			}
		}
		return rebase(tx, p)
	})
}

// rebase lets everyone who has the presence count as its new base.
func rebase(tx *change, p *CustomPresence) error {
	if err := tx.Model(&Agent{}).Where("default_custom_presence_id = ?", p.ID).UpdateColumn("default_presence", p.Base).Error; err != nil {
		return err
	}
	var ids []string
	if err := tx.Model(&Agent{}).Where("custom_presence_id = ?", p.ID).Pluck("id", &ids).Error; err != nil {
		return err
	}
	base := p.Base
	for _, id := range ids {
		tx.presence(id).set = func(a *Agent) {
			if deref(a.CustomPresenceID) == p.ID {
				a.Presence = base
			}
		}
	}
	return nil
}

// signInWith are the names of those whose default the presence is.
func signInWith(tx *change, id string) ([]string, error) {
	var names []string
	err := tx.Model(&Agent{}).Where("default_custom_presence_id = ?", id).Order("LOWER(first_name || ' ' || last_name), id").Limit(maxReferences).
		Select("TRIM(first_name || ' ' || last_name) AS name").Scan(&names).Error
	return names, err
}

// Deactivate takes a presence off the menu. It is refused while somebody signs in with
// it; who has it now keeps it until they choose another.
func (s CustomPresences) Deactivate(ctx context.Context, by *Agent, id string) (*CustomPresence, error) {
	return s.alter(ctx, by, id, "deactivate", func(tx *change, p *CustomPresence) error {
		who, err := signInWith(tx, id)
		if err != nil {
			return err
		}
		if len(who) > 0 {
			return Fail(Conflict, CodeInUse, "It is the default presence of %s. Choose another one there first.", enumerate(who))
		}
		if p.Active() {
			p.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate puts a presence on the menu again.
func (s CustomPresences) Activate(ctx context.Context, by *Agent, id string) (*CustomPresence, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, p *CustomPresence) error {
		p.DeactivatedAt = Time{}
		return nil
	})
}

// alter is the shape of every change to a presence: lock the row, apply, save.
func (s CustomPresences) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *CustomPresence) error) (*CustomPresence, error) {
	var p CustomPresence
	err := s.change(ctx, func(tx *change) error {
		if err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(&p).Error; err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, &p, func() error {
			if err := rule(tx, &p); err != nil {
				return err
			}
			p.UpdatedAt, p.UpdatedByID = tx.now.after(p.UpdatedAt), actor(by)
			return tx.Save(&p).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s presence %s: %w", verb, id, err)
	}
	return &p, nil
}

// defaultPresence puts into the profile what a chosen custom default counts as. The one
// that was chosen before stays.
func defaultPresence(tx *change, p *Profile, before *string) error {
	id := p.DefaultCustomPresenceID
	if id == "" {
		return nil
	}
	var rows []CustomPresence
	if err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ?", id).Find(&rows).Error; err != nil {
		return err
	}
	if len(rows) == 0 || !rows[0].Active() && deref(before) != id {
		return Problems{"default_presence": "Choose a presence."}.Err()
	}
	if !rows[0].Base.mayBeDefault() {
		return Problems{"default_presence": "Choose one that counts as Away or Offline: with the others the presence follows from the load."}.Err()
	}
	p.DefaultPresence = rows[0].Base
	return nil
}
