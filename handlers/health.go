package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/models"
)

// readyWithin is how long the database may take to answer /readyz.
const readyWithin = 2 * time.Second

// healthy answers as long as the process can answer at all.
func healthy(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readiness answers whether requests can be served: the database answers and
// has the migrations of this program.
func readiness(ready func(context.Context) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), readyWithin)
		defer cancel()
		if err := ready(ctx); err != nil {
			return &models.Error{Kind: models.Unavailable, Code: "not_ready", Message: "Not ready: " + err.Error()}
		}
		return c.String(http.StatusOK, "ready\n")
	}
}

// StreamProbe is a short stream for linger doctor: it shows whether a proxy in
// between holds events back.
const StreamProbe = "/healthz/stream"

const (
	probeEvents = 4
	probePause  = 150 * time.Millisecond
	// StreamProbeSpan is the time between the probe's first and last event.
	StreamProbeSpan = (probeEvents - 1) * probePause
)

// probe sends a few events with pauses between them. It tells nothing, and ends
// by itself within a second.
func probe(streams *sse.Streams) echo.HandlerFunc {
	return func(c echo.Context) error { return streams.Serve(c.Response(), c.Request(), &prober{next: time.Now()}) }
}

// prober is how far a probe has come.
type prober struct {
	sent int64
	next time.Time
}

// Tell implements sse.Teller.
func (p *prober) Tell(_ context.Context, out *sse.Stream) error {
	if wait := time.Until(p.next); wait > 0 {
		out.Alarm(wait)
		return nil
	}
	if err := out.Event(sse.Cursor{}, "beat", strconv.AppendInt(nil, p.sent, 10)); err != nil {
		return err
	}
	if p.sent++; p.sent == probeEvents {
		return sse.ErrOver
	}
	p.next = p.next.Add(probePause)
	out.Alarm(time.Until(p.next))
	return nil
}

// Left implements sse.Teller.
func (p *prober) Left() {}
