package models

import (
	"maps"
	"slices"

	"gorm.io/gorm"

	"linger/models/routing"
)

// readyAgent is an agent who is connected, with what a decision says of her.
type readyAgent struct {
	routing.Agent
	Names
}

// readyAgents are the agents who have a console open now, with their presence and load
// recomputed from the rows. With ids it is about these alone.
func readyAgents(q *gorm.DB, now Time, ids ...string) ([]*readyAgent, map[string]*readyAgent, error) {
	scope := presenceScope(now, ids...)
	return scanAgents(q.Raw(`SELECT agents.id, first_name, last_name, nickname, standing.presence, standing.uncrowded, standing.units, agents.capacity, assigned_at
		FROM (?) AS standing JOIN agents ON agents.id = standing.agent_id WHERE standing.uncrowded <> 'offline'`, scope))
}

// ready is the agent as routing takes them, but for their queues and what they have in hand.
func (a *Agent) ready(s standing, now Time) *readyAgent {
	return &readyAgent{
		Names: a.Names(),
		Agent: routing.Agent{
			ID: a.ID, Presence: string(a.PresenceNow(s.Units, s.Leased, now).Presence), Uncrowded: string(a.uncrowded(s.Leased, now)),
			Capacity: a.Capacity, Load: s.Units, AssignedAt: a.AssignedAt.Time,
		},
	}
}

// scanAgents reads the agents that question asks for, in its order and by id.
func scanAgents(question *gorm.DB) (list []*readyAgent, known map[string]*readyAgent, err error) {
	rows, err := question.Rows()
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	known = map[string]*readyAgent{}
	for rows.Next() {
		a := &readyAgent{}
		var assigned Time
		err := rows.Scan(&a.ID, &a.FirstName, &a.LastName, &a.Nickname, &a.Presence, &a.Uncrowded, &a.Load, &a.Capacity, &assigned)
		if err != nil {
			return nil, nil, err
		}
		a.AssignedAt = assigned.Time
		list, known[a.ID] = append(list, a), a
	}
	return list, known, rows.Err()
}

// fillHands fills in how many conversations of each workstream the agents hold: those with
// the ids, or all if none are named.
func fillHands(q *gorm.DB, now Time, agents map[string]*readyAgent, ids ...string) error {
	if len(agents) == 0 {
		return nil
	}
	rows, err := q.Raw("SELECT agent_id, workstream_id, COUNT(*) FROM (?) AS held GROUP BY agent_id, workstream_id", aboutAgents(heldSQL, now, ids)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var agent, workstream string
		var n int64
		if err := rows.Scan(&agent, &workstream, &n); err != nil {
			return err
		}
		if a := agents[agent]; a != nil {
			if a.InHand == nil {
				a.InHand = map[string]int64{}
			}
			a.InHand[workstream] = n
		}
	}
	return rows.Err()
}

// standingSQL lists the agents who counted as connected when something last bore on them.
const standingSQL = `SELECT id, first_name, last_name, nickname, standing,
	CASE WHEN set_aside <> '' OR presence_chosen THEN standing ELSE 'available' END, units_held, capacity, assigned_at
	FROM agents WHERE standing <> 'offline'`

// inTheQueue is a condition that the agent is a member of a queue.
const inTheQueue = " AND EXISTS (SELECT 1 FROM queue_members WHERE queue_id = ? AND agent_id = agents.id)"

// standingAgents are all who are connected, or with a queue those in it, as their rows
// say: without counting what they have in hand. Whoever is chosen of them has to be
// looked at again, see claim.
func standingAgents(q *gorm.DB, queue string) ([]*readyAgent, map[string]*readyAgent, error) {
	text, values := standingSQL, []any(nil)
	if queue != "" {
		text, values = text+inTheQueue, []any{queue}
	}
	return scanAgents(q.Raw(text, values...))
}

// lookedAt is how many agents are looked at for one conversation where so many can take
// it by their rows: the best.
const lookedAt = 16

// bestAgents are the first of those who can take the item by their rows and were not
// asked for it before, in the order of routing.Choose as far as rows know it.
func bestAgents(q *gorm.DB, i *routing.Item) ([]*readyAgent, map[string]*readyAgent, error) {
	text, values := standingSQL+" AND standing IN ? AND units_held - capacity <= ?", []any{i.Allowed, -i.Units}
	if len(i.Asked) > 0 {
		text, values = text+" AND id NOT IN ?", append(values, slices.Collect(maps.Keys(i.Asked)))
	}
	if i.Queue != "" {
		text, values = text+inTheQueue, append(values, i.Queue)
	}
	text += " ORDER BY "
	if i.Method != routing.RoundRobin {
		text += "units_held - capacity, "
	}
	return scanAgents(q.Raw(text+"assigned_at IS NOT NULL, assigned_at, id LIMIT ?", append(values, atMost(lookedAt))...))
}

// joinTheirQueues fills in the queues of the agents.
func joinTheirQueues(q *gorm.DB, agents map[string]*readyAgent) error {
	var members []QueueMember
	if err := q.Find(&members).Error; err != nil {
		return err
	}
	for _, m := range members {
		if a := agents[m.AgentID]; a != nil {
			a.Queues = append(a.Queues, m.QueueID)
		}
	}
	return nil
}

func workstreamsByID(q *gorm.DB) (map[string]*Workstream, error) {
	var rows []Workstream
	err := q.Find(&rows).Error
	all := make(map[string]*Workstream, len(rows))
	for i := range rows {
		all[rows[i].ID] = &rows[i]
	}
	return all, err
}

// routingAgents are the agents as routing takes them.
func routingAgents(list []*readyAgent) []*routing.Agent {
	agents := make([]*routing.Agent, len(list))
	for i, a := range list {
		agents[i] = &a.Agent
	}
	return agents
}
