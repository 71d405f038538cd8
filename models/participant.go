package models

// ParticipantKind is why somebody takes part in a conversation they don't have.
type ParticipantKind string

// The kinds.
const (
	ParticipantConsultant ParticipantKind = "consultant" // asked by the agent who has it, or had it
	ParticipantSupervisor ParticipantKind = "supervisor" // stepped in
)

// MaxParticipants is how many take part in a conversation besides its agent, those
// who are asked to included (dynamics §8.6). Supervisors may be more.
const MaxParticipants = 5

// Participant is somebody who takes part in a conversation that another agent has:
// reads it and writes internal messages, and once public to the customer, too. It
// costs none of their capacity. Nobody takes part in what no agent works on: see
// Conversation.dissolve.
type Participant struct {
	ID             string
	ConversationID string
	AgentID        string
	Kind           ParticipantKind
	JoinedAt       Time
	PublicAt       Time // since when the customer knows; zero while she does not
	LeftAt         Time
}

// Public reports whether the customer knows of them.
func (p *Participant) Public() bool { return !p.PublicAt.IsZero() && p.LeftAt.IsZero() }
