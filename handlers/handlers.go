// Package handlers is the HTTP side of Linger: the route table, what holds for
// every request, and how errors are answered. Each audience has its own package
// below this one.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/handlers/console"
	"linger/handlers/settings"
	"linger/handlers/signin"
	"linger/handlers/sse"
	"linger/handlers/widget"
	"linger/models"
	"linger/models/hub"
	views "linger/views/settings"
)

// largestBody is what a form may carry: a message of 6,000 characters, however
// encoded, or a pasted key set.
const largestBody = 256 << 10

// Options is what the routes need of the process.
type Options struct {
	Log *slog.Logger
	// PublicURL is where browsers reach us.
	PublicURL *url.URL
	// TrustedProxies may say for whom they pass a request on.
	TrustedProxies []netip.Prefix
	// MetricsReaders may read /metrics; for others it is not there.
	MetricsReaders []netip.Prefix
	// Ready says why requests can't be served now, or nil.
	Ready func(context.Context) error
	Desk  *models.Desk
	// Authenticator decides who a customer's token proves her to be.
	Authenticator *models.Authenticator
	// SetupCode lets who runs the process become its first admin.
	SetupCode string
	// Hub wakes the streams, Presence notes who has one.
	Hub      *hub.Hub
	Presence *hub.Presence
	// Limits says that customers are held to how often a person writes.
	Limits bool
	// Shop is the demo's, for the set-up guide; nil if there is none.
	Shop *views.DemoShop
	// Streams are the open streams, which the process sends away at its end.
	Streams *sse.Streams
	Metrics *Metrics
	// Assets serves /static/.
	Assets http.Handler
}

// New returns all routes of the process.
func New(o Options) (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Binder = &bindStrict{}
	e.IPExtractor = realIP(o.TrustedProxies)
	e.HTTPErrorHandler = answerErrors(o.Log)

	sameOrigin, err := crossOrigin(o.PublicURL)
	if err != nil {
		return nil, err
	}
	// Outermost first.
	e.Use(identify, record(o.Log, o.Metrics), compress, settle, guard(o.PublicURL), sameOrigin, limitTime, limitBody(largestBody))

	e.GET("/", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/console") })
	e.Match([]string{http.MethodGet, http.MethodHead}, "/healthz", healthy)
	e.GET(StreamProbe, probe(o.Streams))
	e.Match([]string{http.MethodGet, http.MethodHead}, "/readyz", readiness(o.Ready))
	e.GET("/metrics", o.Metrics.show, only(o.MetricsReaders))
	e.Match([]string{http.MethodGet, http.MethodHead}, "/static/*", echo.WrapHandler(o.Assets))
	(&widget.Handler{
		Desk: o.Desk, Hub: o.Hub, Presence: o.Presence, Streams: o.Streams, Authenticator: o.Authenticator, Log: o.Log,
		Origin: o.PublicURL.Scheme + "://" + o.PublicURL.Host, Limits: o.Limits, Pushed: o.Metrics.push,
	}).Mount(e)

	staff := signin.New(o.Desk, o.PublicURL, o.SetupCode)
	staff.Mount(e)
	(&settings.Handler{Desk: o.Desk, Authenticator: o.Authenticator, PublicURL: o.PublicURL, Shop: o.Shop}).
		Mount(e.Group("/settings", staff.RequireRole(models.RoleAdmin)))
	(&console.Handler{Desk: o.Desk, Hub: o.Hub, Presence: o.Presence, Streams: o.Streams, Origin: o.PublicURL.Scheme + "://" + o.PublicURL.Host, Pushed: o.Metrics.push}).
		Mount(e.Group("/console", staff.RequireRole(models.RoleAgent)))
	return e, nil
}
