package widget

import (
	"time"

	"linger/models"
)

// sample is a short conversation with an agent, for the preview.
func sample(w *models.Widget) Pane {
	dana := models.Names{FirstName: "Dana", LastName: "Miller", Nickname: "Didi"}
	at := models.At(time.Date(2026, 3, 2, 9, 41, 0, 0, time.UTC))
	row := func(seq int64, kind models.MessageKind, body string) models.Entry {
		return models.Entry{Names: dana, Message: models.Message{Seq: seq, ChangedSeq: seq, Kind: kind, Body: body, CreatedAt: at}}
	}
	joined := row(2, models.KindEvent, "")
	joined.Event = models.EventJoined
	return Pane{
		Widget:   w,
		Language: w.Speaks(),
		Standing: &models.Standing{Conversation: models.Conversation{ID: "preview", State: models.StateActive}, Names: dana},
		Page: models.Page{Entries: []models.Entry{
			row(1, models.KindCustomer, "Hello, has my order left yet?"),
			joined,
			row(3, models.KindAgent, "Yes, this morning. It should be with you on Thursday."),
			row(4, models.KindCustomer, "Perfect. I'll write again if it is late."),
		}},
	}
}
