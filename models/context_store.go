package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm/clause"
)

// beginning is the context of a conversation that starts with d: the customer's
// answers, without which it does not start where a survey comes first, and what
// the page said. In one that runs already nothing is asked again.
func beginning(tx *change, visit *Visit, c *Conversation, d Draft) ([]ContextValue, error) {
	if c.was != "" {
		return nil, nil
	}
	survey, err := surveyOf(tx.DB, c.WidgetID)
	if err != nil {
		return nil, err
	}
	values, err := survey.Answer(d.Answers, d.safe)
	if err != nil {
		return nil, err
	}
	for i := range values {
		values[i].ConversationID = c.ID
	}
	return append(values, pageValues(c.ID, visit.Page)...), introduce(tx, visit.CustomerID, values, d)
}

// keepContext stores the values of a conversation that is stored.
func keepContext(tx *change, values []ContextValue) error {
	if len(values) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&values).Error
}

// introduce puts what an anonymous customer answered to the questions Name, Email
// and Phone into her record. Whom a site has signed keeps the site's words.
func introduce(tx *change, customerID string, answers []ContextValue, d Draft) error {
	said := map[string]any{}
	for _, a := range answers {
		switch value := strings.TrimSpace(a.Value); strings.ToLower(a.Name) {
		case "name":
			said["name"] = cut(value, 200)
		case "phone":
			said["phone"] = cut(value, 60)
		case "email":
			if value = CleanEmail(value); isEmail(value) { // and was not masked
				said["email"] = value
			}
		}
	}
	if len(said) == 0 {
		return nil
	}
	said["updated_at"] = tx.now
	return tx.Model(&Customer{}).Where("id = ? AND authentication_settings_id IS NULL", customerID).Updates(said).Error
}

// pageChanged keeps the running conversation's unsigned context at what the page
// says now.
func pageChanged(tx *change, v *Visit, page Attributes) error {
	id, err := runningID(tx.DB, v)
	if err != nil || id == "" {
		return err
	}
	if err := tx.Where("conversation_id = ? AND source = ?", id, FromPage).Delete(&ContextValue{}).Error; err != nil {
		return err
	}
	return keepContext(tx, pageValues(id, page))
}

// Values are what the customer answered and the page said in the conversation id,
// which the caller has found to be theirs to see.
func (s Conversations) Values(ctx context.Context, id string) ([]ContextValue, error) {
	var values []ContextValue
	if err := s.read(ctx).Where("conversation_id = ?", id).Find(&values).Error; err != nil {
		return nil, fmt.Errorf("context of %s: %w", id, translate(err))
	}
	return values, nil
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
