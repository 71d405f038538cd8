package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Consult asks a colleague about the conversation.
func (s Conversations) Consult(ctx context.Context, by *Agent, id, to, question string) (*Conversation, error) {
	question, err := s.note(ctx, question)
	if err != nil {
		return nil, err
	}
	return s.alter(ctx, by, id, "consult on", func(tx *change, c *Conversation, ws *Workstream) error {
		if err := mayBeAsked(tx, to); err != nil {
			return err
		}
		return c.Consult(by, to, question, ws, tx.now)
	})
}

// ConsultQueue asks whoever of a queue is there and has most capacity free.
func (s Conversations) ConsultQueue(ctx context.Context, by *Agent, id, queueID, question string) (*Conversation, error) {
	c, err := s.Find(ctx, by, id)
	if err != nil {
		return nil, err
	}
	list, _, err := s.Candidates(ctx, by, c, CandidateFilter{QueueID: queueID, Limit: 100})
	if err != nil {
		return nil, err
	}
	var best *Candidate
	for i := range list {
		if a := &list[i]; !a.Busy && (best == nil || a.Capacity-a.Load > best.Capacity-best.Load) {
			best = a
		}
	}
	if best == nil {
		return nil, Problems{"to": "Nobody of this queue can be asked now."}.Err()
	}
	return s.Consult(ctx, by, id, best.ID, question)
}

// JoinPublicly shows agent to the customer: a consulted colleague, or a supervisor.
func (s Conversations) JoinPublicly(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "join", func(tx *change, c *Conversation, _ *Workstream) error {
		before := c.LastSeq
		invited := c.participant(agent.ID) != nil
		if err := c.JoinPublicly(agent, tx.now); err != nil || invited || c.LastSeq == before {
			return err
		}
		return tx.steppedIn(agent, c, AuditJoined, "", "", "")
	})
}

// Leave ends agent's part in the conversation.
func (s Conversations) Leave(ctx context.Context, agent *Agent, id string) (*Conversation, error) {
	return s.alter(ctx, agent, id, "leave", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.Leave(agent.ID, tx.now)
	})
}

// EndConsult ends a colleague's part, or takes back what they were asked.
func (s Conversations) EndConsult(ctx context.Context, by *Agent, id, agentID string) (*Conversation, error) {
	return s.alter(ctx, by, id, "end a consult on", func(tx *change, c *Conversation, _ *Workstream) error {
		return c.EndConsult(by, agentID, tx.now)
	})
}

// monitorFor is how long looking at one conversation is one look: windows fetch it
// anew after a cut.
const monitorFor = 5 * time.Minute

// Monitor writes down that by, a supervisor, looks at a conversation that somebody
// else works on. Neither the customer nor the conversation's log is told. It
// reports whether the look is one of those that are written down.
func (s Conversations) Monitor(ctx context.Context, by *Agent, id string) (bool, error) {
	if !by.Role.Includes(RoleSupervisor) {
		return false, nil
	}
	c, err := s.Find(ctx, by, id)
	if err != nil {
		return false, err
	}
	if c.State != StateActive && c.State != StateWrapUp || c.holder() == by.ID {
		return false, nil
	}
	var mine []string
	err = s.read(ctx).Raw(`SELECT id FROM participants WHERE agent_id = ? AND conversation_id = ? AND left_at IS NULL
		UNION ALL SELECT id FROM offers WHERE agent_id = ? AND conversation_id = ? AND ended_at IS NULL`, by.ID, id, by.ID, id).Pluck("id", &mine).Error
	if err != nil || len(mine) > 0 {
		return false, translate(err)
	}
	err = s.change(ctx, func(tx *change) error {
		var last AuditEntry
		find := tx.Where("record_id = ? AND agent_id = ? AND verb = ?", id, by.ID, AuditMonitored).Order("id DESC").Take(&last).Error
		if find == nil && tx.now.Before(last.At.Add(monitorFor)) {
			return nil
		}
		if find != nil && !errors.Is(find, gorm.ErrRecordNotFound) {
			return find
		}
		return tx.steppedIn(by, c, AuditMonitored, "", "", "")
	})
	if err != nil {
		return false, fmt.Errorf("note that %s is looked at: %w", id, err)
	}
	return true, nil
}

// steppedIn writes down what a supervisor did to a conversation that is not theirs.
// What its own agent does is in its log alone. field, from and to say what changed,
// by the ids of agents or of queues.
func (c *change) steppedIn(by *Agent, of *Conversation, verb AuditVerb, field, from, to string) error {
	own := verb == AuditTransferred && of.holder() == by.ID
	if own {
		return nil
	}
	ws, err := c.nameOf("workstreams", of.WorkstreamID)
	if err != nil {
		return err
	}
	changes := []AuditChange{}
	if field != "" {
		before, err := c.called(field, from)
		if err != nil {
			return err
		}
		after, err := c.called(field, to)
		if err != nil {
			return err
		}
		changes = append(changes, AuditChange{Field: field, Before: before, After: after})
	}
	return c.Create(&AuditEntry{
		ID: NewID(), At: c.now, AgentID: actor(by), Kind: ReferenceConversation, RecordID: of.ID,
		RecordName: ws + ", " + of.CreatedAt.Format("2 January 2006 15:04") + " UTC", Verb: verb, Changes: changes,
	}).Error
}

// called is the name of an agent or a queue; nil for none.
func (c *change) called(field, id string) (any, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if field == "queue" {
		return c.nameOf("queues", id)
	}
	var a Agent
	err := c.Where("id = ?", id).Take(&a).Error
	return a.Name(), err
}
