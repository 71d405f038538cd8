package settings

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"linger/models"
	"linger/models/automated"
	"linger/views/components"
)

// MessageLine is a trigger in the list: what is said where nobody wrote something
// else for a language or a widget, and where somebody did.
type MessageLine struct {
	*automated.Message
	Text   models.AutomatedText // in English, for all widgets
	Others []models.AutomatedRow
}

// MessageForm is the text for one place as it is typed.
type MessageForm struct {
	Form
	models.AutomatedPlace
	models.AutomatedDraft
	Message *automated.Message
	Widget  string // the name of the widget; empty for all
	Own     bool   // a text is stored for the place
	// Instead is what is said here as long as no text is stored.
	Instead models.AutomatedText
	Rows    []models.AutomatedRow // everything that is stored for the trigger
	Widgets []models.Widget       // that may have a text of their own
}

// AllWidgets is what the choice of a widget sends for none in particular.
const AllWidgets = "all"

const messagesPath = "/settings/messages"

// MessagePath is the page of the text for a place.
func MessagePath(at models.AutomatedPlace, rest string) string {
	query := url.Values{"language": {at.Language}}
	if at.WidgetID != "" {
		query.Set("widget", at.WidgetID)
	}
	return messagesPath + "/" + string(at.Trigger) + rest + "?" + query.Encode()
}

func messageURL(at models.AutomatedPlace) templ.SafeURL {
	return templ.SafeURL(MessagePath(at, ""))
}

// place names a language and a widget.
func placeName(language, widget string) string {
	name := language
	if l := automated.Known(language); l != nil {
		name = l.Name
	}
	if widget == "" {
		return name + ", all widgets"
	}
	return name + ", " + widget
}

func (f MessageForm) place() string { return placeName(f.Language, f.Widget) }

// inModes says in which modes a message is said, if not in both.
func inModes(m *automated.Message) string {
	switch {
	case len(m.Modes) > 1:
		return ""
	case m.Modes[0] == automated.Live:
		return "Live only"
	}
	return "Persistent only"
}

// says is a text in a language, with examples for its placeholders.
func says(language string, text models.AutomatedDraft) string {
	if !text.Active {
		return "Nothing is said."
	}
	return automated.Sample(language, text.Body)
}

// liveAlone reports whether a text that nobody wrote is said in live conversations
// and not in persistent ones.
func liveAlone(m *automated.Message, text models.AutomatedText) bool {
	return text.Own == nil && !text.Active && slices.Contains(m.Modes, automated.Live) && m.Says(automated.Live)
}

// saysOf is what customers read as long as text decides for the message.
func saysOf(m *automated.Message, language string, text models.AutomatedText) string {
	if liveAlone(m, text) {
		return automated.Sample(language, m.Default(language, automated.Live))
	}
	return says(language, text.AutomatedDraft)
}

// Texts are what the line says: it is found by any of them.
func (l MessageLine) Texts() []string {
	texts := []string{l.Name, l.When, l.Text.Body}
	for _, r := range l.Others {
		texts = append(texts, r.Body)
	}
	return texts
}

// differs reports whether the text is not the one that a new installation says.
func (l MessageLine) differs() bool { return l.Text.Own != nil }

func (l MessageLine) everywhere() models.AutomatedPlace {
	return models.AutomatedPlace{Trigger: l.Trigger, Language: automated.English}
}

func (f MessageForm) body() components.Field {
	field := with(f.field("body", "Text", f.Body, ""), templ.Attributes{
		"rows": "4", "maxlength": "4000", "dir": "auto",
		"data-hx-post": MessagePath(f.AutomatedPlace, "/preview"), "data-hx-trigger": "input delay:200ms",
		"data-hx-target": "#said", "data-hx-swap": "innerHTML", "data-hx-sync": "this:replace",
	})
	field.Hint = "Up to 2000 characters. It is said as it stands, in this language."
	return field
}

func languageOptions() []components.Option {
	var list []components.Option
	for _, l := range automated.Languages {
		list = append(list, components.Option{Value: l.Tag, Label: l.Name})
	}
	return list
}

func (f MessageForm) widgetOptions() []components.Option {
	list := []components.Option{{Value: AllWidgets, Label: "All widgets"}}
	for _, w := range f.Widgets {
		list = append(list, components.Option{Value: w.ID, Label: w.Name})
	}
	return list
}
