package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// why shows who was considered for a conversation, and why it went where it did.
func (h *Handler) why(c echo.Context) error {
	id := c.Param("id")
	if !models.ValidID(id) {
		return echo.ErrNotFound
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	row, err := h.Desk.Inbox.Find(ctx, agent, id)
	if err != nil {
		return err
	}
	decisions, err := h.Desk.Assignments.Why(ctx, agent, id)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, console.Why(row, decisions))
}
