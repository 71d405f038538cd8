package models

// Cause is what made the desk look for an agent.
type Cause string

// The causes.
const (
	CauseArrived   Cause = "arrived"   // a new conversation
	CauseReturned  Cause = "returned"  // the customer wrote in a parked one
	CauseReleased  Cause = "released"  // given back, or its agent vanished
	CauseAnswered  Cause = "answered"  // an offer was declined or missed
	CauseFollowUp  Cause = "follow_up" // parked for so long that somebody should look
	CauseAvailable Cause = "available" // an agent came, or has capacity again
)

// Decision says why a conversation went where it did: who was considered, with
// what load, and why this one, or why nobody. It is stored as it was made.
type Decision struct {
	ID             string
	ConversationID string
	At             Time
	Cause          Cause
	QueueID        string
	AgentID        *string      // nil: nobody
	Reason         string       // a sentence
	Considered     []Considered `gorm:"serializer:json"`
	Again          int64        // how often the same was found again
	AgainAt        Time
}

// Considered is one agent in a decision, as they were at that moment.
type Considered struct {
	AgentID    string   `json:"agent"`
	Name       string   `json:"name"`
	Presence   Presence `json:"presence,omitempty"`
	Load       int64    `json:"load"`
	Capacity   int64    `json:"capacity"`
	Concurrent int64    `json:"concurrent"`    // conversations of the workstream that they have
	Why        string   `json:"why,omitempty"` // why not; empty for those who could
}
