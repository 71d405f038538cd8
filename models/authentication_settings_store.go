package models

import "context"

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
