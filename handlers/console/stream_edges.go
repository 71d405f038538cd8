package console

import (
	"context"

	"linger/handlers/sse"
	"linger/models"
	"linger/views/console"
)

// moves notes what may have moved beside the lists.
func (w *window) moves(what models.Edges) {
	if w.edges.due {
		what = min(what, w.stale)
	}
	w.edges.due, w.stale = what != models.EdgesNone, what
}

// sendEdges sends what stands beside the lists. A message mostly moves one of the figures
// at most, and often not that.
func (w *window) sendEdges(ctx context.Context) error {
	s := console.Screen{View: w.view, Agent: w.agent, Now: w.h.now()}
	if w.stale == models.EdgesUnread && w.status != nil {
		unread, err := w.h.Desk.Inbox.Unread(ctx, w.agent)
		if err != nil {
			return err
		}
		w.status.Counts.Unread = unread
		s.Status = *w.status
		return w.send(ctx, sse.Cursor{}, console.Figures(s))
	}
	status, err := w.h.status(ctx, w.agent)
	if err != nil {
		return err
	}
	w.status, s.Status = &status, status
	return w.send(ctx, sse.Cursor{}, console.Edges(s))
}

// presence shows the agent's presence, and them as their row says now.
func (w *window) presence(ctx context.Context) error {
	agent, err := w.h.Desk.Agents.Find(ctx, w.agent.ID)
	if err != nil {
		return err
	}
	w.agent = agent
	return w.sendPresence(ctx)
}

func (w *window) sendPresence(ctx context.Context) error {
	self, err := w.h.self(ctx, w.agent.ID)
	if err != nil {
		return err
	}
	return w.send(ctx, sse.Cursor{}, console.Presence(console.Screen{View: w.view, Agent: w.agent, Self: self}))
}
