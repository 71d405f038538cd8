package models

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Customers are the people who write.
type Customers struct{ *Desk }

// Find is the customer with id.
func (s Customers) Find(ctx context.Context, id string) (*Customer, error) {
	var c Customer
	if err := s.read(ctx).Where("id = ?", id).Take(&c).Error; err != nil {
		return nil, translate(err)
	}
	return &c, nil
}

// recognize is the customer whom a verified token names, made when new; what
// the token says of her replaces what was known.
func recognize(tx *change, settingsID string, who Identity) (*Customer, error) {
	fresh := Customer{
		ID: NewID(), AuthenticationSettingsID: &settingsID, ExternalID: &who.ExternalID,
		Name: cut(who.Name, 200), Email: cut(who.Email, 320), Phone: cut(who.Phone, 60),
		LastSeenAt: tx.now, CreatedAt: tx.now, UpdatedAt: tx.now,
	}
	err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error
	if err != nil {
		return nil, err
	}
	var c Customer
	err = tx.Where("authentication_settings_id = ? AND external_id = ?", settingsID, who.ExternalID).Take(&c).Error
	if err != nil || c.ID == fresh.ID {
		return &c, err
	}
	c.Name, c.Email, c.Phone = fresh.Name, fresh.Email, fresh.Phone
	c.LastSeenAt, c.UpdatedAt = tx.now, tx.now
	return &c, tx.Save(&c).Error
}

// found is whether a lookup found its row; other failures stay failures.
func found(err error) (bool, error) {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	return err == nil, err
}
