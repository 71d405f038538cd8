package models

import (
	"strings"
	"time"
)

// State is where a conversation stands.
type State string

// The states. A conversation runs while it is open, active or waiting.
const (
	StateOpen    State = "open"    // waits for an agent
	StateActive  State = "active"  // an agent has it
	StateWaiting State = "waiting" // parked until the customer writes (persistent only)
	StateWrapUp  State = "wrap_up" // ended; the agent finishes notes
	StateClosed  State = "closed"  // final
)

// Running reports whether either side may still write.
func (s State) Running() bool { return s == StateOpen || s == StateActive || s == StateWaiting }

// Reason says why a conversation is in its state (dynamics §5.1).
type Reason string

// The reasons.
const (
	ReasonAwaitingAssignment Reason = "awaiting_agent_assignment"
	ReasonAwaitingAcceptance Reason = "awaiting_agent_acceptance"
	ReasonReturning          Reason = "returning"
	ReasonReleased           Reason = "released"
	ReasonAgentLost          Reason = "agent_disconnected"
	ReasonFollowUp           Reason = "follow_up"
	ReasonInConversation     Reason = "in_conversation"
	ReasonAwaitingCustomer   Reason = "awaiting_customer_response"
	ReasonEndedByAgent       Reason = "conversation_ended_by_agent"
	ReasonEndedByCustomer    Reason = "customer_moved_to_wrap_up"
	ReasonLeftActive         Reason = "customer_disconnected_or_left_active"
	ReasonLeftOpen           Reason = "customer_disconnected_or_left_open"
	ReasonAutoClosedWaiting  Reason = "auto_closed_from_waiting"
	ReasonAutoClosed         Reason = "auto_closed_by_system"
	ReasonForceClosed        Reason = "force_closed_by_supervisor"
)

// Turn says whose move it is.
type Turn string

// The turns.
const (
	TurnAgent    Turn = "agent"
	TurnCustomer Turn = "customer"
	TurnNobody   Turn = "nobody"
)

// EndedBy says who ended a conversation.
type EndedBy string

// Who ends one.
const (
	EndedByAgent      EndedBy = "agent"
	EndedByCustomer   EndedBy = "customer"
	EndedBySystem     EndedBy = "system"
	EndedBySupervisor EndedBy = "supervisor"
)

// UndoEnd is how long an End can be taken back.
const UndoEnd = 10 * time.Second

