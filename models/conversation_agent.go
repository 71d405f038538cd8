package models

// What staff do in a conversation. Every verb names its agent; that she may see
// the conversation at all is the scope of the store's query.

// Offer puts an open conversation before one agent until the workstream's
// time-out. Who it is offered to is not told to the customer.
func (c *Conversation) Offer(agentID string, ws *Workstream, now Time) error {
	if c.State != StateOpen {
		return c.wrongState("only an open conversation can be offered")
	}
	c.endOffer(OfferWithdrawn)
	c.OfferedAgentID, c.OfferedAt, c.OfferExpiresAt = &agentID, now, now.Add(ws.OfferTimeout())
	c.RouteFailedAt = Time{}
	c.offering = &Offer{
		ID: NewID(), ConversationID: c.ID, AgentID: agentID, Kind: OfferWork, OfferedAt: now, ExpiresAt: c.OfferExpiresAt,
	}
	c.Reason, c.StateChangedAt = ReasonAwaitingAcceptance, now
	c.happened(EventOffered, AudienceStaff, &agentID, now)
	return nil
}

// Accept takes an open conversation: the one offered, or a pick from the open
// list. While it is offered to somebody else it is theirs to answer. Whom a
// colleague asked to take one over, or about one, says yes by it.
func (c *Conversation) Accept(agentID string, now Time) error {
	if o := c.asked(agentID); o != nil {
		return c.acceptAsked(o, now)
	}
	switch {
	case c.State == StateActive && c.holder() == agentID:
		return nil // the other window of the same agent was first
	case c.State == StateActive:
		return Fail(Conflict, CodeTaken, "%s has this conversation already.", "Another agent")
	case c.State != StateOpen:
		return c.wrongState("only an open conversation can be accepted")
	case c.OfferedAgentID != nil && *c.OfferedAgentID != agentID && !c.OfferExpiresAt.Due(now):
		return Fail(Conflict, CodeTaken, "%s is deciding on this conversation.", "Another agent")
	}
	if deref(c.OfferedAgentID) == agentID {
		c.endOffer(OfferAccepted)
	}
	c.assign(agentID, now)
	return nil
}

// mayPick is nil when agent may take c: it is offered to her, or may be taken from
// the open list.
func (c *Conversation) mayPick(agent *Agent, ws *Workstream) error {
	if c.State != StateOpen || deref(c.OfferedAgentID) == agent.ID || c.Pickable(agent, ws) {
		return nil
	}
	return Fail(Conflict, CodeWrongState, "Conversations of %s are offered in turn and can't be picked.", ws.Name)
}

// Pickable reports whether agent may take c from the open list unasked.
func (c *Conversation) Pickable(agent *Agent, ws *Workstream) bool {
	return ws.Distribution == DistributionPick || ws.PickFromPush || agent.Role.Includes(RoleSupervisor)
}

// assign makes agentID the one who has it and tells the customer when that is
// somebody new to her.
func (c *Conversation) assign(agentID string, now Time) {
	c.move(StateActive, ReasonInConversation, now)
	if p := c.participant(agentID); p != nil { // no part in it any more: it is theirs
		p.LeftAt = now
	}
	c.AgentID, c.PreferredAgentID = &agentID, nil
	if c.AcceptedAt.IsZero() {
		c.AcceptedAt = now
		waited := max(0, int64(now.Sub(c.WaitStartedAt).Seconds()))
		c.FirstWaitSeconds = &waited
	}
	if deref(c.AnnouncedAgentID) == agentID {
		c.happened(EventAccepted, AudienceStaff, &agentID, now)
		return
	}
	c.AnnouncedAgentID = &agentID
	c.happened(EventJoined, AudienceEveryone, &agentID, now)
}

// Decline refuses an offer; the conversation is the team's again, or stays with the
// colleague who asked.
func (c *Conversation) Decline(agentID string, now Time) error {
	if o := c.asked(agentID); o != nil {
		c.answer(o, OfferDeclined, now)
		return nil
	}
	if c.State != StateOpen || deref(c.OfferedAgentID) != agentID {
		return c.wrongState("this offer does not stand any more")
	}
	c.withdraw(EventDeclined, now)
	return nil
}

// withdraw ends the standing offer.
func (c *Conversation) withdraw(why Event, now Time) {
	agent := c.OfferedAgentID
	c.endOffer(outcomes[why])
	c.PreferredUntil = Time{} // asked, she did not take it: the team's
	c.Reason, c.StateChangedAt = ReasonAwaitingAssignment, now
	c.happened(why, AudienceStaff, agent, now)
}

