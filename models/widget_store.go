package models

import (
	"context"

	"gorm.io/gorm"
)

// Widgets are the embeddable chats.
type Widgets struct{ *Desk }

// Find is the widget with id.
func (s Widgets) Find(ctx context.Context, id string) (*Widget, error) {
	var w Widget
	if err := s.read(ctx).Where("id = ?", id).Take(&w).Error; err != nil {
		return nil, translate(err)
	}
	return &w, nil
}

// ByKey is the widget that customers reach under key: only a published one is
// found.
func (s Widgets) ByKey(ctx context.Context, key string) (*Widget, error) {
	var w Widget
	if err := s.read(ctx).Scopes(published(key)).Take(&w).Error; err != nil {
		return nil, translate(err)
	}
	return &w, nil
}

// published narrows a query of widgets to the one that customers reach under key.
func published(key string) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		return q.Where("widgets.widget_key = ? AND widgets.status = ? AND widgets.deactivated_at IS NULL", key, WidgetPublished)
	}
}

// Domains are the hosts that may frame the widget; none means any.
func (s Widgets) Domains(ctx context.Context, id string) ([]string, error) {
	var hosts []string
	err := s.read(ctx).Table("widget_domains").Where("widget_id = ?", id).Order("host").Pluck("host", &hosts).Error
	return hosts, translate(err)
}