// Conversation is one matter of one customer, from the first message until it
// is closed. It is the unit of consistency: everything that happens in it gets
// the next number of its one log, under its row lock. Only an agent ends a
// persistent one: the customer can leave and come back.
type Conversation struct {
	ID           string
	WidgetID     string
	WorkstreamID string
	QueueID      string
	CustomerID   string
	Language     string // in which the customer is told things
	Mode         Mode
	State        State
	Reason       Reason

	AgentID          *string // who has it; nil while it is open
	PreferredAgentID *string // who had it before it returned
	AnnouncedAgentID *string // whom the customer saw join last
	OfferedAgentID   *string // before whom it is put now (open only)
	OfferedAt        Time
	OfferExpiresAt   Time
	OfferShownAt     Time // when the agent's browser said that it shows the offer
	PreferredUntil   Time // open: until when only the preferred agent may have it

	Turn      Turn
	TurnSince Time

	LastSeq         int64 // number of the newest row of the log
	LastChangedSeq  int64 // number of the newest change of any row
	LastMessageSeq  int64 // the newest public message: seq, kind, words, time
	LastMessageKind MessageKind
	LastMessageText string
	LastMessageAt   Time
	LastCustomerSeq int64 // the customer's newest message

	CustomerReadSeq int64 // how far each side has read
	AgentReadSeq    int64
	CustomerReadAt  Time  // when her marker moved last
	CustomerUnread  int64 // public messages of the other side after that
	AgentUnread     int64
	InboxOrder      int64 // rising is the order of every inbox list

	Context       Attributes // signed custom context
	Summary       string     // the agent's words at the end
	TransferCount int64
	Company       int64 // how many are asked about it or take part; where none, no row says so
	EndedBy       EndedBy
	EndedSeq      int64 // the row that says it ended

	Rating        int64 // the customer's, from MinRating to MaxRating; zero: none
	RatingComment string
	RatedAt       Time

	CreatedAt       Time
	WaitStartedAt   Time // since when it has been waiting for an agent
	AcceptedAt      Time // first accept
	FirstResponseAt Time
	StateChangedAt  Time
	WaitingSince    Time
	CustomerLeftAt  Time // live: since when the customer has been gone
	WrapUpAt        Time
	CapacityUntil   Time // wrap-up: until when it holds its agent's capacity
	ClosedAt        Time
	HeldUntil       Time // open, and nobody works before then
	FollowUpAt      Time // waiting: when it is put before an agent without a word of the customer
	IdleAt          Time // active: when the customer's silence is long enough to park
	NudgedAt        Time // when its agent was reminded of that
	RouteFailedAt   Time // open: since when nobody could be found at all
	ToldUntil       Time // the opening that the customer was told

	PositionSeq      int64  // the row that says how many are ahead of her; 0: none
	PositionAhead    int64  // what it says; see hidden
	PositionAt       Time   // when that is looked at again; only while she is in line
	FirstWaitSeconds *int64 // how long she waited in hours for the first agent
	HandledSeconds   int64  // how long agents had it in hand, active and in wrap-up (dynamics §9.2)
	ReconnectMinutes int64  // how long an absent customer's chat is kept; 0: no longer than any

	DeadlineAt Time // when the sweep has to look at it; see Due
	UpdatedAt  Time `gorm:"autoUpdateTime:false"`
	TouchedAt  Time // the same, to a quarter of a minute: see touched

	row        *Conversation // as it was loaded; nil while it is new
	was        State         // the state it was loaded in
	offering   *Offer        // an offer that begins
	answered   OfferOutcome  // what became of the one that stood
	from       duty          // and where it stood
	hours      Openness      // what the schedules say now
	voice      voice         // what the system says in it
	handedOver bool          // who joins was given it by a transfer
	attended   bool          // its agent works on it, whatever they say
	actor      *Agent        // who of staff does it
	company    company       // who is about it besides its agent
	pending    []Message     // rows that the store has to write
	changed    []Message     // rows that changed after they were written
}

// newConversation is an open one without messages.
func newConversation(w *Widget, customerID string, context Attributes, now Time) *Conversation {
	c := &Conversation{
		ID: NewID(), WidgetID: w.ID, WorkstreamID: w.WorkstreamID, CustomerID: customerID, Mode: w.Mode,
		Context: context.Clean(), CreatedAt: now, LastMessageAt: now, WaitStartedAt: now,
		Turn: TurnAgent, TurnSince: now, PositionAhead: hidden,
	}
	if w.Mode == ModeLive && w.Reconnect {
		c.ReconnectMinutes = w.ReconnectMinutes
	}
	c.move(StateOpen, ReasonAwaitingAssignment, now)
	c.happened(EventStarted, AudienceStaff, nil, now)
	return c
}

// move puts the conversation in a state and clears what belongs to the old one.
func (c *Conversation) move(state State, reason Reason, now Time) {
	if c.State == StateActive || c.State == StateWrapUp {
		c.HandledSeconds += max(0, int64(now.Sub(c.StateChangedAt)/time.Second))
	}
	c.State, c.Reason, c.StateChangedAt = state, reason, now
	c.endOffer(OfferWithdrawn)
	c.WaitingSince, c.NudgedAt, c.PreferredUntil, c.RouteFailedAt = Time{}, Time{}, Time{}, Time{}
	switch state {
	case StateOpen:
		c.AgentID, c.WaitStartedAt = nil, now
	case StateWaiting:
		c.WaitingSince = now
	case StateWrapUp:
		c.WrapUpAt = now
	case StateClosed:
		c.ClosedAt = now
	case StateActive:
	}
	c.dissolve(now)
}

// write adds a row to the log and gives it its numbers.
func (c *Conversation) write(m Message, now Time) *Message {
	c.LastSeq++
	c.LastChangedSeq++
	m.ConversationID, m.Seq, m.ChangedSeq, m.CreatedAt = c.ID, c.LastSeq, c.LastChangedSeq, now
	c.UpdatedAt = now
	c.pending = append(c.pending, m)
	return &c.pending[len(c.pending)-1]
}

// happened adds an event to the log. agent is who did it, or whom it is about.
// What the customer is told of says so in the words for it.
func (c *Conversation) happened(e Event, to Audience, agent *string, now Time) *Message {
	return c.happenedWith(e, to, agent, now, nil)
}

