package models

import "linger/models/automated"

// AgentVanished gives an active conversation back whose agent's browsers have been gone
// for longer than the grace (dynamics R-25): a persistent one is parked when every
// message of the customer has been answered, and she notices nothing; otherwise it is
// the team's again, and the agent's first if they come back and the workstream wants
// that. It reports whether it did something.
func (c *Conversation) AgentVanished(agentID string, ws *Workstream, now Time) bool {
	if c.State != StateActive || c.holder() != agentID {
		return false
	}
	c.happened(EventAgentLost, AudienceStaff, &agentID, now)
	if c.Mode == ModePersistent && c.LastMessageKind == KindAgent {
		c.move(StateWaiting, ReasonAwaitingCustomer, now)
		c.happened(EventParked, AudienceStaff, nil, now)
		return true
	}
	c.PreferredAgentID = nil
	if ws.Affinity {
		c.PreferredAgentID = &agentID
	}
	c.move(StateOpen, ReasonAgentLost, now)
	c.tell(automated.AgentDisconnected, &agentID, Time{}, now, nil)
	return true
}
