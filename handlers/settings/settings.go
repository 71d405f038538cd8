// Package settings is where admins set Linger up: widgets, workstreams,
// authentication settings, staff.
package settings

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/models"
)

// Handler serves the settings.
type Handler struct {
	Desk *models.Desk
	// Authenticator fetches and checks sites' keys.
	Authenticator *models.Authenticator
	// PublicURL is where the snippet on customers' sites finds us.
	PublicURL *url.URL
}

// Mount adds the routes to the group /settings, which admits admins only.
func (h *Handler) Mount(g *echo.Group) {
	g.Use(knownID)
	g.GET("", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/settings/widgets") })
	widgets{h}.mount(g)
	workstreams{h}.mount(g)
	queues{h}.mount(g)
	operatingHours{h}.mount(g)
	staff{h}.mount(g)
	authentication{h}.mount(g)
	messages{h}.mount(g)
	maskingRules{h}.mount(g)
}
