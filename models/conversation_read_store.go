package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// Running is the visit's running conversation; nil when there is none, which is
// no error.
func (s Conversations) Running(ctx context.Context, visit *Visit) (*Conversation, error) {
	q := s.read(ctx)
	id, err := runningID(q, visit)
	if err != nil || id == "" {
		return nil, translate(err)
	}
	return s.OfVisit(ctx, visit, id)
}

// OfVisit is conversation id if it is this customer's in this widget; otherwise
// it is not found.
func (s Conversations) OfVisit(ctx context.Context, visit *Visit, id string) (*Conversation, error) {
	var c Conversation
	err := ofVisit(s.read(ctx), visit).Where("id = ?", id).Take(&c).Error
	if err != nil {
		return nil, translate(err)
	}
	return &c, nil
}

// Standing is what a customer's widget shows of a conversation besides its
// rows: its state, how far each side has read, and who answers.
type Standing struct {
	Conversation
	Names // of the agent whom the customer saw join last; zero when nobody has
}

// Standing of conversation id, if it is this customer's in this widget; with no
// id, of her running one: nil when none runs, which is no error.
func (s Conversations) Standing(ctx context.Context, visit *Visit, id string) (*Standing, error) {
	q := ofVisit(s.read(ctx).Table("conversations"), visit).
		Select("conversations.*, agents.first_name, agents.last_name, agents.nickname").
		Joins("LEFT JOIN agents ON agents.id = conversations.announced_agent_id")
	if id != "" {
		q = q.Where("conversations.id = ?", id)
	} else {
		q = q.Where("conversations.state IN ('open', 'active', 'waiting')").Order("conversations.created_at DESC")
	}
	var list []Standing
	if err := q.Limit(1).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("standing of conversation %s: %w", id, translate(err))
	}
	switch {
	case len(list) == 1:
		return &list[0], nil
	case id != "":
		return nil, errNotFound
	}
	return nil, nil
}

// PageSize is how many rows of a log one page has.
const PageSize = 50

// Page is a stretch of a conversation's log in order, and whether older rows
// that the reader may see come before it.
type Page struct {
	Entries []Entry
	Older   bool
	// Gap is the number after which rows are left out before the newest of the page;
	// zero if none are.
	Gap   int64
	Until int64 // the number before which they end
}

// Transcript is the rows of a conversation that reader may see, the newest
// PageSize of those before seq (0: of all). The caller has checked that the
// conversation is theirs to see.
func (s Conversations) Transcript(ctx context.Context, id string, reader Audience, before int64) (Page, error) {
	q := entries(s.read(ctx), id, reader).Order("messages.seq DESC").Limit(PageSize + 1)
	if before > 0 {
		q = q.Where("messages.seq < ?", before)
	}
	var page Page
	if err := q.Find(&page.Entries).Error; err != nil {
		return Page{}, fmt.Errorf("transcript of %s: %w", id, translate(err))
	}
	if page.Older = len(page.Entries) > PageSize; page.Older {
		page.Entries = page.Entries[:PageSize]
	}
	slices.Reverse(page.Entries)
	return page, nil
}

// around is how many rows stand before and after one that was looked for.
const around = 10

// TranscriptAt is the newest page and, if row at is older, the rows around that one,
// too. What lies between is left out if it is more than a page.
func (s Conversations) TranscriptAt(ctx context.Context, id string, reader Audience, at int64) (Page, error) {
	newest, err := s.Transcript(ctx, id, reader, 0)
	if err != nil || at <= 0 || !newest.Older || newest.Entries[0].Seq <= at-around {
		return newest, err
	}
	before, err := s.Transcript(ctx, id, reader, at)
	if err != nil {
		return Page{}, err
	}
	if n := len(before.Entries); n > around {
		before = Page{Entries: before.Entries[n-around:], Older: true}
	}
	page, err := s.TranscriptAfter(ctx, id, reader, at-1, newest.Entries[0].Seq)
	page.Entries = slices.Concat(before.Entries, page.Entries, newest.Entries)
	page.Older = before.Older
	return page, err
}

// TranscriptAfter is the page of rows after a number, of those before until.
func (s Conversations) TranscriptAfter(ctx context.Context, id string, reader Audience, after, until int64) (Page, error) {
	page := Page{Until: until}
	err := entries(s.read(ctx), id, reader).Where("messages.seq > ? AND messages.seq < ?", after, until).
		Order("messages.seq").Limit(PageSize + 1).Find(&page.Entries).Error
	if err != nil {
		return Page{}, fmt.Errorf("transcript of %s after %d: %w", id, after, translate(err))
	}
	if len(page.Entries) > PageSize {
		page.Entries = page.Entries[:PageSize]
		page.Gap = page.Entries[PageSize-1].Seq
	}
	return page, nil
}

// Changes are the rows that reader may see and that changed after changedSeq,
// in the order they changed: what a stream that stands there has to send. At
// most limit of them; a full answer means to ask again. upTo is the newest change that
// is known of; what this process was told up to there costs no query.
func (s Conversations) Changes(ctx context.Context, id string, reader Audience, changedSeq, upTo int64, limit int) ([]Entry, error) {
	rows, known := s.recent.changes(id, reader, changedSeq, upTo, s.now())
	if known && len(rows) <= limit {
		return rows, nil
	}
	rows = nil
	err := entries(s.read(ctx), id, reader).Where("messages.changed_seq > ?", changedSeq).
		Order("messages.changed_seq").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("changes of %s: %w", id, translate(err))
	}
	return rows, nil
}

