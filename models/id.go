package models

import "github.com/google/uuid"

// NewID makes an identifier: a UUID of version 7, as text. Later ones sort
// after earlier ones to the millisecond, which keeps indexes dense; order that
// must be exact is kept elsewhere.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// ValidID reports whether text could be an identifier of ours. Asking first
// spares the database strange input.
func ValidID(text string) bool {
	_, err := uuid.Parse(text)
	return err == nil && len(text) == 36
}
