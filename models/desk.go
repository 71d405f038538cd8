package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Desk is the whole domain over one database. Its stores share the clock and
// the way a change is made and made known.
type Desk struct {
	DB *Database
	// Now is the clock of every decision; tests move it by hand.
	Now func() time.Time
	// Wake is told, after the commit, what changed. It must not block.
	Wake func(Wake)
	// Route is told, after the commit, for what an agent may have to be looked for.
	// It must not block. Whoever does not tell is repaired by a look at everything.
	Route func(Routes)

	Agents                 Agents
	CustomPresences        CustomPresences
	SignIns                SignIns
	PasswordLinks          PasswordLinks
	AuthenticationSettings AuthenticationSettingsStore
	Workstreams            Workstreams
	Widgets                Widgets
	Customers              Customers
	Visits                 Visits
	Conversations          Conversations
	Offers                 Offers
	Inbox                  Inbox
	Board                  Board
	Search                 Search
	Streams                Streams
	MaskingRules           MaskingRules
	AutomatedMessages      AutomatedMessages
	OperatingHours         OperatingHoursStore
	Queues                 Queues
	AuditTrail             AuditTrail
	Records                Records
	Surveys                Surveys
	ContextVariables       ContextVariables
	RoutingRules           RoutingRules
	Guide                  GuideStore
	Nodes                  Nodes
	Assignments            Assignments
	Jobs                   Jobs
	Retention              RetentionStore
	Erasures               Erasures

	masking  maskingCache
	texts    textsCache
	calendar calendarCache
	recent   recent
	figures  figuresCache
}

// New puts the stores over database.
func New(database *Database) *Desk {
	d := &Desk{DB: database, Now: time.Now, Wake: func(Wake) {}, Route: func(Routes) {}}
	d.Agents = Agents{d}
	d.CustomPresences = CustomPresences{d}
	d.SignIns = SignIns{d}
	d.PasswordLinks = PasswordLinks{d}
	d.AuthenticationSettings = AuthenticationSettingsStore{d}
	d.Workstreams = Workstreams{d}
	d.Widgets = Widgets{d}
	d.Customers = Customers{d}
	d.Visits = Visits{d}
	d.Conversations = Conversations{d}
	d.Offers = Offers{d}
	d.Inbox = Inbox{d}
	d.Board = Board{d}
	d.Search = Search{d}
	d.Streams = Streams{d}
	d.MaskingRules = MaskingRules{d}
	d.AutomatedMessages = AutomatedMessages{d}
	d.OperatingHours = OperatingHoursStore{d}
	d.Queues = Queues{d}
	d.AuditTrail = AuditTrail{d}
	d.Records = Records{d}
	d.Surveys = Surveys{d}
	d.ContextVariables = ContextVariables{d}
	d.RoutingRules = RoutingRules{d}
	d.Guide = GuideStore{d}
	d.Nodes = Nodes{d}
	d.Assignments = Assignments{d}
	d.Jobs = Jobs{d}
	d.Retention = RetentionStore{d}
	d.Erasures = Erasures{d}
	return d
}

// change is one transaction with one "now", and what is to be told when it has
// committed. Nothing is told of a change that was rolled back.
type change struct {
	*gorm.DB
	now    Time
	wakes  []Wake
	told   map[int]*told // the changes themselves that wakes are about, where they are at hand
	routes Routes
	desk   *Desk
	plans  bool              // the calendar has to be read anew
	moved  map[string]*moved // agents whose presence it bears on
}

func (c *change) wake(w Wake) { c.wakes = append(c.wakes, w) }

// tell goes along with the next wake.
func (c *change) tell(t *told) {
	if t == nil {
		return
	}
	if c.told == nil {
		c.told = map[int]*told{}
	}
	c.told[len(c.wakes)] = t
}

// change runs do in a transaction. Exported store methods own the transaction;
// unexported functions take the change and compose.
func (d *Desk) change(ctx context.Context, do func(tx *change) error) error {
	tx := &change{desk: d}
	err := d.DB.Transact(ctx, func(g *gorm.DB) error {
		tx.DB, tx.now, tx.wakes, tx.routes, tx.plans, tx.moved, tx.told = g, At(d.Now()), nil, Routes{}, false, nil, nil
		if err := do(tx); err != nil {
			return err
		}
		return settlePresences(tx)
	})
	if err != nil {
		return translate(err)
	}
	if tx.plans {
		d.forgetEverywhere(topicCalendar)
	}
	for i, w := range tx.wakes {
		d.recent.hear(w, tx.told[i], tx.now)
		d.Wake(w)
	}
	if tx.routes.All = tx.routes.All || tx.plans; !tx.routes.Empty() {
		d.Route(tx.routes)
	}
	return nil
}

// read is the door for queries that change nothing.
func (d *Desk) read(ctx context.Context) *gorm.DB { return d.DB.Read.WithContext(ctx) }

// now is the clock as a Time.
func (d *Desk) now() Time { return At(d.Now()) }
