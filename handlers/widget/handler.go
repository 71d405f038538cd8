// Package widget serves the customer's side: the loader's script, the frame that
// it opens on a site's page, and everything a customer does in there.
//
// Nothing here relies on a cookie. A customer is who her site's token proves: the
// frame exchanges it for a visit, whose opaque token it sends as a header with
// every request. All answers are for the customer's eyes: no route reads a log
// but for models.AudienceEveryone.
package widget

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/limit"
	"linger/handlers/sse"
	"linger/handlers/web"
	"linger/models"
	"linger/models/credential"
	"linger/models/hub"
	views "linger/views/widget"
)

// Headers between the frame and us.
const (
	// HeaderVisit carries a visit's opaque token, both ways.
	HeaderVisit = "Linger-Visit"
	// HeaderExpires is when the visit ends, in seconds since 1970.
	HeaderExpires = "Linger-Visit-Expires"
	// HeaderCustomer scopes what the customer's browser keeps.
	HeaderCustomer = "Linger-Customer"
	// HeaderConversation is the conversation that an answer belongs to.
	HeaderConversation = "Linger-Conversation"
	// HeaderLink says that a link opened the visit: it is for one conversation.
	HeaderLink = "Linger-Link"
	// HeaderInterrupted names the conversation that she is asked whether to go on with.
	HeaderInterrupted = "Linger-Interrupted"
)

// Authenticator decides whom a token proves; models.Authenticator does.
type Authenticator interface {
	Verify(ctx context.Context, settingsID, token string) (credential.Claims, error)
}

// Handler serves the widgets of a desk.
type Handler struct {
	Desk          *models.Desk
	Hub           *hub.Hub
	Presence      *hub.Presence
	Streams       *sse.Streams
	Authenticator Authenticator
	Log           *slog.Logger
	// Origin is where browsers reach us, such as https://chat.example.com.
	Origin string
	// Limits says that customers are held to how often a person writes.
	Limits bool
	// Pushed is told how old a message was when it was on its way to a browser; may be nil.
	Pushed func(age time.Duration)

	limits     *limits
	sightings  sightings
	same       sameWidgets
	renderings renderings
}

// Mount adds the routes.
func (h *Handler) Mount(e *echo.Echo) {
	if h.Limits {
		h.limits = newLimits()
	}
	e.GET("/embed.js", h.embed)
	e.GET("/w/:key", h.frame)
	e.GET("/w/:key/hours", h.openings, h.published)
	e.POST("/w/:key/visit", h.exchange, h.limited(coming), h.published)
	e.GET("/w/:key/reconnect", h.reconnect, h.published)

	visiting := []echo.MiddlewareFunc{h.visiting}
	held := func(draws func(*limits, echo.Context) []limit.Draw) []echo.MiddlewareFunc {
		return append(slices.Clone(visiting), h.limited(draws))
	}
	e.DELETE("/w/:key/visit", h.logout, visiting...)
	e.POST("/w/:key/attributes", h.attributes, held(signing)...)
	e.GET("/w/:key/chat", h.chat, visiting...)
	e.GET("/w/:key/messages", h.history, visiting...)
	e.GET("/w/:key/previous", h.previous, visiting...)
	e.POST("/w/:key/messages", h.send, held(writing)...)
	e.POST("/w/:key/typing", h.typing, held(typing)...)
	e.POST("/w/:key/read", h.read, held(signing)...)
	e.POST("/w/:key/end", h.end, held(signing)...)
	e.POST("/w/:key/rating", h.rate, held(signing)...)
	e.GET("/w/:key/stream", h.stream, visiting...)
}

const widgetKey = "linger.widget"

// published finds the widget that the address names; what is not published is
// not found.
func (h *Handler) published(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		w, err := h.widget(c, c.Param("key"))
		if err != nil {
			return err
		}
		c.Set(widgetKey, w)
		return next(c)
	}
}

// key is what a widget's key may look like. Other text is not asked for: a
// database may choke on it.
var key = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// widget is the published one under text.
func (h *Handler) widget(c echo.Context, text string) (*models.Widget, error) {
	if !key.MatchString(text) {
		return nil, notHere()
	}
	return h.Desk.Widgets.ByKey(c.Request().Context(), text)
}

func notHere() error {
	return models.Fail(models.NotFound, "", "This does not exist, or is not yours to see.")
}

// conversation is the customer's own conversation under id.
func (h *Handler) conversation(c echo.Context, id string) (*models.Conversation, error) {
	if !models.ValidID(id) {
		return nil, notHere()
	}
	return h.Desk.Conversations.OfVisit(c.Request().Context(), web.Visit(c), id)
}

// visiting finds the widget that the address names, and the visit that the request's
// header opens. A token opens a visit of its own widget only.
func (h *Handler) visiting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !key.MatchString(c.Param("key")) {
			return notHere()
		}
		w, v, err := h.Desk.Visits.ByToken(c.Request().Context(), c.Param("key"), c.Request().Header.Get(HeaderVisit))
		if err != nil {
			return err
		}
		c.Set(widgetKey, w)
		web.SetVisit(c, v)
		return next(c)
	}
}

func widgetOf(c echo.Context) *models.Widget { return c.Get(widgetKey).(*models.Widget) }

// hours is what the operating hours say about a conversation of the widget: the
// one that runs, or else the one that would start.
func (h *Handler) hours(ctx context.Context, w *models.Widget, standing *models.Standing) (models.Openness, error) {
	if standing == nil {
		return h.Desk.Widgets.Openness(ctx, w, nil)
	}
	return h.Desk.Widgets.Openness(ctx, w, &standing.Conversation)
}

// pane is what the views need of the widget and of whom it talks to.
func pane(c echo.Context) views.Pane {
	return views.Pane{Widget: widgetOf(c), Language: web.Visit(c).Language}
}

// until is the time from the desk's clock to t.
func (h *Handler) until(t models.Time) time.Duration { return t.Time.Sub(h.Desk.Now()) }
