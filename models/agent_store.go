package models

import "context"

// Agents are the members of staff.
type Agents struct{ *Desk }

// Find is the agent with id, active or not.
func (s Agents) Find(ctx context.Context, id string) (*Agent, error) {
	var a Agent
	if err := s.read(ctx).Where("id = ?", id).Take(&a).Error; err != nil {
		return nil, translate(err)
	}
	return &a, nil
}

// Load is how many units of agent's capacity are taken now: recomputed from the
// conversations every time, never kept as a counter. What is parked takes none.
func (s Agents) Load(ctx context.Context, agentID string) (int64, error) {
	var held []struct {
		Conversation
		CapacityUnits, WrapUpBlockSeconds int64
	}
	err := s.read(ctx).Table("conversations").
		Select("conversations.state, conversations.wrap_up_at, workstreams.capacity_units, workstreams.wrap_up_block_seconds").
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").
		Where("conversations.agent_id = ? AND conversations.state IN ('active', 'wrap_up')", agentID).Find(&held).Error
	if err != nil {
		return 0, translate(err)
	}
	var units int64
	for _, h := range held {
		if h.Holds(&Workstream{WrapUpBlockSeconds: h.WrapUpBlockSeconds}, s.now()) {
			units += h.CapacityUnits
		}
	}
	return units, nil
}
