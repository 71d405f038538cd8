package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// Offers is what stands before agents, to be answered in time.
type Offers struct{ *Desk }

// loadCompany reads who is about the conversation besides its agent. Of most
// nobody is, and nothing is read.
func loadCompany(tx *change, c *Conversation) error {
	if c.Company == 0 {
		return nil
	}
	err := tx.Where("conversation_id = ? AND ended_at IS NULL AND kind IN ('transfer', 'consult')", c.ID).
		Order("offered_at, id").Find(&c.company.offers).Error
	if err != nil {
		return err
	}
	return tx.Where("conversation_id = ? AND left_at IS NULL", c.ID).Order("joined_at, id").Find(&c.company.participants).Error
}

// saveCompany writes what this change made of them, which bears its time. What an
// agent's browser has said of an offer meanwhile stays.
func saveCompany(tx *change, c *Conversation) error {
	var offers []Offer
	for _, o := range c.company.offers {
		if o.OfferedAt.Equal(tx.now) || o.EndedAt.Equal(tx.now) {
			offers = append(offers, o)
			if o.Kind == OfferTransfer {
				tx.presence(o.AgentID) // what they are asked to take over counts
			}
		}
	}
	var participants []Participant
	for _, p := range c.company.participants {
		if p.JoinedAt.Equal(tx.now) || p.PublicAt.Equal(tx.now) || p.LeftAt.Equal(tx.now) {
			participants = append(participants, p)
		}
	}
	o, p := c.standing()
	c.Company = o + p
	if len(offers) > 0 {
		if err := tx.Clauses(onID("ended_at", "outcome")).Create(&offers).Error; err != nil {
			return err
		}
	}
	if len(participants) == 0 {
		return nil
	}
	return tx.Clauses(onID("public_at", "left_at")).Create(&participants).Error
}

// onID has rows that are there already take over some columns.
func onID(columns ...string) clause.OnConflict {
	return clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns(columns)}
}

// followers are the agents whose lists and offers change with the conversation's
// company: those who stand, and those who did when the change began.
func (c *Conversation) followers() []string {
	var ids []string
	for _, o := range c.company.offers {
		ids = append(ids, o.AgentID, deref(o.ByAgentID))
	}
	for _, p := range c.company.participants {
		ids = append(ids, p.AgentID)
	}
	return ids
}

// concerns is the scope of what agent was asked about or takes part in.
const concerns = `(conversations.company > 0 AND (EXISTS (SELECT 1 FROM participants WHERE participants.agent_id = ?
		AND participants.conversation_id = conversations.id AND participants.left_at IS NULL)
	OR EXISTS (SELECT 1 FROM offers WHERE offers.agent_id = ? AND offers.conversation_id = conversations.id
		AND offers.ended_at IS NULL AND offers.kind IN ('transfer', 'consult'))))`

// Asked is an offer to take a conversation over or to be consulted, as the agent who
// is asked sees it.
type Asked struct {
	Row
	Offer  Offer
	ByName string // who asks
}

// Asked are the standing ones before agent, oldest first.
func (s Offers) Asked(ctx context.Context, agent *Agent) ([]Asked, error) {
	var offers []struct {
		Offer
		Names
	}
	err := s.read(ctx).Table("offers").Select("offers.*, agents.first_name, agents.last_name, agents.nickname").
		Joins("JOIN agents ON agents.id = offers.by_agent_id").
		Where("offers.agent_id = ? AND offers.ended_at IS NULL AND offers.kind IN ('transfer', 'consult') AND offers.expires_at > ?", agent.ID, s.now()).
		Order("offers.offered_at, offers.id").Limit(InboxPageSize).Find(&offers).Error
	if err != nil || len(offers) == 0 {
		return nil, translate(err)
	}
	ids := make([]string, len(offers))
	for i, o := range offers {
		ids[i] = o.ConversationID
	}
	var rows []Row
	if err := s.Inbox.rows(ctx, s.read(ctx).Table("conversations").Where("conversations.id IN ?", ids)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("conversations asked about: %w", translate(err))
	}
	of := map[string]Row{}
	for _, r := range rows {
		of[r.ID] = r
	}
	list := make([]Asked, len(offers))
	for i, o := range offers {
		list[i] = Asked{of[o.ConversationID], o.Offer, o.Full()}
	}
	return list, nil
}

// Answer is what came of something that an agent asked of a colleague.
type Answer struct {
	Offer
	Name         string // of the colleague
	CustomerName string
}

// AnswerFor is how long an agent is told of an answer.
const AnswerFor = 30 * time.Second

