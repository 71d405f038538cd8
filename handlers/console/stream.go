package console

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/handlers/web"
	"linger/models"
	"linger/models/hub"
	"linger/views/console"
)

const (
	// replayPage is how many changes of a log go into one event.
	replayPage = 100
	// mostRows is how many rows of a list a window can have kept true.
	mostRows = 300
	// How often at most a window is told of the rows of its list, of counts, offers and
	// load, and of the board, which is read as a whole.
	listPace  = 200 * time.Millisecond
	edgesPace = 300 * time.Millisecond
	boardPace = time.Second
)

// window is one open window of the console and how far it has been told.
type window struct {
	h      *Handler
	agent  *models.Agent
	view   console.View
	rows   int // how many rows of the list it shows
	cursor sse.Cursor
	sub    *hub.Subscription
	out    atomic.Pointer[sse.Stream] // nil before the first look
	left   func()                     // says that the agent's window is gone

	board   *hub.Subscription // to whatever moves on the board, where one is on screen; else nil
	touched string            // which of its parts changed since its window was told; empty: none

	behind bool     // more of its conversation is to be sent than its browser takes at once
	moved  []string // conversations that changed since the list's rows were sent

	stale  models.Edges    // of what stands beside the lists, when it is due
	status *console.Status // what was sent of that last; nil: nothing

	list, edges, boards pace

	// An agent's windows share one stream: the window that has it is told for whom
	// else, and the others ask for their part themselves.
	shares bool
	once   bool     // one of the others: only up to now
	about  []string // and of these conversations only; nil: of everything
}

// wanted is what a window says of itself when it asks for a stream.
type wanted struct {
	Where
	Conversation string   `query:"conversation"`
	Rows         int      `query:"rows"`
	Share        bool     `query:"share"`
	Also         []string `query:"also"`   // what is open in the windows it shares with
	Closed       bool     `query:"closed"` // one of them shows the closed ones
	Board        bool     `query:"board"`  // one of them is the board
	Once         bool     `query:"once"`
	Part         bool     `query:"part"` // only what About is about
	About        []string `query:"about"`
}

// mostWindows is how many conversations can be open in windows that share a stream,
// mostAbout of how many one of them asks at a time.
const (
	mostWindows = 30
	mostAbout   = 100
)

// stream keeps one window true. It subscribes first, then sends what the window
// missed and everything as it stands, and then follows: so nothing falls between.
func (h *Handler) stream(c echo.Context) error {
	var form wanted
	v, err := bind(c, &form, &form.Where)
	if err != nil {
		return err
	}
	agent := web.Agent(c)
	if v.Open = form.Conversation; !form.known() || v.Boards() && (v.Open != "" || !agent.Role.Includes(models.RoleSupervisor)) {
		return echo.ErrNotFound
	}
	w := &window{
		h: h, agent: agent, view: v, rows: min(max(form.Rows, models.InboxPageSize), mostRows),
		shares: form.Share, once: form.Once, left: func() {},
		list: pace{every: listPace}, edges: pace{every: edgesPace}, boards: pace{every: boardPace},
	}
	if form.Part {
		w.about = append([]string{}, form.About[:min(len(form.About), mostAbout)]...)
	}
	topics, err := w.topics(c.Request().Context(), form)
	if err != nil {
		return err
	}
	if in := web.SignIn(c); in != nil {
		topics = append(topics, models.TopicSignIn(in.ID))
	}
	if after := sse.After(c.Request()); after.Conversation == v.Open {
		w.cursor = after
	}
	w.sub = h.Hub.Subscribe(w.wake, topics...)
	if agent.Role.Includes(models.RoleSupervisor) && (v.Boards() || form.Board) {
		w.board = h.Hub.Subscribe(w.wake, models.TopicBoard, models.TopicPresence)
	}
	if !w.once {
		w.left = h.Presence.Connected(models.Stream{AgentID: &agent.ID})
	}
	return h.Streams.Serve(c.Response(), c.Request(), w)
}

