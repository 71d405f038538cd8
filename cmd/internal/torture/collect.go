package torture

import (
	"context"
	"fmt"

	"linger/cmd/internal/people"
	"linger/cmd/internal/stand"
	"linger/models"
)

// collect reads the transcripts from the pages that people open, and adds what the
// streams have shown.
func (r *run) collect(ctx context.Context, h *History) error {
	last := r.last()
	sofia := &people.Agent{Client: r.client, URL: r.url, Email: r.desk.Emails[1], Password: stand.Password} // a supervisor sees all
	if err := signIn(ctx, sofia); err != nil {
		return err
	}
	for id := range r.whose {
		rows, state, err := sofia.Transcript(ctx, id)
		if err != nil {
			return fmt.Errorf("the console's transcript of %s: %w", id, err)
		}
		h.Readings = append(h.Readings, Reading{Reader: "the console's page", Conversation: id, Rows: shown(rows), Whole: true, State: models.State(state)})
	}
	for i, t := range r.tabs {
		if i%2 == 0 {
			if err := r.pages(ctx, h, t); err != nil {
				return err
			}
		}
		for id, reading := range t.readings {
			reading.Whole = id == last[t.customer]
			h.Readings = append(h.Readings, *reading)
		}
	}
	for _, w := range r.agents {
		for _, reading := range w.readings {
			h.Readings = append(h.Readings, *reading)
		}
	}
	return nil
}

// pages is what a customer's page shows her, and what it shows her of others: it must be
// nothing.
func (r *run) pages(ctx context.Context, h *History, t *tab) error {
	c, err := t.person()
	if err != nil {
		return err
	}
	page, err := c.Chat(ctx)
	if err != nil {
		return fmt.Errorf("the page of %s: %w", t.customer, err)
	}
	if page.Conversation != "" {
		h.Readings = append(h.Readings, Reading{Reader: "the page of " + t.customer, Customer: t.customer, Conversation: page.Conversation, Rows: shown(page.Rows), Whole: true})
	}
	for id, customer := range r.whose {
		if customer == t.customer {
			continue
		}
		if rows, err := c.Before(ctx, id, 1<<40); err == nil && len(rows) > 0 {
			h.Readings = append(h.Readings, Reading{Reader: t.customer + ", forging a request", Customer: t.customer, Conversation: id, Rows: shown(rows)})
		}
	}
	return nil
}

func shown(rows []people.Row) []Shown {
	all := make([]Shown, 0, len(rows))
	for _, row := range rows {
		if !row.Gone {
			all = append(all, Shown{row.Seq, models.MessageKind(row.Kind), row.Body})
		}
	}
	return all
}
