package console

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// mostChoices is how many people the filter offers.
const mostChoices = 1000

// boardOf is what the address says of a supervisor's board; for others there is none,
// and for nobody what can't be.
func boardOf(c echo.Context) (console.Board, error) {
	q := c.QueryParams()
	b := console.Board{
		Screen:      console.Screen{View: console.View{List: console.ListBoard}, Agent: web.Agent(c)},
		PeopleAfter: q.Get("people"),
		Filter: models.BoardFilter{
			State: models.State(q.Get("state")), QueueID: q.Get("queue"), AgentID: q.Get("agent"), WorkstreamID: q.Get("workstream"),
			After: models.ParseCursor(q.Get("after")),
		},
	}
	known := b.Agent.Role.Includes(models.RoleSupervisor) && (b.Filter.State == "" || slices.Contains(models.BoardStates, b.Filter.State))
	for _, id := range []string{b.Filter.QueueID, b.Filter.AgentID, b.Filter.WorkstreamID, b.PeopleAfter} {
		known = known && (id == "" || models.ValidID(id))
	}
	if !known {
		return b, echo.ErrNotFound
	}
	return b, nil
}

// board shows what runs, who is there and how the day goes: as a page, or what of it
// moves.
func (h *Handler) board(c echo.Context) error {
	b, err := boardOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	switch {
	case web.IsFragment(c) && target(c) == console.BoardNow:
		return h.showBoardNow(c, b)
	case web.IsFragment(c) && target(c) == console.BoardDay:
		if err := h.boardDay(ctx, &b); err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, console.BoardFigures(b))
	}
	if b.Screen, err = h.screen(ctx, b.Agent, b.View, models.Cursor{}, 0); err != nil {
		return err
	}
	if err := h.boardNow(ctx, &b); err != nil {
		return err
	}
	if err := h.boardDay(ctx, &b); err != nil {
		return err
	}
	if err := h.boardChoices(ctx, &b); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, console.BoardPage(b))
}

func (h *Handler) showBoardNow(c echo.Context, b console.Board) error {
	if err := h.boardNow(c.Request().Context(), &b); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, console.BoardLists(b))
}

// boardNow reads the conversations and the people.
func (h *Handler) boardNow(ctx context.Context, b *console.Board) error {
	b.Now = h.now()
	rows, more, err := h.Desk.Board.Conversations(ctx, b.Filter)
	if err != nil {
		return err
	}
	if b.Rows = rows; more {
		b.More = rows[len(rows)-1].CursorIn(models.ListMine)
	}
	if b.People, more, err = h.Desk.Board.People(ctx, models.Listing{After: b.PeopleAfter}); err != nil {
		return err
	}
	if more {
		b.MorePeople = b.People[len(b.People)-1].Agent.ID
	}
	return nil
}

// boardDay reads the figures of the viewer's day.
func (h *Handler) boardDay(ctx context.Context, b *console.Board) error {
	b.Now = h.now()
	b.Since = models.Today(b.Now, models.LocaleOf(ctx).Zone())
	var err error
	b.Queues, err = h.Desk.Board.Figures(ctx, b.Since)
	return err
}

// boardChoices reads what can be filtered by.
func (h *Handler) boardChoices(ctx context.Context, b *console.Board) error {
	var err error
	if b.QueueChoices, err = h.Desk.Queues.Choices(ctx, b.Filter.QueueID); err != nil {
		return err
	}
	if b.AgentChoices, _, err = h.Desk.Agents.List(ctx, models.Listing{Limit: mostChoices}); err != nil {
		return err
	}
	b.WorkstreamChoices, _, err = h.Desk.Workstreams.List(ctx, models.Listing{Limit: mostChoices})
	return err
}

// setPresenceOf is a supervisor saying whether work may be put before somebody.
func (h *Handler) setPresenceOf(c echo.Context) error {
	return h.changePresenceOf(c, func(ctx context.Context, by *models.Agent, id string) error {
		return h.Desk.Agents.SetPresenceOf(ctx, by, id, models.Presence(c.FormValue("presence")))
	})
}

// resetPresenceOf is a supervisor ending that somebody is set aside.
func (h *Handler) resetPresenceOf(c echo.Context) error {
	return h.changePresenceOf(c, h.Desk.Agents.ResetPresence)
}

func (h *Handler) changePresenceOf(c echo.Context, do func(ctx context.Context, by *models.Agent, id string) error) error {
	b, err := boardOf(c)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if !models.ValidID(id) {
		return echo.ErrNotFound
	}
	if err := do(c.Request().Context(), web.Agent(c), id); err != nil {
		return err
	}
	if !web.IsFragment(c) {
		return web.Redirect(c, b.Path())
	}
	return h.showBoardNow(c, b)
}
