package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Conversations is everything that can happen to a conversation.
type Conversations struct{ *Desk }

// visible is the scope every staff query begins with. Agents see what is open in
// their queues, what is closed, what is theirs or offered to them, and what they are
// asked about or take part in; supervisors see everything. What is out of scope is not found.
func visible(q *gorm.DB, agent *Agent) *gorm.DB {
	if agent.Role.Includes(RoleSupervisor) {
		return q
	}
	return q.Where(`(conversations.state = 'closed' OR conversations.agent_id = ? OR conversations.offered_agent_id = ? OR `+concerns+`
		OR (conversations.state = 'open' AND (conversations.queue_id = ? OR EXISTS (SELECT 1 FROM queue_members
			WHERE queue_members.queue_id = conversations.queue_id AND queue_members.agent_id = ?))))`,
		agent.ID, agent.ID, agent.ID, agent.ID, DefaultQueueID, agent.ID)
}

// Find is the conversation id as agent may see it.
func (s Conversations) Find(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	var c Conversation
	if err := visible(s.read(ctx), agent).Where("id = ?", id).Take(&c).Error; err != nil {
		return nil, translate(err)
	}
	return &c, nil
}

// lockConversation loads id and holds its row until the transaction ends, so
// that numbers of the log are given one at a time. SQLite has one writer and
// needs no lock.
func lockConversation(tx *change, id string) (*Conversation, *Workstream, error) {
	return lockedConversation(tx, tx.Clauses(clause.Locking{Strength: "UPDATE", Table: clause.Table{Name: "conversations"}}), id)
}

// lockedConversation is lockConversation by a query of its own. What that does not find
// is not found.
func lockedConversation(tx *change, query *gorm.DB, id string) (*Conversation, *Workstream, error) {
	var row struct {
		Conversation Conversation `gorm:"embedded"`
		Workstream   Workstream   `gorm:"embedded;embeddedPrefix:ws_"`
	}
	err := query.Table("conversations").Clauses(selects("conversations.*, "+workstreamColumns())).
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").Where("conversations.id = ?", id).Take(&row).Error
	if err != nil {
		return nil, nil, translate(err)
	}
	c, ws := &row.Conversation, &row.Workstream
	c.loaded()
	if c.hours, err = tx.openness(c); err == nil {
		c.voice, err = tx.voice(ws)
	}
	if err == nil {
		err = loadCompany(tx, c)
	}
	return c, ws, err
}

var workstreamColumns = columnsAs("workstreams", "ws_", &Workstream{})

// saveConversation writes c, the rows its transitions made, and wakes whoever
// shows it. before is who had it when the change began: their inbox loses it.
func saveConversation(tx *change, c *Conversation, ws *Workstream, before ...string) error {
	c.settle(ws, tx.now)
	conversationMoved(tx, c.from, c, ws)
	if err := standInLine(tx, c); err != nil {
		return err
	}
	if err := saveCompany(tx, c); err != nil {
		return err
	}
	c.UpdatedAt, c.TouchedAt = tx.now, touched(tx.now)
	freed := c.frees()
	edges, after := c.edges(c.row), int64(0)
	if c.row != nil {
		after = c.row.LastChangedSeq
	}
	if err := writeConversation(tx, c); err != nil {
		return err
	}
	if err := saveChanged(tx, c.changed); err != nil {
		return err
	}
	if len(c.pending) > 0 {
		if err := spell(tx, c); err != nil {
			return err
		}
		if err := tx.Create(&c.pending).Error; err != nil {
			return err
		}
	}
	if err := saveOffers(tx, c); err != nil {
		return err
	}
	tx.routes.add(c, freed)
	tx.tell(c.tells(after))
	tx.wake(Wake{Conversation: c.ID, Changed: c.LastChangedSeq, At: c.UpdatedAt, Topics: c.topics(before), Edges: edges})
	c.pending, c.changed = nil, nil
	return nil
}

