package console

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
)

// reconnectLink makes a link back to a live conversation and answers with it, as
// text for the clipboard. It is shown this once: what is stored is its hash.
func (h *Handler) reconnectLink(c echo.Context) error {
	var w Where
	v, err := bind(c, &w, &w)
	if err != nil {
		return err
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	token, err := h.Desk.Conversations.ReconnectLink(ctx, agent, v.Open)
	if err != nil {
		return err
	}
	row, err := h.Desk.Inbox.Find(ctx, agent, v.Open)
	if err != nil {
		return err
	}
	query := url.Values{models.ReconnectParameter: {token}}
	return c.String(http.StatusOK, h.Origin+"/w/"+row.WidgetKey+"/reconnect?"+query.Encode())
}
