package models

import "linger/models/automated"

// WidgetStatus says whether a widget answers customers.
type WidgetStatus string

// A widget is a draft until it is published.
const (
	WidgetDraft     WidgetStatus = "draft"
	WidgetPublished WidgetStatus = "published"
)

// Widget is one embeddable chat on a business's site.
type Widget struct {
	ID                       string
	Key                      string `gorm:"column:widget_key" audit:"-"` // public, names it in the snippet
	Name                     string // for staff
	Mode                     Mode
	Status                   WidgetStatus
	WorkstreamID             string
	AuthenticationSettingsID *string // nil: customers are anonymous (live only)
	OperatingHoursID         *string // nil: always open
	Title                    string
	Subtitle                 string
	Color                    string // the theme colour, #rrggbb
	Position                 string // "right" or "left"
	AgentNameStyle           NameStyle

	Language       string // of everything the widget says
	DetectLanguage bool   // the browser's language goes before it
	LogoURL        string // a picture in the header; empty: none

	// ShownOutsideHours keeps a live widget on the page while nobody works, in the
	// offline look and with no way to start; otherwise it is hidden. A persistent
	// widget is always there.
	ShownOutsideHours                           bool
	OfflineTitle, OfflineSubtitle, OfflineColor string

	Sound                 bool // one is played for messages that come while nobody looks
	UnreadBadge           bool // on the launcher
	PreviousConversations bool // the customer may read her ended ones

	// Live only, whatever they say in a persistent widget.
	ShowPosition        bool   // how many are ahead of her
	ShowWait            bool   // the usual wait, once, when she is queued
	Reconnect           bool   // she may go on with a chat that her absence interrupted
	ReconnectMinutes    int64  // for so long
	ReconnectPageURL    string // the page with the widget that a link leads to
	ReconnectExpiredURL string // where a link leads that is too old; empty: to a new chat

	PreChatSurvey  bool
	PostChatSurvey bool
	PostChatText   string // what it asks; empty: the words of the language

	CreatedAt     Time
	UpdatedAt     Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string // who changed it last
	DeactivatedAt Time
}

// NewWidget is a draft of mode with the values a new widget starts with (dynamics
// §1.2). It has no id and no key yet.
func NewWidget(mode Mode) Widget {
	return Widget{
		Mode: mode, Status: WidgetDraft, Color: Colors[0].Hex, Position: Positions[0], AgentNameStyle: NameFirst,
		Language: "en", OfflineColor: "#5d6470", UnreadBadge: true, ReconnectMinutes: 10,
	}
}

// Live reports whether customers may use it now.
func (w *Widget) Live() bool { return w.Status == WidgetPublished && w.DeactivatedAt.IsZero() }

// Anonymous reports whether its customers are let in without proof of who they are.
// A persistent one never lets them.
func (w *Widget) Anonymous() bool { return w.Mode == ModeLive && w.AuthenticationSettingsID == nil }

// Speaks is the language in which the widget speaks to somebody who asks for
// languages, the dearest first: the first one that it knows, if it listens, else its
// own.
func (w *Widget) Speaks(asked ...string) string {
	if w.DetectLanguage {
		for _, locale := range asked {
			if language := automated.Match(locale); language != "" {
				return language
			}
		}
	}
	if automated.Known(w.Language) == nil { // the preview of one that is not there yet
		return automated.English
	}
	return w.Language
}

// ShowsPrevious reports whether customers may read their ended conversations again:
// where that is switched on and they prove who they are.
func (w *Widget) ShowsPrevious() bool {
	return w.PreviousConversations && w.AuthenticationSettingsID != nil
}
