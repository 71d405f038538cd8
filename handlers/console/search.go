package console

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// search shows what was searched for: as a page, as what is found while it is
// typed, as a further page of it alone, or as the conversation's pane, left.
func (h *Handler) search(c echo.Context) error {
	var form struct {
		Where
		Part  string `query:"in"`
		After int64  `query:"after"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	v := console.View{List: console.ListSearch, Query: form.Query}
	if web.IsFragment(c) && target(c) == "main" {
		return web.Render(c, http.StatusOK, console.Opened(console.Screen{View: v, Agent: agent, Now: h.now()}))
	}
	f, err := h.find(ctx, agent, models.Query{Text: form.Query, Part: models.SearchPart(form.Part), After: form.After})
	if err != nil {
		return err
	}
	switch further := web.IsFragment(c) && form.After != 0; {
	case further && f.Query.Part == models.SearchCustomers:
		return web.Render(c, http.StatusOK, console.CustomerRows(f))
	case further:
		return web.Render(c, http.StatusOK, console.MessageRows(f, agent))
	case web.IsFragment(c) && target(c) == "found":
		return web.Render(c, http.StatusOK, console.Results(f, agent))
	}
	s := console.Screen{View: v, Agent: agent, Finding: f, Now: h.now()}
	if s.Status, err = h.status(ctx, agent); err != nil {
		return err
	}
	if web.IsFragment(c) {
		return web.Render(c, http.StatusOK, console.Moved(s))
	}
	return web.Render(c, http.StatusOK, console.Page(s))
}

// find is a page of what q finds; an unknown part of everything is not found.
func (h *Handler) find(ctx context.Context, agent *models.Agent, q models.Query) (console.Finding, error) {
	switch q.Part {
	case models.SearchAll, models.SearchCustomers, models.SearchMessages:
	default:
		return console.Finding{}, echo.ErrNotFound
	}
	found, err := h.Desk.Search.Find(ctx, agent, q)
	return console.Finding{Query: q, Found: found}, err
}
