package models

import (
	"context"
	"fmt"

	"linger/models/search"
)

// Search finds messages and customers by their words, in what an agent may see.
type Search struct{ *Desk }

// Find is a page of what q finds for agent. A query without a word finds nothing.
func (s Search) Find(ctx context.Context, agent *Agent, q Query) (*Found, error) {
	asked, limit := q.Words(), q.Limit
	if limit <= 0 {
		limit = InboxPageSize
	}
	f, ctx := &Found{}, Stoppable(ctx)
	if len(asked) == 0 {
		return f, nil
	}
	var err error
	if q.Part == SearchCustomers {
		f.Customers, f.MoreCustomers, err = s.customers(ctx, agent, asked, q.After, limit)
		return f, err
	}
	if q.Part == SearchAll && q.After == 0 {
		if f.Customers, f.MoreCustomers, err = s.customers(ctx, agent, asked, 0, topCustomers); err != nil {
			return nil, err
		}
	}
	f.Messages, f.MoreMessages, err = s.messages(ctx, agent, asked, q.After, limit)
	return f, err
}

// messages are the newest limit of those that asked finds before a place, and the
// place to go on from.
func (s Search) messages(ctx context.Context, agent *Agent, asked search.Query, before int64, limit int) ([]FoundMessage, int64, error) {
	found := []FoundMessage{}
	next, err := s.gather(ctx, "message_words", asked, before, limit, func(places []int64, room int) (int, int64, error) {
		var said []Entry
		q := s.read(ctx).Table("messages").Select("messages.*, agents.first_name, agents.last_name, agents.nickname").
			Joins("JOIN conversations ON conversations.id = messages.conversation_id").
			Joins("LEFT JOIN agents ON agents.id = messages.agent_id").
			Where("messages.search_id IN ?", places)
		err := visible(q, agent).Order("messages.search_id DESC").Limit(room + 1).Find(&said).Error
		if err != nil {
			return 0, 0, err
		}
		more := int64(0)
		if len(said) > room {
			said = said[:room]
			more = *said[room-1].SearchID
		}
		rows, err := s.rowsOf(ctx, said)
		if err != nil {
			return 0, 0, err
		}
		for _, m := range said {
			snippet := asked.Snippet(m.Body)
			if row, there := rows[m.ConversationID]; there && snippet != nil {
				found = append(found, FoundMessage{Row: row, Said: m, Snippet: snippet})
			}
		}
		return len(said), more, nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search messages: %w", translate(err))
	}
	return found, next, nil
}

// rowsOf are the conversations of messages, by id.
func (s Search) rowsOf(ctx context.Context, said []Entry) (map[string]Row, error) {
	ids := make([]string, len(said))
	for i, m := range said {
		ids[i] = m.ConversationID
	}
	return s.conversations(ctx, ids)
}

func (s Search) conversations(ctx context.Context, ids []string) (map[string]Row, error) {
	byID := make(map[string]Row, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Row
	err := s.Inbox.rows(ctx, s.read(ctx).Table("conversations").Where("conversations.id IN ?", ids)).Find(&rows).Error
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, err
}

// customers are the newest limit of those that asked finds before a place, and the
// place to go on from. One with no conversation that agent may see is not found.
func (s Search) customers(ctx context.Context, agent *Agent, asked search.Query, before int64, limit int) ([]FoundCustomer, int64, error) {
	found := []FoundCustomer{}
	next, err := s.gather(ctx, "customer_words", asked, before, limit, func(places []int64, room int) (int, int64, error) {
		var people []struct {
			SearchID int64
			Newest   string
		}
		newest := visible(s.read(ctx).Table("conversations").Select("conversations.id").
			Where("conversations.customer_id = customers.id"), agent).
			Order("conversations.created_at DESC").Limit(1)
		err := s.read(ctx).Table("(?) AS people", s.read(ctx).Table("customers").
			Select("customers.search_id, (?) AS newest", newest).Where("customers.search_id IN ?", places)).
			Where("newest IS NOT NULL").Order("search_id DESC").Limit(room + 1).Find(&people).Error
		if err != nil {
			return 0, 0, err
		}
		more := int64(0)
		if len(people) > room {
			people = people[:room]
			more = people[room-1].SearchID
		}
		ids := make([]string, len(people))
		for i, p := range people {
			ids[i] = p.Newest
		}
		rows, err := s.conversations(ctx, ids)
		if err != nil {
			return 0, 0, err
		}
		for _, id := range ids {
			if row, there := rows[id]; there {
				found = append(found, foundCustomer(row, asked))
			}
		}
		return len(people), more, nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search customers: %w", translate(err))
	}
	return found, next, nil
}

func foundCustomer(row Row, asked search.Query) FoundCustomer {
	return FoundCustomer{
		Row: row, Name: asked.Some(row.CustomerName), Email: asked.Some(row.CustomerEmail), ExternalID: asked.Some(row.CustomerExternalID),
	}
}
