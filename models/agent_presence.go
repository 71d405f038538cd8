package models

import (
	"slices"
	"time"
)

// Presence is an agent's status: whether work may be put before them. Customers never
// see it.
//
// Nothing stored decides what it is: it follows, by the rule of Agent.PresenceNow, from what the
// agent chose, from the offers they missed, from their load and from whether a
// browser of theirs is connected. presenceScope is the same rule in SQL, for queries
// about many agents; a property test holds the two together. What it was is in the
// presence log, see PresenceSpan; what it last came to is Agent.Standing, by which it is
// found whom to look at.
type Presence string

// The presences.
const (
	PresenceAvailable Presence = "available"
	PresenceBusy      Presence = "busy"
	PresenceDND       Presence = "dnd" // do not disturb
	PresenceAway      Presence = "away"
	PresenceOffline   Presence = "offline"
	PresenceInactive  Presence = "inactive" // an offer was missed; the system alone sets it
)

// Presences are those that can be chosen, in the order of the menu.
var Presences = []Presence{PresenceAvailable, PresenceBusy, PresenceDND, PresenceAway, PresenceOffline}

// known reports whether it can be chosen.
func (p Presence) known() bool { return slices.Contains(Presences, p) }

// passing reports whether a choice of it lasts only until the agent takes or
// finishes a conversation: their load says the same better then.
func (p Presence) passing() bool { return p == PresenceAvailable || p == PresenceBusy }

// PresenceSource says what made a presence what it is.
type PresenceSource string

// The sources.
const (
	SourceManual     PresenceSource = "manual"     // chosen by hand, or by the default with which they sign in
	SourceAuto       PresenceSource = "auto"       // by their load
	SourceSystem     PresenceSource = "system"     // no browser, or set aside
	SourceSupervisor PresenceSource = "supervisor" // chosen by somebody else
)

// Aside says why an agent was set aside: no work is put before them until they, or a
// supervisor, reset it.
type Aside string

// The reasons.
const (
	AsideNone     Aside = ""
	AsideMissed   Aside = "missed"   // Inactive
	AsideDeclined Aside = "declined" // Do not disturb
)

// PresenceGrace is how long the presence of an agent whose connection is lost is
// remembered, and the conversations they have stay theirs (dynamics §4.3, R-25).
const PresenceGrace = 150 * time.Second

// PresenceNow is what an agent's presence is now, and why.
type PresenceNow struct {
	Presence Presence
	CustomID string // of the custom presence whose words show; empty for the stock ones
	Source   PresenceSource
	Aside    Aside
	ByID     string // the supervisor who chose it; empty if nobody did
	Units    int64  // of their capacity in use
	Capacity int64
}

// PresenceNow is the agent's presence at now: the one rule. units are what they hold of
// their capacity, leased is until when a browser of theirs counts as connected; zero
// for none.
func (a *Agent) PresenceNow(units int64, leased, now Time) PresenceNow {
	s := PresenceNow{Units: units, Capacity: a.Capacity}
	switch {
	case !a.Active() || !now.Before(leased):
		s.Presence, s.Source = PresenceOffline, SourceSystem
	case a.SetAside == AsideMissed:
		s.Presence, s.Source, s.Aside = PresenceInactive, SourceSystem, AsideMissed
	case a.SetAside == AsideDeclined:
		s.Presence, s.Source, s.Aside = PresenceDND, SourceSystem, AsideDeclined
	case a.PresenceChosen:
		s.Presence, s.Source, s.CustomID = a.Presence, SourceManual, deref(a.CustomPresenceID)
		if s.ByID = deref(a.PresenceByID); s.ByID != "" {
			s.Source = SourceSupervisor
		}
	case units >= a.Capacity:
		s.Presence, s.Source = PresenceDND, SourceAuto
	case units > 0:
		s.Presence, s.Source = PresenceBusy, SourceAuto
	default:
		s.Presence, s.Source = PresenceAvailable, SourceAuto
	}
	return s
}

// uncrowded is what the presence would be without any load: work that may exceed a capacity
// is put before whoever is only at it.
func (a *Agent) uncrowded(leased, now Time) Presence {
	free := *a
	free.Capacity = max(1, a.Capacity)
	return free.PresenceNow(0, leased, now).Presence
}

// choose is a presence chosen by hand: by the agent, or by somebody else for them. It
// ends being set aside.
func (a *Agent) choose(p Presence, custom, by string) {
	a.Presence, a.PresenceChosen = p, true
	a.CustomPresenceID, a.PresenceByID = ref(custom), ref(by)
	a.reset()
}

// unchoose lets the load say what the presence is.
func (a *Agent) unchoose() {
	a.Presence, a.PresenceChosen, a.CustomPresenceID, a.PresenceByID = PresenceAvailable, false, nil, nil
}

// reset ends being set aside.
func (a *Agent) reset() { a.SetAside, a.SetAsideAt = AsideNone, Time{} }

// arrive is the presence of who comes to work: their default if that is Away or
// Offline, and else what their load says.
func (a *Agent) arrive() {
	a.unchoose()
	if a.DefaultPresence == PresenceAway || a.DefaultPresence == PresenceOffline {
		a.Presence, a.PresenceChosen, a.CustomPresenceID = a.DefaultPresence, true, ref(deref(a.DefaultCustomPresenceID))
	}
}

// worked is what taking or finishing a conversation does to a choice.
func (a *Agent) worked() {
	if a.PresenceChosen && a.Presence.passing() {
		a.unchoose()
	}
}

// left notes that no browser of theirs is connected any more.
func (a *Agent) left(now Time) {
	if a.OfflineAt.IsZero() {
		a.OfflineAt, a.VanishAt = now, now.Add(PresenceGrace)
	}
}

// back notes that one is. After the grace it is as if they came to work.
func (a *Agent) back(now Time) {
	if a.OfflineAt.IsZero() {
		return
	}
	if a.OfflineAt.Add(PresenceGrace).Due(now) {
		a.arrive()
	}
	a.OfflineAt, a.VanishAt = Time{}, Time{}
}
