package widget

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	views "linger/views/widget"
)

// previous is a page of the customer's ended conversations, for reading alone.
func (h *Handler) previous(c echo.Context) error {
	var in struct {
		Conversation string `query:"conversation"` // on her screen, which is not one of them
		Before       string `query:"before"`       // <conversation>.<seq>; empty for the newest page
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	var before models.Past
	if in.Before != "" {
		id, number, _ := strings.Cut(in.Before, ".")
		seq, err := strconv.ParseInt(number, 10, 64)
		if err != nil || !models.ValidID(id) {
			return echo.NewHTTPError(http.StatusBadRequest)
		}
		before = models.Past{Conversation: id, Seq: seq}
	}
	if in.Conversation != "" && !models.ValidID(in.Conversation) {
		return notHere()
	}
	p := pane(c)
	var err error
	if p.Page, err = h.Desk.Conversations.Previous(c.Request().Context(), p.Widget, web.Visit(c), in.Conversation, before); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, views.Previous(p, before.Conversation))
}
