package models

import (
	"slices"
	"strings"
	"time"
)

// Distribution is how a workstream's conversations find agents.
type Distribution string

// The distributions (dynamics §3.1, work distribution mode).
const (
	DistributionPush Distribution = "push" // offered to agents, one at a time
	DistributionPick Distribution = "pick" // agents take them from the open list
)

// Notification is when an offer shows on the agent's desktop, outside the console.
type Notification string

// The notifications (dynamics §4.6, desktop notification).
const (
	NotifyNever      Notification = "never"
	NotifyBackground Notification = "background" // while the console is not in front
	NotifyAlways     Notification = "always"
)

// WorkstreamRouting is how a workstream hands out its work (dynamics §3.1, §4).
type WorkstreamRouting struct {
	Distribution Distribution
	// PickFromPush lets agents take from the open list what would be offered.
	PickFromPush bool
	// AllowedPresences are the base presences with which an agent is offered work.
	AllowedPresences PresenceSet
	// MaxConcurrency is how many of its conversations one agent has at a time; 0: any.
	MaxConcurrency int64
	// AutoAccept gives conversations without asking; AutoAcceptReturning those
	// that return to the agent who had them.
	AutoAccept, AutoAcceptReturning bool
	// DeclineLimit is after how many declined or missed offers an agent is not asked
	// again for the same conversation; CoolDownSeconds how long they are not before.
	DeclineLimit, CoolDownSeconds int64
	// AffinityHoldMinutes is how long a returning conversation is kept for its agent
	// who is not there.
	AffinityHoldMinutes int64
	// FollowUpMinutes offers a parked conversation after so long without a word; 0: never.
	FollowUpMinutes int64
	// IdleMinutes is after how long a silence of the customer an agent is reminded to
	// park; 0: never. AutoPark parks instead of reminding.
	IdleMinutes int64
	AutoPark    bool
	// MissedSetsInactive and DeclinedSetsDND set agents aside who missed or declined.
	MissedSetsInactive bool
	DeclinedSetsDND    bool `gorm:"column:declined_sets_dnd"`
	// DesktopNotification is when an offer shows outside the console.
	DesktopNotification Notification
	// WaitTargetSeconds and HandlingTargetSeconds are what is too long; 0: nothing.
	WaitTargetSeconds, HandlingTargetSeconds int64
}

// PresetRouting is how a new workstream hands out its work, in either mode.
func PresetRouting() WorkstreamRouting {
	return WorkstreamRouting{
		Distribution: DistributionPush, PickFromPush: true, AllowedPresences: NewPresenceSet(PresenceAvailable, PresenceBusy),
		DeclineLimit: 3, CoolDownSeconds: 60, IdleMinutes: 10, DesktopNotification: NotifyBackground, WaitTargetSeconds: 300,
	}
}

// CoolDown is how long an agent who declined or missed a conversation is not
// offered it again.
func (r *WorkstreamRouting) CoolDown() time.Duration {
	return time.Duration(r.CoolDownSeconds) * time.Second
}

// PresenceSet is several presences, as "available,busy".
type PresenceSet string

// NewPresenceSet is the set of some presences.
func NewPresenceSet(presences ...Presence) PresenceSet {
	names := make([]string, 0, len(presences))
	for _, p := range Presences {
		if slices.Contains(presences, p) {
			names = append(names, string(p))
		}
	}
	return PresenceSet(strings.Join(names, ","))
}

// List is the presences of the set.
func (s PresenceSet) List() []Presence {
	var list []Presence
	for name := range strings.SplitSeq(string(s), ",") {
		if p := Presence(name); p.known() {
			list = append(list, p)
		}
	}
	return list
}

// Has reports whether p is in the set.
func (s PresenceSet) Has(p Presence) bool { return slices.Contains(s.List(), p) }
