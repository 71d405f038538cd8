package widget

import (
	"context"
	"math"
	"slices"
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

// unknown is a number that no change has: whatever is newest is wanted.
const unknown = math.MaxInt64

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
	wanted  int64    // the newest change that was heard of
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
	f.look(standing, after.Seq)
	f.changed, f.first = missed > 0, standing
	return nil
}

// look turns to a conversation of which the browser knows everything up to seq.
func (f *follower) look(standing *models.Standing, seq int64) {
	f.at = sse.Cursor{Conversation: standing.ID, Seq: seq}
	f.changed, f.stood, f.wanted, f.first = true, true, standing.LastChangedSeq, nil
	f.sub.Follow(models.TopicConversation(standing.ID))
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
			if f.wanted = max(f.wanted, w.Changed); w.Changed == 0 {
				f.wanted = unknown
			}
		case w.Signal == nil:
			if !slices.Contains(f.others, w.Conversation) { // it is, when the last look failed
				f.others = append(f.others, w.Conversation)
			}
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
		f.changed, f.wanted = false, 0
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
			f.look(standing, 0)
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
	frame, err := compose(ctx, sse.Cursor{}, views.Who(p))
	if err == nil {
		err = out.Send(sse.Cursor{}, frame)
	}
	if err != nil {
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
		here := place{f.at.Conversation, f.at.Seq, f.pane.Widget, f.pane.Language}
		r := f.h.renderings.at(ctx, here, f.wanted, func() *rendering { return f.changes(ctx) })
		if r.err != nil {
			return r.err
		}
		f.stood = f.stood || r.stood
		if r.frame != nil {
			f.at.Seq = r.to
			if err := out.Send(f.at, r.frame); err != nil {
				return err
			}
			if f.h.Pushed != nil && !r.born.IsZero() {
				f.h.Pushed(f.h.Desk.Now().Sub(r.born.Time))
			}
		}
		if !r.more {
			return nil
		}
	}
}

// changes is what comes after f.at.
func (f *follower) changes(ctx context.Context) *rendering {
	rows, err := f.h.Desk.Conversations.Changes(ctx, f.at.Conversation, models.AudienceEveryone, f.at.Seq, f.wanted, batch)
	r := &rendering{to: f.at.Seq, more: len(rows) == batch, err: err}
	if f.wanted != unknown {
		r.holds = f.wanted // it was there when this was read
	}
	if err != nil || len(rows) == 0 {
		return r
	}
	for _, row := range rows {
		r.stood = r.stood || row.Kind == models.KindEvent
	}
	p := f.pane
	p.Page.Entries = rows
	r.to = rows[len(rows)-1].ChangedSeq
	if _, fresh := models.Age(rows, models.At(f.h.Desk.Now())); fresh {
		r.born = rows[len(rows)-1].CreatedAt
	}
	r.holds = max(r.holds, r.to)
	r.frame, r.err = compose(ctx, sse.Cursor{Conversation: f.at.Conversation, Seq: r.to}, views.Rows(p))
	return r
}

func compose(ctx context.Context, at sse.Cursor, part templ.Component) (*sse.Frame, error) {
	html := templ.GetBuffer()
	defer templ.ReleaseBuffer(html)
	if err := part.Render(ctx, html); err != nil {
		return nil, err
	}
	return sse.Compose(at, "", html.Bytes()), nil
}