// Answers are what agent asked that was not accepted just now.
func (s Offers) Answers(ctx context.Context, agent *Agent) ([]Answer, error) {
	var rows []struct {
		Offer
		Names
		CustomerName string
	}
	err := s.read(ctx).Table("offers").Select("offers.*, agents.first_name, agents.last_name, agents.nickname, customers.name AS customer_name").
		Joins("JOIN agents ON agents.id = offers.agent_id").
		Joins("JOIN conversations ON conversations.id = offers.conversation_id").
		Joins("JOIN customers ON customers.id = conversations.customer_id").
		Where("offers.by_agent_id = ? AND offers.by_agent_id IS NOT NULL AND offers.ended_at IS NOT NULL AND offers.ended_at > ?", agent.ID, s.now().Add(-AnswerFor)).
		Where("offers.outcome IN ('declined', 'missed', 'unseen')").Order("offers.ended_at").Limit(5).Find(&rows).Error
	list := make([]Answer, len(rows))
	for i, r := range rows {
		list[i] = Answer{r.Offer, r.Full(), r.CustomerName}
	}
	return list, translate(err)
}

// Sweep ends the offers of colleagues that were not answered in time, or that no
// browser shows. It reports how many; call it again while it is full.
func (s Offers) Sweep(ctx context.Context) (int, error) {
	now := s.now()
	var due []Offer
	err := s.read(ctx).Where("ended_at IS NULL AND kind IN ('transfer', 'consult')").
		Where("expires_at <= ? OR (shown_at IS NULL AND offered_at <= ?)", now, now.Add(-OfferSeenWithin)).
		Order("expires_at").Limit(sweepBatch).Find(&due).Error
	if err != nil {
		return 0, translate(err)
	}
	done := 0
	for _, o := range due {
		ended, err := s.sweepOne(ctx, o)
		if err != nil {
			return done, fmt.Errorf("sweep offer %s: %w", o.ID, err)
		}
		if ended {
			done++
		}
	}
	return done, nil
}

// sweepOne ends one offer, unless it was answered meanwhile or another node works on
// its conversation.
func (s Offers) sweepOne(ctx context.Context, due Offer) (ended bool, err error) {
	err = s.change(ctx, func(tx *change) error {
		ended = false
		var free []string
		err := tx.Model(&Conversation{}).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("id = ?", due.ConversationID).Pluck("id", &free).Error
		if err != nil || len(free) == 0 {
			return err
		}
		c, ws, err := lockConversation(tx, due.ConversationID)
		if err != nil {
			return err
		}
		if o := c.asked(due.AgentID); o == nil || o.ID != due.ID || !c.overdue(o, tx.now) {
			return nil
		}
		ended = true
		return saveConversation(tx, c, ws)
	})
	return ended, err
}

// Colleague is somebody about a conversation besides its agent, as staff see them.
type Colleague struct {
	AgentID string
	Name    string
	Offer   *Offer       // what they are asked; nil once they take part
	Part    *Participant // nil while they are asked
}

// Company is who is about the conversation besides its agent, in the order in which
// they came to be. The caller has checked that the conversation is theirs to see.
func (s Conversations) Company(ctx context.Context, id string) ([]Colleague, error) {
	var offers []struct {
		Offer
		Names
	}
	var parts []struct {
		Participant
		Names
	}
	names := ", agents.first_name, agents.last_name, agents.nickname"
	err := errors.Join(
		s.read(ctx).Table("participants").Select("participants.*"+names).Joins("JOIN agents ON agents.id = participants.agent_id").
			Where("conversation_id = ? AND left_at IS NULL", id).Order("joined_at, participants.id").Find(&parts).Error,
		s.read(ctx).Table("offers").Select("offers.*"+names).Joins("JOIN agents ON agents.id = offers.agent_id").
			Where("conversation_id = ? AND ended_at IS NULL AND kind IN ('transfer', 'consult')", id).Order("offered_at, offers.id").Find(&offers).Error,
	)
	if err != nil {
		return nil, fmt.Errorf("company of %s: %w", id, translate(err))
	}
	list := make([]Colleague, 0, len(parts)+len(offers))
	for i := range parts {
		list = append(list, Colleague{AgentID: parts[i].AgentID, Name: parts[i].Full(), Part: &parts[i].Participant})
	}
	for i := range offers {
		list = append(list, Colleague{AgentID: offers[i].AgentID, Name: offers[i].Full(), Offer: &offers[i].Offer})
	}
	return list, nil
}

// consulting are the ids of the conversations that agent takes part in.
func (s Inbox) consulting(ctx context.Context, agent *Agent) ([]string, error) {
	var ids []string
	err := s.read(ctx).Model(&Participant{}).Where("agent_id = ? AND left_at IS NULL", agent.ID).
		Order("joined_at DESC").Limit(InboxPageSize).Pluck("conversation_id", &ids).Error
	return ids, translate(err)
}

// endParts takes the agent, who is deactivated, out of what they were asked about
// and take part in.
func endParts(tx *change, c *Conversation, agentID string) error {
	if o := c.asked(agentID); o != nil {
		c.answer(o, OfferWithdrawn, tx.now)
	}
	if c.participant(agentID) == nil {
		return nil
	}
	return c.Leave(agentID, tx.now)
}
