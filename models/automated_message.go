package models

import (
	"strings"

	"linger/models/automated"
)

// AutomatedMessage is a text that an admin wrote in the place of the default one,
// in one language, for all widgets or for one.
type AutomatedMessage struct {
	ID          string
	TriggerName automated.Trigger `audit:"-"`
	Language    string            `audit:"-"`
	WidgetID    *string           `audit:"-"` // nil: for every widget that has none of its own
	Body        string
	Active      bool // or nothing is said
	CreatedAt   Time
	UpdatedAt   Time `gorm:"autoUpdateTime:false"`
	UpdatedByID *string
}

// AutomatedPlace is what a text is for.
type AutomatedPlace struct {
	Trigger  automated.Trigger
	Language string
	WidgetID string // empty: every widget that has none of its own
}

// Place is what the message is for.
func (m *AutomatedMessage) Place() AutomatedPlace {
	return AutomatedPlace{m.TriggerName, m.Language, deref(m.WidgetID)}
}

// AutomatedDraft is what an admin may set.
type AutomatedDraft struct {
	Body   string
	Active bool
}

// Set takes over what an admin entered.
func (m *AutomatedMessage) Set(d AutomatedDraft) error {
	p := Problems{}
	d.Body = strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n"))
	if problem := automated.Of(m.TriggerName).Check(d.Body); problem != "" {
		p.Add("body", "%s", problem)
	}
	if err := p.Err(); err != nil {
		return err
	}
	m.Body, m.Active = d.Body, d.Active
	return nil
}

// AutomatedText is what is said for a trigger in one language and widget, and
// whose words these are.
type AutomatedText struct {
	AutomatedDraft
	// Own is the message that decides; nil where it is the default text.
	Own *AutomatedMessage
	// Drawn says that the widget draws the default text in its own words.
	Drawn bool
}

// automatedTexts are all texts that admins wrote.
type automatedTexts map[AutomatedPlace]AutomatedMessage

// lookup is the text for a place in a conversation of mode: the widget's own in the
// language, else that of the language, else the language's default. Words of another
// language are never said.
func (ts automatedTexts) lookup(at AutomatedPlace, mode Mode) AutomatedText {
	for _, widget := range []string{at.WidgetID, ""} {
		if own, ok := ts[AutomatedPlace{at.Trigger, at.Language, widget}]; ok {
			return AutomatedText{AutomatedDraft: AutomatedDraft{own.Body, own.Active}, Own: &own}
		}
	}
	m := automated.Of(at.Trigger)
	return AutomatedText{AutomatedDraft: AutomatedDraft{m.Default(at.Language, string(mode)), m.Says(string(mode))}, Drawn: m.Drawn}
}

// voice says what is said in one conversation. The zero value is silent, and lets
// the widget draw what happened in its own words.
type voice struct {
	texts  automatedTexts
	speaks bool
}

// says is the text for a trigger in c, and whether it is said at all.
func (v voice) says(c *Conversation, t automated.Trigger) (AutomatedText, bool) {
	if !v.speaks || !t.In(string(c.Mode)) {
		return AutomatedText{Drawn: true}, false
	}
	text := v.texts.lookup(AutomatedPlace{t, c.Language, c.WidgetID}, c.Mode)
	return text, text.Active
}

// tell writes the text for a trigger into the log, for the customer. agent is whom
// it speaks of; opens is what NextOpening stands for.
func (c *Conversation) tell(t automated.Trigger, agent *string, opens Time, now Time, values map[string]string) {
	if text, said := c.voice.says(c, t); said {
		c.write(Message{Kind: KindAutomated, Audience: AudienceEveryone, AgentID: agent, Body: automated.Fill(text.Body, values), OpensAt: opens}, now)
	}
}

// announced is what an event says to the customer, and who may see it. No text
// means the widget's own words for it; switched off, it is for staff alone.
func (c *Conversation) announced(e Event, values map[string]string) (string, Audience) {
	t := announces[e]
	if e == EventJoined && c.handedOver {
		t = automated.Transferred
	}
	if t == "" || !c.voice.speaks {
		return "", AudienceEveryone
	}
	switch text, said := c.voice.says(c, t); {
	case !said:
		return "", AudienceStaff
	case text.Drawn:
		return "", AudienceEveryone
	default:
		return automated.Fill(text.Body, values), AudienceEveryone
	}
}

// announces are the events that the customer is told of.
var announces = map[Event]automated.Trigger{
	EventJoined: automated.Joined, EventEnded: automated.Ended, EventLeft: automated.Ended,
	EventAutoClosed: automated.AutoClosed, EventForceClosed: automated.ForceClosed,
	EventCameIn: automated.ColleagueJoined, EventWentOut: automated.ColleagueLeft,
}
