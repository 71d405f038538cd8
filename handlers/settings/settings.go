// Package settings is where admins set Linger up: widgets, workstreams,
// authentication settings, staff.
package settings

import (
	"net/url"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/views/settings"
)

// Handler serves the settings.
type Handler struct {
	Desk *models.Desk
	// Authenticator fetches and checks sites' keys.
	Authenticator *models.Authenticator
	// PublicURL is where the snippet on customers' sites finds us.
	PublicURL *url.URL
	// Shop is the demo's; nil if there is none.
	Shop *settings.DemoShop

	guideFinished atomic.Bool
}

// Mount adds the routes to the group /settings, which admits admins only.
func (h *Handler) Mount(g *echo.Group) {
	g.Use(knownID, h.guided)
	g.GET("", guide{h}.home)
	guide{h}.mount(g)
	widgets{h}.mount(g)
	workstreams{h}.mount(g)
	queues{h}.mount(g)
	operatingHours{h}.mount(g)
	staff{h}.mount(g)
	authentication{h}.mount(g)
	messages{h}.mount(g)
	maskingRules{h}.mount(g)
	surveys{h}.mount(g)
	variables{h}.mount(g)
	presences{h}.mount(g)
	rules{h}.mount(g)
	records{h}.mount(g)
	retention{h}.mount(g)
}
