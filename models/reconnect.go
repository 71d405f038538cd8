package models

import "time"

// askAfter is how long a customer has to be gone until she is asked whether to go
// on. Who changes pages, or reloads one, goes on as if nothing had happened.
const askAfter = time.Minute

// ReconnectParameter of an address carries a link's token: to us, and on to the page
// with the widget, whose frame reads it there.
const ReconnectParameter = "linger-reconnect"

// ReconnectLink leads whoever holds it back to one live conversation, for as long
// as it runs. The token is stored hashed.
type ReconnectLink struct {
	TokenHash      string
	ConversationID string
	CreatedByID    string
	CreatedAt      Time
}

// keptFor is how long a live customer may be gone before her absence ends the
// conversation. One that an agent has is kept as long as the widget said when it
// began; while nobody has it, there is nobody to come back to.
func (c *Conversation) keptFor(life Lifetimes) time.Duration {
	if c.State == StateActive && c.ReconnectMinutes > 0 {
		return time.Duration(c.ReconnectMinutes) * time.Minute
	}
	return life.Absence
}

// Interrupted reports whether its customer, when she comes back now, is asked
// whether to go on with it.
func (c *Conversation) Interrupted(now Time) bool {
	return c.State == StateActive && c.ReconnectMinutes > 0 &&
		!c.CustomerLeftAt.IsZero() && c.CustomerLeftAt.Add(askAfter).Due(now)
}

// CodeReconnectOver says that a link leads nowhere: the conversation has ended, or
// is not for who comes.
const CodeReconnectOver = "reconnect_over"

func errReconnectOver() error {
	return Fail(Conflict, CodeReconnectOver, "This chat can't be continued: it has ended, or its link is too old.")
}
