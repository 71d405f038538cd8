// Package console is the agents' side: the inbox, conversations and what can be
// done in them, and the stream that keeps a window true.
package console

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/handlers/web"
	"linger/models"
	"linger/models/hub"
	"linger/views/console"
)

// Handler answers everything under /console. The group's middleware has made
// sure that an agent is signed in.
type Handler struct {
	Desk     *models.Desk
	Hub      *hub.Hub
	Presence *hub.Presence
	Streams  *sse.Streams
	// Origin is where browsers reach us.
	Origin string
	// Pushed is told how old a message was when it was on its way to a browser; may be nil.
	Pushed func(age time.Duration)
}

// Mount puts the routes into the group of /console.
func (h *Handler) Mount(g *echo.Group) {
	g.GET("", h.home)
	g.GET("/stream", h.stream)
	g.POST("/presence", h.setPresence)
	g.POST("/presence/reset", h.resetPresence)
	g.POST("/offers/:id/shown", h.shown)
	g.GET("/search", h.search)
	g.GET("/board", h.board)
	g.POST("/board/people/:id/presence", h.setPresenceOf)
	g.POST("/board/people/:id/reset", h.resetPresenceOf)
	g.GET("/:list", h.list)
	g.GET("/:list/:id", h.chat)

	c := g.Group("/conversations/:id")
	c.GET("", h.lead)
	c.GET("/messages", h.older)
	c.POST("/messages", h.write)
	c.POST("/read", h.read)
	c.POST("/typing", h.typing)
	c.POST("/summary", h.summary)
	c.GET("/why", h.why)
	c.POST("/accept", h.do(h.accept))
	c.POST("/decline", h.do(h.decline))
	c.POST("/park", h.do(h.park))
	c.POST("/reopen", h.do(h.reopen))
	c.POST("/release", h.do(h.release))
	c.POST("/end", h.do(h.end))
	c.POST("/undo-end", h.do(h.undoEnd))
	c.POST("/close", h.do(h.close))
	c.POST("/reconnect-link", h.reconnectLink)
	for _, what := range []string{console.WhatTransfer, console.WhatConsult, console.WhatAssign} {
		c.GET("/"+what, h.askWhom(what))
		c.POST("/"+what, h.handOver(what))
	}
	c.POST("/withdraw", h.do(h.withdraw))
	c.POST("/join", h.do(h.join))
	c.POST("/leave", h.do(h.leave))
	c.POST("/end-consult", h.do(h.endConsult))
	c.GET("/force-close", h.askForceClose)
	c.POST("/force-close", h.do(h.forceClose))
}

// Where is what an address or a form says about the window it comes from.
type Where struct {
	ID   string `param:"id"`
	List string `param:"list" query:"list" form:"list"`
	// State is the filter; a form calls it so, to keep it apart from states.
	State  string `query:"state" form:"filter"`
	Before string `query:"before"`
	Query  string `query:"q" form:"q"`
	At     int64  `query:"at"` // the row of the conversation that was found
}

// view is the window's view; an unknown list or filter is none.
func (w Where) view() (console.View, bool) {
	v := console.View{List: models.List(w.List), State: models.State(w.State), Open: w.ID, At: w.At}
	if v.List == "" {
		v.List = models.ListMine
	}
	switch v.List {
	case models.ListMine:
		switch v.State {
		case "", models.StateActive, models.StateWaiting, models.StateWrapUp:
			return v, true
		default:
			return v, false
		}
	case models.ListOpen, models.ListClosed:
		return v, v.State == ""
	case console.ListBoard:
		return v, v.State == ""
	case console.ListSearch:
		v.Query = w.Query
		return v, v.State == ""
	default:
		return v, false
	}
}

// bind reads the request into form and the view it comes from.
func bind(c echo.Context, form any, w *Where) (console.View, error) {
	if err := c.Bind(form); err != nil {
		return console.View{}, err
	}
	v, known := w.view()
	if !known || w.ID != "" && !models.ValidID(w.ID) {
		return v, echo.ErrNotFound
	}
	return v, nil
}

// now is the time of what is rendered.
func (h *Handler) now() models.Time { return models.At(h.Desk.Now()) }

// status is what the edges of the console show.
func (h *Handler) status(ctx context.Context, agent *models.Agent) (console.Status, error) {
	var s console.Status
	var err error
	if s.Counts, err = h.Desk.Inbox.Counts(ctx, agent); err != nil {
		return s, err
	}
	if s.Counts.Offered > 0 {
		if s.Offers, err = h.Desk.Inbox.Offers(ctx, agent); err != nil {
			return s, err
		}
	}
	if s.Counts.Asked > 0 {
		if s.Asked, err = h.Desk.Offers.Asked(ctx, agent); err != nil {
			return s, err
		}
	}
	if s.Answers, err = h.Desk.Offers.Answers(ctx, agent); err != nil {
		return s, err
	}
	s.Load, err = h.Desk.Agents.Load(ctx, agent.ID)
	return s, err
}

