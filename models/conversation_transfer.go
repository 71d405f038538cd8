package models

// How a conversation goes from one agent to another, or to another team.

// Transfer asks another agent to take over an active or waiting conversation; until
// they accept it stays where it is. by is who asks: its agent, or a supervisor.
func (c *Conversation) Transfer(by *Agent, to, note string, ws *Workstream, now Time) error {
	if err := c.mayHandOver(by); err != nil {
		return err
	}
	switch {
	case c.holder() == to:
		return Fail(Conflict, CodeWrongState, "They have this conversation already.")
	case c.successor() != nil:
		return Fail(Conflict, CodeWrongState, "A colleague is asked to take it over already. Withdraw that first.")
	case c.asked(to) != nil:
		return Fail(Conflict, CodeWrongState, "They are asked about it already, and have not answered yet.")
	}
	c.ask(OfferTransfer, EventTransferOffered, by, to, note, ws, now)
	return nil
}

// mayHandOver is nil when by decides who has the conversation.
func (c *Conversation) mayHandOver(by *Agent) error {
	switch {
	case c.State != StateActive && c.State != StateWaiting:
		return c.wrongState("only an active or waiting conversation can be transferred")
	case c.holder() != by.ID && !by.Role.Includes(RoleSupervisor):
		return errNotYours()
	}
	return nil
}

// takeOver makes whoever accepted a transfer the one who has it. Who gave it away
// leaves; whose conversation a supervisor gave away goes on as a consultant.
func (c *Conversation) takeOver(o *Offer, now Time) {
	before := c.holder()
	c.TransferCount++
	c.happened(EventTransferred, AudienceStaff, o.ByAgentID, now)
	c.handedOver = true
	c.assign(o.AgentID, now)
	c.handedOver = false
	if before != deref(o.ByAgentID) && before != o.AgentID {
		c.takePart(before, ParticipantConsultant, now)
	}
}

// WithdrawTransfer takes back what a colleague has not answered.
func (c *Conversation) WithdrawTransfer(by *Agent, now Time) error {
	o := c.successor()
	if o == nil {
		return errOfferOver()
	}
	if c.holder() != by.ID && deref(o.ByAgentID) != by.ID && !by.Role.Includes(RoleSupervisor) {
		return errNotYours()
	}
	c.answer(o, OfferWithdrawn, now)
	return nil
}

// ToQueue gives a conversation to another team at once: an active or waiting one by
// its agent or a supervisor, an open one by a supervisor. That the queue can take it
// is for the store to know.
func (c *Conversation) ToQueue(by *Agent, queue *Queue, note string, now Time) error {
	open := c.State == StateOpen
	switch {
	case open && !by.Role.Includes(RoleSupervisor):
		return Fail(Forbidden, "", "Only supervisors move conversations that wait for an agent.")
	case open && c.QueueID == queue.ID:
		return c.wrongState("it waits in this queue already")
	case !open:
		if err := c.mayHandOver(by); err != nil {
			return err
		}
		c.TransferCount++
	}
	c.remark(by, note, now)
	since, reason := c.WaitStartedAt, ReasonReleased
	c.QueueID, c.PreferredAgentID, c.PreferredUntil = queue.ID, nil, Time{}
	if open {
		reason = ReasonAwaitingAssignment
	}
	c.move(StateOpen, reason, now)
	if open { // it has waited, wherever that was
		c.WaitStartedAt = since
	}
	c.write(Message{Kind: KindEvent, Event: EventQueued, Audience: AudienceStaff, AgentID: &by.ID, Body: queue.Name}, now)
	return nil
}

// AssignTo gives an open conversation to an agent, whatever else they have in hand.
func (c *Conversation) AssignTo(by *Agent, to, note string, now Time) error {
	switch {
	case !by.Role.Includes(RoleSupervisor):
		return Fail(Forbidden, "", "Only supervisors assign conversations.")
	case c.State != StateOpen:
		return c.wrongState("only an open conversation can be assigned")
	}
	c.remark(by, note, now)
	c.happened(EventAssigned, AudienceStaff, &by.ID, now)
	c.assign(to, now)
	return nil
}