// happenedWith is happened with values for the words.
func (c *Conversation) happenedWith(e Event, to Audience, agent *string, now Time, values map[string]string) *Message {
	m := Message{Kind: KindEvent, Event: e, Audience: to, AgentID: agent}
	if to == AudienceEveryone {
		m.Body, m.Audience = c.announced(e, values)
	}
	return c.write(m, now)
}

// said adds a public message and keeps what the inbox shows of it.
func (c *Conversation) said(m Message, now Time) Message {
	m.Audience = AudienceEveryone
	row := c.write(m, now)
	c.LastMessageSeq, c.LastMessageKind, c.LastMessageAt = row.Seq, row.Kind, now
	c.LastMessageText = preview(row.Body)
	c.NudgedAt = Time{}
	if row.Kind == KindCustomer {
		c.LastCustomerSeq = row.Seq
		c.AgentUnread++
		c.CustomerReadSeq, c.CustomerReadAt, c.CustomerUnread = row.Seq, now, 0 // who writes has read
	} else {
		c.CustomerUnread++
		c.AgentReadSeq, c.AgentUnread = row.Seq, 0
	}
	return *row
}

// preview is the beginning of a message on one line.
func preview(body string) string {
	return cut(strings.Join(strings.Fields(cut(body, 400)), " "), 140)
}

// settle derives what follows from the state and the log: the turn, the place
// in the inbox and the deadline. The store calls it before it saves.
func (c *Conversation) settle(ws *Workstream, now Time) {
	if turn := c.turn(); turn != c.Turn {
		c.Turn, c.TurnSince = turn, now
	}
	c.InboxOrder = c.inboxOrder()
	c.hold(now)
	c.CapacityUntil = c.capacityUntil(ws)
	c.clock(ws)
	c.DeadlineAt = c.deadline(ws)
	c.UpdatedAt = now
}

// turn derives whose move it is from the state and the last public message.
func (c *Conversation) turn() Turn {
	switch c.State {
	case StateWrapUp, StateClosed:
		return TurnNobody
	case StateWaiting:
		return TurnCustomer
	case StateOpen, StateActive:
		if c.LastMessageKind == KindAgent {
			return TurnCustomer
		}
	}
	return TurnAgent
}

// inboxOrder sorts what waits for an agent first, longest wait first, then the
// rest, newest first: one rising number, so that one index serves the list.
func (c *Conversation) inboxOrder() int64 {
	if c.Turn == TurnAgent {
		return c.TurnSince.UnixMicro()
	}
	const after = int64(4e18) // beyond any time in microseconds
	return after - c.LastMessageAt.UnixMicro()
}

// Holds reports whether the conversation takes of its agent's capacity at now:
// active ones do, and a wrap-up as long as the workstream says. Waiting never
// does: parking is free.
func (c *Conversation) Holds(ws *Workstream, now Time) bool {
	return c.State == StateActive || c.State == StateWrapUp && ws.WrapUpBlockSeconds < 0 || now.Before(c.capacityUntil(ws))
}

// capacityUntil is until when an ended conversation holds capacity: as long as its
// workstream says, or until it closes by itself. Zero in other states.
func (c *Conversation) capacityUntil(ws *Workstream) Time {
	if c.State != StateWrapUp {
		return Time{}
	}
	if ws.WrapUpBlockSeconds < 0 {
		return c.WrapUpAt.Add(ws.Lifetimes().WrapUp)
	}
	return c.WrapUpAt.Add(time.Duration(ws.WrapUpBlockSeconds) * time.Second)
}

// ReadByAgent notes that staff have read up to seq. It reports whether the
// marker moved.
func (c *Conversation) readByAgent(seq int64) bool {
	seq = min(seq, c.LastSeq)
	if seq <= c.AgentReadSeq {
		return false
	}
	c.AgentReadSeq = seq
	return true
}

// readByCustomer notes that the customer has read up to seq.
func (c *Conversation) readByCustomer(seq int64, now Time) bool {
	seq = min(seq, c.LastSeq)
	if seq <= c.CustomerReadSeq {
		return false
	}
	c.CustomerReadSeq, c.CustomerReadAt = seq, now
	return true
}

// holder is the agent who has it, or "".
func (c *Conversation) holder() string { return deref(c.AgentID) }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// ref is a reference to a copy of s; nil for "".
func ref(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
