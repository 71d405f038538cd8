package models

import (
	"context"
	"fmt"
	"strings"

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
	f := &Found{}
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

// gather goes back through the index until limit of what it finds is in agent's
// sight, the end is reached, or the effort is spent. admit takes places, at most
// room of what is there, and says how many and from where to go on if there was
// more. It returns the place to go on from; zero at the end.
func (s Search) gather(ctx context.Context, table string, asked search.Query, before int64, limit int, admit func(places []int64, room int) (int, int64, error)) (int64, error) {
	room, step := limit, 3*limit
	for looked := 0; looked < searchEffort; step = 12 * limit {
		places, next, err := s.places(ctx, table, asked, before, step)
		if err != nil {
			return 0, err
		}
		if len(places) > 0 {
			n, more, err := admit(places, room)
			if err != nil || more > 0 {
				return more, err
			}
			room -= n
		}
		if next == 0 || room == 0 {
			return next, nil
		}
		looked += max(len(places), step/2)
		before = next
	}
	return before, nil
}

// places are the newest limit in table before a place that have what is asked, and
// the place to look on from; zero when there are no more.
func (s Search) places(ctx context.Context, table string, asked search.Query, before int64, limit int) ([]int64, int64, error) {
	if s.DB.Dialect == "postgres" {
		return s.placesInPostgres(ctx, table, asked.TSQuery(), before, limit)
	}
	match, err := asked.FTS5(func(beginning string) ([]string, error) { return s.grown(ctx, table, beginning) })
	if err != nil {
		return nil, 0, err
	}
	var places []int64
	q := s.read(ctx).Table(table).Select("rowid").Where(table+" MATCH ?", match)
	if before > 0 {
		q = q.Where("rowid < ?", before)
	}
	err = q.Order("rowid DESC").Limit(limit).Pluck("rowid", &places).Error
	if err != nil || len(places) < limit {
		return places, 0, err
	}
	return places, places[len(places)-1], nil
}

// mostGrown is how many words one beginning stands for, on SQLite: whoever typed the
// beginning of more has to type on.
const mostGrown = 50

// grown are the first words of an index that begin in a way. It goes from word to
// word, whatever their number of places: "\x01" comes before every letter.
func (s Search) grown(ctx context.Context, table, beginning string) ([]string, error) {
	var list []string
	terms := strings.TrimSuffix(table, "words") + "terms"
	err := s.read(ctx).Raw(strings.ReplaceAll(`WITH RECURSIVE grown(term) AS (
			SELECT (SELECT term FROM @terms WHERE term >= @from AND term < @to LIMIT 1)
			UNION ALL
			SELECT (SELECT term FROM @terms WHERE term >= grown.term || CHAR(1) AND term < @to LIMIT 1) FROM grown WHERE grown.term IS NOT NULL
			LIMIT @most
		) SELECT term FROM grown WHERE term IS NOT NULL`, "@terms", terms),
		map[string]any{"from": beginning, "to": beginning + "\U0010FFFF", "most": mostGrown}).Scan(&list).Error
	return list, err
}

// recently is how many of the newest places are looked through one by one.
const recently = 2000

// placesInPostgres looks through the newest places one by one: what is frequent is
// among them. Of what isn't there are few, so that the index, which knows no order,
// finds them all and the newest are taken.
func (s Search) placesInPostgres(ctx context.Context, table, asked string, before int64, limit int) ([]int64, int64, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	var recent struct {
		Low, Looked int64
		Places      string
	}
	err := s.read(ctx).Raw(strings.ReplaceAll(`WITH recent AS MATERIALIZED (SELECT id, words FROM @table WHERE id < ? ORDER BY id DESC LIMIT ?)
		SELECT COALESCE(MIN(id), 0) AS low, COUNT(*) AS looked,
			COALESCE(STRING_AGG(CAST(id AS TEXT), ' ' ORDER BY id DESC) FILTER (WHERE words @@ CAST(? AS TSQUERY)), '') AS places
		FROM recent`, "@table", table), before, atMost(recently), asked).Scan(&recent).Error
	if err != nil {
		return nil, 0, err
	}
	places, err := numbers(recent.Places)
	switch whole := recent.Looked < recently; {
	case err != nil:
		return nil, 0, err
	case len(places) >= limit:
		return places[:limit], places[limit-1], nil
	case whole:
		return places, 0, nil
	case len(places) >= limit/3:
		return places, recent.Low, nil
	}
	places = nil
	err = s.read(ctx).Raw(strings.ReplaceAll(`WITH found AS MATERIALIZED (SELECT id FROM @table WHERE words @@ CAST(? AS TSQUERY))
		SELECT id FROM found WHERE id < ? ORDER BY id DESC LIMIT ?`, "@table", table), asked, before, atMost(limit)).Scan(&places).Error
	if err != nil || len(places) < limit {
		return places, 0, err
	}
	return places, places[len(places)-1], nil
}

func numbers(text string) ([]int64, error) {
	fields := strings.Fields(text)
	list := make([]int64, len(fields))
	for i, f := range fields {
		if _, err := fmt.Sscan(f, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}
