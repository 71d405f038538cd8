package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// GuideStore knows how far the desk is set up.
type GuideStore struct{ *Desk }

// guideRow is what an admin said of the guide itself.
type guideRow struct {
	ID        int64
	PutAwayAt Time
}

// TableName is the table of the row.
func (guideRow) TableName() string { return "guide" }

// Read is the guide as things stand. It is about the first widget that is in
// use; before there is one, about the newest workstream.
func (s GuideStore) Read(ctx context.Context) (*Guide, error) {
	g := &Guide{}
	if err := g.read(s.read(ctx)); err != nil {
		return nil, fmt.Errorf("read guide: %w", translate(err))
	}
	if g.Hours != nil {
		all := []OperatingHours{*g.Hours}
		if err := fillHours(s.read(ctx), all); err != nil {
			return nil, fmt.Errorf("read guide: %w", translate(err))
		}
		g.Hours = &all[0]
	}
	return g, nil
}

func (g *Guide) read(q *gorm.DB) error {
	row, err := first[guideRow](q)
	if err != nil {
		return err
	}
	g.PutAway = row != nil && !row.PutAwayAt.IsZero()
	if g.Widget, err = first[Widget](q.Where("deactivated_at IS NULL").Order("created_at, id")); err != nil {
		return err
	}
	if g.Widget == nil {
		g.Workstream, err = first[Workstream](q.Where("deactivated_at IS NULL").Order("created_at DESC, id DESC"))
		return err
	}
	if g.Workstream, err = first[Workstream](q.Where("id = ?", g.Widget.WorkstreamID)); err != nil {
		return err
	}
	if g.Authentication, err = first[AuthenticationSettings](q.Where("id = ?", deref(g.Widget.AuthenticationSettingsID))); err != nil {
		return err
	}
	if err := g.readHours(q); err != nil {
		return err
	}
	if err := q.Table("widget_domains").Where("widget_id = ?", g.Widget.ID).Order("host").Pluck("host", &g.Domains).Error; err != nil {
		return err
	}
	if err := q.Where("widget_id = ?", g.Widget.ID).Order("last_seen_at DESC, origin").Limit(5).Find(&g.Sightings).Error; err != nil {
		return err
	}
	return g.readMessages(q)
}

// readHours finds the widget's own hours, or those of its queue.
func (g *Guide) readHours(q *gorm.DB) (err error) {
	id := g.Widget.OperatingHoursID
	if g.OfQueue = id == nil; g.OfQueue {
		queue, err := first[Queue](q.Where("id = ?", g.Workstream.Queue()))
		if err != nil || queue == nil {
			return err
		}
		id = queue.OperatingHoursID
	}
	g.Hours, err = first[OperatingHours](q.Where("id = ?", deref(id)))
	return err
}

// readMessages looks for a conversation in which both sides have written.
func (g *Guide) readMessages(q *gorm.DB) error {
	wrote := func(kind MessageKind) (bool, error) {
		m, err := first[Message](q.Joins("JOIN conversations ON conversations.id = messages.conversation_id").
			Where("conversations.widget_id = ? AND messages.kind = ?", g.Widget.ID, kind))
		return m != nil, err
	}
	var err error
	if g.Written, err = wrote(KindCustomer); err != nil || !g.Written {
		return err
	}
	g.Answered, err = wrote(KindAgent)
	return err
}

// first is the first row that q finds; nil if there is none.
func first[T any](q *gorm.DB) (*T, error) {
	var rows []T
	if err := q.Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// PutAway takes the guide out of the settings' list, or puts it back.
func (s GuideStore) PutAway(ctx context.Context, away bool) error {
	return s.change(ctx, func(tx *change) error {
		row := guideRow{ID: 1}
		if away {
			row.PutAwayAt = tx.now
		}
		return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true}).Create(&row).Error
	})
}
