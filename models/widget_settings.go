package models

import (
	"slices"
	"strings"
	"unicode/utf8"

	"linger/models/automated"
)

// WidgetSettings are what an admin may set.
type WidgetSettings struct {
	Name                     string
	Mode                     Mode     // of one that exists, empty: as it is
	WorkstreamID             string   // of one that exists, empty: as it is
	OwnWorkstream            bool     // instead, a new one with the presets of the mode
	AuthenticationSettingsID string   // empty for none
	OperatingHoursID         string   // empty for none
	Domains                  []string // as typed; see CleanDomain

	Title, Subtitle       string
	Color                 string
	Position              string
	LogoURL               string // as typed; see CleanAddress
	Language              string
	DetectLanguage        bool
	AgentNameStyle        NameStyle
	Sound                 bool
	UnreadBadge           bool
	PreviousConversations bool
	PreChatSurvey         bool
	PostChatSurvey        bool
	PostChatText          string

	// Live only: a persistent widget keeps what it had.
	ShownOutsideHours                           bool
	OfflineTitle, OfflineSubtitle, OfflineColor string
	ShowPosition, ShowWait                      bool
	Reconnect                                   bool
	ReconnectMinutes                            int64
	ReconnectPageURL, ReconnectExpiredURL       string
}

// Settings are what the widget says now, to be edited.
func (w *Widget) Settings(domains []string) WidgetSettings {
	return WidgetSettings{
		Name: w.Name, Mode: w.Mode, WorkstreamID: w.WorkstreamID, AuthenticationSettingsID: deref(w.AuthenticationSettingsID),
		OperatingHoursID: deref(w.OperatingHoursID), Domains: domains,

		Title: w.Title, Subtitle: w.Subtitle, Color: w.Color, Position: w.Position, LogoURL: w.LogoURL,
		Language: w.Language, DetectLanguage: w.DetectLanguage, AgentNameStyle: w.AgentNameStyle,
		Sound: w.Sound, UnreadBadge: w.UnreadBadge, PreviousConversations: w.PreviousConversations,
		PreChatSurvey: w.PreChatSurvey, PostChatSurvey: w.PostChatSurvey, PostChatText: w.PostChatText,

		ShownOutsideHours: w.ShownOutsideHours, OfflineTitle: w.OfflineTitle, OfflineSubtitle: w.OfflineSubtitle, OfflineColor: w.OfflineColor,
		ShowPosition: w.ShowPosition, ShowWait: w.ShowWait,
		Reconnect: w.Reconnect, ReconnectMinutes: w.ReconnectMinutes, ReconnectPageURL: w.ReconnectPageURL, ReconnectExpiredURL: w.ReconnectExpiredURL,
	}
}

// Positions are the corners a launcher can be in.
var Positions = []string{"right", "left"}

// Color is a theme colour with a name.
type Color struct{ Name, Hex string }

// Colors are the twelve that the form offers (Dynamics: theme colour). All carry
// white text.
var Colors = []Color{
	{"Blue", "#1f5fc4"}, {"Teal", "#0f766e"}, {"Green", "#2c7a39"}, {"Violet", "#6d45c8"},
	{"Purple", "#8a3ab0"}, {"Pink", "#bd2f72"}, {"Red", "#c0322b"}, {"Orange", "#b4520e"},
	{"Clay", "#9a5a43"}, {"Brown", "#70503a"}, {"Grey", "#5d6470"}, {"Black", "#1f1f23"},
}

// Limits of a widget's settings.
const (
	MaxTitle            = maxName
	MaxPostChatText     = 200
	MaxReconnectMinutes = 1440 // a day, as the database holds it too
)

