package models

// Visit is one period in which a customer has a widget open. Its opaque token
// is stored hashed; it is bound to one customer, and another customer on the
// same browser gets another visit.
type Visit struct {
	ID         string
	WidgetID   string
	CustomerID string
	// ConversationID is the only conversation it is for, if a link to that opened it.
	ConversationID *string
	TokenHash      string
	Context        Attributes // signed by the site: what its token said
	Page           Attributes // told by the page, not signed: shown as such
	UserAgent      string
	Locale         string // the browser's, as it states it
	Language       string // one of ours, in which the customer is spoken to
	Origin         string
	CreatedAt      Time
	LastSeenAt     Time
	ExpiresAt      Time
	EndedAt        Time
}

// Kernel is what decides what the visit may see and for how long: all that a stream
// of hours keeps of it.
func (v *Visit) Kernel() *Visit {
	return &Visit{
		ID: v.ID, WidgetID: v.WidgetID, CustomerID: v.CustomerID, ConversationID: v.ConversationID,
		Language: v.Language, ExpiresAt: v.ExpiresAt, EndedAt: v.EndedAt,
	}
}

// sees reports whether a conversation is the visit's customer's to see, in this
// widget.
func (v *Visit) sees(c *Conversation) bool {
	return c.CustomerID == v.CustomerID && c.WidgetID == v.WidgetID && (v.ConversationID == nil || *v.ConversationID == c.ID)
}

// Valid reports whether the visit may still be used at now.
func (v *Visit) Valid(now Time) bool { return v.EndedAt.IsZero() && now.Before(v.ExpiresAt) }
