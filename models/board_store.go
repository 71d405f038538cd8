package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// Board is the read model of the supervisor's board.
type Board struct{ *Desk }

// Conversations is one page of what runs and of what is in wrap-up, in the order of
// the inbox, and whether more follow. Each state's beginning is read by its index, and
// the page is cut from these, so that it costs the same however many there are; rows,
// which are wide, are read only of that page.
func (s Board) Conversations(ctx context.Context, f BoardFilter) ([]Row, bool, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = InboxPageSize
	}
	states := f.states()
	if len(states) == 0 {
		return nil, false, nil
	}
	parts, reads := make([]string, len(states)), make([]any, len(states))
	for i, state := range states {
		places := s.standing(ctx, state, f).Select("conversations.id, conversations.inbox_order").Limit(limit + 1)
		parts[i], reads[i] = "SELECT * FROM (?) AS part", places
	}
	chosen := s.read(ctx).Table("("+strings.Join(parts, " UNION ALL ")+") AS conversations", reads...).
		Select("conversations.id").Order(listOrder(ListMine)).Limit(limit + 1)
	page := s.read(ctx).Table("conversations").Where("conversations.id IN (?)", chosen)
	rows := []Row{}
	if err := s.Inbox.rows(ctx, page).Order(listOrder(ListMine)).Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("the board's conversations: %w", translate(err))
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// standing are the conversations of the filter in one state, which stands in the text:
// see listScope.
func (s Board) standing(ctx context.Context, state State, f BoardFilter) *gorm.DB {
	q := s.read(ctx).Table("conversations").Where("conversations.state = '" + string(state) + "' AND conversations.state <> 'closed'")
	if f.QueueID != "" {
		q = q.Where("conversations.queue_id = ?", f.QueueID)
	}
	if f.AgentID != "" {
		q = q.Where("conversations.agent_id = ?", f.AgentID)
	}
	if f.WorkstreamID != "" {
		q = q.Where("conversations.workstream_id = ?", f.WorkstreamID)
	}
	return inOrder(q, Filter{After: f.After})
}

// People is one page of those who can sign in, in the order of their names, with their
// presence and what they have in hand, and whether more follow.
func (s Board) People(ctx context.Context, l Listing) ([]BoardPerson, bool, error) {
	agents, more, err := s.Agents.List(ctx, l)
	if err != nil || len(agents) == 0 {
		return nil, false, err
	}
	ids, at := make([]string, len(agents)), make(map[string]int, len(agents))
	for i, a := range agents {
		ids[i], at[a.ID] = a.ID, i
	}
	found, err := s.Agents.People(ctx, ids...)
	if err != nil {
		return nil, false, err
	}
	people := make([]BoardPerson, len(agents))
	for _, p := range found {
		people[at[p.Agent.ID]].Person = p
	}
	var counts []struct {
		AgentID                 string
		Active, Waiting, WrapUp int64
	}
	own := "conversations WHERE conversations.agent_id = agents.id AND conversations.state = "
	err = s.read(ctx).Table("agents").Select(strings.Join([]string{
		"agents.id AS agent_id", counted(own+"'active'", "active"), counted(own+"'waiting'", "waiting"), counted(own+"'wrap_up'", "wrap_up"),
	}, ", ")).Where("agents.id IN ?", ids).Find(&counts).Error
	if err != nil {
		return nil, false, fmt.Errorf("what people have in hand: %w", translate(err))
	}
	for _, c := range counts {
		p := &people[at[c.AgentID]]
		p.Active, p.Waiting, p.WrapUp = c.Active, c.Waiting, c.WrapUp
	}
	return people, more, nil
}
