package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Inbox is the read model of the console's lists.
type Inbox struct{ *Desk }

// Rows is one page of a list as agent may see it, in inbox order (closed ones:
// newest first), and whether more follow.
func (s Inbox) Rows(ctx context.Context, agent *Agent, f Filter) ([]Row, bool, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = InboxPageSize
	}
	now := s.now()
	q := s.read(ctx).Table("conversations").Select(`conversations.*,
		customers.name AS customer_name, customers.email AS customer_email, customers.last_seen_at AS customer_seen_at,
		widgets.name AS widget_name, workstreams.name AS workstream_name,
		TRIM(agents.first_name || ' ' || agents.last_name) AS agent_name,
		EXISTS (SELECT 1 FROM streams JOIN nodes ON nodes.id = streams.node_id
			WHERE streams.customer_id = conversations.customer_id AND nodes.expires_at > ?) AS present`, now).
		Joins("JOIN customers ON customers.id = conversations.customer_id").
		Joins("JOIN widgets ON widgets.id = conversations.widget_id").
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").
		Joins("LEFT JOIN agents ON agents.id = conversations.agent_id")
	q = listScope(q, agent, f)
	if f.OnlyID != "" {
		q = q.Where("conversations.id = ?", f.OnlyID)
	}
	var rows []Row
	if err := q.Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("inbox %s: %w", f.List, translate(err))
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// listScope is which conversations belong to the list, and their order. The
// states stand in the text, not as parameters: only so can SQLite tell that a
// partial index serves.
func listScope(q *gorm.DB, agent *Agent, f Filter) *gorm.DB {
	switch f.List {
	case ListOpen:
		q = q.Where("conversations.state = 'open'")
	case ListClosed:
		q = q.Where("conversations.state = 'closed'")
		if !agent.Role.Includes(RoleSupervisor) {
			q = q.Where("conversations.agent_id = ?", agent.ID)
		}
		if !f.After.IsZero() {
			at := At(time.UnixMicro(f.After.Order))
			q = q.Where("(conversations.closed_at, conversations.id) < (?, ?)", at, f.After.ID)
		}
		return q.Order("conversations.closed_at DESC, conversations.id DESC")
	default:
		q = q.Where("conversations.agent_id = ?", agent.ID)
		if f.State != "" {
			q = q.Where("conversations.state = ?", f.State)
		} else {
			q = q.Where("conversations.state IN ('active', 'waiting', 'wrap_up')")
		}
	}
	if !f.After.IsZero() {
		q = q.Where("(conversations.inbox_order, conversations.id) > (?, ?)", f.After.Order, f.After.ID)
	}
	return q.Order("conversations.inbox_order, conversations.id")
}

// Row is conversation id as a row of the list; nil when it does not belong
// there, which is how a stream learns to take it off the screen.
func (s Inbox) Row(ctx context.Context, agent *Agent, f Filter, id string) (*Row, error) {
	f.OnlyID, f.After = id, Cursor{}
	rows, _, err := s.Rows(ctx, agent, f)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// Offers are the conversations that stand before agent now, oldest offer first.
func (s Inbox) Offers(ctx context.Context, agent *Agent) ([]Row, error) {
	rows := []Row{}
	err := s.read(ctx).Table("conversations").Select(`conversations.*, customers.name AS customer_name,
		customers.email AS customer_email, widgets.name AS widget_name`).
		Joins("JOIN customers ON customers.id = conversations.customer_id").
		Joins("JOIN widgets ON widgets.id = conversations.widget_id").
		Where("conversations.offered_agent_id = ? AND conversations.offered_agent_id IS NOT NULL", agent.ID).
		Order("conversations.offered_at").Limit(InboxPageSize).Find(&rows).Error
	return rows, translate(err)
}

// Counts are the figures beside agent's lists. Those of what is theirs are
// exact; the open list is counted to 1,000, beyond which nobody reads a number.
func (s Inbox) Counts(ctx context.Context, agent *Agent) (Counts, error) {
	var c Counts
	q := s.read(ctx)
	err := q.Table("conversations").Where("agent_id = ? AND state IN ('active', 'waiting', 'wrap_up')", agent.ID).
		Select(`COUNT(*) AS mine, COUNT(CASE WHEN agent_unread > 0 THEN 1 END) AS mine_unread,
			COUNT(CASE WHEN state = 'active' THEN 1 END) AS active, COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
			COUNT(CASE WHEN state = 'wrap_up' THEN 1 END) AS wrap_up`).Scan(&c).Error
	if err != nil {
		return Counts{}, fmt.Errorf("inbox counts: %w", translate(err))
	}
	err = q.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM conversations WHERE state = 'open' LIMIT 1000) AS some").Scan(&c.Open).Error
	if err != nil {
		return Counts{}, fmt.Errorf("inbox counts: %w", translate(err))
	}
	var offered int64
	err = q.Table("conversations").Where("offered_agent_id = ? AND offered_agent_id IS NOT NULL", agent.ID).Count(&offered).Error
	c.MineUnread += offered
	return c, translate(err)
}
