package models

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MessageKind says who or what a row of the log is from.
type MessageKind string

// The kinds.
const (
	KindCustomer  MessageKind = "customer"
	KindAgent     MessageKind = "agent"
	KindInternal  MessageKind = "internal"  // among staff
	KindAutomated MessageKind = "automated" // a text the system inserts
	KindEvent     MessageKind = "event"     // something that happened; Event says what
)

// Audience says who may see a row.
type Audience string

// The audiences. A customer reads AudienceEveryone only.
const (
	AudienceEveryone Audience = "everyone"
	AudienceStaff    Audience = "staff"
)

// Event is what happened, in the past tense of the verbs of this package.
type Event string

// The events.
const (
	EventStarted     Event = "started"
	EventOffered     Event = "offered"
	EventAccepted    Event = "accepted" // an agent has it; staff see it always
	EventJoined      Event = "joined"   // the same, where the customer has not seen this agent yet
	EventDeclined    Event = "declined"
	EventMissed      Event = "missed"
	EventUnseen      Event = "unseen"    // no browser of theirs showed the offer
	EventFollowUp    Event = "follow_up" // parked for so long that somebody should look
	EventParked      Event = "parked"
	EventReopened    Event = "reopened" // by its agent
	EventReturned    Event = "returned" // by the customer's message
	EventReleased    Event = "released"
	EventTransferred Event = "transferred"
	EventEnded       Event = "ended"
	EventEndUndone   Event = "end_undone"
	EventClosed      Event = "closed"
	EventAutoClosed  Event = "auto_closed"
	EventForceClosed Event = "force_closed"
	EventAgentLost   Event = "agent_lost" // the browsers of its agent were gone too long
	EventLeft        Event = "left"       // a live customer was gone too long
	EventRated       Event = "rated"      // by the customer, after the end
	EventDelivered   Event = "delivered"  // held outside hours, and now the team is back
	EventAssigned    Event = "assigned"   // by a supervisor
	EventQueued      Event = "queued"     // given to another queue, whose name is the row's text

	// What a colleague was asked, and who came and went besides the agent who has it.
	EventTransferOffered   Event = "transfer_offered"
	EventTransferDeclined  Event = "transfer_declined"
	EventTransferMissed    Event = "transfer_missed"
	EventTransferWithdrawn Event = "transfer_withdrawn"
	EventConsulted         Event = "consulted"
	EventConsultAccepted   Event = "consult_accepted"
	EventConsultDeclined   Event = "consult_declined"
	EventConsultMissed     Event = "consult_missed"
	EventConsultWithdrawn  Event = "consult_withdrawn"
	EventCameIn            Event = "came_in"  // publicly: the customer is told
	EventWentOut           Event = "went_out" // she is told if she knew
)

// MaxBody is the longest message, in characters (dynamics §10.7).
const MaxBody = 6000

// maxEdited is how many unsent messages may become one.
const maxEdited = 100

// Message is one row of a conversation's log. Its place is Seq, gapless from 1;
// ChangedSeq rises with every change of the row, so that "everything after N"
// never misses one.
type Message struct {
	ConversationID string `gorm:"primaryKey"`
	Seq            int64  `gorm:"primaryKey;autoIncrement:false"`
	ChangedSeq     int64
	Kind           MessageKind
	Audience       Audience
	Event          Event
	AgentID        *string
	VisitID        *string
	ClientID       *string // made by the writer's browser; nil for what the system writes
	Body           string
	OpensAt        Time // what NextOpening in the text stands for
	CreatedAt      Time
	RetractedAt    Time // taken back, as an end that was undone: kept, and shown as such to staff only
	// SearchID is its place in the index of words; nil while it has none. The index
	// alone writes it.
	SearchID *int64 `gorm:"->"`
}

// Public reports whether a row is something said to the other side, which is
// what Turn and unread counts look at.
func (m *Message) Public() bool { return m.Kind == KindCustomer || m.Kind == KindAgent }

// Draft is a message that somebody wants to write.
type Draft struct {
	ClientID string // a UUID made by the browser for this message, kept over retries
	Body     string
	// Seen is the newest seq the writer had on screen. An agent's message is
	// refused with CodeMovedOn when the customer wrote later than that; -1 sends
	// it all the same.
	Seen int64
	// Edited are the ids of messages that this one takes the place of, as far as its
	// writer knew: none of them had been acknowledged when she changed its text. The
	// first is the draft's own, so that what is still on its way comes to nothing.
	Edited []string
	// Answers are the customer's to the survey before a conversation, by the
	// questions' ids: with the message that starts one.
	Answers map[string]string
	safe    map[string]string // the answers as they may be stored
}

// Clean trims the draft and says what is wrong with it.
func (d Draft) Clean() (Draft, error) {
	problems := Problems{}
	d.Body = strings.Trim(storable(d.Body), " \t\n")
	if len(d.Answers) > MaxQuestions {
		problems.Add("answers", "%d answers at most; these are %d.", MaxQuestions, len(d.Answers))
	}
	switch n := utf8.RuneCountInString(d.Body); {
	case n == 0:
		problems.Add("body", "Write something first.")
	case n > MaxBody:
		problems.Add("body", "%d characters at most; this has %d.", MaxBody, n)
	}
	if len(d.Edited) > maxEdited || slices.ContainsFunc(d.Edited, func(id string) bool { return !ValidID(id) }) {
		problems.Add("edited", "These are not ids of messages.")
	}
	if !ValidID(d.ClientID) {
		problems.Add("client_id", "A message needs a UUID of its own.")
	}
	d.ClientID = strings.ToLower(d.ClientID)
	return d, problems.Err()
}

// storable is typed text as both databases hold it: Postgres has no NUL.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"), "\x00", "")
}

// Entry is a row as a screen shows it: with the names of its agent.
type Entry struct {
	Message
	Names
}

// lively is how long after it was written a message still counts as new.
const lively = time.Minute

// Age is how long ago the last of entries was written, if that is a message which somebody
// may be waiting for: neither edited nor long known.
func Age(entries []Entry, now Time) (age time.Duration, fresh bool) {
	if len(entries) == 0 {
		return 0, false
	}
	last := &entries[len(entries)-1]
	age = now.Sub(last.CreatedAt)
	return max(0, age), last.Kind != KindEvent && last.Seq == last.ChangedSeq && age < lively
}
