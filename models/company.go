package models

// company are the people about a conversation besides the agent who has it: who is
// asked to take it over or to be consulted, and who takes part. Those who stood when
// it was loaded, and what became of them since.
type company struct {
	offers       []Offer
	participants []Participant
}

// asked is the standing offer to take the conversation over, or to be consulted,
// that is before the agent; nil if there is none.
func (c *Conversation) asked(agentID string) *Offer {
	for i := range c.company.offers {
		if o := &c.company.offers[i]; o.EndedAt.IsZero() && o.AgentID == agentID {
			return o
		}
	}
	return nil
}

// successor is the standing offer to take the conversation over; nil if there is none.
func (c *Conversation) successor() *Offer {
	for i := range c.company.offers {
		if o := &c.company.offers[i]; o.EndedAt.IsZero() && o.Kind == OfferTransfer {
			return o
		}
	}
	return nil
}

// participant is the agent's part in the conversation; nil if they have none.
func (c *Conversation) participant(agentID string) *Participant {
	for i := range c.company.participants {
		if p := &c.company.participants[i]; p.LeftAt.IsZero() && p.AgentID == agentID {
			return p
		}
	}
	return nil
}

// Attends reports whether the agent has the conversation, or took part in it when the
// change was made that it comes from.
func (c *Conversation) Attends(agentID string) bool {
	return c.holder() == agentID || c.participant(agentID) != nil
}

// standing is how many are about the conversation besides its agent.
func (c *Conversation) standing() (offers, participants int64) {
	for _, o := range c.company.offers {
		if o.EndedAt.IsZero() {
			offers++
		}
	}
	for _, p := range c.company.participants {
		if p.LeftAt.IsZero() {
			participants++
		}
	}
	return offers, participants
}

// full reports whether nobody more can be consulted.
func (c *Conversation) full() bool {
	offers, participants := c.standing()
	if c.successor() != nil {
		offers--
	}
	return offers+participants >= MaxParticipants
}

// ask puts the conversation before a colleague, who has the workstream's time to
// answer. What is said to them is an internal message: it stays with the history.
func (c *Conversation) ask(kind OfferKind, what Event, by *Agent, to, note string, ws *Workstream, now Time) {
	o := Offer{
		ID: NewID(), ConversationID: c.ID, AgentID: to, Kind: kind, ByAgentID: &by.ID, Note: note,
		OfferedAt: now, ExpiresAt: now.Add(ws.OfferTimeout()),
	}
	c.company.offers = append(c.company.offers, o)
	c.happened(what, AudienceStaff, &to, now)
	c.remark(by, note, now)
}

// remark is what by says to colleagues while doing something.
func (c *Conversation) remark(by *Agent, note string, now Time) {
	if note != "" {
		c.write(Message{Kind: KindInternal, Audience: AudienceStaff, AgentID: &by.ID, Body: note}, now)
	}
}

// answers are what the log says of an offer's end.
var answers = map[OfferKind]map[OfferOutcome]Event{
	OfferTransfer: {
		OfferDeclined: EventTransferDeclined, OfferMissed: EventTransferMissed, OfferUnseen: EventTransferMissed,
		OfferWithdrawn: EventTransferWithdrawn,
	},
	OfferConsult: {
		OfferAccepted: EventConsultAccepted, OfferDeclined: EventConsultDeclined, OfferMissed: EventConsultMissed,
		OfferUnseen: EventConsultMissed, OfferWithdrawn: EventConsultWithdrawn,
	},
}

// answer ends an offer and says so to staff.
func (c *Conversation) answer(o *Offer, outcome OfferOutcome, now Time) {
	o.Outcome, o.EndedAt = outcome, now
	if what, ok := answers[o.Kind][outcome]; ok {
		c.happened(what, AudienceStaff, &o.AgentID, now)
	}
}

// acceptAsked takes what a colleague asked.
func (c *Conversation) acceptAsked(o *Offer, now Time) error {
	if o.ExpiresAt.Due(now) {
		return errOfferOver()
	}
	c.answer(o, OfferAccepted, now)
	if o.Kind == OfferTransfer {
		c.takeOver(o, now)
	} else {
		c.takePart(o.AgentID, ParticipantConsultant, now)
	}
	return nil
}

// takePart lets somebody read along and write among staff.
func (c *Conversation) takePart(agentID string, kind ParticipantKind, now Time) *Participant {
	p := Participant{ID: NewID(), ConversationID: c.ID, AgentID: agentID, Kind: kind, JoinedAt: now}
	c.company.participants = append(c.company.participants, p)
	return &c.company.participants[len(c.company.participants)-1]
}

// overdue ends an offer that was not answered in time, or that no browser of its
// agent shows. It reports whether it did.
func (c *Conversation) overdue(o *Offer, now Time) bool {
	switch {
	case !o.EndedAt.IsZero():
		return false
	case o.ShownAt.IsZero() && o.OfferedAt.Add(OfferSeenWithin).Due(now):
		c.answer(o, OfferUnseen, now)
	case o.ExpiresAt.Due(now):
		c.answer(o, OfferMissed, now)
	default:
		return false
	}
	return true
}

// dissolve ends what belongs to the state before: colleagues take part as long as
// an agent works on it, and may be asked to take over what somebody has. The
// customer, who notices nothing of parking, is told nothing.
func (c *Conversation) dissolve(now Time) {
	for i := range c.company.offers {
		o := &c.company.offers[i]
		keeps := c.State == StateActive || o.Kind == OfferTransfer && c.State == StateWaiting
		if o.EndedAt.IsZero() && !keeps {
			c.answer(o, OfferWithdrawn, now)
		}
	}
	if c.State == StateActive {
		return
	}
	for i := range c.company.participants {
		if p := &c.company.participants[i]; p.LeftAt.IsZero() {
			p.LeftAt = now
			c.happened(EventWentOut, AudienceStaff, &p.AgentID, now)
		}
	}
}

func errOfferOver() error {
	return Fail(Conflict, CodeWrongState, "This offer does not stand any more.")
}
