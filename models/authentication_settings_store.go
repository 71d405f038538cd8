package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm/clause"
)

// AuthenticationSettingsStore keeps them.
type AuthenticationSettingsStore struct{ *Desk }

// Find is the record with id.
func (s AuthenticationSettingsStore) Find(ctx context.Context, id string) (*AuthenticationSettings, error) {
	var a AuthenticationSettings
	if err := s.read(ctx).Where("id = ?", id).Take(&a).Error; err != nil {
		return nil, translate(err)
	}
	return &a, nil
}

// AuthenticationRow is one line of the list: the settings and who uses them.
type AuthenticationRow struct {
	AuthenticationSettings
	Widgets int64 // not deactivated ones
}

// List is one page of the settings in the order of their names, and whether
// more follow.
func (s AuthenticationSettingsStore) List(ctx context.Context, l Listing) ([]AuthenticationRow, bool, error) {
	q := s.read(ctx).Table("authentication_settings").
		Select("authentication_settings.*, (SELECT COUNT(*) FROM widgets WHERE widgets.authentication_settings_id = authentication_settings.id AND widgets.deactivated_at IS NULL) AS widgets")
	return listPage[AuthenticationRow](q, "authentication_settings", "LOWER(authentication_settings.name)", l)
}

// Users are the widgets that use the settings and are not deactivated, by name.
func (s AuthenticationSettingsStore) Users(ctx context.Context, id string) ([]Widget, error) {
	var list []Widget
	err := s.read(ctx).Where("authentication_settings_id = ? AND deactivated_at IS NULL", id).Order("name, id").Find(&list).Error
	return list, translate(err)
}

// Create makes settings of a draft. by is who does it; nil for the command line.
func (s AuthenticationSettingsStore) Create(ctx context.Context, by *Agent, d AuthenticationDraft) (*AuthenticationSettings, error) {
	return s.create(ctx, by, AuditCreated, d)
}

// Copy makes new settings that say the same. Their key has yet to be verified.
func (s AuthenticationSettingsStore) Copy(ctx context.Context, by *Agent, id string) (*AuthenticationSettings, error) {
	a, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.create(ctx, by, AuditCopied, a.Draft())
}

func (s AuthenticationSettingsStore) create(ctx context.Context, by *Agent, verb AuditVerb, d AuthenticationDraft) (*AuthenticationSettings, error) {
	a := &AuthenticationSettings{ID: NewID(), Active: true, UpdatedByID: actor(by)}
	err := s.change(ctx, func(tx *change) (err error) {
		if d.Name, err = tx.nameFor(verb, "authentication_settings", d.Name); err != nil {
			return err
		}
		if err := a.Set(d); err != nil {
			return err
		}
		a.CreatedAt, a.UpdatedAt = tx.now, tx.now
		return tx.audited(by, verb, a, func() error { return tx.Create(a).Error })
	})
	if err != nil {
		return nil, fmt.Errorf("create authentication settings: %w", err)
	}
	return a, nil
}

// Edit changes the settings to a draft. version is what UpdatedAt said when the
// editor opened it.
func (s AuthenticationSettingsStore) Edit(ctx context.Context, by *Agent, id string, version Time, d AuthenticationDraft) (*AuthenticationSettings, error) {
	return s.edit(ctx, by, id, func(tx *change, a *AuthenticationSettings) error {
		if !a.UpdatedAt.Equal(version) {
			return changed(tx, a.UpdatedByID, a.UpdatedAt)
		}
		return a.Set(d)
	})
}

// Activate lets customers in again.
func (s AuthenticationSettingsStore) Activate(ctx context.Context, by *Agent, id string) (*AuthenticationSettings, error) {
	return s.edit(ctx, by, id, func(_ *change, a *AuthenticationSettings) error {
		a.Active = true
		return nil
	})
}

