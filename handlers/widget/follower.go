package widget

import (
	"context"
	"sync/atomic"

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
	out   atomic.Pointer[sse.Stream] // nil before the first look
	sub   *hub.Subscription
	pane  views.Pane
	visit *models.Visit
	once  bool   // only up to now
	left  func() // says that she is here no more; nil: was never said to be

	at    sse.Cursor       // the conversation, and the newest change sent
	lost  bool             // the browser's cursor says nothing to us
	first *models.Standing // as it was at the start; nil once something was said of it

	changed bool     // rows may have changed
	more    bool     // there is more than her browser takes at once
	stood   bool     // what is not in the log may have changed
	others  []string // conversations that may have begun
	doubt   bool     // the visit may be over
	over    bool
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
	f.changed, f.first = missed > 0, standing
	return nil
}

// look turns to a conversation of which the browser knows everything up to seq.
func (f *follower) look(id string, seq int64) {
	f.at = sse.Cursor{Conversation: id, Seq: seq}
	f.changed, f.stood, f.first = true, true, nil
	f.sub.Follow(models.TopicConversation(id))
}

// hear marks what the wake-ups say is to be looked at, and passes on that the
// agent types.
func (f *follower) hear(out *sse.Stream) {
	for _, w := range f.sub.Take() {
		f.first = nil
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
			_ = out.Event(sse.Cursor{}, "typing", on) // a write that failed has ended the stream
		}
	}
}

// work does what is marked.
func (f *follower) work(ctx context.Context, out *sse.Stream) error {
	if f.doubt {
		visit, err := f.h.Desk.Visits.Current(ctx, f.visit.ID)
		if models.KindOf(err) == models.Unauthorized {
			f.over = true
			return out.Event(sse.Cursor{}, "renew", nil)
		}
		if err != nil {
			return err
		}
		f.visit, f.doubt = visit.Kernel(), false
	}
	if f.changed {
		if err := f.sendChanges(ctx, out); err != nil || f.more {
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
			out.Stand(0)
			return f.work(ctx, out)
		}
	}
	if f.stood {
		return f.sendStanding(ctx, out)
	}
	return nil
}

// sendStanding sends the header: what is not in the log.
func (f *follower) sendStanding(ctx context.Context, out *sse.Stream) (err error) {
	p := f.pane
	if p.Standing, f.first = f.first, nil; p.Standing != nil {
		// Read when the stream began, and nothing was said since.
	} else if f.at.Conversation != "" {
		if p.Standing, err = f.h.Desk.Conversations.Standing(ctx, f.visit, f.at.Conversation); err != nil {
			return err
		}
	} else if p.Unrated, err = f.h.Desk.Conversations.Unrated(ctx, f.visit, p.Widget); err != nil {
		return err
	}
	if p.Hours, err = f.h.hours(ctx, p.Widget, p.Standing); err != nil {
		return err
	}
	if err := send(ctx, out, sse.Cursor{}, views.Who(p)); err != nil {
		return err
	}
	f.pane.Hours, f.stood = p.Hours, false
	return nil
}

// sendChanges sends every row that changed after f.at, as many as one read gives
// in one event, whose id is the last one's number. A browser that can't keep up is
// sent the rest when it can.
func (f *follower) sendChanges(ctx context.Context, out *sse.Stream) error {
	for {
		if f.more = out.Full(); f.more {
			return nil
		}
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
		if err := send(ctx, out, at, views.Rows(p)); err != nil {
			return err
		}
		if f.at = at; len(rows) < batch {
			return nil
		}
	}
}

func send(ctx context.Context, out *sse.Stream, at sse.Cursor, part templ.Component) error {
	html := templ.GetBuffer()
	defer templ.ReleaseBuffer(html)
	if err := part.Render(ctx, html); err != nil {
		return err
	}
	return out.Event(at, "", html.Bytes())
}