// inbox is a page of the view's list: limit rows after a cursor.
func (h *Handler) inbox(ctx context.Context, agent *models.Agent, v console.View, after models.Cursor, limit int) (console.Inbox, error) {
	rows, more, err := h.Desk.Inbox.Rows(ctx, agent, models.Filter{List: v.List, State: v.State, After: after, Limit: limit})
	if err != nil {
		return console.Inbox{}, err
	}
	in := console.Inbox{Rows: rows}
	if more {
		in.More = rows[len(rows)-1].CursorIn(v.List)
	}
	return in, nil
}

// screen is the whole screen of a view, without the open conversation.
func (h *Handler) screen(ctx context.Context, agent *models.Agent, v console.View, after models.Cursor, limit int) (console.Screen, error) {
	s := console.Screen{View: v, Agent: agent, Now: h.now()}
	var err error
	if s.Status, err = h.status(ctx, agent); err != nil {
		return s, err
	}
	if s.Self, err = h.self(ctx, agent.ID); err != nil {
		return s, err
	}
	switch {
	case v.Searches():
		s.Finding, err = h.find(ctx, agent, models.Query{Text: v.Query})
	case v.Lists():
		s.Inbox, err = h.inbox(ctx, agent, v, after, limit)
	}
	return s, err
}

// find is how one conversation is read: as it is, or as this process was told last.
type find func(ctx context.Context, agent *models.Agent, id string) (*models.Row, error)

// standing is the conversation as it stands, without its log and its customer.
func (h *Handler) standing(ctx context.Context, agent *models.Agent, id string) (*console.Chat, error) {
	return h.standingBy(ctx, h.Desk.Inbox.Find, agent, id)
}

func (h *Handler) standingBy(ctx context.Context, read find, agent *models.Agent, id string) (*console.Chat, error) {
	row, err := read(ctx, agent, id)
	if err != nil {
		return nil, err
	}
	chat := &console.Chat{Row: *row, Viewer: agent, Now: h.now()}
	if row.Company > 0 {
		chat.Company, err = h.Desk.Conversations.Company(ctx, id)
	}
	return chat, err
}

// open is the conversation with all that its pane and the customer's show. The
// log is read after the conversation: it may be further, never behind.
func (h *Handler) open(ctx context.Context, agent *models.Agent, id string) (*console.Chat, error) {
	return h.openAt(ctx, agent, id, 0)
}

// openAt is open with the row that was looked for, however old it is.
func (h *Handler) openAt(ctx context.Context, agent *models.Agent, id string, at int64) (*console.Chat, error) {
	chat, err := h.standing(ctx, agent, id)
	if err != nil {
		return nil, err
	}
	chat.At = at
	if chat.Page, err = h.Desk.Conversations.TranscriptAt(ctx, id, models.AudienceStaff, at); err != nil {
		return nil, err
	}
	if chat.Person, err = h.Desk.Customers.Find(ctx, chat.CustomerID); err != nil {
		return nil, err
	}
	if chat.Visit, err = h.Desk.Visits.Latest(ctx, chat.CustomerID); err != nil {
		return nil, err
	}
	if chat.Earlier, err = h.Desk.Conversations.Earlier(ctx, agent, &chat.Conversation, models.Time{}); err != nil {
		return nil, err
	}
	if err = h.tell(ctx, chat); err != nil {
		return nil, err
	}
	if chat.Trace, err = h.Desk.RoutingRules.Trace(ctx, id); err != nil {
		return nil, err
	}
	chat.ClientID = models.NewID()
	return chat, nil
}

// tell puts into chat what came along with the conversation.
func (h *Handler) tell(ctx context.Context, chat *console.Chat) error {
	values, err := h.Desk.Conversations.Values(ctx, chat.ID)
	if err != nil {
		return err
	}
	variables, err := h.Desk.ContextVariables.List(ctx, chat.WorkstreamID)
	if err != nil {
		return err
	}
	chat.Facts, chat.Answers = models.Facts(chat.Context, values, variables), models.Answers(values)
	return nil
}

// tellWith is tell where the first row of the log, under which the answers stand,
// is among rows.
func (h *Handler) tellWith(ctx context.Context, chat *console.Chat, rows []models.Entry) error {
	for _, row := range rows {
		if row.Event == models.EventStarted {
			return h.tell(ctx, chat)
		}
	}
	return nil
}

// target is the id of the element that a fragment goes into.
func target(c echo.Context) string {
	header := c.Request().Header.Get("HX-Target")
	for i := range len(header) {
		if header[i] == '#' {
			return header[i+1:]
		}
	}
	return ""
}

// goTo sends a browser without scripts on, after something was done.
func goTo(c echo.Context, v console.View) error { return web.Redirect(c, v.Path()) }
