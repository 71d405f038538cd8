package settings

import (
	"slices"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// StaffForm is a member of staff as it is typed.
type StaffForm struct {
	Form
	models.Profile
	Capacity string // instead of the profile's
	Queues   []string

	Joinable  []models.Queue // to choose from
	Presences []models.CustomPresence
}

// NewStaffForm is the form with what the profile says.
func NewStaffForm(p models.Profile, queues []string) StaffForm {
	return StaffForm{Profile: p, Capacity: number(p.Capacity), Queues: queues}
}

// Draft is what was typed; a capacity that is no number becomes one that is
// refused.
func (f StaffForm) Draft() models.StaffDraft {
	d := models.StaffDraft{Profile: f.Profile, Queues: f.Queues}
	d.Capacity = whole(f.Capacity, -1)
	return d
}

func (f StaffForm) in(queue string) bool { return slices.Contains(f.Queues, queue) }

// presence is the default as the form carries it: a stock one's word, or a custom
// one's id. Those with which nobody comes in follow from the load.
func (f StaffForm) presence() string {
	switch {
	case f.DefaultCustomPresenceID != "":
		return f.DefaultCustomPresenceID
	case f.DefaultPresence == models.PresenceAway, f.DefaultPresence == models.PresenceOffline:
		return string(f.DefaultPresence)
	}
	return string(models.PresenceAvailable)
}

// presenceOptions are the defaults to choose from.
func (f StaffForm) presenceOptions() []components.Option {
	options := []components.Option{
		{Value: string(models.PresenceAvailable), Label: "As their load says: available, busy or do not disturb"},
		{Value: string(models.PresenceAway), Label: components.PresenceWord(models.PresenceAway)},
		{Value: string(models.PresenceOffline), Label: components.PresenceWord(models.PresenceOffline)},
	}
	for _, p := range f.Presences {
		label := p.Text + " (" + components.PresenceWord(p.Base) + ")"
		if !p.Active() {
			label += ", deactivated"
		}
		options = append(options, components.Option{Value: p.ID, Label: label})
	}
	return options
}

// StaffRecord is a member of staff and what they have in hand.
type StaffRecord struct {
	*models.Agent
	Duties models.Duties
	Link   *models.PasswordLink // the newest; nil if there never was one
	Self   bool                 // it is the reader
	Now    models.Time
}

func (s StaffRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/staff/" + s.ID + rest)
}

// linked reports whether they have a link that works.
func (s StaffRecord) linked() bool { return s.Link != nil && s.Link.Valid(s.Now) }

// Link is a new one for somebody, shown once.
type Link struct {
	Agent   *models.Agent
	Address string
	Until   models.Time
}

var roles = []components.Option{
	{Value: string(models.RoleAgent), Label: "Agent", Hint: "Handles conversations: sees what is open in their queues, and their own."},
	{Value: string(models.RoleSupervisor), Label: "Supervisor", Hint: "Also sees everybody's conversations."},
	{Value: string(models.RoleAdmin), Label: "Admin", Hint: "Also changes these settings."},
}

// RoleName is a role in words.
func RoleName(r models.Role) string {
	for _, o := range roles {
		if o.Value == string(r) {
			return o.Label
		}
	}
	return string(r)
}

// languages are those of dates and times.
var languages = []components.Option{
	{Value: "", Label: "As in the console"},
	{Value: "en-US", Label: "English (United States)"}, {Value: "en-GB", Label: "English (United Kingdom)"},
	{Value: "es", Label: "Spanish"}, {Value: "fr", Label: "French"}, {Value: "de", Label: "German"},
	{Value: "pt-BR", Label: "Portuguese (Brazil)"}, {Value: "ja", Label: "Japanese"},
	{Value: "zh-Hans", Label: "Chinese (simplified)"}, {Value: "ar", Label: "Arabic"},
}

var presences = func() []components.Option {
	var options []components.Option
	for _, p := range models.Presences {
		options = append(options, components.Option{Value: string(p), Label: components.PresenceWord(p)})
	}
	return options
}()
