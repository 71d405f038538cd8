package models

import (
	"strings"
	"unicode/utf8"
)

// CustomPresence gives a presence words of its own, such as “Lunch” for Away. It
// counts as its base in everything. The stock presences are no rows: nobody changes
// them.
type CustomPresence struct {
	ID            string
	Name          string   // for admins
	Text          string   // what shows
	Base          Presence // what it counts as
	Description   string
	CreatedAt     Time
	UpdatedAt     Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string // who changed it last
	DeactivatedAt Time
}

// Active reports whether agents may choose it.
func (p *CustomPresence) Active() bool { return p.DeactivatedAt.IsZero() }

// record names the presence.
func (p *CustomPresence) record() AuditRecord { return AuditRecord{AuditPresence, p.ID, p.Name} }

// Limits of what is said of a custom presence, in characters.
const (
	MaxPresenceText        = 30 // it stands in narrow places
	MaxPresenceDescription = 500
)

// CustomPresenceDraft is what an admin may set.
type CustomPresenceDraft struct {
	Name        string
	Text        string // the name if empty
	Base        Presence
	Description string
}

// Draft is what the presence says now, to be edited.
func (p *CustomPresence) Draft() CustomPresenceDraft {
	return CustomPresenceDraft{p.Name, p.Text, p.Base, p.Description}
}

// stockTexts are the words of the stock presences: no custom one may pass for them.
var stockTexts = []string{"available", "busy", "do not disturb", "away", "offline", "inactive"}

// Set takes over what an admin entered.
func (p *CustomPresence) Set(d CustomPresenceDraft) error {
	problems := Problems{}
	if d.Name = name(problems, "name", d.Name); d.Name == "" {
		problems.Add("name", "Give it a name, such as Lunch.")
	}
	if d.Text = name(problems, "text", d.Text); d.Text == "" {
		d.Text = cut(d.Name, MaxPresenceText)
	}
	if n := utf8.RuneCountInString(d.Text); n > MaxPresenceText {
		problems.Add("text", "%d characters at most; this has %d.", MaxPresenceText, n)
	}
	for _, stock := range stockTexts {
		if strings.EqualFold(d.Text, stock) {
			problems.Add("text", "“%s” is a presence that there is already. Choose words of its own.", d.Text)
		}
	}
	if !d.Base.known() {
		problems.Add("base", "Choose what it counts as.")
	}
	d.Description = strings.TrimSpace(storable(d.Description))
	if n := utf8.RuneCountInString(d.Description); n > MaxPresenceDescription {
		problems.Add("description", "%d characters at most; this has %d.", MaxPresenceDescription, n)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	p.Name, p.Text, p.Base, p.Description = d.Name, d.Text, d.Base, d.Description
	return nil
}

// mayBeDefault reports whether the presence has an effect as a default: only with
// Away and Offline do people come in as such, else their load says it.
func (p Presence) mayBeDefault() bool { return p == PresenceAway || p == PresenceOffline }
