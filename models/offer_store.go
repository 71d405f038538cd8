package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"linger/models/routing"
)

// saveOffers writes what became of the standing offer of c, and the one that begins.
func saveOffers(tx *change, c *Conversation) error {
	if c.answered != "" {
		err := tx.Model(&Offer{}).Where("conversation_id = ? AND kind = ? AND ended_at IS NULL", c.ID, OfferWork).
			Updates(map[string]any{"ended_at": tx.now, "outcome": c.answered}).Error
		if err != nil {
			return err
		}
		c.answered = ""
	}
	if c.offering == nil {
		return nil
	}
	if c.offering.Outcome != "" {
		c.offering.EndedAt = tx.now
	}
	err := tx.Create(c.offering).Error
	c.offering = nil
	return err
}

// Shown notes that a browser of agent shows the offer with id, if it stands: now her
// time to answer runs. What no browser shows moves on.
func (s Offers) Shown(ctx context.Context, agent *Agent, id string) error {
	err := s.change(ctx, func(tx *change) error {
		var o Offer
		if err := tx.Where("id = ? AND agent_id = ?", id, agent.ID).Take(&o).Error; err != nil {
			return err
		}
		if o.Kind == OfferWork {
			if shown, err := showWork(tx, o); err != nil || !shown {
				return err
			}
		}
		return tx.Model(&Offer{}).Where("id = ? AND shown_at IS NULL AND ended_at IS NULL", id).UpdateColumn("shown_at", tx.now).Error
	})
	if err != nil {
		return fmt.Errorf("note that offer %s is shown: %w", id, err)
	}
	return nil
}

// showWork notes it on the conversation too, whose deadline follows.
func showWork(tx *change, o Offer) (bool, error) {
	c, ws, err := lockConversation(tx, o.ConversationID)
	if err != nil || !c.shown(o.AgentID, tx.now) {
		return false, err // it was answered, or another window was first
	}
	c.DeadlineAt = c.deadline(ws)
	return true, tx.Model(c).Select("offer_shown_at", "deadline_at").Updates(c).Error
}

// askedBefore is who was asked for conversations without taking them, in the wait
// that goes on.
func askedBefore(q *gorm.DB, ids []string) (map[string]map[string]routing.Asked, error) {
	rows, err := q.Raw(`SELECT offers.conversation_id, offers.agent_id, offers.outcome, offers.ended_at FROM offers
		JOIN conversations ON conversations.id = offers.conversation_id
		WHERE offers.conversation_id IN ? AND offers.kind = 'work' AND offers.outcome IN ('declined', 'missed', 'unseen')
			AND offers.offered_at >= conversations.wait_started_at`, ids).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]map[string]routing.Asked{}
	for rows.Next() {
		var conversation, agent string
		var outcome OfferOutcome
		var ended Time
		if err := rows.Scan(&conversation, &agent, &outcome, &ended); err != nil {
			return nil, err
		}
		if all[conversation] == nil {
			all[conversation] = map[string]routing.Asked{}
		}
		asked := all[conversation][agent]
		if outcome == OfferUnseen {
			asked.Unseen++
		} else {
			asked.Refused++
		}
		if ended.After(At(asked.Last)) {
			asked.Last = ended.Time
		}
		all[conversation][agent] = asked
	}
	return all, rows.Err()
}
