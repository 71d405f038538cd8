package models

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Inbox is the read model of the console's lists.
type Inbox struct{ *Desk }

// Rows is one page of a list as agent may see it, in inbox order (closed ones:
// newest first), and whether more follow. The page is cut before anything is
// joined to it, so that it costs the same however long the list is.
func (s Inbox) Rows(ctx context.Context, agent *Agent, f Filter) ([]Row, bool, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = InboxPageSize
	}
	page, err := s.page(ctx, agent, f, limit+1)
	if err != nil {
		return nil, false, err
	}
	rows := []Row{}
	if err := s.rows(ctx, page).Order(listOrder(f.List)).Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("inbox %s: %w", f.List, translate(err))
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// page is the first limit conversations of a list. The open list of an agent is
// that of their queues: the beginning of each is read by its index, and the page
// is cut from these, so that another queue's length costs nothing.
func (s Inbox) page(ctx context.Context, agent *Agent, f Filter, limit int) (*gorm.DB, error) {
	scope := func() *gorm.DB {
		q := listScope(s.read(ctx).Table("conversations"), agent, f)
		if f.Only != nil {
			q = q.Where("conversations.id IN ?", f.Only)
		}
		return q.Limit(limit)
	}
	if f.List == ListMine && f.State == "" {
		return s.mine(ctx, agent, f, limit, scope())
	}
	if f.List != ListOpen || agent.Role.Includes(RoleSupervisor) {
		return scope(), nil
	}
	queues, err := s.queuesOf(ctx, agent)
	if err != nil {
		return nil, err
	}
	parts, reads := make([]string, len(queues)), make([]any, len(queues))
	for i, id := range queues {
		parts[i] = "SELECT * FROM (?) AS part"
		reads[i] = scope().Where("conversations.queue_id = ?", id)
	}
	if len(queues) == 1 {
		return reads[0].(*gorm.DB), nil
	}
	return s.read(ctx).Table("("+strings.Join(parts, " UNION ALL ")+") AS conversations", reads...).
		Order(listOrder(f.List)).Limit(limit), nil
}

// mine is own, and among them the conversations of others that agent takes part in.
// Mostly there are none.
func (s Inbox) mine(ctx context.Context, agent *Agent, f Filter, limit int, own *gorm.DB) (*gorm.DB, error) {
	ids, err := s.consulting(ctx, agent)
	if err != nil || len(ids) == 0 {
		return own, err
	}
	others := inOrder(s.read(ctx).Table("conversations").Where("conversations.id IN ?", ids), f).Limit(limit)
	if f.Only != nil {
		others = others.Where("conversations.id IN ?", f.Only)
	}
	return s.read(ctx).Table("(SELECT * FROM (?) AS own UNION ALL SELECT * FROM (?) AS others) AS conversations", own, others).
		Order(listOrder(f.List)).Limit(limit), nil
}

// rows joins to a page of conversations what a list shows of them.
func (s Inbox) rows(ctx context.Context, page *gorm.DB) *gorm.DB {
	return s.read(ctx).Table("(?) AS conversations", page.Select("conversations.*")).Select(`conversations.*,
		customers.name AS customer_name, customers.email AS customer_email, customers.last_seen_at AS customer_seen_at,
		COALESCE(customers.external_id, '') AS customer_external_id,
		widgets.name AS widget_name, widgets.widget_key AS widget_key, widgets.reconnect_page_url AS reconnect_page_url,
		workstreams.name AS workstream_name, queues.name AS queue_name, workstreams.desktop_notification AS notify, workstreams.wait_target_seconds AS wait_target_seconds,
		workstreams.handling_target_seconds AS handling_target_seconds,
		(workstreams.distribution = 'pick' OR workstreams.pick_from_push) AS pickable,
		TRIM(agents.first_name || ' ' || agents.last_name) AS agent_name,
		COALESCE(offers.id, '') AS offer_id, COALESCE(offers.why, '') AS offer_why,
		TRIM(offered.first_name || ' ' || offered.last_name) AS offered_name,
		EXISTS (SELECT 1 FROM streams JOIN nodes ON nodes.id = streams.node_id
			WHERE streams.customer_id = conversations.customer_id AND nodes.expires_at > ?) AS present`, s.now()).
		Joins("JOIN customers ON customers.id = conversations.customer_id").
		Joins("JOIN widgets ON widgets.id = conversations.widget_id").
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").
		Joins("LEFT JOIN offers ON conversations.offered_agent_id IS NOT NULL AND offers.conversation_id = conversations.id AND offers.ended_at IS NULL AND offers.kind = 'work'").
		Joins("LEFT JOIN queues ON queues.id = conversations.queue_id").
		Joins("LEFT JOIN agents ON agents.id = conversations.agent_id").
		Joins("LEFT JOIN agents AS offered ON offered.id = conversations.offered_agent_id")
}

