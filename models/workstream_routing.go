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

// Limits of how work is handed out, as the database holds them too.
const (
	MaxConcurrency  = 1000
	MaxDeclineLimit = 5
	MaxCoolDown     = 3600        // seconds
	MaxAffinityHold = 7 * 24 * 60 // minutes
	MaxFollowUp     = 525600      // a year
	MaxIdle         = 24 * 60
	MaxTarget       = 24 * 60 * 60 // seconds
)

// check adds to p what is wrong with what an admin entered.
func (r *WorkstreamRouting) check(p Problems) {
	if r.Distribution != DistributionPush && r.Distribution != DistributionPick {
		p.Add("distribution", "Choose how conversations reach agents.")
	}
	r.checkPresences(p)
	if r.MaxConcurrency < 0 || r.MaxConcurrency > MaxConcurrency {
		p.Add("max_concurrency", "Enter a number from 1 to %d, or nothing for no limit.", MaxConcurrency)
	}
	if r.DeclineLimit < 1 || r.DeclineLimit > MaxDeclineLimit {
		p.Add("decline_limit", "Enter a number from 1 to %d.", MaxDeclineLimit)
	}
	if r.CoolDownSeconds < 0 || r.CoolDownSeconds > MaxCoolDown {
		p.Add("cool_down", "Enter a time of at most 1 hour, or nothing.")
	}
	if r.AffinityHoldMinutes < 0 || r.AffinityHoldMinutes > MaxAffinityHold {
		p.Add("affinity_hold", "Enter a time of at most 7 days, or nothing.")
	}
	if r.FollowUpMinutes < 0 || r.FollowUpMinutes > MaxFollowUp {
		p.Add("follow_up", "Enter a time of at most 365 days, or nothing.")
	}
	if r.IdleMinutes < 0 || r.IdleMinutes > MaxIdle {
		p.Add("idle", "Enter a time of at most 1 day, or nothing.")
	}
	if r.AutoPark && r.IdleMinutes == 0 {
		p.Add("idle", "Enter after how long a conversation is parked, or switch off that it is parked by itself.")
	}
	if r.DesktopNotification != NotifyNever && r.DesktopNotification != NotifyBackground && r.DesktopNotification != NotifyAlways {
		p.Add("desktop_notification", "Choose when an offer shows on the desktop.")
	}
	for field, seconds := range map[string]int64{"wait_target": r.WaitTargetSeconds, "handling_target": r.HandlingTargetSeconds} {
		if seconds < 0 || seconds > MaxTarget {
			p.Add(field, "Enter a time of at most 1 day, or nothing.")
		}
	}
}

// checkPresences refuses what would offer work to nobody, or to those who have just
// been set aside because they can't take it.
func (r *WorkstreamRouting) checkPresences(p Problems) {
	r.AllowedPresences = NewPresenceSet(r.AllowedPresences.List()...)
	switch allowed := r.AllowedPresences; {
	case allowed == "":
		p.Add("allowed_presences", "Tick at least one: otherwise nobody is offered anything.")
	case allowed.Has(PresenceOffline):
		p.Add("allowed_presences", "Nobody who is offline can be offered anything.")
	case r.MissedSetsInactive && allowed.Has(PresenceAway):
		p.Add("allowed_presences", "Not Away while whoever misses an offer is set Inactive: who left their desk would get the next one.")
	case r.DeclinedSetsDND && allowed.Has(PresenceDND):
		p.Add("allowed_presences", "Not Do not disturb while whoever declines an offer is set to it: they would get the next one.")
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

// names is List for routing, which knows presences by name only.
func (s PresenceSet) names() []string { return strings.Split(string(s), ",") }