// Deactivate keeps everybody out who would prove themselves by the settings.
// It is refused while a published widget needs them.
func (s AuthenticationSettingsStore) Deactivate(ctx context.Context, by *Agent, id string) (*AuthenticationSettings, error) {
	return s.edit(ctx, by, id, func(tx *change, a *AuthenticationSettings) error {
		var names []string
		err := tx.Model(&Widget{}).Where("authentication_settings_id = ? AND status = ? AND deactivated_at IS NULL", id, WidgetPublished).
			Order("name, id").Pluck("name", &names).Error
		switch {
		case err != nil:
			return err
		case len(names) > 0:
			return Fail(Conflict, CodeInUse, "Customers of %s sign in with these settings. Unpublish that first, or give it other settings.", enumerate(names))
		}
		a.Active = false
		return nil
	})
}

// edit is an admin's change.
func (s AuthenticationSettingsStore) edit(ctx context.Context, by *Agent, id string, do func(*change, *AuthenticationSettings) error) (*AuthenticationSettings, error) {
	return s.alter(ctx, id, func(tx *change, a *AuthenticationSettings) error {
		return tx.audited(by, AuditEdited, a, func() error {
			if err := do(tx, a); err != nil {
				return err
			}
			a.UpdatedAt, a.UpdatedByID = tx.now.after(a.UpdatedAt), actor(by)
			return nil
		})
	})
}

// RecordKeys keeps what the key URL served, unless the settings have another
// URL by now.
func (s AuthenticationSettingsStore) RecordKeys(ctx context.Context, id, address, keys string) (*AuthenticationSettings, error) {
	return s.alter(ctx, id, func(tx *change, a *AuthenticationSettings) error {
		if a.KeySource == KeysFromURL && a.PublicKeyURL == address {
			a.KeysCached, a.FetchedAt, a.LastError = keys, tx.now, ""
		}
		return nil
	})
}

// RecordFailure notes that the key URL did not serve keys, and why. What it
// served before is kept.
func (s AuthenticationSettingsStore) RecordFailure(ctx context.Context, id, address, problem string) (*AuthenticationSettings, error) {
	return s.alter(ctx, id, func(tx *change, a *AuthenticationSettings) error {
		if a.KeySource == KeysFromURL && a.PublicKeyURL == address {
			a.FailedAt, a.LastError = tx.now, cut(problem, 1000)
		}
		return nil
	})
}

// MarkVerified notes that an admin has seen the keys of seen, unless they are
// others by now.
func (s AuthenticationSettingsStore) MarkVerified(ctx context.Context, seen *AuthenticationSettings) (*AuthenticationSettings, error) {
	return s.alter(ctx, seen.ID, func(tx *change, a *AuthenticationSettings) error {
		if a.KeySource == seen.KeySource && a.PublicKeyURL == seen.PublicKeyURL && a.PublicKey == seen.PublicKey {
			a.VerifiedAt = tx.now
		}
		return nil
	})
}

// alter is one transaction around the locked record. Who publishes a widget
// shares the lock, so that "in use" can't become true in between. Customers may
// be recognised meanwhile: they only refer to the record.
func (s AuthenticationSettingsStore) alter(ctx context.Context, id string, do func(*change, *AuthenticationSettings) error) (*AuthenticationSettings, error) {
	var a AuthenticationSettings
	err := s.change(ctx, func(tx *change) error {
		a = AuthenticationSettings{}
		if err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(&a).Error; err != nil {
			return err
		}
		if err := do(tx, &a); err != nil {
			return err
		}
		return tx.Save(&a).Error
	})
	if err != nil {
		return nil, fmt.Errorf("authentication settings %s: %w", id, err)
	}
	return &a, nil
}

// enumerate lists names in a sentence.
func enumerate(names []string) string {
	const most = 5
	quoted := make([]string, 0, most+1)
	for _, name := range names[:min(len(names), most)] {
		quoted = append(quoted, "“"+name+"”")
	}
	if more := len(names) - most; more > 0 {
		quoted = append(quoted, fmt.Sprintf("%d more", more))
	}
	last := len(quoted) - 1
	if last == 0 {
		return quoted[0]
	}
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}
