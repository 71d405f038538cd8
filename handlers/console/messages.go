package console

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// older is the page of the log before a row, or of what was left out after one.
func (h *Handler) older(c echo.Context) error {
	var form struct {
		Where
		Seq   int64 `query:"before"`
		After int64 `query:"after"`
		Until int64 `query:"until"`
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	chat, err := h.standing(ctx, agent, v.Open)
	if err != nil {
		return err
	}
	if !web.IsFragment(c) {
		if chat, err = h.open(ctx, agent, v.Open); err != nil {
			return err
		}
	}
	if form.Until > 0 {
		chat.Page, err = h.Desk.Conversations.TranscriptAfter(ctx, v.Open, models.AudienceStaff, form.After, form.Until)
	} else {
		chat.Page, err = h.Desk.Conversations.Transcript(ctx, v.Open, models.AudienceStaff, form.Seq)
	}
	if err != nil {
		return err
	}
	if web.IsFragment(c) && form.Until > 0 {
		return web.Render(c, http.StatusOK, console.Later(chat))
	}
	if web.IsFragment(c) {
		if err = h.tellWith(ctx, chat, chat.Page.Entries); err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, console.Older(chat))
	}
	return h.showChat(c, v, chat, http.StatusOK)
}

// write sends the agent's message: to the customer, or among staff.
func (h *Handler) write(c echo.Context) error {
	var form struct {
		Where
		Kind     string `form:"kind"`
		ClientID string `form:"client_id"`
		Body     string `form:"body"`
		Seen     int64  `form:"seen"`
		Edited   string `form:"edited"` // the ids of unacknowledged messages that this one was made from
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	ctx, agent := c.Request().Context(), web.Agent(c)
	draft := models.Draft{ClientID: form.ClientID, Body: form.Body, Seen: form.Seen, Edited: strings.Fields(form.Edited)}
	send := h.Desk.Conversations.Reply
	if form.Kind == string(models.KindInternal) {
		send = h.Desk.Conversations.Note
	}
	m, _, err := send(ctx, agent, v.Open, draft)
	if web.IsFragment(c) {
		if err != nil {
			return err
		}
		return h.answerWritten(c, v, m.ChangedSeq-1)
	}
	if again := models.KindOf(err) == models.Invalid || models.CodeOf(err) == models.CodeMovedOn; again {
		chat, find := h.open(ctx, agent, v.Open)
		if find != nil {
			return find
		}
		chat.Draft, chat.Problem = form.Body, problem(err)
		return h.showChat(c, v, chat, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return goTo(c, v)
}

// problem is what the composer says of a refused message.
func problem(err error) string {
	for _, field := range []string{"body", "client_id"} {
		if text := models.FieldProblem(err, field); text != "" {
			return text
		}
	}
	return models.Explain(err)
}

// read notes how far the agent has read.
func (h *Handler) read(c echo.Context) error {
	var form struct {
		Where
		Seq int64 `form:"seq"`
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	if err := h.Desk.Conversations.ReadByAgent(c.Request().Context(), web.Agent(c), v.Open, form.Seq); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// typing tells the customer that the agent writes, or has stopped.
func (h *Handler) typing(c echo.Context) error {
	var form struct {
		Where
		On bool `form:"on"`
	}
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	if err := h.Desk.Conversations.TypingByAgent(c.Request().Context(), web.Agent(c), v.Open, form.On); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