// outcomes are what becomes of an offer by what happened.
var outcomes = map[Event]OfferOutcome{EventDeclined: OfferDeclined, EventMissed: OfferMissed, EventUnseen: OfferUnseen}

// endOffer takes the standing offer away; of one that has ended already it is
// known what became of it.
func (c *Conversation) endOffer(outcome OfferOutcome) {
	if c.OfferedAgentID == nil {
		return
	}
	if c.offering != nil {
		c.offering.Outcome = outcome // it began in this very change
	} else {
		c.answered = outcome
	}
	c.OfferedAgentID, c.OfferedAt, c.OfferExpiresAt, c.OfferShownAt = nil, Time{}, Time{}, Time{}
}

// Reply writes the agent's message. Replying to a parked conversation reopens
// it first. Nobody but its agent and who joined publicly writes, and nobody after
// the end, from whichever window.
func (c *Conversation) Reply(d Draft, agentID string, now Time) (Message, error) {
	if c.State == StateWaiting {
		if err := c.Reopen(agentID, now); err != nil {
			return Message{}, err
		}
	}
	if err := c.writesTo(agentID); err != nil {
		return Message{}, err
	}
	if err := c.current(d.Seen); err != nil {
		return Message{}, err
	}
	if c.FirstResponseAt.IsZero() {
		c.FirstResponseAt = now
	}
	return c.said(Message{Kind: KindAgent, AgentID: &agentID, ClientID: ref(d.ClientID), Body: d.Body}, now), nil
}

// Note writes an internal message, which only staff see. It is allowed as long
// as the conversation is not closed.
func (c *Conversation) Note(d Draft, agentID string, now Time) (Message, error) {
	if c.State == StateClosed {
		return Message{}, errEndedForStaff()
	}
	m := c.write(Message{Kind: KindInternal, Audience: AudienceStaff, AgentID: &agentID, ClientID: ref(d.ClientID), Body: d.Body}, now)
	return *m, nil
}

// Park is the agent's "Close for now": the conversation waits for the customer,
// holds no capacity, and she notices nothing. seen is the newest row the agent
// had on screen, so that a message that arrived meanwhile is not parked unread.
func (c *Conversation) Park(agentID string, seen int64, now Time) error {
	if c.Mode != ModePersistent {
		return c.wrongState("a live conversation is ended instead")
	}
	if c.State == StateWaiting && c.holder() == agentID {
		return nil
	}
	if err := c.mine(agentID); err != nil {
		return err
	}
	if err := c.current(seen); err != nil {
		return err
	}
	c.move(StateWaiting, ReasonAwaitingCustomer, now)
	c.happened(EventParked, AudienceStaff, &agentID, now)
	return nil
}

// Reopen takes a parked conversation up again for the agent who parked it.
func (c *Conversation) Reopen(agentID string, now Time) error {
	if c.State != StateWaiting {
		return c.wrongState("only a waiting conversation can be reopened")
	}
	if c.holder() != agentID {
		return errNotYours()
	}
	c.move(StateActive, ReasonInConversation, now)
	c.happened(EventReopened, AudienceStaff, &agentID, now)
	return nil
}

// Release gives an active conversation back to the team.
func (c *Conversation) Release(agentID string, now Time) error {
	if err := c.mine(agentID); err != nil {
		return err
	}
	c.PreferredAgentID = nil
	c.move(StateOpen, ReasonReleased, now)
	c.happened(EventReleased, AudienceStaff, &agentID, now)
	return nil
}

// End finishes the conversation, from active or from parked. The customer sees
// at once that it ended; UndoEnd takes it back for a few seconds.
func (c *Conversation) End(agentID string, seen int64, now Time) error {
	if c.State == StateWrapUp && c.holder() == agentID {
		return nil
	}
	if c.State == StateWaiting {
		if err := c.Reopen(agentID, now); err != nil {
			return err
		}
	}
	if err := c.mine(agentID); err != nil {
		return err
	}
	if err := c.current(seen); err != nil {
		return err
	}
	c.end(EndedByAgent, ReasonEndedByAgent, &agentID, now)
	return nil
}

// end moves to wrap-up and says so to everyone.
func (c *Conversation) end(by EndedBy, reason Reason, agent *string, now Time) {
	c.move(StateWrapUp, reason, now)
	c.EndedBy, c.CustomerLeftAt = by, Time{}
	c.EndedSeq = c.happened(EventEnded, AudienceEveryone, agent, now).Seq
}

