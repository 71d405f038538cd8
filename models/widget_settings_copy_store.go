package models

import (
	"context"
	"fmt"
)

// Copy makes a draft that is like the widget but for its key, with the same
// domains and words of its own.
func (s Widgets) Copy(ctx context.Context, by *Agent, id string) (*Widget, error) {
	var w Widget
	err := s.change(ctx, func(tx *change) error {
		if err := tx.Where("id = ?", id).Take(&w).Error; err != nil {
			return err
		}
		var err error
		if w.Name, err = tx.nameFor(AuditCopied, "widgets", w.Name); err != nil {
			return err
		}
		w.ID, w.Key, w.Status, w.DeactivatedAt = NewID(), newKey(), WidgetDraft, Time{}
		w.CreatedAt, w.UpdatedAt, w.UpdatedByID = tx.now, tx.now, actor(by)
		return tx.audited(by, AuditCopied, &w, func() error {
			if err := tx.Create(&w).Error; err != nil {
				return err
			}
			return copyParts(tx, by, id, w.ID)
		})
	})
	s.forgetEverywhere(topicTexts)
	if err != nil {
		return nil, fmt.Errorf("copy widget %s: %w", id, err)
	}
	return &w, nil
}

// copyParts copies what belongs to a widget alone.
func copyParts(tx *change, by *Agent, from, to string) error {
	var hosts []string
	if err := tx.Model(&WidgetDomain{}).Where("widget_id = ?", from).Order("host").Pluck("host", &hosts).Error; err != nil {
		return err
	}
	if err := allow(tx, to, hosts); err != nil {
		return err
	}
	if err := copySurvey(tx, by, from, to); err != nil {
		return err
	}
	var own []AutomatedMessage
	if err := tx.Where("widget_id = ?", from).Find(&own).Error; err != nil || len(own) == 0 {
		return err
	}
	for i := range own {
		own[i].ID, own[i].WidgetID, own[i].CreatedAt, own[i].UpdatedAt, own[i].UpdatedByID = NewID(), &to, tx.now, tx.now, actor(by)
	}
	return tx.Create(&own).Error
}
