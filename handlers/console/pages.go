package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// home is the agent's own list.
func (h *Handler) home(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, console.View{List: models.ListMine}.Path())
}

// list shows a list: as a page, as the panes of one, or as its next rows alone.
func (h *Handler) list(c echo.Context) error {
	var form Where
	v, err := bind(c, &form, &form)
	if err != nil {
		return err
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	after := models.ParseCursor(form.Before)
	if web.IsFragment(c) && target(c) == "rows" {
		in, err := h.inbox(ctx, agent, v, after, 0)
		if err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, console.Rows(console.Screen{View: v, Agent: agent, Inbox: in, Now: h.now()}))
	}
	if web.IsFragment(c) && target(c) == "main" { // the conversation is left, the list stays
		return web.Render(c, http.StatusOK, console.Opened(console.Screen{View: v, Agent: agent, Now: h.now()}))
	}
	s, err := h.screen(ctx, agent, v, after, 0)
	if err != nil {
		return err
	}
	if web.IsFragment(c) {
		return web.Render(c, http.StatusOK, console.Moved(s))
	}
	return web.Render(c, http.StatusOK, console.Page(s))
}

// chat shows a list with a conversation open: as a page, as the panes of one, or
// as the conversation's pane alone.
func (h *Handler) chat(c echo.Context) error {
	var form Where
	v, err := bind(c, &form, &form)
	if err != nil {
		return err
	}
	if v.Boards() { // none opens there
		return echo.ErrNotFound
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	chat, err := h.openAt(ctx, agent, v.Open, v.At)
	if err != nil {
		return err
	}
	if _, err = h.Desk.Conversations.Monitor(ctx, agent, v.Open); err != nil {
		return err
	}
	if web.IsFragment(c) && target(c) == "main" {
		s := console.Screen{View: v, Agent: agent, Chat: chat, Now: h.now()}
		if s.Inbox.Rows, _, err = rows(ctx, h.Desk.Inbox.Among, agent, v, []string{v.Open}); err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, console.Opened(s))
	}
	return h.showChat(c, v, chat, http.StatusOK)
}

// showChat answers with the whole screen, chat open in it.
func (h *Handler) showChat(c echo.Context, v console.View, chat *console.Chat, status int) error {
	s, err := h.screen(c.Request().Context(), web.Agent(c), v, models.Cursor{}, 0)
	if err != nil {
		return err
	}
	s.Chat = chat
	if web.IsFragment(c) {
		return web.Render(c, status, console.Moved(s))
	}
	return web.Render(c, status, console.Page(s))
}

// lead leads to a conversation in the list where its agent sees it.
func (h *Handler) lead(c echo.Context) error {
	var form Where
	v, err := bind(c, &form, &form)
	if err != nil {
		return err
	}
	agent := web.Agent(c)
	conv, err := h.Desk.Conversations.Find(c.Request().Context(), agent, v.Open)
	if err != nil {
		return err
	}
	switch conv.State {
	case models.StateOpen:
		v.List = models.ListOpen
	case models.StateClosed:
		v.List = models.ListClosed
	default:
		v.List = models.ListMine
	}
	return c.Redirect(http.StatusSeeOther, v.Path())
}
