package handlers

import (
	"context"
	"net/http"
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
	return func(c echo.Context) error {
		out, err := streams.Open(c.Response(), c.Request())
		if err != nil {
			return err
		}
		defer out.Close()
		pause := time.NewTicker(probePause)
		defer pause.Stop()
		for i := range int64(probeEvents) {
			if err := out.Beat(i); err != nil {
				return nil // the doctor left
			}
			if i == probeEvents-1 {
				break
			}
			select {
			case <-out.Done():
				return nil
			case <-pause.C:
			}
		}
		return nil
	}
}
