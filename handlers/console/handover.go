package console

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

func (h *Handler) withdraw(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.WithdrawTransfer(ctx, agent, f.ID)
}

func (h *Handler) join(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.JoinPublicly(ctx, agent, f.ID)
}

func (h *Handler) leave(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Leave(ctx, agent, f.ID)
}

func (h *Handler) endConsult(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.EndConsult(ctx, agent, f.ID, f.Agent)
}

func (h *Handler) forceClose(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.ForceClose(ctx, agent, f.ID)
}

// handOverForm is the question to whom, and its answer.
type handOverForm struct {
	Where
	Search string `query:"q"`
	After  string `query:"after"`
	First  string `query:"first"` // "queues" to have them first
	To     string `form:"to"`     // agent:… or queue:…
	Note   string `form:"note"`
}

// askWhom asks to whom a conversation goes, or who is consulted: in a dialog, on a
// page, or, for the search in it, as the colleagues alone.
func (h *Handler) askWhom(what string) echo.HandlerFunc {
	return func(c echo.Context) error {
		var form handOverForm
		v, err := bind(c, &form, &form.Where)
		if err != nil {
			return err
		}
		return h.showHandOver(c, v, what, form, nil)
	}
}

func (h *Handler) showHandOver(c echo.Context, v console.View, what string, form handOverForm, problem error) error {
	ctx, agent := c.Request().Context(), web.Agent(c)
	chat, err := h.standing(ctx, agent, v.Open)
	if err != nil {
		return err
	}
	q := console.HandOver{
		Chat: chat, View: v, What: what, Search: form.Search, QueuesFirst: form.First == "queues", To: form.To, Note: form.Note, Err: problem,
	}
	after := form.After
	if !models.ValidID(after) {
		after = ""
	}
	var more bool
	q.Candidates, more, err = h.Desk.Conversations.Candidates(ctx, agent, &chat.Conversation, models.CandidateFilter{Search: form.Search, After: after})
	if err != nil {
		return err
	}
	if more {
		q.More = q.Candidates[len(q.Candidates)-1].ID
	}
	ws, err := h.Desk.Workstreams.Find(ctx, chat.WorkstreamID)
	if err != nil {
		return err
	}
	q.Units = ws.CapacityUnits
	if web.IsFragment(c) && target(c) == "candidates" {
		return web.Render(c, http.StatusOK, console.Candidates(q))
	}
	if q.Queues, err = h.Desk.Conversations.QueueChoices(ctx, agent); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = http.StatusUnprocessableEntity
	}
	if web.IsFragment(c) {
		return web.Render(c, status, console.HandOverDialog(q))
	}
	return web.Render(c, status, console.HandOverPage(q))
}

// handOver does what was asked for. What is wrong with the choice is said beside it.
func (h *Handler) handOver(what string) echo.HandlerFunc {
	return func(c echo.Context) error {
		var form handOverForm
		v, err := bind(c, &form, &form.Where)
		if err != nil {
			return err
		}
		conv, err := h.send(c.Request().Context(), web.Agent(c), what, form)
		if models.KindOf(err) == models.Invalid {
			return h.showHandOver(c, v, what, form, err)
		}
		switch {
		case err != nil:
			return err
		case web.IsFragment(c):
			return h.answerWith(c, v, conv.LastChangedSeq-3)
		case h.outOfSight(c, v):
			return goTo(c, v.With(""))
		}
		return goTo(c, v)
	}
}

func (h *Handler) send(ctx context.Context, agent *models.Agent, what string, form handOverForm) (*models.Conversation, error) {
	all := h.Desk.Conversations
	kind, id, _ := strings.Cut(form.To, ":")
	queue := kind == "queue"
	switch {
	case !models.ValidID(id) || kind != "agent" && !queue:
		return nil, models.Problems{"to": "Choose a colleague or a queue."}.Err()
	case what == console.WhatConsult && queue:
		return all.ConsultQueue(ctx, agent, form.ID, id, form.Note)
	case what == console.WhatConsult:
		return all.Consult(ctx, agent, form.ID, id, form.Note)
	case queue:
		return all.ToQueue(ctx, agent, form.ID, id, form.Note)
	case what == console.WhatAssign:
		return all.AssignTo(ctx, agent, form.ID, id, form.Note)
	}
	return all.Transfer(ctx, agent, form.ID, id, form.Note)
}

// askForceClose asks a supervisor once more.
func (h *Handler) askForceClose(c echo.Context) error {
	var form Where
	v, err := bind(c, &form, &form)
	if err != nil {
		return err
	}
	agent := web.Agent(c)
	chat, err := h.standing(c.Request().Context(), agent, v.Open)
	switch {
	case err != nil:
		return err
	case !agent.Role.Includes(models.RoleSupervisor):
		return echo.ErrNotFound
	case web.IsFragment(c):
		return web.Render(c, http.StatusOK, console.ForceCloseDialog(chat, v))
	}
	return web.Render(c, http.StatusOK, console.ForceClosePage(chat, v))
}

// shown notes that a browser shows an offer.
func (h *Handler) shown(c echo.Context) error {
	id := c.Param("id")
	if !models.ValidID(id) {
		return echo.ErrNotFound
	}
	if err := h.Desk.Offers.Shown(c.Request().Context(), web.Agent(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
