package console

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// self is the agent as they see themselves.
func (h *Handler) self(ctx context.Context, id string) (console.Self, error) {
	person, err := h.Desk.Agents.Self(ctx, id)
	if err != nil {
		return console.Self{}, err
	}
	customs, err := h.Desk.CustomPresences.Choices(ctx, person.CustomID)
	return console.Self{Person: *person, Customs: customs}, err
}

// setPresence is the agent saying whether work may be put before them.
func (h *Handler) setPresence(c echo.Context) error {
	return h.changePresence(c, func(ctx context.Context, agent *models.Agent, chosen string) error {
		if models.ValidID(chosen) {
			return h.Desk.Agents.SetCustomPresence(ctx, agent.ID, chosen)
		}
		return h.Desk.Agents.SetPresence(ctx, agent.ID, models.Presence(chosen))
	})
}

// resetPresence is the agent saying that they are there again.
func (h *Handler) resetPresence(c echo.Context) error {
	return h.changePresence(c, func(ctx context.Context, agent *models.Agent, _ string) error {
		return h.Desk.Agents.ResetPresence(ctx, agent, agent.ID)
	})
}

func (h *Handler) changePresence(c echo.Context, do func(context.Context, *models.Agent, string) error) error {
	var form struct {
		Where
		Conversation string `form:"conversation"`
		Presence     string `form:"presence"`
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	if v.Open = form.Conversation; v.Open != "" && !models.ValidID(v.Open) {
		return echo.ErrNotFound
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	if err := do(ctx, agent, form.Presence); err != nil {
		return err
	}
	if !web.IsFragment(c) {
		return goTo(c, v)
	}
	self, err := h.self(ctx, agent.ID)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, console.Presence(console.Screen{View: v, Agent: agent, Self: self}))
}
