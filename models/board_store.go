package models

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Board is the read model of the supervisor's board.
type Board struct{ *Desk }

// Conversations is one page of what runs and of what is in wrap-up, in the order of
// the inbox, and whether more follow. Each state's beginning is read by its index, and
// the page is cut from these, so that it costs the same however many there are.
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
		parts[i], reads[i] = "SELECT * FROM (?) AS part", s.standing(ctx, state, f).Limit(limit+1)
	}
	page := reads[0].(*gorm.DB)
	if len(states) > 1 {
		page = s.read(ctx).Table("("+strings.Join(parts, " UNION ALL ")+") AS conversations", reads...).
			Order(listOrder(ListMine)).Limit(limit + 1)
	}
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
	err = s.read(ctx).Table("conversations").
		Select(`agent_id, COUNT(CASE WHEN state = 'active' THEN 1 END) AS active, COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
			COUNT(CASE WHEN state = 'wrap_up' THEN 1 END) AS wrap_up`).
		Where("agent_id IN ? AND state IN ('active', 'waiting', 'wrap_up')", ids).Group("agent_id").Find(&counts).Error
	if err != nil {
		return nil, false, fmt.Errorf("what people have in hand: %w", translate(err))
	}
	for _, c := range counts {
		p := &people[at[c.AgentID]]
		p.Active, p.Waiting, p.WrapUp = c.Active, c.Waiting, c.WrapUp
	}
	return people, more, nil
}

// seconds is the whole seconds from one column to another, in the words of the database.
func (s Board) seconds(from, to string) string {
	if s.DB.Dialect == "sqlite" {
		return fmt.Sprintf("(CAST(strftime('%%s', %s) AS INTEGER) - CAST(strftime('%%s', %s) AS INTEGER))", to, from)
	}
	return fmt.Sprintf("CAST(EXTRACT(EPOCH FROM %s - %s) AS BIGINT)", to, from)
}

// Figures are those of each active queue, and of others that have any, since a moment.
// One query each says how it stands, what began, what was closed, and what became of
// offers.
func (s Board) Figures(ctx context.Context, since Time) ([]Figures, error) {
	queues := []Figures{}
	if err := s.read(ctx).Table("queues").Select("id AS queue_id, name AS queue_name").Order("LOWER(name), id").Find(&queues).Error; err != nil {
		return nil, fmt.Errorf("figures: %w", translate(err))
	}
	at := make(map[string]*Figures, len(queues))
	for i := range queues {
		at[queues[i].QueueID] = &queues[i]
	}
	groups := []struct {
		what string
		q    *gorm.DB
		take func(f *Figures, g *figureRow)
	}{
		{"what stands", s.standingNow(ctx), (*Figures).takeStanding},
		{"what began", s.begun(ctx, since), (*Figures).takeBegun},
		{"what was closed", s.closed(ctx, since), (*Figures).takeClosed},
		{"offers", s.offered(ctx, since), (*Figures).takeOffers},
	}
	for _, g := range groups {
		var rows []figureRow
		if err := g.q.Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("figures, %s: %w", g.what, translate(err))
		}
		for i := range rows {
			if f := at[rows[i].QueueID]; f != nil {
				g.take(f, &rows[i])
			}
		}
	}
	return queues, nil
}

// standingNow counts what is not closed.
func (s Board) standingNow(ctx context.Context) *gorm.DB {
	day, week, fortnight := s.now().Add(-24*time.Hour), s.now().Add(-7*24*time.Hour), s.now().Add(-14*24*time.Hour)
	return s.read(ctx).Table("conversations").Select(`queue_id, COUNT(CASE WHEN state = 'open' THEN 1 END) AS open,
		COUNT(CASE WHEN state = 'active' THEN 1 END) AS active, COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
		COUNT(CASE WHEN state = 'wrap_up' THEN 1 END) AS wrap_up, MIN(CASE WHEN state = 'open' THEN wait_started_at END) AS longest_since,
		COUNT(CASE WHEN waiting_since > ? THEN 1 END) AS waiting_day,
		COUNT(CASE WHEN waiting_since <= ? AND waiting_since > ? THEN 1 END) AS waiting_week,
		COUNT(CASE WHEN waiting_since <= ? AND waiting_since > ? THEN 1 END) AS waiting_fortnight,
		COUNT(CASE WHEN waiting_since <= ? THEN 1 END) AS waiting_longer`, day, day, week, week, fortnight, fortnight).
		Where("state <> 'closed'").Group("queue_id")
}

