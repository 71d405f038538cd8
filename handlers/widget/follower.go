package widget

import (
	"bytes"
	"context"

	"github.com/a-h/templ"

	"linger/handlers/sse"
	"linger/models"
	"linger/models/hub"
	views "linger/views/widget"
)

const (
	// batch is how many changes one read of a replay takes.
	batch = 100
	// worthReplaying is the most changes that are sent one by one: a browser that
	// missed more fetches the pane anew, which is one page of the log.
	worthReplaying = 1000
)

// follower is what one stream knows: which conversation its browser looks at,
// how far it has been told, and what is still to be looked at. Marks stay until
// the work is done, so that a failed read is only late.
type follower struct {
	h     *Handler
	out   *sse.Stream
	sub   *hub.Subscription
	pane  views.Pane
	visit *models.Visit

	at   sse.Cursor // the conversation, and the newest change sent
	lost bool       // the browser's cursor says nothing to us

	changed   bool     // rows may have changed
	stood     bool     // what is not in the log may have changed
	others    []string // conversations that may have begun
	doubt     bool     // the visit may be over
	confirmed bool     // it is not: look at its end again
	over      bool
}

// start finds out where a browser stands that has seen everything up to after.
func (f *follower) start(ctx context.Context, after sse.Cursor) error {
	conversations := f.h.Desk.Conversations
	standing, err := conversations.Standing(ctx, f.visit, "")
	if err != nil {
		return err
	}
	if f.pane.Hours, err = f.h.hours(ctx, f.pane.Widget, standing); err != nil {
		return err
	}
	switch {
	case standing == nil && after.Conversation == "":
		return nil // nothing yet; the customer's topic will tell
	case standing == nil: // the one on screen has ended
		if !models.ValidID(after.Conversation) {
			f.lost = true
			return nil
		}
		standing, err = conversations.Standing(ctx, f.visit, after.Conversation)
		if models.KindOf(err) == models.NotFound {
			f.lost = true
			return nil
		}
		if err != nil {
			return err
		}
	case after.Conversation != "" && after.Conversation != standing.ID:
		f.lost = true // another one has begun meanwhile
		return nil
	}
	missed := standing.LastChangedSeq - after.Seq
	if f.lost = missed < 0 || missed > worthReplaying; f.lost { // less than nothing: an older backup is back
		return nil
	}
	f.look(standing.ID, after.Seq)
	return nil
}

// look turns to a conversation of which the browser knows everything up to seq.
func (f *follower) look(id string, seq int64) {
	f.at = sse.Cursor{Conversation: id, Seq: seq}
	f.changed, f.stood = true, true
	f.sub.Follow(models.TopicConversation(id))
}

// hear marks what the wake-ups say is to be looked at, and passes on that the
// agent types.
func (f *follower) hear() {
	for _, w := range f.sub.Take() {
		here := w.Conversation == f.at.Conversation
		switch {
		case w.Signal == nil && w.Conversation == "":
			f.doubt = true
		case w.Signal == nil && here:
			f.changed = f.changed || w.Changed == 0 || w.Changed > f.at.Seq
		case w.Signal == nil:
			f.others = append(f.others, w.Conversation)
		case w.Signal.Kind == models.SignalRead && here:
			f.stood = true
		case w.Signal.Kind == models.SignalTyping && here && w.Signal.Agent != "":
			on := []byte("false")
			if w.Signal.On {
				on = []byte("true")
			}
			_ = f.out.Event(sse.Cursor{}, "typing", on) // a write that failed has ended the stream
		}
	}
}

// work does what is marked.
func (f *follower) work(ctx context.Context) error {
	if f.doubt {
		visit, err := f.h.Desk.Visits.Current(ctx, f.visit.ID)
		if models.KindOf(err) == models.Unauthorized {
			f.over = true
			return f.out.Event(sse.Cursor{}, "renew", nil)
		}
		if err != nil {
			return err
		}
		f.visit, f.doubt, f.confirmed = visit, false, true
	}
	if f.changed {
		if err := f.sendChanges(ctx); err != nil {
			return err
		}
		f.changed = false
	}
	for len(f.others) > 0 {
		standing, err := f.h.Desk.Conversations.Standing(ctx, f.visit, f.others[0])
		if models.KindOf(err) == models.NotFound { // the same customer's, and not this visit's to see
			f.others = f.others[1:]
			continue
		}
		if err != nil {
			return err
		}
		if f.others = f.others[1:]; standing.State.Running() { // else an agent finishes an old one
			f.look(standing.ID, 0)
			return f.work(ctx)
		}
	}
	if f.stood {
		return f.sendStanding(ctx)
	}
	return nil
}

// sendStanding sends the header: what is not in the log.
func (f *follower) sendStanding(ctx context.Context) (err error) {
	p := f.pane
	if f.at.Conversation != "" {
		if p.Standing, err = f.h.Desk.Conversations.Standing(ctx, f.visit, f.at.Conversation); err != nil {
			return err
		}
	} else if p.Unrated, err = f.h.Desk.Conversations.Unrated(ctx, f.visit, p.Widget); err != nil {
		return err
	}
	if p.Hours, err = f.h.hours(ctx, p.Widget, p.Standing); err != nil {
		return err
	}
	if err := f.send(ctx, sse.Cursor{}, views.Who(p)); err != nil {
		return err
	}
	f.pane.Hours, f.stood = p.Hours, false
	return nil
}

// opensOrCloses marks the header when the hours have changed what it says. It
// asks no database, so every beat may.
func (f *follower) opensOrCloses(now models.Time) bool {
	f.stood = f.stood || f.pane.Hours.Changes().Due(now)
	return f.stood
}

// sendChanges sends every row that changed after f.at, as many as one read gives
// in one event, whose id is the last one's number.
func (f *follower) sendChanges(ctx context.Context) error {
	for {
		rows, err := f.h.Desk.Conversations.Changes(ctx, f.at.Conversation, models.AudienceEveryone, f.at.Seq, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			f.stood = f.stood || row.Kind == models.KindEvent
		}
		p := f.pane
		p.Page.Entries = rows
		at := sse.Cursor{Conversation: f.at.Conversation, Seq: rows[len(rows)-1].ChangedSeq}
		if err := f.send(ctx, at, views.Rows(p)); err != nil {
			return err
		}
		if f.at = at; len(rows) < batch {
			return nil
		}
	}
}

func (f *follower) send(ctx context.Context, at sse.Cursor, part templ.Component) error {
	var html bytes.Buffer
	if err := part.Render(ctx, &html); err != nil {
		return err
	}
	return f.out.Event(at, "", html.Bytes())
}
