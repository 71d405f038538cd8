package models

import "context"

// Follow is Find for a reader who is woken when the conversation changes: what this
// process was told last costs no query.
func (s Inbox) Follow(ctx context.Context, agent *Agent, id string) (*Row, error) {
	now := s.now()
	if r := s.recent.row(id, now); r != nil && r.certainlyVisible(agent) {
		return r, nil
	}
	begun := s.recent.begin([]string{id}, now)
	r, err := s.Find(ctx, agent, id)
	if err == nil {
		s.recent.keep(begun, r, now)
	}
	return r, err
}

// certainlyVisible reports whether agent may see the conversation, as far as its row
// tells: see visible.
func (c *Conversation) certainlyVisible(agent *Agent) bool {
	return agent.Role.Includes(RoleSupervisor) || c.State == StateClosed || c.holder() == agent.ID || deref(c.OfferedAgentID) == agent.ID
}

// Among are those of ids that belong to a list of agent's, and the ids of those that
// don't.
func (s Inbox) Among(ctx context.Context, agent *Agent, f Filter, ids []string) (rows []Row, gone []string, err error) {
	f.Only, f.Limit = ids, len(ids)
	if rows, _, err = s.Rows(ctx, agent, f); err != nil {
		return nil, nil, err
	}
	belongs := make(map[string]bool, len(rows))
	for i := range rows {
		belongs[rows[i].ID] = true
	}
	for _, id := range ids {
		if !belongs[id] {
			gone = append(gone, id)
		}
	}
	return rows, gone, nil
}

// Moved is Among, in no order, for a reader who is woken when one of them changes: what
// this process was told last costs no query.
func (s Inbox) Moved(ctx context.Context, agent *Agent, f Filter, ids []string) (rows []Row, gone []string, err error) {
	now := s.now()
	var unknown []string
	for _, id := range ids {
		switch r := s.recent.row(id, now); {
		case r != nil && r.listed(agent, f):
			rows = append(rows, *r)
		default: // it may be there for what its row does not tell
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return rows, nil, nil
	}
	begun := s.recent.begin(unknown, now)
	found, gone, err := s.Among(ctx, agent, f, unknown)
	for i := range found {
		s.recent.keep(begun, &found[i], now)
	}
	return append(rows, found...), gone, err
}

// listed reports whether the conversation is in a list of agent's, as far as its row
// tells: see listScope.
func (c *Conversation) listed(agent *Agent, f Filter) bool {
	switch {
	case f.List == ListMine && c.holder() == agent.ID:
		return f.State == c.State || f.State == "" && (c.State == StateActive || c.State == StateWaiting || c.State == StateWrapUp)
	case f.List == ListOpen:
		return c.State == StateOpen && agent.Role.Includes(RoleSupervisor)
	case f.List == ListClosed:
		return c.State == StateClosed && (agent.Role.Includes(RoleSupervisor) || c.holder() == agent.ID)
	}
	return false
}