// begun is of the conversations that began since then.
func (s Board) begun(ctx context.Context, since Time) *gorm.DB {
	return s.read(ctx).Table("conversations").Select(`queue_id, COUNT(*) AS begun,
		COUNT(first_wait_seconds) AS waits, COALESCE(CAST(SUM(first_wait_seconds) AS BIGINT), 0) AS wait_seconds,
		COUNT(first_response_at) AS responses, COALESCE(CAST(SUM(`+s.seconds("created_at", "first_response_at")+`) AS BIGINT), 0) AS response_seconds`).
		Where("created_at >= ?", since).Group("queue_id")
}

// closed is of the conversations that were closed since then.
func (s Board) closed(ctx context.Context, since Time) *gorm.DB {
	return s.read(ctx).Table("conversations").Select(`queue_id, COUNT(*) AS closed, COUNT(CASE WHEN ended_by = 'system' THEN 1 END) AS auto_closed,
		COUNT(CASE WHEN handled_seconds > 0 THEN 1 END) AS handled, COALESCE(CAST(SUM(handled_seconds) AS BIGINT), 0) AS handle_seconds`).
		Where("state = 'closed' AND closed_at >= ?", since).Group("queue_id")
}

// offered is of the offers of work that ended since then.
func (s Board) offered(ctx context.Context, since Time) *gorm.DB {
	const returned = `offers.outcome = 'accepted' AND EXISTS (SELECT 1 FROM decisions WHERE decisions.conversation_id = offers.conversation_id
		AND decisions.at <= offers.offered_at AND decisions.cause = 'returned')`
	return s.read(ctx).Table("offers").Joins("JOIN conversations ON conversations.id = offers.conversation_id").
		Select(`conversations.queue_id, COUNT(CASE WHEN offers.outcome = 'accepted' THEN 1 END) AS accepted,
			COUNT(CASE WHEN offers.outcome = 'declined' THEN 1 END) AS declined, COUNT(CASE WHEN offers.outcome = 'missed' THEN 1 END) AS missed,
			COUNT(CASE WHEN offers.outcome = 'unseen' THEN 1 END) AS unseen,
			COUNT(CASE WHEN `+returned+` THEN 1 END) AS returned,
			COUNT(CASE WHEN offers.why IN ? AND `+returned+` THEN 1 END) AS same_agent`, []string{whyPrevious, whyGoodBefore}).
		Where("offers.ended_at >= ? AND offers.kind = 'work'", since).Group("conversations.queue_id")
}

// figureRow is what the queries say of one queue.
type figureRow struct {
	QueueID                                                  string
	Open, Active, Waiting, WrapUp                            int64
	LongestSince                                             Time
	WaitingDay, WaitingWeek, WaitingFortnight, WaitingLonger int64
	Begun, Waits, WaitSeconds, Responses, ResponseSeconds    int64
	Closed, AutoClosed, Handled, HandleSeconds               int64
	Accepted, Declined, Missed, Unseen, Returned, SameAgent  int64
}

func (f *Figures) takeStanding(g *figureRow) {
	f.Open, f.Active, f.Waiting, f.WrapUp, f.LongestSince = g.Open, g.Active, g.Waiting, g.WrapUp, g.LongestSince
	f.WaitingDay, f.WaitingWeek, f.WaitingFortnight, f.WaitingLonger = g.WaitingDay, g.WaitingWeek, g.WaitingFortnight, g.WaitingLonger
}

func (f *Figures) takeBegun(g *figureRow) {
	f.Begun, f.FirstWait, f.FirstResponse = g.Begun, Mean{g.Waits, g.WaitSeconds}, Mean{g.Responses, g.ResponseSeconds}
}

func (f *Figures) takeClosed(g *figureRow) {
	f.Closed, f.AutoClosed, f.Handle = g.Closed, g.AutoClosed, Mean{g.Handled, g.HandleSeconds}
}

func (f *Figures) takeOffers(g *figureRow) {
	f.Accepted, f.Declined, f.Missed, f.Unseen = g.Accepted, g.Declined, g.Missed, g.Unseen
	f.Returned, f.SameAgent = g.Returned, g.SameAgent
}