// saveChanged writes rows that are there already. One without a text keeps what
// it said.
func saveChanged(tx *change, rows []Message) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "conversation_id"}, {Name: "seq"}},
		DoUpdates: clause.Assignments(map[string]any{
			"changed_seq":  gorm.Expr("excluded.changed_seq"),
			"retracted_at": gorm.Expr("excluded.retracted_at"),
			"body":         gorm.Expr("CASE WHEN excluded.body = '' THEN messages.body ELSE excluded.body END"),
		}),
	}).Create(&rows).Error
}

// topics are who may show the conversation: the conversation's own readers, its
// customer, the board, the inboxes it is, was or is offered in, and the open and
// closed lists if it is or was there.
func (c *Conversation) topics(before []string) []string {
	topics := []string{TopicConversation(c.ID), TopicCustomer(c.WidgetID, c.CustomerID), TopicBoard}
	if c.State == StateOpen || c.was == StateOpen {
		topics = append(topics, TopicOpen)
	}
	if c.State == StateClosed {
		topics = append(topics, TopicClosed)
	}
	agents := append(slices.Clone(before), c.holder(), deref(c.OfferedAgentID), deref(c.PreferredAgentID))
	agents = append(agents, c.followers()...)
	for i, id := range agents {
		known := id == ""
		for _, earlier := range agents[:i] {
			known = known || earlier == id
		}
		if !known {
			topics = append(topics, TopicAgent(id))
		}
	}
	return topics
}

// alter is the shape of every staff verb: lock the conversation in agent's
// scope, apply the rule, save.
func (s Conversations) alter(ctx context.Context, agent *Agent, id, verb string, rule func(tx *change, c *Conversation, ws *Workstream) error) (*Conversation, error) {
	var c *Conversation
	err := s.change(ctx, func(tx *change) error {
		var ws *Workstream
		var err error
		if c, ws, err = lockConversation(tx, id); err != nil {
			return err
		}
		if seen, err := visibleTo(tx, agent, c); err != nil || !seen {
			return errors.Join(err, s.lostRace(tx, c))
		}
		holder, offered := c.holder(), deref(c.OfferedAgentID)
		c.actor = agent
		if err := rule(tx, c, ws); err != nil {
			return nameWinner(tx, c, err)
		}
		return saveConversation(tx, c, ws, holder, offered)
	})
	if err != nil {
		return nil, fmt.Errorf("%s conversation %s: %w", verb, id, err)
	}
	return c, nil
}

// visibleTo is the scope of visible for a row that is at hand.
func visibleTo(tx *change, agent *Agent, c *Conversation) (bool, error) {
	switch {
	case agent.Role.Includes(RoleSupervisor), c.State == StateClosed, c.holder() == agent.ID, deref(c.OfferedAgentID) == agent.ID:
		return true, nil
	case c.participant(agent.ID) != nil, c.asked(agent.ID) != nil:
		return true, nil
	case c.State == StateOpen:
		return inQueue(tx, agent.ID, c.QueueID)
	}
	return false, nil
}

// lostRace answers an agent for whom the conversation went out of scope. It was
// in their sight a moment ago, when it was open, so saying who took it tells
// nothing new; a conversation that never was open to them is another's id guessed.
func (s Conversations) lostRace(tx *change, c *Conversation) error {
	if c.State != StateActive {
		return errNotFound
	}
	return nameWinner(tx, c, Fail(Conflict, CodeTaken, "Another agent has this conversation already."))
}

// nameWinner puts into a lost race's message who won it.
func nameWinner(tx *change, c *Conversation, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeTaken {
		return err
	}
	winner := c.holder()
	if winner == "" {
		winner = deref(c.OfferedAgentID)
	}
	var a Agent
	if find := tx.Where("id = ?", winner).Take(&a).Error; find != nil {
		return err
	}
	if c.State == StateOpen {
		return Fail(Conflict, CodeTaken, "%s is deciding on this conversation.", a.Name())
	}
	return Fail(Conflict, CodeTaken, "%s has this conversation.", a.Name())
}

