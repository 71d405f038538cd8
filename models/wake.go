package models

// Wake says that something changed, to whoever shows it. It is a hint, never
// truth: a lost one costs latency, because every reader reads from the
// database by its cursor.
type Wake struct {
	Conversation string   // its id; empty when none is meant
	Changed      int64    // the conversation's newest changed_seq
	At           Time     // when its row was written, if it was
	Topics       []string // who may care: see the Topic functions
	Signal       *Signal  // a passing event, which is stored nowhere
	Edges        Edges    // what it may have moved beside the inbox's lists
}

// Signal is a passing event: it is shown if somebody looks, and forgotten.
type Signal struct {
	Kind  SignalKind
	Agent string // the agent who types, or whose state it is; empty for the customer
	On    bool
}

// SignalKind names a passing event.
type SignalKind string

// The passing events.
const (
	SignalTyping   SignalKind = "typing"
	SignalRead     SignalKind = "read"     // a read marker moved
	SignalPresence SignalKind = "presence" // the customer came or left, or an agent's presence is another one
)

// TopicConversation is what everyone who has the conversation open follows.
func TopicConversation(id string) string { return "conversation:" + id }

// TopicCustomer is what a customer's widget follows, to learn of a conversation
// that began in another tab or device.
func TopicCustomer(widgetID, customerID string) string {
	return "customer:" + widgetID + ":" + customerID
}

// TopicAgent is what an agent's inbox follows: conversations that are, or just
// were, theirs.
func TopicAgent(id string) string { return "agent:" + id }

// TopicOpen is what every inbox follows that shows the open conversations.
const TopicOpen = "open"

// TopicPresence is what follows who shows the presences of all agents.
const TopicPresence = "presence"

// TopicBoard is what supervisors' boards follow: whatever happens to conversations.
const TopicBoard = "board"

// TopicClosed is what supervisors' inboxes follow that show the closed ones.
const TopicClosed = "closed"

// TopicSignIn tells an agent's windows that a sign-in was revoked.
func TopicSignIn(id string) string { return "sign-in:" + id }

// TopicVisit tells a visit's streams that it ended.
func TopicVisit(id string) string { return "visit:" + id }
