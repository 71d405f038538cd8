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
	return append(values, pageValues(c.ID, visit.Page)...), introduce(tx, visit.CustomerID, values)
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
func introduce(tx *change, customerID string, answers []ContextValue) error {
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
