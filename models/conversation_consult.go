package models

// How colleagues take part in a conversation that another agent has.

// Consult asks a colleague something about an active conversation. They may read it
// and write among staff, and join publicly if they choose to.
func (c *Conversation) Consult(by *Agent, to, question string, ws *Workstream, now Time) error {
	if err := c.mine(by.ID); err != nil {
		return err
	}
	switch {
	case to == by.ID:
		return Fail(Conflict, CodeWrongState, "You have this conversation yourself.")
	case c.participant(to) != nil:
		return Fail(Conflict, CodeWrongState, "They take part in it already.")
	case c.asked(to) != nil:
		return Fail(Conflict, CodeWrongState, "They are asked about it already, and have not answered yet.")
	case c.full():
		return Fail(Conflict, CodeWrongState, "%d colleagues at most take part in a conversation.", MaxParticipants)
	}
	c.ask(OfferConsult, EventConsulted, by, to, question, ws, now)
	return nil
}

// JoinPublicly shows a participant to the customer, who reads what they write from
// now on. A supervisor joins what they only looked at before.
func (c *Conversation) JoinPublicly(agent *Agent, now Time) error {
	p := c.participant(agent.ID)
	switch {
	case c.State != StateActive:
		return c.wrongState("only an active conversation can be joined")
	case p == nil && c.holder() == agent.ID:
		return Fail(Conflict, CodeWrongState, "You have this conversation yourself.")
	case p == nil && !agent.Role.Includes(RoleSupervisor):
		return errNotYours()
	case p == nil:
		p = c.takePart(agent.ID, ParticipantSupervisor, now)
	case p.Public():
		return nil // the other window of the same agent was first
	}
	if o := c.asked(agent.ID); o != nil && o.Kind == OfferConsult {
		c.answer(o, OfferAccepted, now)
	}
	p.PublicAt = now
	c.happened(EventCameIn, AudienceEveryone, &agent.ID, now)
	return nil
}

// Leave ends an agent's part in the conversation. The customer is told of whom she
// knew.
func (c *Conversation) Leave(agentID string, now Time) error {
	p := c.participant(agentID)
	if p == nil {
		return c.wrongState("you take no part in this conversation")
	}
	to := AudienceStaff
	if p.Public() {
		to = AudienceEveryone
	}
	p.LeftAt = now
	c.happened(EventWentOut, to, &agentID, now)
	return nil
}

// EndConsult ends a colleague's part, or takes back what they were asked: by the
// agent who has the conversation, or a supervisor.
func (c *Conversation) EndConsult(by *Agent, agentID string, now Time) error {
	if c.holder() != by.ID && !by.Role.Includes(RoleSupervisor) {
		return errNotYours()
	}
	if o := c.asked(agentID); o != nil && o.Kind == OfferConsult {
		c.answer(o, OfferWithdrawn, now)
		return nil
	}
	if c.participant(agentID) == nil {
		return c.wrongState("they take no part in this conversation")
	}
	return c.Leave(agentID, now)
}

// writesTo reports whether what the agent writes may go to the customer: as the one
// who has the conversation, or as a participant she knows of.
func (c *Conversation) writesTo(agentID string) error {
	if p := c.participant(agentID); p != nil && p.Public() && c.State == StateActive {
		return nil
	}
	return c.mine(agentID)
}
