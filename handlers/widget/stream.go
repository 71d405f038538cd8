package widget

import (
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
	ctx, visit := c.Request().Context(), web.Visit(c)
	f := &follower{h: h, pane: pane(c), visit: visit}
	f.sub = h.Hub.Subscribe(models.TopicCustomer(visit.WidgetID, visit.CustomerID), models.TopicVisit(visit.ID))
	defer f.sub.Close() // subscribed before the first look: nothing falls between
	if err := f.start(ctx, sse.After(c.Request())); err != nil {
		return err
	}

	out, err := h.Streams.Open(c.Response(), c.Request())
	if err != nil {
		return err
	}
	defer out.Close()
	f.out = out
	if f.lost {
		return out.Event(sse.Cursor{}, "reload", nil)
	}
	if err := f.work(ctx); err != nil || c.QueryParam("once") != "" {
		return err
	}
	left := h.Presence.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID})
	defer left()
	return h.follow(f)
}

// databaseAway is how long a stream waits before it asks the database again that
// did not answer. The browser notices nothing but the delay.
const databaseAway = time.Second

// follow sends what comes until the browser leaves, the visit ends or the
// process sends the stream away.
func (h *Handler) follow(f *follower) error {
	beat := time.NewTicker(sse.Heartbeat)
	defer beat.Stop()
	over := time.NewTimer(h.until(f.visit.ExpiresAt))
	defer over.Stop()
	again := time.NewTimer(databaseAway)
	again.Stop()
	defer again.Stop()
	for {
		select {
		case <-f.out.Done():
			return nil
		case <-beat.C:
			if err := f.out.Beat(f.at.Seq); err != nil {
				return nil
			}
			if !f.opensOrCloses(models.At(h.Desk.Now())) {
				continue
			}
		case <-over.C:
			f.doubt = true
		case <-again.C:
		case <-f.sub.Ready():
			f.hear()
		}
		err := f.work(f.out.Context())
		switch {
		case models.KindOf(err) == models.Unavailable:
			again.Reset(databaseAway)
		case err != nil || f.over:
			return err
		case f.confirmed:
			f.confirmed = false
			over.Reset(max(h.until(f.visit.ExpiresAt), databaseAway))
		}
	}
}
