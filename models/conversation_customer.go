package models

import "linger/models/automated"

// What a customer does in a conversation.

// Receive takes a customer's message. A waiting conversation returns to open by
// it, and only by it: opening the widget or reading changes nothing. After the
// end it is refused, and the widget offers to start anew with the text. She can
// write at any hour; while nobody works she is told, and else at first that her
// message is here.
func (c *Conversation) Receive(d Draft, visitID string, now Time) (Message, error) {
	if !c.State.Running() {
		return Message{}, errEnded()
	}
	first := c.LastCustomerSeq == 0
	m := c.said(Message{Kind: KindCustomer, VisitID: &visitID, ClientID: ref(d.ClientID), Body: d.Body}, now)
	if c.State == StateWaiting {
		c.PreferredAgentID = c.AgentID
		c.move(StateOpen, ReasonReturning, now)
		c.happened(EventReturned, AudienceStaff, nil, now)
	}
	c.CustomerLeftAt = Time{}
	if c.held() { // the opening delivers by her last message
		c.Turn, c.TurnSince = TurnAgent, now
	}
	switch {
	case c.mustTell(now) && !c.attended:
		c.tellAway(now)
	case first:
		c.tell(automated.Created, nil, Time{}, now, nil)
	}
	return m, nil
}

// CustomerEnd ends a live conversation for its customer. A persistent one it
// refuses: the customer's X closes the panel only.
func (c *Conversation) CustomerEnd(now Time) error {
	switch {
	case c.Mode == ModePersistent:
		return Fail(Forbidden, CodeWrongState, "Only the team ends this conversation. Closing the panel keeps it.")
	case c.State == StateOpen:
		c.endAndClose(EndedByCustomer, ReasonLeftOpen, EventEnded, nil, now)
	case c.State == StateActive:
		c.end(EndedByCustomer, ReasonEndedByCustomer, nil, now)
	default:
		return errEnded()
	}
	return nil
}

// CustomerGone notes that a live customer has no stream any more. The sweep
// ends the conversation when she stays away.
func (c *Conversation) CustomerGone(now Time) {
	if c.Mode == ModeLive && c.State.Running() && c.CustomerLeftAt.IsZero() {
		c.CustomerLeftAt = now
	}
}

// CustomerBack notes that she has one again.
func (c *Conversation) CustomerBack() { c.CustomerLeftAt = Time{} }

func errEnded() error {
	return Fail(Conflict, CodeConversationEnded, "This conversation has ended. What you wrote is kept; send it to start a new one.")
}
