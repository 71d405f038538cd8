// Package web is what every page handler shares: rendering, and the questions
// "is this a fragment?" and "who is asking?".
package web

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// Render answers with component. It is rendered to memory first: a component
// that fails leaves no half page behind, but an error for errors.go.
func Render(c echo.Context, status int, component templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := component.Render(c.Request().Context(), buf); err != nil {
		return fmt.Errorf("render %s: %w", c.Path(), err)
	}
	return c.HTMLBlob(status, buf.Bytes())
}

// Retry gives a refused form back, with what was typed and what was wrong.
func Retry(c echo.Context, component templ.Component) error {
	return Render(c, http.StatusUnprocessableEntity, component)
}

// IsFragment tells whether htmx asks for a part of the page it is on. A boosted
// link and the back button ask for the whole page although htmx sends them.
func IsFragment(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" &&
		h.Get("HX-Boosted") == "" &&
		h.Get("HX-History-Restore-Request") == "" &&
		h.Get("HX-Request-Type") != "full"
}

// Redirect sends the browser to path after something was done: by 303 for a
// page, by htmx for a fragment, whose redirects fetch would follow unseen.
func Redirect(c echo.Context, path string) error {
	if IsFragment(c) {
		c.Response().Header().Set("HX-Redirect", path)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, path)
}
