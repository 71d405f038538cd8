package models

import "time"

// OfferKind is what an offer asks of its agent.
type OfferKind string

// The kinds.
const (
	OfferWork     OfferKind = "work"     // to take an open conversation on
	OfferTransfer OfferKind = "transfer" // to take one over from a colleague, who keeps it until then
	OfferConsult  OfferKind = "consult"  // to be asked by the colleague who has it
)

// OfferOutcome is what became of an offer; empty while it stands.
type OfferOutcome string

// The outcomes.
const (
	OfferAccepted  OfferOutcome = "accepted"
	OfferDeclined  OfferOutcome = "declined"
	OfferMissed    OfferOutcome = "missed"    // not answered in time
	OfferUnseen    OfferOutcome = "unseen"    // no browser of theirs said that it shows it
	OfferWithdrawn OfferOutcome = "withdrawn" // somebody else took it, or it came to nothing
)

// OfferSeenWithin is how soon a browser of the agent has to say that it shows an
// offer. If none does, the conversation moves on: nobody waits for a window that
// sleeps (dynamics §4.6).
const OfferSeenWithin = 10 * time.Second

// Offer is one conversation put before one agent, to accept or decline in time. It
// is kept when it is answered: it says whom to ask again, and how the desk did. The
// standing offer of an open conversation is on the conversation's row as well.
type Offer struct {
	ID             string
	ConversationID string
	AgentID        string
	Kind           OfferKind
	ByAgentID      *string // who transfers or consults
	Note           string  // what they say to the colleague
	Why            string  // the decision's reason, for "why me?"
	OfferedAt      Time
	ExpiresAt      Time
	ShownAt        Time
	EndedAt        Time
	Outcome        OfferOutcome
}
