package widget

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	views "linger/views/widget"
)

// arrival is what the frame says when it comes.
type arrival struct {
	Token  string `form:"token"`
	Origin string `form:"origin"` // of the page around it
	Locale string `form:"locale"` // the browser's
	// Language is the one that the frame has come in; without it the locale decides.
	Language string `form:"language"`
	// Reconnect is the token of the link that led to the page, if any.
	Reconnect string `form:"reconnect"`
}

// exchange takes a site's token, or nobody's where customers are anonymous, and
// answers with a visit and the chat as it stands. It is asked on every load of a page and whenever a visit nears its end.
func (h *Handler) exchange(c echo.Context) error {
	ctx, w := c.Request().Context(), widgetOf(c)
	var in arrival
	if err := c.Bind(&in); err != nil {
		return err
	}
	who, err := h.identity(ctx, w, in.Token)
	if err != nil {
		return err
	}
	visit, token, _, err := h.Desk.Visits.Open(ctx, models.Arrival{
		Widget: w, Identity: who, Previous: c.Request().Header.Get(HeaderVisit),
		UserAgent: c.Request().UserAgent(), Locale: in.Locale, Language: in.Language, Origin: in.Origin,
		Link: in.Reconnect,
	})
	if err != nil {
		return err
	}
	web.SetVisit(c, visit)
	header := c.Response().Header()
	header.Set(HeaderVisit, token)
	header.Set(HeaderCustomer, visit.CustomerID)
	header.Set(HeaderExpires, strconv.FormatInt(visit.ExpiresAt.Unix(), 10))
	if visit.ConversationID != nil {
		header.Set(HeaderLink, "1")
	}
	if err := h.interrupted(c, in.Reconnect); err != nil {
		return err
	}
	return h.chat(c)
}

// identity is whom token proves. An anonymous widget asks for no proof, and takes
// none: a token would be checked by nobody's keys.
func (h *Handler) identity(ctx context.Context, w *models.Widget, token string) (models.Identity, error) {
	if w.AuthenticationSettingsID == nil { // if it may not be so, no visit is opened
		return models.Identity{}, nil
	}
	claims, err := h.Authenticator.Verify(ctx, *w.AuthenticationSettingsID, token)
	if err != nil {
		if why := models.RefusalOf(err); why != nil { // whoever sets a site up looks for it here
			h.Log.InfoContext(ctx, "customer's token refused", "widget", w.Key, "code", why.Code, "reason", why.Admin)
		}
		return models.Identity{}, err
	}
	return models.IdentityOf(claims), nil
}

// logout ends the visit on the server too: its token opens nothing any more.
func (h *Handler) logout(c echo.Context) error {
	if err := h.Desk.Visits.End(c.Request().Context(), web.Visit(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// attributes keeps what the page says about itself. Nobody signed it, so it is
// kept apart from what the token says.
func (h *Handler) attributes(c echo.Context) error {
	given := models.Attributes{}
	if err := (&echo.DefaultBinder{}).BindBody(c, &given); err != nil {
		return err
	}
	if err := h.Desk.Visits.Attributes(c.Request().Context(), web.Visit(c), given); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// chat is the customer's running conversation, or an empty pane to start one.
func (h *Handler) chat(c echo.Context) error {
	ctx, p := c.Request().Context(), pane(c)
	standing, err := h.Desk.Conversations.Standing(ctx, web.Visit(c), "")
	if err != nil {
		return err
	}
	if p.Hours, err = h.hours(ctx, p.Widget, standing); err != nil {
		return err
	}
	if p.Greets = p.Widget.Mode == models.ModePersistent; p.Greets { // a running one may end while it is on screen
		if p.Greeting, err = h.Desk.AutomatedMessages.Greeting(ctx, p.Widget, web.Visit(c)); err != nil {
			return err
		}
	}
	if p.Survey, err = h.Desk.Surveys.Asked(ctx, p.Widget); err != nil { // likewise
		return err
	}
	running := ""
	if standing != nil {
		running = standing.ID
	}
	if p.Previous, err = h.Desk.Conversations.HasPrevious(ctx, p.Widget, web.Visit(c), running); err != nil {
		return err
	}
	if standing == nil {
		if p.Unrated, err = h.Desk.Conversations.Unrated(ctx, web.Visit(c), p.Widget); err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, views.Chat(p))
	}
	// Read after the standing, whose number is the stream's cursor: what comes in
	// between is in both, and placed once.
	page, err := h.Desk.Conversations.Transcript(ctx, standing.ID, models.AudienceEveryone, 0)
	if err != nil {
		return err
	}
	p.Standing, p.Page = standing, page
	return web.Render(c, http.StatusOK, views.Chat(p))
}
