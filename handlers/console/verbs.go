package console

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/console"
)

// verbForm is what every verb's form carries.
type verbForm struct {
	Where
	Seen    int64  `form:"seen"`    // newest row on screen
	From    string `form:"from"`    // "offer" when pressed at an offer
	Summary string `form:"summary"` // of close
	Agent   string `form:"agent"`   // of end-consult
}

// verb does one thing to a conversation.
type verb func(ctx context.Context, agent *models.Agent, form verbForm) (*models.Conversation, error)

func (h *Handler) accept(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Accept(ctx, agent, f.ID)
}

func (h *Handler) decline(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Decline(ctx, agent, f.ID)
}

func (h *Handler) park(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Park(ctx, agent, f.ID, f.Seen)
}

func (h *Handler) reopen(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Reopen(ctx, agent, f.ID)
}

func (h *Handler) release(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Release(ctx, agent, f.ID)
}

func (h *Handler) end(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.End(ctx, agent, f.ID, f.Seen)
}

func (h *Handler) undoEnd(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.UndoEnd(ctx, agent, f.ID)
}

func (h *Handler) close(ctx context.Context, agent *models.Agent, f verbForm) (*models.Conversation, error) {
	return h.Desk.Conversations.Close(ctx, agent, f.ID, f.Summary)
}

// do makes a route of a verb: it is answered with what changed on the screen,
// and without scripts by going back to the conversation.
func (h *Handler) do(act verb) echo.HandlerFunc {
	return func(c echo.Context) error {
		var form verbForm
		v, err := bind(c, &form, &form.Where)
		if err != nil {
			return err
		}
		conv, err := act(c.Request().Context(), web.Agent(c), form)
		if err != nil {
			return err
		}
		accepted := conv.State == models.StateActive && form.From == "offer" && conv.Attends(web.Agent(c).ID)
		switch {
		case accepted && web.IsFragment(c) && v.Boards(): // another page
			c.Response().Header().Set("HX-Redirect", console.View{List: models.ListMine}.With(conv.ID).Path())
			return c.NoContent(http.StatusOK)
		case accepted && web.IsFragment(c): // it is the agent's now: show it, wherever they are
			path := console.View{List: models.ListMine}.With(conv.ID).Path()
			c.Response().Header().Set("HX-Location", fmt.Sprintf(`{"path":%q,"target":"#panes","swap":"innerHTML"}`, path))
			return c.NoContent(http.StatusOK)
		case web.IsFragment(c):
			return h.answerWith(c, v, conv.LastChangedSeq-3)
		case accepted:
			return goTo(c, console.View{List: models.ListMine}.With(conv.ID))
		case form.From == "offer": // declined: it need not be on screen
			return goTo(c, v.With(""))
		case h.outOfSight(c, v):
			return goTo(c, v.With(""))
		default:
			return goTo(c, v)
		}
	}
}

// outOfSight reports whether the window's conversation is not its agent's to see any
// more.
func (h *Handler) outOfSight(c echo.Context, v console.View) bool {
	_, err := h.Desk.Conversations.Find(c.Request().Context(), web.Agent(c), v.Open)
	return models.KindOf(err) == models.NotFound
}

// summary keeps the agent's words while they are typed.
func (h *Handler) summary(c echo.Context) error {
	var form verbForm
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	if _, err := h.Desk.Conversations.Summarize(c.Request().Context(), web.Agent(c), v.Open, form.Summary); err != nil {
		return err
	}
	if web.IsFragment(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return goTo(c, v)
}

// answerWith brings the window up to date with conversation v.Open: its log from
// after on, how it stands, its row, and the edges. The stream brings the same;
// whichever comes first, what is there is only replaced.
func (h *Handler) answerWith(c echo.Context, v console.View, after int64) error {
	return h.answerNews(c, v, after, func(chat *console.Chat) (templ.Component, error) {
		ctx, s := c.Request().Context(), console.Screen{View: v, Agent: chat.Viewer, Now: chat.Now}
		var gone []string
		var err error
		if s.Inbox.Rows, gone, err = rows(ctx, h.Desk.Inbox.Moved, s.Agent, v, []string{v.Open}); err != nil {
			return nil, err
		}
		s.Status, err = h.status(ctx, s.Agent)
		return templ.Join(console.Changed(s, gone), console.Edges(s)), err
	})
}

// answerWritten is answerWith after a message: its row in the list and the edges come
// with the stream, at its pace.
func (h *Handler) answerWritten(c echo.Context, v console.View, after int64) error {
	return h.answerNews(c, v, after, func(*console.Chat) (templ.Component, error) { return templ.NopComponent, nil })
}

// answerNews answers with what is new in conversation v.Open, and with what lies around it.
func (h *Handler) answerNews(c echo.Context, v console.View, after int64, around func(*console.Chat) (templ.Component, error)) error {
	chat, entries, err := h.news(c, v, after)
	if models.KindOf(err) == models.NotFound {
		return h.answerWithout(c, v)
	}
	if err != nil {
		return err
	}
	rest, err := around(chat)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, templ.Join(console.Log(entries, chat), console.Standing(chat, v), rest))
}

// news is how conversation v.Open stands, in which this process has just done something,
// and its log from after on.
func (h *Handler) news(c echo.Context, v console.View, after int64) (*console.Chat, []models.Entry, error) {
	ctx := c.Request().Context()
	chat, err := h.standingBy(ctx, h.Desk.Inbox.Follow, web.Agent(c), v.Open)
	if err != nil {
		return nil, nil, err
	}
	entries, err := h.Desk.Conversations.Changes(ctx, v.Open, models.AudienceStaff, after, chat.LastChangedSeq, replayPage)
	return chat, entries, err
}

// answered takes the question away that a request answers; other requests leave a
// question that stands meanwhile.
func answered(c echo.Context) templ.Component {
	if target(c) == "dialogs" {
		return console.Answered()
	}
	return templ.NopComponent
}

// answerWithout brings the window up to date after a conversation went out of its
// agent's sight. Where it is open the stream takes it off the screen.
func (h *Handler) answerWithout(c echo.Context, v console.View) error {
	ctx, agent := c.Request().Context(), web.Agent(c)
	s := console.Screen{View: v, Agent: agent, Now: h.now()}
	var err error
	if s.Status, err = h.status(ctx, agent); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, templ.Join(console.Changed(s, []string{v.Open}), console.Edges(s), answered(c)))
}

// among is how rows are read: as they are, or as this process was told last.
type among func(context.Context, *models.Agent, models.Filter, []string) ([]models.Row, []string, error)

// rows are those of ids that belong to the view's list, and the ids that don't.
func rows(ctx context.Context, read among, agent *models.Agent, v console.View, ids []string) ([]models.Row, []string, error) {
	if !v.Lists() { // what was found stays as it was found
		return nil, nil, nil
	}
	return read(ctx, agent, models.Filter{List: v.List, State: v.State}, ids)
}
