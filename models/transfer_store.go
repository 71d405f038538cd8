package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// MaxNote is the longest note to a colleague, in characters.
const MaxNote = 1000

// takesWork are the presences with which a colleague may be asked.
var takesWork = []Presence{PresenceAvailable, PresenceBusy}

// transferable narrows agents to those before whom a colleague may put a
// conversation now: able to sign in, with a console open, and with a presence that
// takes work, or at their capacity only. Who is away, offline or not to be disturbed is
// not asked.
func transferable(q *gorm.DB, now Time, agents ...string) *gorm.DB {
	return q.Where("agents.id IN (SELECT standing.agent_id FROM (?) AS standing WHERE standing.uncrowded IN ?)", presenceScope(now, agents...), takesWork)
}

// mayBeAsked is nil when a conversation may be put before the agent. It holds their
// row, as mayTakeWork does.
func mayBeAsked(tx *change, agentID string) error {
	if err := mayTakeWork(tx, agentID); err != nil {
		return err
	}
	var able []Agent
	if err := transferable(tx.DB, tx.now, agentID).Where("agents.id = ?", agentID).Find(&able).Error; err != nil {
		return err
	}
	if len(able) > 0 {
		return nil
	}
	var a Agent
	if err := tx.Where("id = ?", agentID).Take(&a).Error; err != nil {
		return err
	}
	return Problems{"to": a.Name() + " can't be asked now: away, offline or not to be disturbed."}.Err()
}

// note is what is said to a colleague, as it may be stored.
func (s Conversations) note(ctx context.Context, text string) (string, error) {
	text, err := s.MaskingRules.Mask(ctx, storable(text))
	if n := len([]rune(text)); err == nil && n > MaxNote {
		err = Problems{"note": fmt.Sprintf("%d characters at most; this has %d.", MaxNote, n)}.Err()
	}
	return text, err
}

// Transfer asks agent to to take the conversation over, with a note. Until they
// accept it stays where it is.
func (s Conversations) Transfer(ctx context.Context, by *Agent, id, to, note string) (*Conversation, error) {
	note, err := s.note(ctx, note)
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, by, id, "transfer", func(tx *change, c *Conversation, ws *Workstream) error {
		if err := mayBeAsked(tx, to); err != nil {
			return err
		}
		if err := c.Transfer(by, to, note, ws, tx.now); err != nil {
			return err
		}
		return tx.steppedIn(by, c, AuditTransferred, "agent", c.holder(), to)
	})
}

// WithdrawTransfer takes back a transfer that is not answered.
func (s Conversations) WithdrawTransfer(ctx context.Context, by *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, by, id, "withdraw the transfer of", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.WithdrawTransfer(by, tx.now)
	})
}

// ToQueue gives the conversation to another team, where it is routed anew. A queue
// that is closed now, or in which nobody could take it, is refused.
func (s Conversations) ToQueue(ctx context.Context, by *Agent, id, queueID, note string) (*Conversation, error) {
	note, err := s.note(ctx, note)
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, by, id, "transfer to a queue", func(tx *change, c *Conversation, _ *Workstream) error {
		queue, err := receiving(tx, by, queueID)
		if err != nil {
			return err
		}
		before, verb := c.QueueID, AuditTransferred
		if c.State == StateOpen {
			verb = AuditAssigned
		}
		if err := tx.steppedIn(by, c, verb, "queue", before, queue.ID); err != nil {
			return err
		}
		if err := c.ToQueue(by, queue, note, tx.now); err != nil {
			return err
		}
		c.hours, err = tx.openness(c)
		return err
	})
}

// receiving is the queue with id, held as it is, if it takes what by gives to it.
func receiving(tx *change, by *Agent, id string) (*Queue, error) {
	var q Queue
	if err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ?", id).Take(&q).Error; err != nil {
		return nil, translate(err)
	}
	k, err := tx.desk.calendar.get(tx.DB, tx.now)
	if err != nil {
		return nil, err
	}
	var members int64
	err = inQueueOf(tx.Model(&Agent{}), q.ID).Where("agents.deactivated_at IS NULL AND agents.id <> ?", by.ID).Count(&members).Error
	if err != nil {
		return nil, err
	}
	choice := QueueChoice{Queue: q, Members: members, Openness: k.openness("", q.ID, tx.now)}
	if why := choice.Refuses(); why != "" {
		return nil, Problems{"to": q.Name + " can't take it: " + why + "."}.Err()
	}
	return &q, nil
}

// inQueueOf narrows agents to the members of a queue.
func inQueueOf(q *gorm.DB, queueID string) *gorm.DB {
	if queueID == DefaultQueueID {
		return q
	}
	return q.Where("EXISTS (SELECT 1 FROM queue_members WHERE queue_members.queue_id = ? AND queue_members.agent_id = agents.id)", queueID)
}

// AssignTo gives an open conversation to an agent, whatever else they have in hand.
func (s Conversations) AssignTo(ctx context.Context, by *Agent, id, agentID, note string) (*Conversation, error) {
	note, err := s.note(ctx, note)
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, by, id, "assign", func(tx *change, c *Conversation, _ *Workstream) error {
		may := mayBeAsked
		if agentID == by.ID { // who says so is there
			may = mayTakeWork
		}
		if err := may(tx, agentID); err != nil {
			return err
		}
		if err := c.AssignTo(by, agentID, note, tx.now); err != nil {
			return err
		}
		return tx.steppedIn(by, c, AuditAssigned, "agent", "", agentID)
	})
}