// Entry is one row of a log as reader may see it.
func (s Conversations) Entry(ctx context.Context, id string, reader Audience, seq int64) (*Entry, error) {
	var row Entry
	err := entries(s.read(ctx), id, reader).Where("messages.seq = ?", seq).Take(&row).Error
	if err != nil {
		return nil, translate(err)
	}
	return &row, nil
}

// entries selects rows of a log with the names of their agents.
func entries(q *gorm.DB, id string, reader Audience) *gorm.DB {
	q = q.Table("messages").
		Select("messages.*, agents.first_name, agents.last_name, agents.nickname").
		Joins("LEFT JOIN agents ON agents.id = messages.agent_id").
		Where("messages.conversation_id = ?", id)
	if reader == AudienceEveryone {
		q = q.Where("messages.audience = ?", AudienceEveryone)
	}
	return q
}

// ReadByCustomer notes how far the visit's customer has read.
func (s Conversations) ReadByCustomer(ctx context.Context, visit *Visit, id string, seq int64) error {
	return s.markRead(ctx, id, func(_ *change, c *Conversation) (bool, error) {
		if !visit.sees(c) {
			return false, errNotFound
		}
		return c.readByCustomer(seq, At(s.Now())), nil
	})
}

// ReadByAgent notes how far the conversation's agent has read. Others may look
// without a trace.
func (s Conversations) ReadByAgent(ctx context.Context, agent *Agent, id string, seq int64) error {
	return s.markRead(ctx, id, func(tx *change, c *Conversation) (bool, error) {
		if seen, err := visibleTo(tx, agent, c); err != nil {
			return false, err
		} else if !seen {
			return false, errNotFound
		}
		return c.holder() == agent.ID && c.readByAgent(seq), nil
	})
}

// markRead moves a marker and counts anew what is unread after it. The markers
// are not in the log: whoever shows them is woken and reads them.
func (s Conversations) markRead(ctx context.Context, id string, move func(*change, *Conversation) (bool, error)) error {
	err := s.change(ctx, func(tx *change) error {
		c, _, err := lockConversation(tx, id)
		if err != nil {
			return err
		}
		moved, err := move(tx, c)
		if err != nil || !moved {
			return err
		}
		var counts struct{ ForAgent, ForCustomer int64 }
		err = tx.Model(&Message{}).Where("conversation_id = ?", id).
			Select("COUNT(CASE WHEN kind = 'customer' AND seq > ? THEN 1 END) AS for_agent, COUNT(CASE WHEN kind = 'agent' AND seq > ? THEN 1 END) AS for_customer", c.AgentReadSeq, c.CustomerReadSeq).
			Where("seq > ?", min(c.AgentReadSeq, c.CustomerReadSeq)).Scan(&counts).Error
		if err != nil {
			return err
		}
		err = tx.Model(&Conversation{}).Where("id = ?", id).Updates(map[string]any{
			"agent_read_seq": c.AgentReadSeq, "customer_read_seq": c.CustomerReadSeq,
			"agent_unread": counts.ForAgent, "customer_unread": counts.ForCustomer, "customer_read_at": c.CustomerReadAt,
		}).Error
		if err != nil {
			return err
		}
		tx.wake(Wake{Conversation: id, Topics: c.topics(nil), Signal: &Signal{Kind: SignalRead}, Edges: EdgesUnread})
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark %s read: %w", id, err)
	}
	return nil
}

// Earlier are the customer's other conversations that agent may see, newest
// first: PageSize of those started before the given time (zero: now).
func (s Conversations) Earlier(ctx context.Context, agent *Agent, c *Conversation, before Time) ([]Conversation, error) {
	q := visible(s.read(ctx), agent).Where("customer_id = ? AND id <> ?", c.CustomerID, c.ID).Order("created_at DESC").Limit(PageSize)
	if !before.IsZero() {
		q = q.Where("created_at < ?", before)
	}
	var list []Conversation
	if err := q.Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return list, nil
}

// TypingByCustomer tells whoever has the conversation open that she writes, or
// has stopped.
func (s Conversations) TypingByCustomer(ctx context.Context, visit *Visit, id string, on bool) error {
	c, err := s.OfVisit(ctx, visit, id)
	if err != nil {
		return err
	}
	s.Wake(Wake{Conversation: id, Topics: []string{TopicConversation(c.ID)}, Signal: &Signal{Kind: SignalTyping, On: on}})
	return nil
}

// TypingByAgent tells the customer, and the agent's other windows, that agent
// writes. Only who may write to her is shown.
func (s Conversations) TypingByAgent(ctx context.Context, agent *Agent, id string, on bool) error {
	c, err := s.Find(ctx, agent, id)
	if err != nil {
		return err
	}
	writes := c.holder() == agent.ID
	if !writes && c.Company > 0 {
		company, err := s.Company(ctx, id)
		if err != nil {
			return err
		}
		for _, other := range company {
			writes = writes || other.AgentID == agent.ID && other.Part != nil && other.Part.Public()
		}
	}
	if c.State == StateActive && writes {
		s.Wake(Wake{Conversation: id, Topics: []string{TopicConversation(c.ID)}, Signal: &Signal{Kind: SignalTyping, Agent: agent.ID, On: on}})
	}
	return nil
}
