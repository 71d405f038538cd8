package models

import "time"

// PasswordLink is a link that works once, with which a member of staff chooses a
// password: their first, or a new one. An admin hands it over; the row holds the
// hash of what is in it. Of one person's only the newest works.
type PasswordLink struct {
	ID          string
	AgentID     string
	TokenHash   string
	CreatedAt   Time
	CreatedByID *string
	ExpiresAt   Time
	UsedAt      Time
	WithdrawnAt Time
}

// PasswordLinkLifetime is how long a link works.
const PasswordLinkLifetime = 7 * 24 * time.Hour

// keepLinks is how long a link that works no more can still say so.
const keepLinks = 30 * 24 * time.Hour

// Valid reports whether the link still works at now.
func (l *PasswordLink) Valid(now Time) bool { return l.problem(now) == nil }

// Codes of a link that works no more.
const (
	CodeLinkUsed      = "link_used"
	CodeLinkWithdrawn = "link_withdrawn"
	CodeLinkExpired   = "link_expired"
)

// problem says why the link works no more at now, without telling whose it was;
// nil while it works.
func (l *PasswordLink) problem(now Time) error {
	switch {
	case !l.UsedAt.IsZero():
		return Fail(NotFound, CodeLinkUsed, "This link was used already. It works once: sign in with the password that was chosen, or ask an admin for a new link.")
	case !l.WithdrawnAt.IsZero():
		return Fail(NotFound, CodeLinkWithdrawn, "This link was withdrawn or replaced by a newer one. Ask an admin for a new link.")
	case !now.Before(l.ExpiresAt):
		return Fail(NotFound, CodeLinkExpired, "This link has expired. It works for seven days: ask an admin for a new one.")
	}
	return nil
}

// errNoLink is the answer to a link that never was, or that is long forgotten.
var errNoLink = &Error{Kind: NotFound, Message: "There is no such link. Open it as you were given it, from the first letter to the last."}
