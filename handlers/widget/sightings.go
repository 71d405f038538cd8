package widget

import (
	"net/url"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"linger/models"
)

// sightings keeps what is told often from being written often: a site's pages are
// noted once a minute, and strangers who make sites up, with them.
type sightings struct {
	mu    sync.Mutex
	since time.Time
	noted map[string]bool
}

// mostNoted is how many are noted in a minute.
const mostNoted = 100

// fresh reports whether what is to be noted now.
func (s *sightings) fresh(what string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noted == nil || now.Sub(s.since) >= time.Minute || now.Before(s.since) {
		s.since, s.noted = now, map[string]bool{}
	}
	if s.noted[what] || len(s.noted) >= mostNoted {
		return false
	}
	s.noted[what] = true
	return true
}

// sighted notes which site's page has asked for the widget, for the admins who
// have put it there. Nothing depends on it, so nobody waits for a database that
// is away.
func (h *Handler) sighted(c echo.Context, w *models.Widget) {
	page, err := url.Parse(c.Request().Referer())
	if err != nil || page.Host == "" || page.Scheme+"://"+page.Host == h.Origin {
		return
	}
	origin := page.Scheme + "://" + page.Host
	if !h.sightings.fresh(w.ID+origin, h.Desk.Now()) {
		return
	}
	ctx := c.Request().Context()
	if err := h.Desk.Widgets.Seen(ctx, w.ID, origin); models.KindOf(err) == models.Internal && err != nil {
		h.Log.WarnContext(ctx, "where a widget was seen is not noted", "widget", w.Key, "error", err)
	}
}
