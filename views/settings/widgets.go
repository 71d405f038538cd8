package settings

import (
	"fmt"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// theme is the colour made usable; the first of the twelve stands in for one
// that can't be read.
func (f WidgetForm) theme() components.Theme { return ThemeOf(f.color("")) }

// ThemeOf is a typed colour made usable, or the first of the twelve.
func ThemeOf(typed string) components.Theme {
	theme, err := components.ThemeOf(Readable(typed))
	if err != nil {
		return components.Theme{}
	}
	return theme
}

// Readable is a typed colour, or the first of the twelve for one that can't be read.
func Readable(typed string) string {
	clean, err := models.CleanColor(typed)
	if err != nil {
		return models.Colors[0].Hex
	}
	return clean
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

// workstreamOptions begin with a new one where the widget has none of the mode.
func (f WidgetForm) workstreamOptions() []components.Option {
	own := components.Option{Value: NewOne, Label: "A new one for this widget"}
	options := []components.Option{own}
	for _, w := range f.Workstreams {
		options = append(options, components.Option{Value: w.ID, Label: w.Name})
	}
	if f.Widget != nil && f.Widget.Mode == f.Shown() {
		return append(options[1:], own)
	}
	return options
}

func (f WidgetForm) workstreamName() string {
	for _, w := range f.Workstreams {
		if w.ID == f.value("workstream_id") {
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

func preChatSaid(f WidgetForm) string {
	if f.live() {
		return "Customers answer your questions before every chat; agents see the answers."
	}
	return "Customers answer your questions before a new conversation starts; agents see the answers. Who comes back to one that runs is asked nothing."
}

func postChatSaid(f WidgetForm) string {
	if f.live() {
		return "Customers rate the chat and may add a word, after either side has ended it."
	}
	return "Customers rate the conversation and may add a word, after an agent or the system has ended it."
}

func authenticationSaid(f WidgetForm) string {
	if f.live() {
		return "How customers prove who they are. Without them everyone is anonymous; with them, who is not signed in on your site can't chat."
	}
	return "How customers prove who they are. A draft can do without; to publish, their key must be verified."
}

var modes = []components.Option{
	{Value: string(models.ModePersistent), Label: "Persistent", Hint: "A conversation waits for the customer, for days if need be, until an agent ends it. Customers must be signed in on your site, and can write at any hour."},
	{Value: string(models.ModeLive), Label: "Live", Hint: "A conversation ends when either side closes it, or the customer has been gone for three minutes. People who are not signed in can chat, too; outside operating hours nobody can start."},
}

// path is below the widget's page, or that of new ones.
func (f WidgetForm) path(rest string) string {
	if f.Widget == nil {
		return "/settings/widgets" + rest
	}
	return "/settings/widgets/" + f.Widget.ID + rest
}

// ownWorkstreamSaid is what the button offers that makes a workstream.
func (f WidgetForm) ownWorkstreamSaid() string {
	preset := models.Presets(f.Shown())
	said := "Create one that waits " + models.InWords(preset.AutoCloseMinutes)
	if preset.Affinity {
		said += ", same agent first"
	}
	return said + ", and save"
}

// section is a part of the form.
type section struct{ id, name string }

var widgetSections = []section{
	{"general", "General"}, {"look", "Look"}, {"behaviour", "Behaviour"}, {"surveys", "Surveys"},
	{"hours", "Hours"}, {"security", "Security"}, {"features", "Features"}, {"messages", "Messages"},
}

func sectionTabs(sections []section) []components.Tab {
	var tabs []components.Tab
	for _, s := range sections {
		tabs = append(tabs, components.Tab{Text: s.name, Href: templ.SafeURL("#" + s.id)})
	}
	return tabs
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
	Mode    models.Mode // that the checks are about; the form's, if that is another
	Running int64
	Origin  string // where customers' pages find us
	// ClientFunction is the function of the site's page that the loader asks for
	// a token; empty if there is none.
	ClientFunction string
}

func (w WidgetRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/widgets/" + w.ID + rest)
}

// pending reports whether the checks are about a mode that is not saved.
func (w WidgetRecord) pending() bool { return w.Mode != w.Widget.Mode }

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
