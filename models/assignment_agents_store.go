package models

import (
	"gorm.io/gorm"

	"linger/models/routing"
)

// readyAgent is an agent who is connected, with what a decision says of her.
type readyAgent struct {
	routing.Agent
	Names
}

// readyAgents are the agents who have a console open now, with their presence and what
// they have in hand, recomputed from the rows. With ids it is about these alone.
func readyAgents(q *gorm.DB, now Time, ids ...string) ([]*readyAgent, map[string]*readyAgent, error) {
	scope := presenceScope(now, ids...)
	rows, err := q.Raw(`SELECT agents.id, first_name, last_name, nickname, standing.presence, standing.uncrowded, standing.units, agents.capacity, assigned_at
		FROM (?) AS standing JOIN agents ON agents.id = standing.agent_id WHERE standing.uncrowded <> 'offline'`, scope).Rows()
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var list []*readyAgent
	known := map[string]*readyAgent{}
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
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	return list, known, fillHands(q, now, known, ids)
}

// fillHands fills in how many conversations of each workstream the agents hold.
func fillHands(q *gorm.DB, now Time, agents map[string]*readyAgent, ids []string) error {
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
