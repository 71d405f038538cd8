package settings

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// WidgetForm is a widget as it is typed, and what it may choose from.
type WidgetForm struct {
	Form
	Mode                                         models.Mode
	Name, WorkstreamID, AuthenticationSettingsID string
	Title, Subtitle                              string
	Color                                        string // one of models.Colors, or custom
	CustomColor                                  string
	Position                                     string
	AgentNameStyle                               models.NameStyle
	Domains                                      string // one on a line
	OperatingHoursID                             string

	Hours           []models.OperatingHours
	Workstreams     []models.Workstream
	Authentications []models.AuthenticationSettings
	Unclosed        int64  // conversations that keep it in its workstream
	Preview         string // the address that draws it
}

// custom is the value of the choice of one's own colour.
const custom = "custom"

// NewWidgetForm is the form with what the settings say.
func NewWidgetForm(mode models.Mode, s models.WidgetSettings) WidgetForm {
	f := WidgetForm{
		Mode: mode, Name: s.Name, WorkstreamID: s.WorkstreamID, AuthenticationSettingsID: s.AuthenticationSettingsID,
		Title: s.Title, Subtitle: s.Subtitle, Color: custom, CustomColor: s.Color, Position: s.Position,
		AgentNameStyle: s.AgentNameStyle, Domains: strings.Join(s.Domains, "\n"),
		OperatingHoursID: s.OperatingHoursID,
	}
	for _, c := range models.Colors {
		if c.Hex == s.Color {
			f.Color, f.CustomColor = c.Hex, ""
		}
	}
	return f
}

// Settings are what was typed.
func (f WidgetForm) Settings() models.WidgetSettings {
	return models.WidgetSettings{
		Name: f.Name, WorkstreamID: f.WorkstreamID, AuthenticationSettingsID: f.AuthenticationSettingsID,
		Title: f.Title, Subtitle: f.Subtitle, Color: f.chosen(), Position: f.Position,
		AgentNameStyle: f.AgentNameStyle, Domains: strings.Split(f.Domains, "\n"),
		OperatingHoursID: f.OperatingHoursID,
	}
}

// chosen is the colour that was chosen or typed.
func (f WidgetForm) chosen() string {
	if f.Color == custom {
		return f.CustomColor
	}
	return f.Color
}

// frame is the address of the preview with what is in the form.
func (f WidgetForm) frame() string {
	q := url.Values{
		"title": {f.Title}, "subtitle": {f.Subtitle}, "color": {f.Color}, "custom_color": {f.CustomColor},
		"position": {f.Position}, "agent_name_style": {string(f.AgentNameStyle)},
	}
	return f.Preview + "?" + q.Encode()
}

// theme is the colour made usable; the first of the twelve stands in for one
// that can't be read.
func (f WidgetForm) theme() components.Theme { return ThemeOf(f.chosen()) }

// ThemeOf is a typed colour made usable, or the first of the twelve.
func ThemeOf(typed string) components.Theme {
	for _, hex := range []string{typed, models.Colors[0].Hex} {
		if clean, err := models.CleanColor(hex); err == nil {
			if theme, err := components.ThemeOf(clean); err == nil {
				return theme
			}
		}
	}
	return components.Theme{}
}

// ContrastSaid says what is readable on a typed colour.
func ContrastSaid(typed string) string {
	clean, err := models.CleanColor(typed)
	if err != nil {
		return models.Explain(err)
	}
	theme := ThemeOf(clean)
	text := "White"
	if theme.OnAccent != "#ffffff" {
		text = "Dark"
	}
	said := fmt.Sprintf("%s text on it has a contrast of %.1f : 1; 4.5 is what it takes to be readable.", text, theme.Contrast())
	if theme.Accent != clean {
		said += fmt.Sprintf(" The colour itself carries neither white nor dark text, so customers see %s, a shade darker.", theme.Accent)
	}
	return said
}

func (f WidgetForm) workstreamOptions(fresh bool) []components.Option {
	var options []components.Option
	if fresh {
		options = append(options, components.Option{Label: "A new one for this widget"})
	}
	for _, w := range f.Workstreams {
		options = append(options, components.Option{Value: w.ID, Label: w.Name})
	}
	return options
}

func (f WidgetForm) workstreamName() string {
	for _, w := range f.Workstreams {
		if w.ID == f.WorkstreamID {
			return w.Name
		}
	}
	return ""
}

func (f WidgetForm) authenticationOptions() []components.Option {
	options := []components.Option{{Label: "None yet"}}
	for _, a := range f.Authentications {
		label := a.Name
		switch {
		case !a.Active:
			label += " (deactivated)"
		case a.VerifiedAt.IsZero():
			label += " (key not verified yet)"
		}
		options = append(options, components.Option{Value: a.ID, Label: label})
	}
	return options
}

var nameStyles = []components.Option{
	{Value: string(models.NameFirst), Label: "First name", Hint: "Dana"},
	{Value: string(models.NameFull), Label: "Full name", Hint: "Dana Miller"},
	{Value: string(models.NameLast), Label: "Last name", Hint: "Miller"},
	{Value: string(models.NameNick), Label: "Nickname", Hint: "Didi; the full name of those who have none"},
}

var positions = []components.Option{{Value: "right", Label: "Bottom right"}, {Value: "left", Label: "Bottom left"}}

// modeSaid says what the widget's mode means.
func (f WidgetForm) modeSaid() string {
	if f.Mode == models.ModeLive {
		return "A conversation ends when either side leaves."
	}
	return "A conversation waits for the customer, for days if need be, until an agent ends it. Customers must be signed in on your site."
}

// CheckLine is a line of the checklist with what mends it.
type CheckLine struct {
	models.Check
	Fix  string        // the words of the button that mends it; empty if a link does
	Href templ.SafeURL // where it is mended otherwise
	Link string        // the link's words
}

// WidgetRecord is a widget and what hangs on it.
type WidgetRecord struct {
	*models.Widget
	Checks  []CheckLine
	Running int64
	Origin  string // where customers' pages find us
	// ClientFunction is the function of the site's page that the loader asks for
	// a token; empty if there is none.
	ClientFunction string
}

func (w WidgetRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/widgets/" + w.ID + rest)
}

func (w WidgetRecord) active() bool { return w.DeactivatedAt.IsZero() }

// publishable reports whether nothing blocks it.
func (w WidgetRecord) publishable() bool {
	for _, c := range w.Checks {
		if c.Blocks && !c.Ready {
			return false
		}
	}
	return true
}

// snippet is what goes into the pages of the business's site.
func (w WidgetRecord) snippet() string {
	return fmt.Sprintf(`<script src="%s/embed.js?widget=%s" async></script>`, w.Origin, w.Key)
}

// policy is what a strict content policy of those pages has to allow.
func (w WidgetRecord) policy() string {
	return fmt.Sprintf("script-src %s; frame-src %s", w.Origin, w.Origin)
}
