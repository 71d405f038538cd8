package widget

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/handlers/web"
	"linger/models"
)

// stream sends a customer's browser what happens in her conversation: first what
// it missed, then how things stand, then what comes. An idle one asks the
// database nothing. With once it ends after the second part, for a tab that was
// behind the one that holds the stream.
func (h *Handler) stream(c echo.Context) error {
	visit := web.Visit(c)
	f := &follower{h: h, pane: pane(c), visit: visit.Kernel(), once: c.QueryParam("once") != ""}
	f.pane.Widget = h.sameWidget(f.pane.Widget)
	f.sub = h.Hub.Subscribe(f.wake, models.TopicCustomer(visit.WidgetID, visit.CustomerID), models.TopicVisit(visit.ID))
	// Subscribed before the first look: nothing falls between.
	if err := f.start(c.Request().Context(), sse.After(c.Request())); err != nil {
		f.Left()
		return err
	}
	return h.Streams.Serve(c.Response(), c.Request(), f)
}

// databaseAway is how long a stream waits before it asks the database again that
// did not answer. The browser notices nothing but the delay.
const databaseAway = time.Second

// wake is what the hub calls. What comes before the stream is there, its first look
// sees.
func (f *follower) wake() {
	if out := f.out.Load(); out != nil {
		out.Wake()
	}
}

// Tell implements sse.Teller.
func (f *follower) Tell(ctx context.Context, out *sse.Stream) error {
	if f.out.Load() == nil {
		f.out.Store(out)
		out.Stand(f.at.Seq)
		if f.lost {
			return errors.Join(out.Event(sse.Cursor{}, "reload", nil), sse.ErrOver)
		}
		if !f.once {
			f.left = f.h.Presence.Connected(models.Stream{CustomerID: &f.visit.CustomerID, VisitID: &f.visit.ID})
		}
	}
	now := models.At(f.h.Desk.Now())
	f.doubt = f.doubt || !now.Before(f.visit.ExpiresAt)
	f.stood = f.stood || f.pane.Hours.Changes().Due(now)
	f.hear(out)
	err := f.work(ctx, out)
	switch {
	case models.KindOf(err) == models.Unavailable && !f.once:
		out.Alarm(databaseAway)
		return nil
	case err != nil:
		return err
	case f.over || f.once && !f.more:
		return sse.ErrOver
	}
	out.Alarm(max(f.h.until(f.next()), databaseAway))
	return nil
}

// next is when there is something to do without a wake-up: the visit is over, or
// the hours say something else.
func (f *follower) next() models.Time {
	if at := f.pane.Hours.Changes(); !at.IsZero() && at.Before(f.visit.ExpiresAt) {
		return at
	}
	return f.visit.ExpiresAt
}

// Left implements sse.Teller.
func (f *follower) Left() {
	f.sub.Close()
	if f.left != nil {
		f.left()
	}
}
