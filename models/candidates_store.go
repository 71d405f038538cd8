package models

import (
	"context"
	"fmt"
)

// CandidatePageSize is how many colleagues a page of the list has.
const CandidatePageSize = 20

// Candidate is a colleague whom a conversation may be put before.
type Candidate struct {
	Agent
	InQueue bool // of the conversation
	Load    int64
	Busy    bool // takes part or is asked already, and so can't be asked again
}

// CandidateFilter chooses colleagues.
type CandidateFilter struct {
	Search  string
	QueueID string // only members of this queue
	After   string // the id of the last one before the page
	Limit   int    // CandidatePageSize if zero
}

// Candidates are one page of the colleagues before whom by may put conversation c
// now: those of its queue first, then the others, by name; and whether more follow.
func (s Conversations) Candidates(ctx context.Context, by *Agent, c *Conversation, f CandidateFilter) ([]Candidate, bool, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = CandidatePageSize
	}
	const name = "LOWER(agents.first_name || ' ' || agents.last_name)"
	far := "CASE WHEN agents.id IN (SELECT agent_id FROM queue_members WHERE queue_id = ?) THEN 0 ELSE 1 END"
	q := transferable(s.read(ctx).Table("agents"), s.now()).Where("agents.id NOT IN ?", []string{by.ID, c.holder()})
	if f.QueueID != "" {
		q = inQueueOf(q, f.QueueID)
	}
	if f.Search != "" {
		condition, values := containing(f.Search, name, "LOWER(agents.nickname)", "agents.email")
		q = q.Where("("+condition+")", values...)
	}
	if f.After != "" {
		key := "(" + far + ", " + name + ", agents.id)"
		q = q.Where(key+" > (SELECT "+far+", "+name+", agents.id FROM agents WHERE agents.id = ?)", c.QueueID, c.QueueID, f.After)
	}
	var page []struct {
		Agent
		Far int64
	}
	err := q.Select("agents.*, "+far+" AS far", c.QueueID).Order("far, " + name + ", agents.id").Limit(limit + 1).Find(&page).Error
	if err != nil {
		return nil, false, fmt.Errorf("candidates for %s: %w", c.ID, translate(err))
	}
	more := len(page) > limit
	page = page[:min(len(page), limit)]
	ids := make([]string, len(page))
	for i, a := range page {
		ids[i] = a.ID
	}
	loads, err := s.loads(ctx, ids)
	if err != nil {
		return nil, false, err
	}
	company, err := s.Company(ctx, c.ID)
	if err != nil {
		return nil, false, err
	}
	busy := map[string]bool{}
	for _, other := range company {
		busy[other.AgentID] = true
	}
	list := make([]Candidate, len(page))
	for i, a := range page {
		list[i] = Candidate{Agent: a.Agent, InQueue: c.QueueID == DefaultQueueID || a.Far == 0, Load: loads[a.ID], Busy: busy[a.ID]}
	}
	return list, more, nil
}

// loads is how much of their capacity each of the agents has taken.
func (s Conversations) loads(ctx context.Context, ids []string) (map[string]int64, error) {
	var held []struct {
		Conversation
		CapacityUnits, WrapUpBlockSeconds int64
	}
	err := s.read(ctx).Table("conversations").
		Select("conversations.agent_id, conversations.state, conversations.wrap_up_at, workstreams.capacity_units, workstreams.wrap_up_block_seconds").
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").
		Where("conversations.agent_id IN ? AND conversations.state IN ('active', 'wrap_up')", ids).Find(&held).Error
	units := map[string]int64{}
	for i := range held {
		if held[i].Holds(&Workstream{WrapUpBlockSeconds: held[i].WrapUpBlockSeconds}, s.now()) {
			units[held[i].holder()] += held[i].CapacityUnits
		}
	}
	return units, translate(err)
}

// QueueChoice is a queue to which a conversation may go.
type QueueChoice struct {
	Queue
	Members int64 // who can sign in, without the one who gives it away
	Openness
}

// Refuses is why the queue takes nothing now; empty if it does. A conversation that
// nobody could answer is not given away (dynamics §8.6).
func (q *QueueChoice) Refuses() string {
	switch {
	case !q.Active():
		return "it is deactivated"
	case q.Members == 0:
		return "nobody else is in it"
	case q.Closed:
		return "it is closed now"
	}
	return ""
}

// QueueChoices are the queues that are in use, by name, as by may choose them.
func (s Conversations) QueueChoices(ctx context.Context, by *Agent) ([]QueueChoice, error) {
	var rows []QueueChoice
	err := s.read(ctx).Table("queues").Where("queues.deactivated_at IS NULL").
		Select(`queues.*, (SELECT COUNT(*) FROM agents WHERE agents.deactivated_at IS NULL AND agents.id <> ?
			AND (queues.is_default OR EXISTS (SELECT 1 FROM queue_members WHERE queue_members.queue_id = queues.id
				AND queue_members.agent_id = agents.id))) AS members`, by.ID).
		Order("LOWER(queues.name), queues.id").Limit(200).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("queues to choose: %w", translate(err))
	}
	k, err := s.calendar.get(s.read(ctx), s.now())
	if err != nil {
		return nil, translate(err)
	}
	for i := range rows {
		rows[i].Openness = k.openness("", rows[i].ID, s.now())
	}
	return rows, nil
}
