package models

import "time"

// SignIn is one browser in which an agent is signed in. The cookie carries an
// opaque token, the row its hash, so that it can be listed and revoked.
type SignIn struct {
	ID         string
	AgentID    string
	TokenHash  string
	UserAgent  string
	Address    string
	CreatedAt  Time
	LastSeenAt Time
	ExpiresAt  Time
	RevokedAt  Time
}

// SignInLifetime is how long a sign-in lasts without being used.
const SignInLifetime = 14 * 24 * time.Hour

// Valid reports whether it still lets its agent in at now.
func (s *SignIn) Valid(now Time) bool { return s.RevokedAt.IsZero() && now.Before(s.ExpiresAt) }
