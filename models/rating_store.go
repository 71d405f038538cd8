package models

import (
	"context"
	"fmt"
	"time"
)

// ratingAsked is how long after its end a customer who comes back is asked how a
// conversation was. Later nobody remembers.
const ratingAsked = 30 * 24 * time.Hour

// Unrated is the id of the customer's last conversation in the visit's widget, if
// she is still asked how it was; empty if she is not.
func (s Conversations) Unrated(ctx context.Context, visit *Visit, w *Widget) (string, error) {
	if !w.PostChatSurvey {
		return "", nil
	}
	var last []Conversation
	err := ofVisit(s.read(ctx), visit).Order("created_at DESC, id DESC").Limit(1).Find(&last).Error
	if err != nil || len(last) == 0 {
		return "", translate(err)
	}
	c := &last[0]
	if !c.AsksRating(w) || c.StateChangedAt.Add(ratingAsked).Due(s.now()) {
		return "", nil
	}
	return c.ID, nil
}

// Rate keeps what the customer says of a conversation that has ended, until she
// has started another one.
func (s Conversations) Rate(ctx context.Context, visit *Visit, id string, r Rating) (*Conversation, error) {
	r, err := r.Clean()
	if err != nil {
		return nil, err
	}
	if r.Comment, err = s.MaskingRules.Mask(ctx, r.Comment); err != nil {
		return nil, err
	}
	var c *Conversation
	err = s.change(ctx, func(tx *change) error {
		var ws *Workstream
		if id == "" {
			return errNotFound
		}
		if c, ws, err = s.conversationFor(tx, visit, id); err != nil {
			return err
		}
		var newer int64
		err := tx.Model(&Conversation{}).Where("customer_id = ? AND widget_id = ? AND id <> ?", c.CustomerID, c.WidgetID, c.ID).
			Where("state IN ('open', 'active', 'waiting') OR created_at > ?", c.CreatedAt).Count(&newer).Error
		if err != nil {
			return err
		}
		if newer > 0 && c.Rating == 0 && !c.State.Running() {
			return Fail(Conflict, CodeWrongState, "You have started a new conversation since.")
		}
		var w Widget
		if err := tx.Where("id = ?", c.WidgetID).Take(&w).Error; err != nil {
			return err
		}
		before := c.LastSeq
		if err := c.Rate(&w, r, tx.now); err != nil || c.LastSeq == before {
			return err
		}
		if err := saveConversation(tx, c, ws); err != nil {
			return err
		}
		// What is not in the customer's log has changed too: she is not asked any more.
		tx.wake(Wake{Conversation: c.ID, Topics: []string{TopicConversation(c.ID)}, Signal: &Signal{Kind: SignalRead}})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("rate conversation %s: %w", id, err)
	}
	return c, nil
}
