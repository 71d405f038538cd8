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
	// QueueID is where its new conversations wait; nil is the default queue.
	QueueID *string
	// AutomatedMessages lets the system speak to its customers.
	AutomatedMessages bool
	// How its work is handed out.
	WorkstreamRouting
	CreatedAt     Time
	UpdatedAt     Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string // who changed it last
	DeactivatedAt Time
}

// Active reports whether new widgets may use it.
func (w *Workstream) Active() bool { return w.DeactivatedAt.IsZero() }

// Presets are the values a new workstream of mode starts with (dynamics §3.2).
func Presets(mode Mode) Workstream {
	w := Workstream{Mode: mode, AutomatedMessages: true, OfferTimeoutSeconds: 120, WorkstreamRouting: PresetRouting()}
	if mode == ModeLive {
		w.AutoCloseMinutes, w.CapacityUnits, w.WrapUpBlockSeconds = 5, 50, -1
		return w
	}
	w.AutoCloseMinutes, w.Affinity, w.CapacityUnits, w.WrapUpBlockSeconds = PersistentAutoClose, true, 20, 300
	return w
}

// Queue is the id of the queue in which its new conversations wait.
func (w *Workstream) Queue() string {
	if w.QueueID == nil {
		return DefaultQueueID
	}
	return *w.QueueID
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

// WorkstreamDraft is what an admin may set.
type WorkstreamDraft struct {
	Name                string
	Mode                Mode // chosen when it is made, and kept
	AutoCloseMinutes    int64
	Affinity            bool
	CapacityUnits       int64
	OfferTimeoutSeconds int64
	WrapUpBlockSeconds  int64
	QueueID             string // empty: the default queue
	AutomatedMessages   bool
	WorkstreamRouting
}

// Draft is what the workstream says now, to be edited.
func (w *Workstream) Draft() WorkstreamDraft {
	return WorkstreamDraft{
		w.Name, w.Mode, w.AutoCloseMinutes, w.Affinity, w.CapacityUnits, w.OfferTimeoutSeconds, w.WrapUpBlockSeconds, deref(w.QueueID),
		w.AutomatedMessages, w.WorkstreamRouting,
	}
}

// Limits of a workstream's settings, as the database holds them too.
const (
	MaxAutoCloseMinutes = 525600 // a year
	MinOfferTimeout     = 30     // seconds
	MaxOfferTimeout     = 300
	MinWrapUpBlock      = 30
	MaxWrapUpBlock      = 3600
)

// PersistentAutoClose is how long a parked conversation waits by the preset, in
// minutes: 28 days.
const PersistentAutoClose = 28 * 24 * 60

// Set takes over what an admin entered. The mode stays what it was: widgets and
// conversations depend on it.
func (w *Workstream) Set(d WorkstreamDraft) error {
	p := Problems{}
	d.Name = name(p, "name", d.Name)
	if d.Name == "" {
		p.Add("name", "Give it a name, such as that of the team.")
	}
	switch {
	case d.Mode != ModePersistent && d.Mode != ModeLive:
		p.Add("mode", "Choose a mode.")
	case w.Mode != "" && d.Mode != w.Mode:
		p.Add("mode", "The mode of a workstream can't be changed: its widgets and conversations depend on it. Create another workstream.")
	}
	if d.AutoCloseMinutes < 1 || d.AutoCloseMinutes > MaxAutoCloseMinutes {
		p.Add("auto_close", "Enter a time from 1 minute to 365 days.")
	}
	if d.CapacityUnits < 0 || d.CapacityUnits > maxCapacity {
		p.Add("capacity_units", "Enter a number from 0 to %d.", maxCapacity)
	}
	if d.OfferTimeoutSeconds < MinOfferTimeout || d.OfferTimeoutSeconds > MaxOfferTimeout {
		p.Add("offer_timeout", "Enter a time from %d to %d seconds.", MinOfferTimeout, MaxOfferTimeout)
	}
	if b := d.WrapUpBlockSeconds; b != -1 && b != 0 && (b < MinWrapUpBlock || b > MaxWrapUpBlock) {
		p.Add("wrap_up_block", "Enter a time from %d to %d seconds.", MinWrapUpBlock, MaxWrapUpBlock)
	}
	d.check(p)
	if err := p.Err(); err != nil {
		return err
	}
	w.Name, w.Mode, w.AutoCloseMinutes, w.Affinity = d.Name, d.Mode, d.AutoCloseMinutes, d.Affinity
	w.CapacityUnits, w.OfferTimeoutSeconds, w.WrapUpBlockSeconds = d.CapacityUnits, d.OfferTimeoutSeconds, d.WrapUpBlockSeconds
	w.AutomatedMessages, w.WorkstreamRouting = d.AutomatedMessages, d.WorkstreamRouting
	return nil
}
