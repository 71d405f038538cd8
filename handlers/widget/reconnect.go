package widget

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
)

// reconnect is where an agent's link leads: on to the site's page while the chat
// runs, else to the page that the widget names for that, or to a new chat.
func (h *Handler) reconnect(c echo.Context) error {
	w, token := widgetOf(c), c.QueryParam(models.ReconnectParameter)
	runs, err := h.Desk.Conversations.Reconnectable(c.Request().Context(), w.ID, token)
	if err != nil {
		return err
	}
	to, err := leadsTo(w, token, runs)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	return c.Redirect(http.StatusSeeOther, to)
}

func leadsTo(w *models.Widget, token string, runs bool) (string, error) {
	address, page := w.ReconnectPageURL, true
	if !runs && w.ReconnectExpiredURL != "" {
		address, page = w.ReconnectExpiredURL, false
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", notHere()
	}
	if page { // where the frame goes on, or says that it can't and offers a new chat
		query := u.Query()
		query.Set(models.ReconnectParameter, token)
		u.RawQuery = query.Encode()
	}
	return u.String(), nil
}

// interrupted says that a signed-in customer comes back to a chat that her absence
// has interrupted. Who comes by a link has said already that she goes on.
func (h *Handler) interrupted(c echo.Context, link string) error {
	if link != "" || widgetOf(c).Mode != models.ModeLive || widgetOf(c).Anonymous() {
		return nil
	}
	running, err := h.Desk.Conversations.Running(c.Request().Context(), web.Visit(c))
	if err == nil && running != nil && running.Interrupted(models.At(h.Desk.Now())) {
		c.Response().Header().Set(HeaderInterrupted, running.ID)
	}
	return err
}
