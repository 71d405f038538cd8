package widget

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	views "linger/views/widget"
)

// history is the page of the log before the row that the reader has reached.
func (h *Handler) history(c echo.Context) error {
	ctx := c.Request().Context()
	var in struct {
		Conversation string `query:"conversation"`
		Before       int64  `query:"before"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if in.Before <= 0 {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	conversation, err := h.conversation(c, in.Conversation)
	if err != nil {
		return err
	}
	p := pane(c)
	if p.Page, err = h.Desk.Conversations.Transcript(ctx, conversation.ID, models.AudienceEveryone, in.Before); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, views.Rows(p))
}

// send takes a message. It may come several times: the answer is the first one's.
func (h *Handler) send(c echo.Context) error {
	ctx := c.Request().Context()
	var in struct {
		ClientID     string `form:"client_id"`
		Body         string `form:"body"`
		Conversation string `form:"conversation"` // empty: the running one, or a new one
		Edited       string `form:"edited"`       // the ids of unacknowledged messages that this one was made from
		Answers      string `form:"answers"`      // to what is asked before a new one, by the questions' ids, as JSON
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if in.Conversation != "" && !models.ValidID(in.Conversation) {
		return notHere()
	}
	draft := models.Draft{ClientID: in.ClientID, Body: in.Body, Edited: strings.Fields(in.Edited)}
	if in.Answers != "" {
		if err := json.Unmarshal([]byte(in.Answers), &draft.Answers); err != nil {
			return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
		}
	}
	message, conversation, err := h.Desk.Conversations.Receive(ctx, web.Visit(c), in.Conversation, draft)
	if err != nil {
		return err
	}
	if err := h.Desk.Streams.Unheard(ctx, conversation); err != nil {
		return err // sent again, it is the same message
	}
	c.Response().Header().Set(HeaderConversation, conversation.ID)
	p := pane(c)
	p.Page.Entries = []models.Entry{{Message: *message}}
	return web.Render(c, http.StatusOK, views.Rows(p))
}

// typing passes on that she writes, or has stopped.
func (h *Handler) typing(c echo.Context) error {
	var in struct {
		Conversation string `form:"conversation"`
		On           bool   `form:"on"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if !models.ValidID(in.Conversation) {
		return notHere()
	}
	if err := h.Desk.Conversations.TypingByCustomer(c.Request().Context(), web.Visit(c), in.Conversation, in.On); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// read notes how far she has read.
func (h *Handler) read(c echo.Context) error {
	var in struct {
		Conversation string `form:"conversation"`
		Seq          int64  `form:"seq"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if !models.ValidID(in.Conversation) {
		return notHere()
	}
	if err := h.Desk.Conversations.ReadByCustomer(c.Request().Context(), web.Visit(c), in.Conversation, in.Seq); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// end ends a live conversation. A persistent one is not the customer's to end:
// the rule refuses, whoever forges the request.
func (h *Handler) end(c echo.Context) error {
	var in struct {
		Conversation string `form:"conversation"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if !models.ValidID(in.Conversation) { // with none it would mean whichever runs
		return notHere()
	}
	if _, err := h.Desk.Conversations.CustomerEnd(c.Request().Context(), web.Visit(c), in.Conversation); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// rate takes what she says of a conversation that has ended.
func (h *Handler) rate(c echo.Context) error {
	var in struct {
		Conversation string `form:"conversation"`
		Rating       int64  `form:"rating"`
		Comment      string `form:"comment"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if !models.ValidID(in.Conversation) {
		return notHere()
	}
	_, err := h.Desk.Conversations.Rate(c.Request().Context(), web.Visit(c), in.Conversation, models.Rating{Score: in.Rating, Comment: in.Comment})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
