package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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
		alone, err := s.alone(ctx, id)
		if err != nil {
			return given, fmt.Errorf("look at what waits: %w", err)
		}
		if !alone { // what waits before it goes first
			routes.All = true
			break
		}
		got, err := s.assign(ctx, id)
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

// alone reports whether nothing waits in the conversation's queue but itself.
func (s Assignments) alone(ctx context.Context, id string) (bool, error) {
	var others []string
	err := s.read(ctx).Raw(`SELECT other.id FROM conversations AS other
		WHERE other.state = 'open' AND other.queue_id = (SELECT queue_id FROM conversations WHERE id = ?)
			AND other.id <> ? AND other.offered_agent_id IS NULL AND other.held_until IS NULL
		ORDER BY other.inbox_order, other.id LIMIT 1`, id, id).Scan(&others).Error
	return len(others) == 0, translate(err)
}

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
		if got, err = s.assign(ctx, i.ID); got != "" {
			given++
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

// assign finds an agent for one conversation, in one transaction: who can take it
// is computed from the rows and claimed with them. It returns who got it; empty if
// nobody did, or it was not to be assigned any more.
func (s Assignments) assign(ctx context.Context, id string) (string, error) {
	got := ""
	err := s.change(ctx, func(tx *change) error {
		got = ""
		var claimed []string
		err := tx.Model(&Conversation{}).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("id = ? AND state = 'open' AND offered_agent_id IS NULL", id).Pluck("id", &claimed).Error
		if err != nil || len(claimed) == 0 {
			return err // another node has it, or it moved on
		}
		c, ws, err := lockConversation(tx, id)
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
	var queue Queue
	if err := tx.Where("id = ?", c.QueueID).Take(&queue).Error; err != nil {
		return "", err
	}
	asked, err := askedBefore(tx.DB, []string{c.ID})
	if err != nil {
		return "", err
	}
	item := c.item(ws, &queue, asked[c.ID])
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

// choose decides about the item: of the best agents, or, when few or none of these can
// take it, of all who are there.
func choose(tx *change, item *routing.Item) (routing.Choice, map[string]*readyAgent, error) {
	list, known, err := bestAgents(tx.DB, item)
	if err != nil {
		return routing.Choice{}, nil, err
	}
	if len(list) == lookedAt {
		choice, err := decideBetween(tx, item, list, known)
		if choice.Others = true; err != nil || len(choice.Ranked) > 0 {
			return choice, known, err
		}
	}
	list, known, err = standingAgents(tx.DB, item.Queue)
	if err != nil {
		return routing.Choice{}, nil, err
	}
	choice, err := decideBetween(tx, item, list, known)
	return choice, known, err
}

// addPreferred adds the agent whom the item returns to, if they are in its queue.
func addPreferred(tx *change, item *routing.Item, list []*readyAgent, known map[string]*readyAgent) ([]*readyAgent, error) {
	in, err := inQueue(tx, item.Preferred, cmp.Or(item.Queue, DefaultQueueID))
	if err != nil || !in {
		return list, err
	}
	one, _, err := readyAgents(tx.DB, tx.now, item.Preferred)
	for _, a := range one {
		known[a.ID] = a
	}
	return append(list, one...), err
}

// decideBetween chooses between agents who are all in the item's queue. What these have in
// hand is counted where it may decide, and else for those alone who are named.
func decideBetween(tx *change, item *routing.Item, list []*readyAgent, known map[string]*readyAgent) (routing.Choice, error) {
	if item.Preferred != "" && known[item.Preferred] == nil {
		var err error
		if list, err = addPreferred(tx, item, list, known); err != nil {
			return routing.Choice{}, err
		}
	}
	if item.Queue != "" {
		for _, a := range list {
			a.Queues = []string{item.Queue}
		}
	}
	counts := item.MaxConcurrency > 0 || len(list) <= 2*lookedAt
	if counts {
		if err := fillHands(tx.DB, tx.now, known, slices.Collect(maps.Keys(known))...); err != nil {
			return routing.Choice{}, err
		}
	}
	choice := routing.Choose(item, routingAgents(list), tx.now.Time)
	if counts {
		return choice, nil
	}
	return choice, fillHands(tx.DB, tx.now, known, mentioned(choice)...)
}

// claim holds the agent's row and looks once more whether she can take the item,
// with everything that is committed by now: capacity is never exceeded by two who
// choose her in the same instant.
func claim(tx *change, agentID string, item *routing.Item) (bool, error) {
	var held []string
	err := tx.Model(&Agent{}).Clauses(clause.Locking{Strength: "NO KEY UPDATE", Options: "SKIP LOCKED"}).
		Where("id = ? AND deactivated_at IS NULL", agentID).Pluck("id", &held).Error
	if err != nil || len(held) == 0 {
		return false, err
	}
	list, known, err := readyAgents(tx.DB, tx.now, agentID)
	if err != nil || len(list) == 0 {
		tx.presence(agentID) // their row says that they are there
		return false, err
	}
	if item.Queue != "" {
		in, err := inQueue(tx, agentID, item.Queue)
		if err != nil || !in {
			return false, err
		}
		known[agentID].Queues = []string{item.Queue}
	}
	if item.MaxConcurrency > 0 {
		if err := fillHands(tx.DB, tx.now, known, agentID); err != nil {
			return false, err
		}
	}
	if routing.Fit(item, &list[0].Agent, tx.now.Time) != routing.Fits {
		return false, nil
	}
	return true, tx.Model(&Agent{}).Where("id = ?", agentID).UpdateColumn("assigned_at", tx.now).Error
}

// foundNobody stores why, once for each wait, and tells the customer where her queue has
// nobody at all.
func foundNobody(tx *change, c *Conversation, ws *Workstream, d *Decision) error {
	var last []Decision
	err := tx.Where("conversation_id = ?", c.ID).Order("at DESC, id DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	if len(last) > 0 && last[0].AgentID == nil && last[0].Reason == d.Reason && !last[0].At.Before(c.WaitStartedAt) {
		err = tx.Model(&last[0]).Updates(map[string]any{"again": last[0].Again + 1, "again_at": tx.now}).Error
	} else {
		err = tx.Create(d).Error
	}
	if err != nil {
		return err
	}
	if c.RouteFailedAt.IsZero() {
		empty, err := emptyQueue(tx, c.QueueID)
		if err != nil {
			return err
		}
		if empty {
			c.RouteFailedAt = tx.now
			c.tell(automated.AssignmentFailure, nil, Time{}, tx.now, nil)
			return saveConversation(tx, c, ws)
		}
	}
	// Not saved as a change of the conversation: nobody who shows it sees any.
	return tx.Model(c).UpdateColumn("route_failed_at", tx.now).Error
}

// emptyQueue reports whether nobody who can sign in is in the queue.
func emptyQueue(tx *change, queueID string) (bool, error) {
	if queueID == DefaultQueueID {
		return false, nil // everybody's
	}
	var members []string
	err := tx.Model(&QueueMember{}).Where("queue_id = ? AND EXISTS (SELECT 1 FROM agents WHERE agents.id = agent_id AND deactivated_at IS NULL)", queueID).
		Limit(1).Pluck("agent_id", &members).Error
	return len(members) == 0, err
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
