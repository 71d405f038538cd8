package models

import (
	"context"

	"gorm.io/gorm/clause"
)

// The units an agent holds of their capacity are always counted from the rows where they
// decide; Agent.UnitsHeld only says whom to look at. They are what is offered to them,
// what they have, and what they have ended as long as its workstream says (dynamics
// What is parked takes none.

// heldSQL lists what agents hold, one row a conversation: agent_id, workstream_id, and
// until when it is held if that ends by itself. {agents} stands for a condition on the
// column before it.
const heldSQL = `SELECT agent_id, workstream_id, capacity_until FROM conversations WHERE state = 'active' AND agent_id {agents}
UNION ALL SELECT agent_id, workstream_id, capacity_until FROM conversations WHERE state = 'wrap_up' AND capacity_until > @now AND agent_id {agents}
UNION ALL SELECT offered_agent_id, workstream_id, capacity_until FROM conversations WHERE state = 'open' AND offered_agent_id {agents}
UNION ALL SELECT offers.agent_id, conversations.workstream_id, conversations.capacity_until FROM offers JOIN conversations ON conversations.id = offers.conversation_id
	WHERE offers.ended_at IS NULL AND offers.kind = 'transfer' AND offers.agent_id {agents}`

// unitsHeld is a subquery with a row for everyone who holds something: agent_id, units,
// and release_at, when the next part of it is released by itself. With agents it is
// about these alone.
func unitsHeld(now Time, agents ...string) clause.Expr {
	return aboutAgents(`SELECT held.agent_id, CAST(SUM(workstreams.capacity_units) AS BIGINT) AS units, MIN(held.capacity_until) AS release_at
		FROM (`+heldSQL+`) AS held JOIN workstreams ON workstreams.id = held.workstream_id GROUP BY held.agent_id`, now, agents)
}

// Load is how many units of agent's capacity are taken now.
func (s Agents) Load(ctx context.Context, agentID string) (int64, error) {
	var units []int64
	err := s.read(ctx).Table("(?) AS load", unitsHeld(s.now(), agentID)).Pluck("units", &units).Error
	if err != nil || len(units) == 0 {
		return 0, translate(err)
	}
	return units[0], nil
}
