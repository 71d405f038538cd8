package models

import (
	"strings"
)

// Role says what a member of staff may do. Each includes the one before.
type Role string

// The roles.
const (
	RoleAgent      Role = "agent"      // handles conversations
	RoleSupervisor Role = "supervisor" // also sees everyone's and steps in
	RoleAdmin      Role = "admin"      // also changes the settings
)

// Roles are all of them, least first.
var Roles = []Role{RoleAgent, RoleSupervisor, RoleAdmin}

// Includes reports whether r may do what other may.
func (r Role) Includes(other Role) bool { return r.rank() >= other.rank() && r.rank() > 0 }

func (r Role) rank() int {
	for i, role := range Roles {
		if r == role {
			return i + 1
		}
	}
	return 0
}

// Agent is a member of staff: someone who signs in. Everyone handles
// conversations; Role says what more they may do.
type Agent struct {
	ID           string
	Email        string // lower case, unique
	FirstName    string
	LastName     string
	Nickname     string
	Role         Role
	PasswordHash string `audit:"secret"` // empty until they have chosen one
	Capacity     int64  // units; a conversation takes its workstream's
	Language     string // in which dates and times are written; empty for the console's
	TimeZone     string // by name; empty for the browser's

	Presence         Presence `audit:"-"` // as it was chosen, if it was; see PresenceNow
	PresenceChosen   bool     `audit:"-"` // or their load says what it is
	CustomPresenceID *string  `audit:"-"` // whose words show; nil for the stock ones
	PresenceByID     *string  `audit:"-"` // the supervisor who chose it; nil if they did
	SetAside         Aside    `audit:"-"` // and since when
	SetAsideAt       Time     `audit:"-"`
	OfflineAt        Time     `audit:"-"` // since when no browser of theirs is connected
	VanishAt         Time     `audit:"-"` // when what they have is given back for that
	PresenceDueAt    Time     `audit:"-"` // when the sweep has to look at it

	// What presence and load came to when something last bore on them: whom to look at
	// for a conversation, never who gets it.
	Standing  Presence `gorm:"default:offline" audit:"-"`
	UnitsHeld int64    `audit:"-"`

	DefaultPresence         Presence // with which they sign in
	DefaultCustomPresenceID *string  // with whose words; nil for the stock ones

	AssignedAt Time `audit:"-"` // when a conversation was given to them last

	CreatedAt     Time
	UpdatedAt     Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string // who changed it last; nil for the command line
	DeactivatedAt Time
}

// Active reports whether they may sign in and be given work.
func (a *Agent) Active() bool { return a.DeactivatedAt.IsZero() }

// Invited reports whether they have never chosen a password.
func (a *Agent) Invited() bool { return a.PasswordHash == "" }

// Names are what the agent can be called.
func (a *Agent) Names() Names { return Names{a.FirstName, a.LastName, a.Nickname} }

// Name is the full name, for staff.
func (a *Agent) Name() string { return a.Names().Full() }

// Names are what an agent can be called. The zero value is nobody.
type Names struct {
	FirstName string
	LastName  string
	Nickname  string
}

// Full is first and last name.
func (n Names) Full() string { return strings.TrimSpace(n.FirstName + " " + n.LastName) }

// NameStyle chooses what customers see as an agent's name.
type NameStyle string

// The styles, as a widget's settings offer them (Dynamics: agent display name).
const (
	NameFull  NameStyle = "full"
	NameFirst NameStyle = "first"
	NameLast  NameStyle = "last"
	NameNick  NameStyle = "nickname"
)

// NameStyles are all of them, in the order of the form.
var NameStyles = []NameStyle{NameFirst, NameFull, NameLast, NameNick}

// For is the name in a style. A style whose part is missing falls back to the
// full name, so that nobody is ever nameless.
func (n Names) For(style NameStyle) string {
	var name string
	switch style {
	case NameFirst:
		name = n.FirstName
	case NameLast:
		name = n.LastName
	case NameNick:
		name = n.Nickname
	case NameFull:
	}
	if name == "" {
		return n.Full()
	}
	return name
}
