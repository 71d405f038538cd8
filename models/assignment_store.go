package models

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"linger/models/automated"
	"linger/models/routing"
)

// Assignments gives what waits to agents. A change that makes somebody wait, or
// somebody free, tells Desk.Route; whoever serves the desk then calls Run. Several
// nodes may do so at the same time: a conversation is claimed with its row, an agent
// with hers.
type Assignments struct{ *Desk }

const (
	// lineOf is how many waiting conversations of one queue are looked at in one go.
	// Those behind them are looked at when these have gone, or cannot be helped.
	lineOf = 100
	// tries is how many agents a conversation is tried with in one transaction, where
	// others claim them at the same instant (dynamics §4.5).
	tries = 5
)

// Run looks for agents for what routes asks for, and reports how many conversations
// it gave to one. It needs no Routes to be right: Run with All repairs everything
// that was not told.
func (s Assignments) Run(ctx context.Context, routes Routes) (int, error) {
	given := 0
	for _, id := range routes.Conversations {
		if routes.All {
			break
		}
		got, err := s.assign(ctx, id, waitsAlone)
		if KindOf(err) == NotFound { // what waits before it goes first
			routes.All = true
			break
		}
		if err != nil {
			return given, err
		}
		if got != "" {
			given++
		}
	}
	if !routes.All {
		return given, nil
	}
	n, err := s.line(ctx)
	return given + n, err
}

const (
	// waits is a condition that a conversation waits for an agent whom nobody has found.
	waits = "state = 'open' AND offered_agent_id IS NULL"
	// waitsAlone is one that nothing else does in its queue. As NOT EXISTS, Postgres would
	// make a join of it, which reads whole queues.
	waitsAlone = waits + ` AND (SELECT other.id FROM conversations AS other WHERE other.state = 'open' AND other.offered_agent_id IS NULL
		AND other.held_until IS NULL AND other.queue_id = conversations.queue_id AND other.id <> conversations.id
		ORDER BY other.inbox_order, other.id LIMIT 1) IS NULL`
)

// line goes through everything that waits, in order.
func (s Assignments) line(ctx context.Context) (given int, err error) {
	w, err := s.waiting(ctx)
	if err != nil || len(w.line.Items) == 0 {
		return 0, err
	}
	take := func(i *routing.Item, _ string) string {
		if err != nil {
			return ""
		}
		var got string
		if got, err = s.assign(ctx, i.ID, waits); got != "" {
			given++
		}
		if KindOf(err) == NotFound {
			err = nil // another node has it, or it moved on
		}
		return got
	}
	nobody := func(i *routing.Item) {
		if err == nil && w.unsaid[i.ID] {
			take(i, "") // to say why, or somebody has become free
		}
	}
	w.line.Take(s.Now(), take, nobody)
	if err != nil {
		return given, fmt.Errorf("assign what waits: %w", err)
	}
	return given, nil
}

// waitingLine is what waits, and for what of it nobody has been found before.
type waitingLine struct {
	line   routing.Line
	unsaid map[string]bool
}

// waiting reads the line: the beginnings of all queues, the agents who are there,
// and who was asked before.
func (s Assignments) waiting(ctx context.Context) (*waitingLine, error) {
	q, now := s.read(ctx), s.now()
	w := &waitingLine{unsaid: map[string]bool{}}
	queues, err := queuesByID(q)
	if err != nil {
		return nil, translate(err)
	}
	heads, err := s.heads(q, queues)
	if err != nil || len(heads) == 0 {
		return w, translate(err)
	}
	workstreams, err := workstreamsByID(q)
	if err != nil {
		return nil, translate(err)
	}
	list, known, err := standingAgents(q, "")
	if err == nil {
		err = joinTheirQueues(q, known)
	}
	if err == nil && limited(workstreams) {
		err = fillHands(q, now, known)
	}
	if err != nil {
		return nil, translate(err)
	}
	ids := make([]string, len(heads))
	for i := range heads {
		ids[i] = heads[i].ID
	}
	asked, err := askedBefore(q, ids)
	if err != nil {
		return nil, translate(err)
	}
	w.line.Agents = routingAgents(list)
	for i := range heads {
		c := &heads[i]
		ws, queue := workstreams[c.WorkstreamID], queues[c.QueueID]
		w.line.Items = append(w.line.Items, c.item(ws, queue, asked[c.ID]))
		w.unsaid[c.ID] = c.RouteFailedAt.IsZero()
	}
	return w, nil
}

// limited reports whether one of the workstreams limits how many of its conversations
// an agent has.
func limited(workstreams map[string]*Workstream) bool {
	for _, ws := range workstreams {
		if ws.MaxConcurrency > 0 {
			return true
		}
	}
	return false
}