// wake is what the hub calls. What comes before the stream is there, its first look
// sees.
func (w *window) wake() {
	if out := w.out.Load(); out != nil {
		out.Wake()
	}
}

// Tell implements sse.Teller.
func (w *window) Tell(ctx context.Context, out *sse.Stream) error {
	ctx = models.WithLocale(ctx, w.agent.Locale())
	if w.out.Load() == nil {
		w.out.Store(out)
		out.Stand(w.cursor.Seq)
		if err := w.begin(ctx); err != nil {
			return err
		}
	} else if w.behind { // what it is behind with comes first
		if err := w.conversation(ctx); err != nil {
			return err
		}
	}
	if w.once {
		if w.behind {
			return nil
		}
		return sse.ErrOver
	}
	if wakes := w.sub.Take(); len(wakes) > 0 {
		if err := w.pass(wakes); err != nil {
			return err
		}
		if err := w.follow(ctx, wakes); err != nil {
			return err
		}
	}
	return w.later(ctx)
}

// later sends what is gathered for a while, or has Tell called when its time has come.
func (w *window) later(ctx context.Context) error {
	now := time.Now()
	next, err := w.tellBoard(now)
	for _, part := range []struct {
		pace *pace
		send func(context.Context) error
	}{{&w.list, w.sendRows}, {&w.edges, w.sendEdges}} {
		if err != nil {
			return err
		}
		ready, wait := part.pace.take(now)
		if ready {
			err = part.send(ctx)
		} else if wait > 0 && (next == 0 || wait < next) {
			next = wait
		}
	}
	if next > 0 {
		w.out.Load().Alarm(next)
	}
	return err
}

// Left implements sse.Teller.
func (w *window) Left() {
	w.sub.Close()
	if w.board != nil {
		w.board.Close()
	}
	w.left()
}

// catchUp sends what the window missed of its conversation, then everything as
// it stands.
func (w *window) catchUp(ctx context.Context) error {
	var chat *console.Chat
	if w.view.Open != "" {
		var err error
		if chat, err = w.h.standing(ctx, w.agent, w.view.Open); models.KindOf(err) == models.NotFound {
			err = w.lost(ctx)
		}
		if err != nil {
			return err
		}
	}
	if chat != nil {
		if w.cursor.Conversation == "" || w.cursor.Seq > chat.LastChangedSeq {
			// A place in a log that we do not know: the pane is fetched anew.
			if err := w.out.Load().Event(sse.Cursor{}, "reload", nil); err != nil {
				return err
			}
			w.cursor = sse.Cursor{Conversation: chat.ID, Seq: chat.LastChangedSeq}
		}
		if err := w.log(ctx, chat); err != nil {
			return err
		}
	}
	s, err := w.h.screen(ctx, w.agent, w.view, models.Cursor{}, w.rows)
	if err != nil {
		return err
	}
	w.status = &s.Status
	if chat == nil {
		return w.send(ctx, sse.Cursor{}, console.Snapshot(s))
	}
	return w.send(ctx, w.cursor, console.Snapshot(s), console.Standing(chat, w.view))
}

// follow sends what the wakes are about: the open conversation, which the agent looks
// at. What touches the list and the edges of the screen is gathered for later.
func (w *window) follow(ctx context.Context, wakes []models.Wake) error {
	ours := false
	for _, wake := range wakes {
		if wake.Signal != nil && wake.Signal.Kind == models.SignalTyping {
			if err := w.typing(wake); err != nil {
				return err
			}
			continue
		}
		w.moves(wake.Edges)
		if wake.Conversation == "" && wake.Signal != nil {
			if err := w.presence(ctx); err != nil {
				return err
			}
			continue
		}
		if wake.Conversation == "" { // the sign-in was revoked: nothing else tells of no conversation
			return w.signedOut()
		}
		if !slices.Contains(w.moved, wake.Conversation) {
			w.moved = append(w.moved, wake.Conversation)
		}
		ours = ours || wake.Conversation == w.view.Open
	}
	w.list.due = len(w.moved) > 0
	if ours {
		return w.conversation(ctx)
	}
	return nil
}