// UndoUntil is until when an End can be taken back; zero if it can't.
func (c *Conversation) UndoUntil() Time {
	if c.State != StateWrapUp || c.EndedBy != EndedByAgent {
		return Time{}
	}
	return c.WrapUpAt.Add(UndoEnd)
}

// UndoEnd takes an End back: the conversation is active again and the row that
// said it ended, which the store passes in, is retracted.
func (c *Conversation) UndoEnd(agentID string, ended Message, now Time) error {
	switch {
	case c.holder() != agentID:
		return errNotYours()
	case c.UndoUntil().IsZero() || c.UndoUntil().Due(now): // or the customer, or time, has ended it
		return c.wrongState("the time to undo is over")
	}
	c.move(StateActive, ReasonInConversation, now)
	c.EndedBy, c.EndedSeq, c.WrapUpAt = "", 0, Time{}
	c.LastChangedSeq++
	ended.RetractedAt, ended.ChangedSeq = now, c.LastChangedSeq
	c.changed = append(c.changed, ended)
	c.happened(EventEndUndone, AudienceStaff, &agentID, now)
	return nil
}

// Summarize keeps the agent's words about how it went.
func (c *Conversation) Summarize(agentID, text string, now Time) error {
	if c.holder() != agentID || c.State == StateOpen {
		return errNotYours()
	}
	if c.State == StateClosed {
		return errEndedForStaff()
	}
	c.Summary, c.UpdatedAt = text, now
	return nil
}

// Close finishes the wrap-up. Closed is final. A live conversation that its agent
// closes without having ended it ends by that.
func (c *Conversation) Close(agentID string, now Time) error {
	if c.State == StateClosed && c.holder() == agentID {
		return nil
	}
	if c.Mode == ModeLive && c.State == StateActive {
		return c.End(agentID, -1, now)
	}
	if c.State != StateWrapUp {
		return c.wrongState("only an ended conversation can be closed")
	}
	if c.holder() != agentID {
		return errNotYours()
	}
	c.move(StateClosed, c.Reason, now)
	c.happened(EventClosed, AudienceStaff, &agentID, now)
	return nil
}

// ForceClose closes a conversation in whatever state, for a supervisor; both
// sides are told.
func (c *Conversation) ForceClose(by *Agent, now Time) error {
	switch {
	case !by.Role.Includes(RoleSupervisor):
		return Fail(Forbidden, "", "Only supervisors force-close conversations.")
	case c.State == StateClosed:
		return c.wrongState("it is closed already")
	case c.State == StateWrapUp:
		c.move(StateClosed, ReasonForceClosed, now)
		c.happened(EventForceClosed, AudienceStaff, &by.ID, now)
		return nil
	}
	c.endAndClose(EndedBySupervisor, ReasonForceClosed, EventForceClosed, &by.ID, now)
	return nil
}

// endAndClose ends without a wrap-up.
func (c *Conversation) endAndClose(by EndedBy, reason Reason, what Event, agent *string, now Time) {
	c.endAndCloseWith(by, reason, what, agent, now, nil)
}

// endAndCloseWith is endAndClose with values for the words.
func (c *Conversation) endAndCloseWith(by EndedBy, reason Reason, what Event, agent *string, now Time, values map[string]string) {
	c.move(StateClosed, reason, now)
	c.EndedBy, c.CustomerLeftAt = by, Time{}
	c.EndedSeq = c.happenedWith(what, AudienceEveryone, agent, now, values).Seq
}

// mine is nil when agentID has the conversation and may write in it.
func (c *Conversation) mine(agentID string) error {
	switch {
	case c.State == StateWrapUp || c.State == StateClosed:
		return errEndedForStaff()
	case c.State != StateActive:
		return c.wrongState("only its agent works in it, after accepting")
	case c.holder() != agentID:
		return errNotYours()
	}
	return nil
}

// current is nil when the customer wrote nothing after seen. -1 means that the
// agent knows and goes on.
func (c *Conversation) current(seen int64) error {
	if seen >= 0 && c.LastCustomerSeq > seen {
		return Fail(Conflict, CodeMovedOn, "The customer wrote while you did. Read it, then send again.")
	}
	return nil
}

func (c *Conversation) wrongState(why string) error {
	return Fail(Conflict, CodeWrongState, "Not possible now: %s. This one is %s.", why, c.State.word())
}

func (s State) word() string {
	if s == StateWrapUp {
		return "in wrap-up"
	}
	return string(s)
}

func errNotYours() error {
	return Fail(Conflict, CodeTaken, "Another agent has this conversation.")
}

func errEndedForStaff() error {
	return Fail(Conflict, CodeConversationEnded, "This conversation has ended. Nothing more can be sent in it.")
}
