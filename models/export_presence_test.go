package models

import "context"

// PresenceRow is a row of presenceScope, for tests.
type PresenceRow struct {
	AgentID             string
	Presence, Uncrowded Presence
	Units, Capacity     int64
}

// PresencesInSQL is what presenceScope says.
func (s Agents) PresencesInSQL(ctx context.Context, agents ...string) ([]PresenceRow, error) {
	var rows []PresenceRow
	err := s.read(ctx).Table("(?) AS standing", presenceScope(s.now(), agents...)).Order("agent_id").Find(&rows).Error
	return rows, err
}
