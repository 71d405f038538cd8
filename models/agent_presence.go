package models

import "slices"

// Presence is what a member of staff says of themselves: whether work may be put
// before them. Customers never see it.
type Presence string

// The presences.
const (
	PresenceAvailable Presence = "available"
	PresenceBusy      Presence = "busy"
	PresenceDND       Presence = "dnd" // do not disturb
	PresenceAway      Presence = "away"
	PresenceOffline   Presence = "offline"
)

// Presences are all of them, in the order of the menu.
var Presences = []Presence{PresenceAvailable, PresenceBusy, PresenceDND, PresenceAway, PresenceOffline}

func (p Presence) known() bool { return slices.Contains(Presences, p) }

// takesWork are the presences with which a conversation may be put before
// somebody; with the others they still take what they choose to.
var takesWork = []Presence{PresenceAvailable, PresenceBusy}