// listOrder is the order of a list's rows.
func listOrder(l List) string {
	if l == ListClosed {
		return "conversations.closed_at DESC, conversations.id DESC"
	}
	return "conversations.inbox_order, conversations.id"
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
		return q.Order(listOrder(ListClosed))
	default:
		q = q.Where("conversations.agent_id = ?", agent.ID)
		if f.State != "" {
			q = q.Where("conversations.state = ?", f.State)
		} else {
			q = q.Where("conversations.state IN ('active', 'waiting', 'wrap_up')")
		}
	}
	return inOrder(q, f)
}

// inOrder has q go on after the last row, in the order of the inbox.
func inOrder(q *gorm.DB, f Filter) *gorm.DB {
	if !f.After.IsZero() {
		q = q.Where("(conversations.inbox_order, conversations.id) > (?, ?)", f.After.Order, f.After.ID)
	}
	return q.Order(listOrder(f.List))
}

// Find is conversation id with all that a list would show of it, if agent may
// see it; what is out of scope is not found.
func (s Inbox) Find(ctx context.Context, agent *Agent, id string) (*Row, error) {
	var r Row
	page := visible(s.read(ctx).Table("conversations"), agent).Where("conversations.id = ?", id)
	if err := s.rows(ctx, page).Take(&r).Error; err != nil {
		return nil, fmt.Errorf("find %s in the inbox: %w", id, translate(err))
	}
	return &r, nil
}

// Offers are the conversations that stand before agent now, oldest offer first.
func (s Inbox) Offers(ctx context.Context, agent *Agent) ([]Row, error) {
	rows := []Row{}
	page := s.read(ctx).Table("conversations").
		Where("conversations.offered_agent_id = ? AND conversations.offered_agent_id IS NOT NULL", agent.ID).
		Where("conversations.offer_expires_at > ?", s.now()).Limit(InboxPageSize)
	if err := s.rows(ctx, page).Order("conversations.offered_at").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("offers: %w", translate(err))
	}
	return rows, nil
}

// TakenBy is who has conversation id now, for a screen on which it was until
// somebody took it: saying who tells nothing that accepting would not. Empty
// when nobody has.
func (s Inbox) TakenBy(ctx context.Context, id string) (string, error) {
	var names []Names
	err := s.read(ctx).Table("conversations").Select("agents.first_name, agents.last_name, agents.nickname").
		Joins("JOIN agents ON agents.id = conversations.agent_id").
		Where("conversations.id = ? AND conversations.state = 'active'", id).Find(&names).Error
	if err != nil || len(names) == 0 {
		return "", translate(err)
	}
	return names[0].Full(), nil
}

// Counts are the figures beside agent's lists, each counted to CountedTo.
func (s Inbox) Counts(ctx context.Context, agent *Agent) (Counts, error) {
	var c Counts
	inQueues, queues, err := s.openScope(ctx, agent)
	if err != nil {
		return Counts{}, err
	}
	own, now := "conversations WHERE agent_id = @agent AND ", s.now()
	err = s.read(ctx).Raw("SELECT "+strings.Join([]string{
		counted(own+"state = 'active'", "active"), counted(own+"state = 'waiting'", "waiting"), counted(own+"state = 'wrap_up'", "wrap_up"),
		counted(own+unread, "unread"),
		counted("conversations WHERE state = 'open'"+inQueues, "open"),
		counted("conversations WHERE offered_agent_id = @agent AND offered_agent_id IS NOT NULL AND offer_expires_at > @now", "offered"),
		counted("offers WHERE agent_id = @agent AND ended_at IS NULL AND kind IN ('transfer', 'consult') AND expires_at > @now", "asked"),
		counted("participants WHERE agent_id = @agent AND left_at IS NULL", "consulting"),
	}, ", "), map[string]any{"agent": agent.ID, "now": now, "queues": queues}).Scan(&c).Error
	if err != nil {
		return Counts{}, fmt.Errorf("inbox counts: %w", translate(err))
	}
	c.Mine = c.Active + c.Waiting + c.WrapUp + c.Consulting
	return c, nil
}

// counted is a column that counts what there is, to CountedTo.
func counted(what, name string) string {
	return "(SELECT COUNT(*) FROM (SELECT 1 FROM " + what + " LIMIT " + strconv.Itoa(CountedTo) + ") AS counted) AS " + name
}

// Unread is in how many of agent's conversations something is unread, counted to
// CountedTo: what of Counts moves most.
func (s Inbox) Unread(ctx context.Context, agent *Agent) (n int64, err error) {
	few := s.read(ctx).Table("conversations").Select("1").Where("agent_id = ? AND "+unread, agent.ID).Limit(CountedTo)
	err = s.read(ctx).Table("(?) AS counted", few).Count(&n).Error
	return n, translate(err)
}

// unread are an agent's conversations in which something is, as the index has them.
const unread = "agent_unread > 0 AND state IN ('active', 'waiting', 'wrap_up')"

// openScope is what narrows the open conversations to those of agent's queues, which
// stand for @queues in it.
func (s Inbox) openScope(ctx context.Context, agent *Agent) (string, []string, error) {
	if agent.Role.Includes(RoleSupervisor) {
		return "", nil, nil
	}
	queues, err := s.queuesOf(ctx, agent)
	return " AND queue_id IN @queues", queues, err
}
