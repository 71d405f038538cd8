package models

import "strings"

// Customer is who writes in a widget, as their site proves them: unique by
// authentication settings and the token's subject.
type Customer struct {
	ID                       string
	AuthenticationSettingsID *string
	ExternalID               *string // the token's sub
	Name                     string
	Email                    string
	Phone                    string
	LastSeenAt               Time
	CreatedAt                Time
	UpdatedAt                Time `gorm:"autoUpdateTime:false"`
}

// DisplayName is what staff see: the name, or the best that is known.
func (c *Customer) DisplayName() string {
	switch {
	case c.Name != "":
		return c.Name
	case c.Email != "":
		return c.Email
	case c.ExternalID != nil && *c.ExternalID != "":
		return *c.ExternalID
	}
	return "Customer"
}

// FirstName is how the customer is addressed; empty where the name is not known.
func (c *Customer) FirstName() string {
	first, _, _ := strings.Cut(strings.TrimSpace(c.Name), " ")
	return first
}

// Identity is what a verified token says about a customer.
type Identity struct {
	ExternalID string
	Name       string
	Email      string
	Phone      string
	Context    map[string]any // signed custom context: text, numbers, booleans
	ExpiresAt  Time
}
