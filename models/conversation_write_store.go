package models

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Receive takes a customer's message in the conversation she wrote it for; with
// no id, in her running one, or a new one when none runs. A draft that arrives
// again returns the first result, even after the end; one whose text was changed
// after it had arrived is refused with CodeArrived. It returns the message and the
// conversation it is in.
func (s Conversations) Receive(ctx context.Context, visit *Visit, id string, d Draft) (*Message, *Conversation, error) {
	d, err := s.masked(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	var m *Message
	var c *Conversation
	receive := func(tx *change) error {
		var err error
		if m, c, err = receivedBefore(tx, visit, d.ClientID); m != nil || err != nil {
			if m != nil && len(d.Edited) > 0 && m.Body != d.Body {
				err = errArrived
			}
			return err
		}
		hers := ofVisit(tx.Model(&Message{}).Joins("JOIN conversations ON conversations.id = messages.conversation_id"), visit).
			Where("messages.kind = ?", KindCustomer)
		if err := unreceived(hers, d.Edited); err != nil {
			return err
		}
		var ws *Workstream
		if c, ws, err = s.conversationFor(tx, visit, id); err != nil {
			return err
		}
		begun, err := beginning(tx, visit, c, d)
		if err != nil {
			return err
		}
		trace, err := route(tx, c, ws, begun)
		if err != nil {
			return err
		}
		holder := c.holder()
		if c.attended, err = attended(tx, c); err != nil {
			return err
		}
		row, err := c.Receive(d, visit.ID, tx.now)
		if err != nil {
			return err
		}
		m = &row
		if err := offerToPrevious(tx, c, ws); err != nil {
			return err
		}
		if err := saveConversation(tx, c, ws, holder); err != nil {
			return err
		}
		if err := keepTrace(tx, trace); err != nil {
			return err
		}
		return keepContext(tx, begun)
	}
	err = s.change(ctx, receive)
	if KindOf(err) == Conflict && CodeOf(err) == "" { // another tab started one, or sent this draft, at this instant
		err = s.change(ctx, receive)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("receive message: %w", err)
	}
	return m, c, nil
}

// receivedBefore is the customer's message with clientID, if she sent it before
// in this widget.
func receivedBefore(tx *change, visit *Visit, clientID string) (*Message, *Conversation, error) {
	var m Message
	err := ofVisit(tx.Joins("JOIN conversations ON conversations.id = messages.conversation_id"), visit).
		Where("messages.client_id = ? AND messages.kind = ?", clientID, KindCustomer).Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var c Conversation
	if err := tx.Where("id = ?", m.ConversationID).Take(&c).Error; err != nil {
		return nil, nil, err
	}
	return &m, &c, nil
}

var errArrived = Fail(Conflict, CodeArrived, "This message had arrived before it was changed.")

// unreceived fails if one of the writer's messages has arrived.
func unreceived(theirs *gorm.DB, clientIDs []string) error {
	if len(clientIDs) == 0 {
		return nil
	}
	ids := make([]string, len(clientIDs))
	for i, id := range clientIDs {
		ids[i] = strings.ToLower(id)
	}
	var arrived []string
	err := theirs.Where("messages.client_id IN ?", ids).Limit(1).Pluck("messages.client_id", &arrived).Error
	if err == nil && len(arrived) > 0 {
		err = errArrived
	}
	return err
}

// conversationFor locks the conversation a customer writes in: the named one if
// it is hers, else her running one, else a new one.
func (s Conversations) conversationFor(tx *change, visit *Visit, id string) (*Conversation, *Workstream, error) {
	if id != "" {
		c, ws, err := lockConversation(tx, id)
		if err == nil && !visit.sees(c) {
			err = errNotFound
		}
		return c, ws, err
	}
	running, err := runningID(tx.DB, visit)
	if err != nil {
		return nil, nil, err
	}
	if running != "" {
		return lockConversation(tx, running)
	}
	if visit.ConversationID != nil { // whoever came by a link starts as somebody of her own
		return nil, nil, errVisitOver()
	}
	if err := known(tx, visit.CustomerID); err != nil {
		return nil, nil, err
	}
	var w Widget // as it stays until the conversation is in it: see move
	if err := tx.Clauses(clause.Locking{Strength: "KEY SHARE"}).Where("id = ?", visit.WidgetID).Take(&w).Error; err != nil {
		return nil, nil, translate(err)
	}
	if !w.Live() {
		return nil, nil, errNotFound
	}
	var ws Workstream
	if err := tx.Where("id = ?", w.WorkstreamID).Take(&ws).Error; err != nil {
		return nil, nil, err
	}
	c := newConversation(&w, visit.CustomerID, visit.Context, tx.now)
	c.QueueID, c.Language = ws.Queue(), visit.Language
	if c.voice, err = tx.voice(&ws); err != nil {
		return nil, nil, err
	}
	if c.hours, err = tx.openness(c); err == nil && c.Mode == ModeLive && c.hours.Closed {
		err = errOutsideHours(c.hours)
	}
	return c, &ws, err
}

// attended reports whether the agent who has the conversation works on it now
// though nobody should: then the customer is not told that everyone is away.
func attended(tx *change, c *Conversation) (bool, error) {
	if c.State != StateActive || !c.mustTell(tx.now) {
		return false, nil
	}
	var last []Message
	err := tx.Where("conversation_id = ? AND kind = ?", c.ID, KindAgent).Order("seq DESC").Limit(1).Find(&last).Error
	return len(last) > 0 && tx.now.Before(last[0].CreatedAt.Add(Attended)), err
}

// runningID is the id of the visit's running conversation, or "".
func runningID(q *gorm.DB, visit *Visit) (string, error) {
	var ids []string
	err := ofVisit(q.Model(&Conversation{}), visit).Where("state IN ('open', 'active', 'waiting')").
		Order("created_at DESC").Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// Reply sends agent's message to the customer. A draft that arrives again
// returns the first result; one whose text was changed after it had arrived is
// refused with CodeArrived.
func (s Conversations) Reply(ctx context.Context, agent *Agent, id string, d Draft) (*Message, *Conversation, error) {
	return s.writeAsStaff(ctx, agent, id, d, KindAgent, (*Conversation).Reply)
}

// Note writes an internal message, which only staff see.
func (s Conversations) Note(ctx context.Context, agent *Agent, id string, d Draft) (*Message, *Conversation, error) {
	return s.writeAsStaff(ctx, agent, id, d, KindInternal, (*Conversation).Note)
}

func (s Conversations) writeAsStaff(ctx context.Context, agent *Agent, id string, d Draft, kind MessageKind, rule func(*Conversation, Draft, string, Time) (Message, error)) (*Message, *Conversation, error) {
	d, err := s.masked(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	var m Message
	c, err := s.alter(ctx, agent, id, "write in", func(tx *change, c *Conversation, _ *Workstream) error {
		err := tx.Where("conversation_id = ? AND client_id = ?", c.ID, d.ClientID).Take(&m).Error
		if err == nil {
			if len(d.Edited) > 0 && deref(m.AgentID) == agent.ID && (m.Body != d.Body || m.Kind != kind) {
				return errArrived
			}
			if m.Kind != kind || deref(m.AgentID) != agent.ID {
				return Fail(Conflict, CodeWrongState, "This message's id is used already.")
			}
			return nil
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		theirs := tx.Model(&Message{}).Where("conversation_id = ? AND agent_id = ?", c.ID, agent.ID)
		if err := unreceived(theirs, d.Edited); err != nil {
			return err
		}
		m, err = rule(c, d, agent.ID, tx.now)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return &m, c, nil
}

// CustomerEnd ends a live conversation for its customer; a persistent one
// refuses.
func (s Conversations) CustomerEnd(ctx context.Context, visit *Visit, id string) (*Conversation, error) {
	var c *Conversation
	err := s.change(ctx, func(tx *change) error {
		var ws *Workstream
		var err error
		if c, ws, err = s.conversationFor(tx, visit, id); err != nil {
			return err
		}
		holder := c.holder()
		if err := c.CustomerEnd(tx.now); err != nil {
			return err
		}
		return saveConversation(tx, c, ws, holder)
	})
	if err != nil {
		return nil, fmt.Errorf("end conversation %s for its customer: %w", id, err)
	}
	return c, nil
}

// Offer puts an open conversation before an agent.
func (s Conversations) Offer(ctx context.Context, id, agentID string) (*Conversation, error) {
	var c *Conversation
	err := s.change(ctx, func(tx *change) error {
		var ws *Workstream
		var err error
		if c, ws, err = lockConversation(tx, id); err != nil {
			return err
		}
		if err := c.Offer(agentID, ws, tx.now); err != nil {
			return err
		}
		return saveConversation(tx, c, ws)
	})
	if err != nil {
		return nil, fmt.Errorf("offer conversation %s: %w", id, err)
	}
	return c, nil
}

// sweepBatch is how many conversations one look of the sweep takes.
const sweepBatch = 100

// Sweep does what the clock demands of conversations: offers missed, states
// outlived, places in a queue that may have changed. It reports how many it touched; call it again while it is full.
// Each conversation is a transaction of its own, claimed so that several nodes
// share the work.
func (s Conversations) Sweep(ctx context.Context) (int, error) {
	var ids []string
	err := s.read(ctx).Model(&Conversation{}).Where("deadline_at IS NOT NULL AND deadline_at <= ?", s.now()).
		Order("deadline_at, inbox_order").Limit(sweepBatch).Pluck("id", &ids).Error
	if err != nil {
		return 0, translate(err)
	}
	if len(ids) > 0 {
		s.calendar.forget() // another node may have changed the hours for which something waits
	}
	done := 0
	for _, id := range ids {
		err := s.change(ctx, func(tx *change) error {
			var c Conversation
			find := tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
				Where("id = ? AND deadline_at <= ?", id, tx.now).Take(&c).Error
			if errors.Is(find, gorm.ErrRecordNotFound) {
				return nil // another node has it, or it moved on
			}
			if find != nil {
				return find
			}
			var ws Workstream
			if err := tx.Where("id = ?", c.WorkstreamID).Take(&ws).Error; err != nil {
				return err
			}
			if c.hours, find = tx.openness(&c); find != nil {
				return find
			}
			if c.voice, find = tx.voice(&ws); find != nil {
				return find
			}
			if find = loadCompany(tx, &c); find != nil {
				return find
			}
			c.loaded()
			holder, offered, held := c.holder(), deref(c.OfferedAgentID), !c.HeldUntil.IsZero()
			c.Due(&ws, tx.now) // even if nothing was due, the deadline is computed anew
			if c.State == StateOpen && (held && c.HeldUntil.IsZero() || c.was == StateWaiting) {
				if err := offerToPrevious(tx, &c, &ws); err != nil {
					return err
				}
			}
			done++
			return saveConversation(tx, &c, &ws, holder, offered)
		})
		if err != nil {
			return done, fmt.Errorf("sweep conversation %s: %w", id, err)
		}
	}
	ended, err := s.Offers.Sweep(ctx)
	if err != nil {
		return done, err
	}
	refreshed, err := s.refreshPositions(ctx)
	return done + ended + refreshed, err
}