// sendRows sends the rows of the list that changed, all at once.
func (w *window) sendRows(ctx context.Context) error {
	ids := w.moved
	w.moved = nil
	read := w.h.Desk.Inbox.Moved
	if w.once {
		read = w.h.Desk.Inbox.Among
	}
	rows, gone, err := rows(ctx, read, w.agent, w.view, ids)
	if err != nil {
		return err
	}
	s := console.Screen{View: w.view, Agent: w.agent, Now: w.h.now()}
	s.Inbox.Rows = rows
	return w.send(ctx, sse.Cursor{}, console.Changed(s, gone))
}

// find reads the open conversation. A window that asks once is woken by nothing that
// another node has yet to tell.
func (w *window) find() find {
	if w.once {
		return w.h.Desk.Inbox.Find
	}
	return w.h.Desk.Inbox.Follow
}

// conversation sends what is new in the open one, and how it stands.
func (w *window) conversation(ctx context.Context) error {
	chat, err := w.h.standingBy(ctx, w.find(), w.agent, w.view.Open)
	if models.KindOf(err) == models.NotFound {
		return w.lost(ctx)
	}
	if err != nil {
		return err
	}
	return w.log(ctx, chat, console.Standing(chat, w.view))
}

// log sends the changes of the open conversation after the cursor, the rest of them
// later if the browser can't keep up, and with the last of them what comes after.
func (w *window) log(ctx context.Context, chat *console.Chat, after ...templ.Component) error {
	for {
		if w.behind = w.out.Load().Full(); w.behind {
			return nil
		}
		entries, err := w.h.Desk.Conversations.Changes(ctx, chat.ID, models.AudienceStaff, w.cursor.Seq, chat.LastChangedSeq, replayPage)
		if err != nil {
			return err
		}
		last := len(entries) < replayPage
		var parts []templ.Component
		if len(entries) > 0 {
			w.cursor.Seq = entries[len(entries)-1].ChangedSeq
			if err := w.h.tellWith(ctx, chat, entries); err != nil {
				return err
			}
			parts = append(parts, console.Log(entries, chat))
		}
		if last {
			parts = append(parts, after...)
		}
		if len(parts) > 0 {
			if err := w.send(ctx, w.cursor, parts...); err != nil {
				return err
			}
		}
		if age, fresh := models.Age(entries, w.h.now()); fresh && w.h.Pushed != nil {
			w.h.Pushed(age)
		}
		if last {
			return nil
		}
	}
}

// lost takes the open conversation off the screen: it left the agent's sight.
func (w *window) lost(ctx context.Context) error {
	who, err := w.h.Desk.Inbox.TakenBy(ctx, w.view.Open)
	if err != nil {
		return err
	}
	why := "This conversation is not yours to see now"
	if who != "" {
		why = who + " has this conversation now"
	}
	s := console.Screen{View: w.view, Agent: w.agent, Lost: why, Now: w.h.now()}
	w.view.Open, w.cursor, w.behind = "", sse.Cursor{}, false
	return w.send(ctx, sse.Cursor{}, console.Taken(s))
}

// typing passes on that somebody else writes in the open conversation.
func (w *window) typing(wake models.Wake) error {
	if wake.Conversation != w.view.Open || wake.Signal.Agent == w.agent.ID {
		return nil
	}
	data, err := json.Marshal(typing{wake.Signal.On, wake.Signal.Agent != ""})
	if err != nil {
		return err
	}
	return w.out.Load().Event(sse.Cursor{}, "typing", data)
}

// signedOut tells the window that its sign-in is over, and ends the stream.
func (w *window) signedOut() error {
	return errors.Join(w.out.Load().Event(sse.Cursor{}, "signed-out", nil), sse.ErrOver)
}

// send renders parts into one event.
func (w *window) send(ctx context.Context, at sse.Cursor, parts ...templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	for _, part := range parts {
		if err := part.Render(ctx, buf); err != nil {
			return errors.Join(errors.New("render for the stream"), err)
		}
	}
	return w.out.Load().Event(at, "", buf.Bytes())
}
