package models

import "time"

// Mode is how a widget's conversations live: see the table "The two modes" in
// the documentation.
type Mode string

// The modes.
const (
	ModePersistent Mode = "persistent" // waits for the customer until an agent ends it
	ModeLive       Mode = "live"       // ends when either side leaves
)

// Workstream is the routing and lifetime settings that widgets of one mode share.
type Workstream struct {
	ID   string
	Name string
	Mode Mode
	// AutoCloseMinutes closes a waiting conversation after so long without a message.
	AutoCloseMinutes int64
	// Affinity offers a returning conversation to its previous agent first.
	Affinity bool
	// CapacityUnits is what one conversation takes of an agent's capacity.
	CapacityUnits int64
	// OfferTimeoutSeconds is how long an agent may think about an offer.
	OfferTimeoutSeconds int64
	// WrapUpBlockSeconds is how long wrap-up holds capacity: -1 always, 0 not at all.
	WrapUpBlockSeconds int64
	CreatedAt          Time
	UpdatedAt          Time
	UpdatedByID        *string // who changed it last
	DeactivatedAt      Time
}

// Active reports whether new widgets may use it.
func (w *Workstream) Active() bool { return w.DeactivatedAt.IsZero() }

// Presets are the values a new workstream of mode starts with (dynamics §3.2).
func Presets(mode Mode) Workstream {
	if mode == ModeLive {
		return Workstream{Mode: ModeLive, AutoCloseMinutes: 5, CapacityUnits: 50, OfferTimeoutSeconds: 120, WrapUpBlockSeconds: -1}
	}
	return Workstream{Mode: ModePersistent, AutoCloseMinutes: 28 * 24 * 60, Affinity: true, CapacityUnits: 20, OfferTimeoutSeconds: 120, WrapUpBlockSeconds: 300}
}

// AutoClose is how long a waiting conversation stays without a message.
func (w *Workstream) AutoClose() time.Duration {
	return time.Duration(w.AutoCloseMinutes) * time.Minute
}

// OfferTimeout is how long an offer stands.
func (w *Workstream) OfferTimeout() time.Duration {
	return time.Duration(w.OfferTimeoutSeconds) * time.Second
}

// Lifetimes are how long a conversation may stay in a state before it is closed
// by itself. Active never is.
type Lifetimes struct {
	Open, WrapUp time.Duration
	// Absence is how long a live customer may be gone; zero means for ever.
	Absence time.Duration
}

// Lifetimes of the workstream's mode (dynamics §5.4). A wrap-up never ends
// before the capacity it blocks is released.
func (w *Workstream) Lifetimes() Lifetimes {
	l := Lifetimes{Open: 30 * 24 * time.Hour, WrapUp: 24 * time.Hour}
	if w.Mode == ModeLive {
		l = Lifetimes{Open: 20 * time.Minute, WrapUp: 15 * time.Minute, Absence: 3 * time.Minute}
	}
	l.WrapUp = max(l.WrapUp, time.Duration(w.WrapUpBlockSeconds)*time.Second)
	return l
}
