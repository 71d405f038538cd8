package console

import (
	"context"
	"encoding/json"
	"slices"

	"linger/handlers/sse"
	"linger/models"
)

// known reports whether all ids could be of conversations.
func (f wanted) known() bool {
	invalid := func(id string) bool { return !models.ValidID(id) }
	return (f.Conversation == "" || models.ValidID(f.Conversation)) && !slices.ContainsFunc(f.Also, invalid) && !slices.ContainsFunc(f.About, invalid)
}

// topics are what the window follows, for itself and for those it shares with.
func (w *window) topics(ctx context.Context, form wanted) ([]string, error) {
	topics := []string{models.TopicAgent(w.agent.ID), models.TopicOpen}
	if (w.view.List == models.ListClosed || form.Closed) && w.agent.Role.Includes(models.RoleSupervisor) {
		topics = append(topics, models.TopicClosed)
	}
	if w.view.Open != "" {
		topics = append(topics, models.TopicConversation(w.view.Open))
	}
	for _, id := range form.Also[:min(len(form.Also), mostWindows)] {
		_, err := w.h.standing(ctx, w.agent, id)
		if models.KindOf(err) == models.NotFound { // it left the agent's sight; its window will learn it
			continue
		}
		if err != nil {
			return nil, err
		}
		topics = append(topics, models.TopicConversation(id))
	}
	return topics, nil
}

// begin is the first look: everything, or what another window's stream has told of.
func (w *window) begin(ctx context.Context) error {
	if w.about == nil || w.view.Open != "" && w.cursor.Conversation == "" {
		return w.catchUp(ctx)
	}
	wakes := make([]models.Wake, len(w.about))
	for i, id := range w.about {
		wakes[i].Conversation = id
	}
	if err := w.follow(ctx, wakes); err != nil {
		return err
	}
	w.list.due, w.edges.due = false, false
	if err := w.sendRows(ctx); err != nil {
		return err
	}
	if err := w.sendEdges(ctx); err != nil {
		return err
	}
	return w.sendPresence(ctx)
}

// news is what a window passes on to those it shares its stream with: what they have
// to ask for, and what is gone when they could.
type news struct {
	About  []string     `json:"about"` // conversations; nil: nothing is to be asked for
	Typing []typingNews `json:"typing"`
}

type typingNews struct {
	Conversation string `json:"conversation"`
	typing
}

// typing says that somebody writes, or does no more; Agent, that it is one of ours.
type typing struct {
	On    bool `json:"on"`
	Agent bool `json:"agent"`
}

// pass tells the windows that share the stream.
func (w *window) pass(wakes []models.Wake) error {
	if !w.shares {
		return nil
	}
	var all news
	for _, wake := range wakes {
		switch {
		case wake.Signal != nil && wake.Signal.Kind == models.SignalTyping:
			if wake.Signal.Agent != w.agent.ID {
				all.Typing = append(all.Typing, typingNews{wake.Conversation, typing{wake.Signal.On, wake.Signal.Agent != ""}})
			}
		case all.About == nil:
			all.About = []string{}
			fallthrough
		default:
			if wake.Conversation != "" && !slices.Contains(all.About, wake.Conversation) {
				all.About = append(all.About, wake.Conversation)
			}
		}
	}
	if all.About == nil && all.Typing == nil {
		return nil
	}
	data, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return w.out.Load().Event(sse.Cursor{}, "news", data)
}
