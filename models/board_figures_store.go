package models

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
)

// seconds is the whole seconds from one column to another, in the words of the database.
func (s Board) seconds(from, to string) string {
	if s.DB.Dialect == "sqlite" {
		return fmt.Sprintf("(CAST(strftime('%%s', %s) AS INTEGER) - CAST(strftime('%%s', %s) AS INTEGER))", to, from)
	}
	return fmt.Sprintf("CAST(EXTRACT(EPOCH FROM %s - %s) AS BIGINT)", to, from)
}

// Figures are those of each active queue, and of others that have any, since a moment.
// At a desk where so much is parked that counting takes long they are repeated for a
// while: see figuresCache.
func (s Board) Figures(ctx context.Context, since Time) ([]Figures, error) {
	return s.figures.get(since, func() ([]Figures, error) { return s.count(ctx, since) })
}

// figuresCache keeps the newest figures for twenty times as long as it took to count them,
// so that supervisors, however many and however busy their desk, cost a twentieth of a
// core. What is counted in a moment is counted each time.
type figuresCache struct {
	mu      sync.Mutex // held while somebody counts: the others want the same
	since   Time
	counted time.Time
	took    time.Duration
	figures []Figures
}

const (
	// momentary is how long counting may take without a thought.
	momentary = 25 * time.Millisecond
	// repeated is for how many times as long as it took figures are repeated.
	repeated = 20
)

func (c *figuresCache) get(since Time, count func() ([]Figures, error)) ([]Figures, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	begun := time.Now() // not the desk's clock: it is about what counting costs
	if c.took > momentary && c.since.Equal(since) && begun.Sub(c.counted) < repeated*c.took {
		return slices.Clone(c.figures), nil
	}
	figures, err := count()
	if err != nil {
		return nil, err
	}
	c.since, c.counted, c.took, c.figures = since, time.Now(), time.Since(begun), figures
	return slices.Clone(figures), nil
}

// count asks one query each how it stands, what began, what was closed, and what became
// of offers.
func (s Board) count(ctx context.Context, since Time) ([]Figures, error) {
	queues, ctx := []Figures{}, Stoppable(ctx)
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
