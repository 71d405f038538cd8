package widget

import (
	"time"

	"linger/models"
)

// Moment is one at which the settings show a widget.
type Moment string

// The moments: an agent has answered, nobody has written, nobody works.
const (
	Answered Moment = "answered"
	Start    Moment = "start"
	Away     Moment = "away"
)

// Example is a widget at a moment, with a sample conversation.
type Example struct {
	Front
	Sheet                     string // the address of the theme's colours
	Contrast, OfflineContrast string // what is readable on them
	Pictures                  string // the origin that the logo comes from
	Unseen                    string // what an admin reads where customers see nothing
}

// NewExample is the widget at a moment.
func NewExample(w *models.Widget, at Moment) (Example, error) {
	monday := models.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	hours := models.Openness{}
	if at == Away {
		hours = models.Openness{Closed: true, Opens: monday}
	}
	front, err := NewFront(w, w.Speaks(), hours, monday)
	if err != nil {
		return Example{}, err
	}
	if at != Start && !front.Away() {
		front.Pane = sample(front.Pane, monday)
	}
	return Example{Front: front, Pictures: models.OriginOf(w.LogoURL)}, nil
}

// sample lets an agent answer.
func sample(p Pane, at models.Time) Pane {
	dana := models.Names{FirstName: "Dana", LastName: "Miller", Nickname: "Didi"}
	at = at.Add(41 * time.Minute)
	row := func(seq int64, kind models.MessageKind, body string) models.Entry {
		return models.Entry{Names: dana, Message: models.Message{Seq: seq, ChangedSeq: seq, Kind: kind, Body: body, CreatedAt: at}}
	}
	joined := row(2, models.KindEvent, "")
	joined.Event = models.EventJoined
	p.Standing = &models.Standing{Conversation: models.Conversation{ID: "preview", State: models.StateActive}, Names: dana}
	p.Page.Entries = []models.Entry{
		row(1, models.KindCustomer, "Hello, has my order left yet?"),
		joined,
		row(3, models.KindAgent, "Yes, this morning. It should be with you on Thursday."),
		row(4, models.KindCustomer, "Perfect. I'll write again if it is late."),
	}
	return p
}
