package models

// Edges says how much of what stands around the inbox's lists a change may have moved:
// their figures, the agent's load, what is before them to answer.
type Edges int8

// From all to none: of two changes the lower one holds.
const (
	EdgesAll    Edges = iota // whoever does not know says this
	EdgesUnread              // the figure of what is unread: in how many conversations something is
	EdgesNone
)

// weighed is what the edges of the inbox depend on, but for what is unread.
type weighed struct {
	duty
	queue                string
	offerUntil, capacity Time
	company              int64
}

func (c *Conversation) weighed() weighed {
	return weighed{c.duty(), c.QueueID, c.OfferExpiresAt, c.CapacityUntil, c.Company}
}

// edges says what a change from before to c may have moved beside the lists; before is nil
// while c is new.
func (c *Conversation) edges(before *Conversation) Edges {
	switch {
	case before == nil || before.weighed() != c.weighed() || c.answered != "" || c.offering != nil:
		return EdgesAll
	case (before.AgentUnread > 0) != (c.AgentUnread > 0):
		return EdgesUnread
	}
	return EdgesNone
}