// Accept gives an open conversation to agent: an offer accepted, or a pick.
func (s Conversations) Accept(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "accept", func(tx *change, c *Conversation, ws *Workstream) error {
		if err := mayTakeWork(tx, agent.ID); err != nil {
			return err
		}
		if err := c.mayPick(agent, ws); err != nil {
			return err
		}
		return c.Accept(agent.ID, tx.now)
	})
}

// mayTakeWork is nil when the agent can be given a conversation. Their row is held at the
// end of the change and looked at again, so that a deactivation in the same instant comes
// before or after, and hands back what was taken.
func mayTakeWork(tx *change, agentID string) error {
	tx.presence(agentID).needed = true
	var able []string
	err := tx.Model(&Agent{}).Where("id = ? AND deactivated_at IS NULL", agentID).Pluck("id", &able).Error
	if err == nil && len(able) == 0 {
		err = errNotFound
	}
	return err
}

// Decline refuses the offer that stands before agent.
func (s Conversations) Decline(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "decline", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Decline(agent.ID, tx.now)
	})
}

// Park is "Close for now". seen is the newest row agent had on screen.
func (s Conversations) Park(ctx context.Context, agent *Agent, id string, seen int64) (*Conversation, error) {
	return s.alter(ctx, agent, id, "park", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Park(agent.ID, seen, tx.now)
	})
}

// Reopen takes a parked conversation up again.
func (s Conversations) Reopen(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "reopen", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Reopen(agent.ID, tx.now)
	})
}

// Release gives an active conversation back to the team.
func (s Conversations) Release(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "release", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Release(agent.ID, tx.now)
	})
}

// End finishes a conversation. seen is the newest row agent had on screen.
func (s Conversations) End(ctx context.Context, agent *Agent, id string, seen int64) (*Conversation, error) {
	return s.alter(ctx, agent, id, "end", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.End(agent.ID, seen, tx.now)
	})
}

// UndoEnd takes an End back within UndoEnd, unless the customer has started a
// new conversation meanwhile.
func (s Conversations) UndoEnd(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	c, err := s.alter(ctx, agent, id, "undo end of", func(tx *change, c *Conversation, _ *Workstream) error {
		if c.State == StateActive && c.holder() == agent.ID {
			return nil // the other window of the same agent was first
		}
		var ended Message
		find := tx.Where("conversation_id = ? AND seq = ?", c.ID, c.EndedSeq).Take(&ended).Error
		if find != nil && !errors.Is(find, gorm.ErrRecordNotFound) {
			return find
		}
		return c.UndoEnd(agent.ID, ended, tx.now)
	})
	if KindOf(err) == Conflict && CodeOf(err) == "" { // the index of running conversations
		return nil, Fail(Conflict, CodeWrongState, "The customer has started a new conversation already.")
	}
	return c, err
}

// Summarize keeps agent's words about how the conversation went.
func (s Conversations) Summarize(ctx context.Context, agent *Agent, id, text string) (*Conversation, error) {
	text, err := s.MaskingRules.Mask(ctx, cut(text, maxSummary))
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, agent, id, "summarize", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Summarize(agent.ID, text, tx.now)
	})
}

// maxSummary is the longest summary, in characters.
const maxSummary = 4000

// Close finishes the wrap-up, with the summary as it stands in the form.
func (s Conversations) Close(ctx context.Context, agent *Agent, id, summary string) (*Conversation, error) {
	summary, err := s.MaskingRules.Mask(ctx, cut(summary, maxSummary))
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, agent, id, "close", func(tx *change, c *Conversation, _ *Workstream) error {
		if c.State == StateWrapUp {
			if err := c.Summarize(agent.ID, summary, tx.now); err != nil {
				return err
			}
		}
		return c.Close(agent.ID, tx.now)
	})
}

// ForceClose closes a conversation in whatever state, for a supervisor.
func (s Conversations) ForceClose(ctx context.Context, by *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, by, id, "force-close", func(tx *change, c *Conversation, _ *Workstream) error {
		if err := c.ForceClose(by, tx.now); err != nil {
			return err
		}
		return tx.steppedIn(by, c, AuditForceClosed, "", "", "")
	})
}
