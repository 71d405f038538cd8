package models

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// Customer is who writes in a widget, as their site proves them: unique by
// authentication settings and the token's subject. An anonymous one has neither,
// and is known by her browser's visit alone.
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
	// SearchID is her place in the index of words; nil while she has none. The index
	// alone writes it.
	SearchID *int64 `gorm:"->"`
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
	return c.visitor()
}

// Anonymous reports whether nobody proved who it is.
func (c *Customer) Anonymous() bool { return c.ExternalID == nil }

// visitor is what an anonymous customer is called, so that two of them can be told
// apart. The number says nothing about anybody, and opens nothing.
func (c *Customer) visitor() string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(c.ID))
	return fmt.Sprintf("Visitor %04d", sum.Sum32()%10000)
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
