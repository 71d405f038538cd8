package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// setPresence is the agent saying whether work may be put before them.
func (h *Handler) setPresence(c echo.Context) error {
	var form struct {
		Where
		Conversation string          `form:"conversation"`
		Presence     models.Presence `form:"presence"`
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	if v.Open = form.Conversation; v.Open != "" && !models.ValidID(v.Open) {
		return echo.ErrNotFound
	}
	agent := *web.Agent(c)
	if err := h.Desk.Agents.SetPresence(c.Request().Context(), agent.ID, form.Presence); err != nil {
		return err
	}
	agent.Presence = form.Presence
	if web.IsFragment(c) {
		return web.Render(c, http.StatusOK, console.Presence(console.Screen{View: v, Agent: &agent}))
	}
	return goTo(c, v)
}