// heads are the conversations that have waited longest in each queue and are to be
// offered.
func (s Assignments) heads(q *gorm.DB, queues map[string]*Queue) ([]Conversation, error) {
	parts, reads := make([]string, 0, len(queues)), make([]any, 0, len(queues))
	for id := range queues {
		parts = append(parts, "SELECT * FROM (?) AS part")
		reads = append(reads, q.Table("conversations").Select("conversations.*").
			Where("conversations.state = 'open' AND conversations.queue_id = ? AND offered_agent_id IS NULL AND held_until IS NULL", id).
			Where("EXISTS (SELECT 1 FROM workstreams WHERE workstreams.id = conversations.workstream_id AND distribution = 'push')").
			Order("conversations.inbox_order, conversations.id").Limit(lineOf))
	}
	var rows []Conversation
	return rows, q.Raw(strings.Join(parts, " UNION ALL "), reads...).Scan(&rows).Error
}

func queuesByID(q *gorm.DB) (map[string]*Queue, error) {
	var rows []Queue
	err := q.Find(&rows).Error
	all := make(map[string]*Queue, len(rows))
	for i := range rows {
		all[rows[i].ID] = &rows[i]
	}
	return all, err
}

// assign finds an agent for one conversation of which condition holds, in one
// transaction: who can take it is computed from the rows and claimed with them. It
// returns who got it; empty if nobody did. One that another node looks at now, or of
// which the condition does not hold, is not found.
func (s Assignments) assign(ctx context.Context, id, condition string) (string, error) {
	got := ""
	err := s.change(ctx, func(tx *change) error {
		got = ""
		waiting := tx.Clauses(clause.Locking{Strength: "UPDATE", Table: clause.Table{Name: "conversations"}, Options: "SKIP LOCKED"}).Where(condition)
		c, ws, err := lockedConversation(tx, waiting, id)
		if err != nil || !c.routable(ws) {
			return err
		}
		got, err = assignHere(tx, c, ws)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("assign conversation %s: %w", id, err)
	}
	return got, nil
}

// assignHere decides about c, which is locked, and stores the decision.
func assignHere(tx *change, c *Conversation, ws *Workstream) (string, error) {
	queue, err := tx.queue(c.QueueID)
	if err != nil {
		return "", err
	}
	asked, err := askedBefore(tx.DB, []string{c.ID})
	if err != nil {
		return "", err
	}
	item := c.item(ws, queue, asked[c.ID])
	choice, known, err := choose(tx, item)
	if err != nil {
		return "", err
	}
	cause := c.cause(asked[c.ID])
	for n := 0; len(choice.Ranked) > 0; n++ {
		if n == tries { // the next look has more luck
			tx.routes.All = true
			return "", nil
		}
		taken, err := claim(tx, choice.Ranked[0].ID, item)
		if err != nil {
			return "", err
		}
		if taken {
			break
		}
		choice.Refused[choice.Ranked[0].ID] = routing.Full // by somebody else, in this instant
		choice.Ranked, choice.ByAffinity = choice.Ranked[1:], false
	}
	d := decide(tx, c, item, choice, known, cause)
	if len(choice.Ranked) == 0 {
		return "", foundNobody(tx, c, ws, d)
	}
	agent := choice.Ranked[0].ID
	if err := c.putBefore(agent, d.Reason, ws, tx.now); err != nil {
		return "", err
	}
	if err := tx.Create(d).Error; err != nil {
		return "", err
	}
	return agent, saveConversation(tx, c, ws)
}

// offerToPrevious puts a conversation that returned before the agent who had it,
// whatever else she has in hand, if the workstream wants that and she is there and
// still in the queue. If not it is kept for her a while, or is the team's at once,
// and the customer is told. While nobody works it waits: the opening asks again.
func offerToPrevious(tx *change, c *Conversation, ws *Workstream) error {
	previous := deref(c.PreferredAgentID)
	if c.Reason != ReasonReturning && c.Reason != ReasonFollowUp || !ws.Affinity || previous == "" || !c.routable(ws) {
		return nil
	}
	there, err := inQueue(tx, previous, c.QueueID)
	if err == nil && there {
		there, err = agentReachable(tx.DB, previous, ws, tx.now)
	}
	switch {
	case err != nil:
		return err
	case there:
		cause := c.cause(nil) // which the offer takes the place of
		if err := c.putBefore(previous, whyPrevious, ws, tx.now); err != nil {
			return err
		}
		return tx.Create(&Decision{
			ID: NewID(), ConversationID: c.ID, At: tx.now, Cause: cause, QueueID: c.QueueID, AgentID: &previous, Reason: whyPrevious, Considered: []Considered{},
		}).Error
	case c.was != StateWaiting || c.Reason == ReasonFollowUp: // said once for each return
		return nil
	case ws.AffinityHoldMinutes > 0:
		c.holdFor(ws, tx.now)
	default:
		c.tell(automated.AgentAway, &previous, Time{}, tx.now, nil)
	}
	return nil
}

// Why is what was decided about a conversation, newest first, if agent may see it.
func (s Assignments) Why(ctx context.Context, agent *Agent, id string) ([]Decision, error) {
	if _, err := s.Conversations.Find(ctx, agent, id); err != nil {
		return nil, err
	}
	var rows []Decision
	err := s.read(ctx).Where("conversation_id = ?", id).Order("at DESC, id DESC").Limit(mostDecisions).Find(&rows).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fmt.Errorf("decisions about %s: %w", id, translate(err))
	}
	return rows, nil
}

// mostDecisions is how many decisions about one conversation are shown.
const mostDecisions = 50
