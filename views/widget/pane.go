// Package widget draws the customer's frame. A row of the log is drawn by one
// component, whether it comes with the page, as the answer to a message or by the
// stream. Nothing here may name an agent by more than the widget's name style.
package widget

import (
	"strconv"
	"strings"

	"linger/models"
)

// Pane is the chat as one customer sees it.
type Pane struct {
	Widget   *models.Widget
	Language string           // that the customer is spoken to in
	Standing *models.Standing // nil while no conversation runs
	Page     models.Page
	Hours    models.Openness // what the operating hours say now
	Greets   bool            // Greeting stands where nothing is written yet
	Greeting string          // empty if it was switched off
	Survey   models.Survey   // asked before a new conversation
	Unrated  string          // the last conversation, if she may still say how it was
	Previous bool            // there are ended conversations to read again
}

// Words are ours in the customer's language.
func (p Pane) Words() *Words { return In(p.Language) }

// Cursor is how far the page has read, for the stream; empty without a
// conversation.
func (p Pane) Cursor() string {
	if p.Standing == nil {
		return ""
	}
	return p.Standing.ID + "." + strconv.FormatInt(p.Standing.LastChangedSeq, 10)
}

// Conversation is the id, or empty.
func (p Pane) Conversation() string {
	if p.Standing == nil {
		return ""
	}
	return p.Standing.ID
}

// Ended reports whether nothing more can be written in it.
func (p Pane) Ended() bool { return p.Standing != nil && !p.Standing.State.Running() }

// Agent is the name of who answers; empty while the customer has seen nobody
// join. Who has the conversation in fact (parked, returned, offered) is ours.
func (p Pane) Agent() string {
	if p.Standing == nil {
		return ""
	}
	return p.Standing.For(p.Widget.AgentNameStyle)
}

// Back reports whether the header says when the team is back. While it is there,
// nothing is promised. A live chat goes on past closing time.
func (p Pane) Back() bool {
	return p.Widget.Mode == models.ModePersistent && p.Hours.Closed && !p.Hours.Opens.IsZero()
}

// Welcome is the greeting, its first line apart.
func (p Pane) Welcome() (first, rest string) {
	first, rest, _ = strings.Cut(p.Greeting, "\n")
	return first, rest
}

// Line is what stands under the name.
func (p Pane) Line() string {
	switch {
	case p.Away() && p.Widget.ShownOutsideHours && p.Widget.OfflineSubtitle != "":
		return p.Widget.OfflineSubtitle
	case p.Away(), p.Widget.Mode == models.ModePersistent && p.Hours.Closed:
		return p.Words().Away
	}
	if p.Standing != nil && !p.Ended() && p.Agent() == "" {
		return p.Words().WillAnswer
	}
	return p.Widget.Subtitle
}

// counter is a number of the standing for a data attribute; 0 without one.
func (p Pane) counter(read func(*models.Standing) int64) string {
	if p.Standing == nil {
		return "0"
	}
	return strconv.FormatInt(read(p.Standing), 10)
}

func seen(s *models.Standing) int64   { return s.AgentReadSeq }
func read(s *models.Standing) int64   { return s.CustomerReadSeq }
func unread(s *models.Standing) int64 { return s.CustomerUnread }

// author is who wrote a row, as the customer sees it.
func (p Pane) author(e models.Entry) string {
	switch e.Kind {
	case models.KindCustomer:
		return p.Words().You
	case models.KindAgent:
		if name := e.For(p.Widget.AgentNameStyle); name != "" {
			return name
		}
	default: // the business itself
	}
	return p.Widget.Title
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func machine(t models.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Gone is whether a row has been taken back.
func gone(e models.Entry) bool { return !e.RetractedAt.IsZero() }

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// first is the place of the page's first row.
func (p Pane) first() string {
	if len(p.Page.Entries) == 0 {
		return ""
	}
	e := p.Page.Entries[0]
	return e.ConversationID + "." + number(e.Seq)
}

// lastOf reports whether row i is the last one of its conversation.
func (p Pane) lastOf(i int, continued string) bool {
	next := continued
	if i+1 < len(p.Page.Entries) {
		next = p.Page.Entries[i+1].ConversationID
	}
	return p.Page.Entries[i].ConversationID != next
}
