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
	Sent url.Values // by the names of the fields; switches that are off are not in it

	Hours           []models.OperatingHours
	Workstreams     []models.Workstream // of the mode
	Authentications []models.AuthenticationSettings
	Unclosed        int64          // conversations that keep its mode and its workstream
	Widget          *models.Widget // as it is stored; nil of a new one
	Preview         string         // the address that draws it
	Messages        []WidgetMessage
	Silent          bool // its workstream says nothing by itself
}

// WidgetMessage is an automated message that the widget may have words of its own for.
type WidgetMessage struct {
	Name string
	Href templ.SafeURL
	Own  bool
}

const (
	custom = "custom" // the choice of one's own colour
	on     = "on"     // a switch that is on
)

// NewOne is the choice of a new workstream.
const NewOne = "new"

// liveOnly are the fields that a persistent widget does not have.
var liveOnly = []string{
	"shown_outside_hours", "offline_title", "offline_subtitle", "offline_color", "offline_custom_color", "show_position", "show_wait",
	"reconnect", "reconnect_minutes", "reconnect_page_url", "reconnect_expired_url",
}

// NewWidgetForm is the form with what the settings say.
func NewWidgetForm(s models.WidgetSettings) WidgetForm {
	sent := url.Values{}
	for name, value := range map[string]string{
		"name": s.Name, "mode": string(s.Mode), "workstream_id": s.WorkstreamID, "authentication_settings_id": s.AuthenticationSettingsID,
		"operating_hours_id": s.OperatingHoursID, "domains": strings.Join(s.Domains, "\n"),
		"title": s.Title, "subtitle": s.Subtitle, "position": s.Position, "logo_url": s.LogoURL, "language": s.Language,
		"agent_name_style": string(s.AgentNameStyle), "post_chat_text": s.PostChatText,
		"offline_title": s.OfflineTitle, "offline_subtitle": s.OfflineSubtitle, "reconnect_minutes": number(s.ReconnectMinutes),
		"reconnect_page_url": s.ReconnectPageURL, "reconnect_expired_url": s.ReconnectExpiredURL,
	} {
		sent.Set(name, value)
	}
	for name, is := range map[string]bool{
		"detect_language": s.DetectLanguage, "sound": s.Sound, "unread_badge": s.UnreadBadge, "previous_conversations": s.PreviousConversations,
		"pre_chat_survey": s.PreChatSurvey, "post_chat_survey": s.PostChatSurvey, "shown_outside_hours": s.ShownOutsideHours,
		"show_position": s.ShowPosition, "show_wait": s.ShowWait, "reconnect": s.Reconnect,
	} {
		if is {
			sent.Set(name, on)
		}
	}
	for prefix, hex := range map[string]string{"": s.Color, "offline_": s.OfflineColor} {
		sent.Set(prefix+"color", custom)
		sent.Set(prefix+"custom_color", hex)
		for _, c := range models.Colors {
			if c.Hex == hex {
				sent.Set(prefix+"color", hex)
				sent.Set(prefix+"custom_color", "")
			}
		}
	}
	return WidgetForm{Sent: sent}
}

// Settings are what was typed.
func (f WidgetForm) Settings() models.WidgetSettings {
	s := models.WidgetSettings{
		Name: f.value("name"), Mode: f.Mode(), WorkstreamID: f.value("workstream_id"), OwnWorkstream: f.on("own_workstream"),
		AuthenticationSettingsID: f.value("authentication_settings_id"), OperatingHoursID: f.value("operating_hours_id"),
		Domains: strings.Split(f.value("domains"), "\n"),
		Title:   f.value("title"), Subtitle: f.value("subtitle"), Color: f.color(""), Position: f.value("position"), LogoURL: f.value("logo_url"),
		Language: f.value("language"), DetectLanguage: f.on("detect_language"), AgentNameStyle: models.NameStyle(f.value("agent_name_style")),
		Sound: f.on("sound"), UnreadBadge: f.on("unread_badge"), PreviousConversations: f.on("previous_conversations"),
		PreChatSurvey: f.on("pre_chat_survey"), PostChatSurvey: f.on("post_chat_survey"), PostChatText: f.value("post_chat_text"),
		ShownOutsideHours: f.on("shown_outside_hours"), OfflineTitle: f.value("offline_title"), OfflineSubtitle: f.value("offline_subtitle"), OfflineColor: f.color("offline_"),
		ShowPosition: f.on("show_position"), ShowWait: f.on("show_wait"), Reconnect: f.on("reconnect"), ReconnectMinutes: whole(f.value("reconnect_minutes"), -1),
		ReconnectPageURL: f.value("reconnect_page_url"), ReconnectExpiredURL: f.value("reconnect_expired_url"),
	}
	if s.WorkstreamID == NewOne {
		s.WorkstreamID, s.OwnWorkstream = "", true
	}
	return s
}

// Mode is the one that is chosen in the form.
func (f WidgetForm) Mode() models.Mode { return models.Mode(f.value("mode")) }

// Shown is the mode whose fields are shown: the chosen one, if it is one.
func (f WidgetForm) Shown() models.Mode {
	switch {
	case f.Mode() == models.ModePersistent || f.Mode() == models.ModeLive:
		return f.Mode()
	case f.Sent.Has("reconnect_minutes"):
		return models.ModeLive
	case f.Widget != nil:
		return f.Widget.Mode
	}
	return models.ModePersistent
}

func (f WidgetForm) value(name string) string { return f.Sent.Get(name) }
func (f WidgetForm) on(name string) bool      { return f.Sent.Get(name) != "" }
func (f WidgetForm) live() bool               { return f.Shown() == models.ModeLive }

// color is one that was chosen or typed; prefix says which.
func (f WidgetForm) color(prefix string) string {
	if chosen := f.value(prefix + "color"); chosen != custom {
		return chosen
	}
	return f.value(prefix + "custom_color")
}

// Switched is the form after the choice of another mode. What only live widgets
// have is in the form while that mode is chosen, and set aside in it otherwise.
func (f WidgetForm) Switched(stored models.WidgetSettings) WidgetForm {
	before := NewWidgetForm(stored).Sent
	if typed, err := url.ParseQuery(f.value(aside)); err == nil && len(typed) > 0 {
		before = typed
	}
	if f.Sent.Has("reconnect_minutes") { // they are in the form that was sent
		before = f.Sent
	}
	kept := url.Values{}
	for _, name := range liveOnly {
		if value := before.Get(name); value != "" {
			kept.Set(name, value)
			f.Sent.Set(name, value)
		}
	}
	f.Sent.Set(aside, kept.Encode())
	f.Unsaved = true
	return f
}

// Lacks reports whether the form was sent with another mode than it was drawn for,
// and without the fields of that mode.
func (f WidgetForm) Lacks() bool { return f.live() && !f.Sent.Has("reconnect_minutes") }

// aside is the field that holds what is not shown.
const aside = "aside"

// Unseen stands in the preview where customers see nothing.
const Unseen = "Outside operating hours the chat is not on your pages."

// previewed are the fields that the preview shows.
var previewed = []string{
	"mode", "title", "subtitle", "color", "custom_color", "position", "logo_url", "language", "agent_name_style", "sound",
	"shown_outside_hours", "offline_title", "offline_subtitle", "offline_color", "offline_custom_color",
}

// frame is the address of the preview with what is in the form.
func (f WidgetForm) frame() string {
	q := url.Values{}
	for _, name := range previewed {
		if value := f.value(name); value != "" {
			q.Set(name, value)
		}
	}
	q.Set("moment", "answered")
	return f.Preview + "?" + q.Encode()
}

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