// Set takes over what an admin entered, but for the mode, the references to other
// things and the domains, which the store looks after. It returns the clean domains.
func (w *Widget) Set(d WidgetSettings) ([]string, error) {
	p := Problems{}
	if d.Name = name(p, "name", d.Name); d.Name == "" {
		p.Add("name", "Give it a name, such as that of the site.")
	}
	if d.Title = name(p, "title", d.Title); d.Title == "" {
		p.Add("title", "Enter what customers read at the top of the chat.")
	}
	d.Subtitle = name(p, "subtitle", d.Subtitle)
	d.PostChatText = words(p, "post_chat_text", d.PostChatText, MaxPostChatText)
	d.Color = cleaned(p, "color", d.Color, CleanColor)
	d.LogoURL = cleaned(p, "logo_url", d.LogoURL, CleanAddress)
	if !slices.Contains(Positions, d.Position) {
		p.Add("position", "Choose a corner.")
	}
	if !slices.Contains(NameStyles, d.AgentNameStyle) {
		p.Add("agent_name_style", "Choose what customers see.")
	}
	if automated.Known(d.Language) == nil {
		p.Add("language", "Choose a language.")
	}
	domains := cleanDomains(p, d.Domains)
	if w.Mode == ModeLive {
		d.checkLive(p)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	w.Name, w.Title, w.Subtitle, w.Color, w.Position, w.LogoURL = d.Name, d.Title, d.Subtitle, d.Color, d.Position, d.LogoURL
	w.Language, w.DetectLanguage, w.AgentNameStyle = d.Language, d.DetectLanguage, d.AgentNameStyle
	w.Sound, w.UnreadBadge, w.PreviousConversations = d.Sound, d.UnreadBadge, d.PreviousConversations
	w.PreChatSurvey, w.PostChatSurvey, w.PostChatText = d.PreChatSurvey, d.PostChatSurvey, d.PostChatText
	if w.Mode == ModeLive {
		w.ShownOutsideHours, w.OfflineTitle, w.OfflineSubtitle, w.OfflineColor = d.ShownOutsideHours, d.OfflineTitle, d.OfflineSubtitle, d.OfflineColor
		w.ShowPosition, w.ShowWait = d.ShowPosition, d.ShowWait
		w.Reconnect, w.ReconnectMinutes, w.ReconnectPageURL, w.ReconnectExpiredURL = d.Reconnect, d.ReconnectMinutes, d.ReconnectPageURL, d.ReconnectExpiredURL
	}
	return domains, nil
}

// checkLive cleans what only live widgets have.
func (d *WidgetSettings) checkLive(p Problems) {
	d.OfflineTitle = name(p, "offline_title", d.OfflineTitle)
	d.OfflineSubtitle = name(p, "offline_subtitle", d.OfflineSubtitle)
	d.OfflineColor = cleaned(p, "offline_color", d.OfflineColor, CleanColor)
	if d.ReconnectMinutes < 1 || d.ReconnectMinutes > MaxReconnectMinutes {
		p.Add("reconnect_minutes", "Enter a time from 1 to %d minutes.", MaxReconnectMinutes)
	}
	d.ReconnectPageURL = cleaned(p, "reconnect_page_url", d.ReconnectPageURL, CleanAddress)
	d.ReconnectExpiredURL = cleaned(p, "reconnect_expired_url", d.ReconnectExpiredURL, CleanAddress)
}

// KeepsMode is why a widget with conversations that are not closed keeps its mode.
func KeepsMode(unclosed int64) error { return keepsMode(Problems{}, unclosed).Err() }

func keepsMode(p Problems, unclosed int64) Problems {
	p.Add("mode", "%s of this widget must be closed before its mode changes. Or copy the widget, and give the copy the other mode.", plural(int(unclosed), "conversation"))
	return p
}

// words is a text of one paragraph that customers read.
func words(p Problems, field, text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > limit {
		p.Add(field, "Use at most %d characters.", limit)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, isControl) {
		p.Add(field, "Use characters that can be read.")
	}
	return text
}

// cleaned is what a field's cleaning makes of text.
func cleaned(p Problems, field, text string, clean func(string) (string, error)) string {
	text, err := clean(text)
	if err != nil {
		p.Add(field, "%s", err)
	}
	return text
}
