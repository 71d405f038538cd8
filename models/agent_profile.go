package models

import (
	"net/mail"
	"strings"
	"unicode/utf8"
)

// Limits of what is said about a person or thing in the settings.
const (
	maxName     = 100 // characters
	maxEmail    = 254
	maxCapacity = 10000 // units
)

// DefaultCapacity is what new staff start with: five persistent conversations
// of the preset's 20 units at once.
const DefaultCapacity = 100

// Profile is what the settings say about a member of staff.
type Profile struct {
	FirstName string
	LastName  string
	Nickname  string
	Email     string
	Role      Role
	Capacity  int64
	Locale
	DefaultPresence         Presence // available if empty
	DefaultCustomPresenceID string   // with its words; empty for the stock ones
}

// Profile is what the settings say about the agent.
func (a *Agent) Profile() Profile {
	return Profile{a.FirstName, a.LastName, a.Nickname, a.Email, a.Role, a.Capacity, a.Locale(), a.DefaultPresence, deref(a.DefaultCustomPresenceID)}
}

// StaffDraft is what an admin may set: the profile, and in which queues somebody
// is besides the default one, which everyone is in.
type StaffDraft struct {
	Profile
	Queues []string
}

// clean is the profile as it is stored; what can't be used goes to problems.
func (p Profile) clean(problems Problems) Profile {
	p.FirstName = name(problems, "first_name", p.FirstName)
	if p.FirstName == "" {
		problems.Add("first_name", "Enter a first name.")
	}
	p.LastName = name(problems, "last_name", p.LastName)
	p.Nickname = name(problems, "nickname", p.Nickname)
	p.Email = CleanEmail(p.Email)
	if !isEmail(p.Email) {
		problems.Add("email", "Enter an e-mail address, such as dana@example.com.")
	}
	if p.Role.rank() == 0 {
		problems.Add("role", "Choose a role.")
	}
	if p.Capacity < 0 || p.Capacity > maxCapacity {
		problems.Add("capacity", "Enter a number from 0 to %d.", maxCapacity)
	}
	p.Locale = p.Locale.clean(problems)
	if p.DefaultPresence == "" {
		p.DefaultPresence = PresenceAvailable
	}
	if !p.DefaultPresence.known() {
		problems.Add("default_presence", "Choose a presence.")
	}
	return p
}

// apply puts a clean profile into the agent.
func (p Profile) apply(a *Agent) {
	a.FirstName, a.LastName, a.Nickname = p.FirstName, p.LastName, p.Nickname
	a.Email, a.Role, a.Capacity = p.Email, p.Role, p.Capacity
	a.Language, a.TimeZone = p.Language, p.TimeZone
	a.DefaultPresence, a.DefaultCustomPresenceID = p.DefaultPresence, ref(p.DefaultCustomPresenceID)
	if a.Presence == "" {
		a.Presence = PresenceAvailable
	}
}

// CleanEmail is an address as it is stored and looked up.
func CleanEmail(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// isEmail reports whether text is one bare address with a domain.
func isEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= maxEmail
}

// name is a name on one line; one that is too long goes to problems.
func name(problems Problems, field, text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > maxName {
		problems.Add(field, "Use at most %d characters.", maxName)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, isControl) {
		problems.Add(field, "Use characters that can be read.")
	}
	return text
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
