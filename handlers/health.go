package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

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
