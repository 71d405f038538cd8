package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// PreviousPage is how many rows of ended conversations one page has.
const PreviousPage = 10

// Past is a place among the rows of ended conversations; zero is after the newest.
type Past struct {
	Conversation string
	Seq          int64
}

// Previous is a page of what a signed-in customer may read again of her ended
// conversations in this widget: the rows before a place, oldest first, and whether
// there are more. except is the one on her screen. Of a widget that does not show
// them, and of an anonymous customer's, there is nothing.
func (s Conversations) Previous(ctx context.Context, w *Widget, visit *Visit, except string, before Past) (Page, error) {
	if !w.ShowsPrevious() || visit.ConversationID != nil {
		return Page{}, errNotFound
	}
	// Each has a row at least, so that these are enough for the page.
	picked := s.ended(ctx, visit, except).Select("id, created_at").Order("created_at DESC, id DESC").Limit(PreviousPage + 1)
	if before.Conversation != "" {
		picked = picked.Where("(created_at, id) <= (SELECT created_at, id FROM conversations WHERE id = ?)", before.Conversation)
	}
	q := s.read(ctx).Table("messages").Select("messages.*, agents.first_name, agents.last_name, agents.nickname").
		Joins("JOIN (?) AS picked ON picked.id = messages.conversation_id", picked).
		Joins("LEFT JOIN agents ON agents.id = messages.agent_id").
		Where("messages.audience = ? AND messages.retracted_at IS NULL", AudienceEveryone).
		Order("picked.created_at DESC, picked.id DESC, messages.seq DESC").Limit(PreviousPage + 1)
	if before.Conversation != "" {
		q = q.Where("(messages.conversation_id <> ? OR messages.seq < ?)", before.Conversation, before.Seq)
	}
	var page Page
	if err := q.Find(&page.Entries).Error; err != nil {
		return Page{}, fmt.Errorf("previous conversations: %w", translate(err))
	}
	if page.Older = len(page.Entries) > PreviousPage; page.Older {
		page.Entries = page.Entries[:PreviousPage]
	}
	slices.Reverse(page.Entries)
	return page, nil
}

// HasPrevious reports whether there is anything to read in Previous.
func (s Conversations) HasPrevious(ctx context.Context, w *Widget, visit *Visit, except string) (bool, error) {
	if !w.ShowsPrevious() || visit.ConversationID != nil {
		return false, nil
	}
	var one []string
	err := s.ended(ctx, visit, except).Limit(1).Pluck("id", &one).Error
	return len(one) > 0, translate(err)
}

func (s Conversations) ended(ctx context.Context, visit *Visit, except string) *gorm.DB {
	return ofVisit(s.read(ctx).Model(&Conversation{}), visit).Where("state IN ('wrap_up', 'closed') AND id <> ?", except)
}
