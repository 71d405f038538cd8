package settings

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
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
