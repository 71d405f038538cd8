package models

import "context"

// Publish lets customers use the widget. It is refused, beside the field, until
// what the checklist says must be is.
func (s Widgets) Publish(ctx context.Context, by *Agent, id string) (*Widget, error) {
	return s.alter(ctx, by, id, "publish", func(tx *change, w *Widget) error {
		if !w.DeactivatedAt.IsZero() {
			return Fail(Conflict, CodeWrongState, "This widget is deactivated. Activate it first.")
		}
		ws, err := lockWorkstream(tx, w.WorkstreamID)
		if err != nil {
			return err
		}
		auth, err := authenticationOf(tx, w)
		if err != nil {
			return err
		}
		p := Problems{}
		if check := authenticationReady(auth); !check.Ready && !w.Anonymous() {
			p.Add("authentication_settings_id", "%s", check.Detail)
		}
		if check := workstreamReady(w, ws); !check.Ready {
			p.Add("workstream_id", "%s", check.Detail)
		}
		if err := p.Err(); err != nil {
			return err
		}
		w.Status = WidgetPublished
		return nil
	})
}

// Unpublish makes the widget a draft again: customers don't see it any more.
func (s Widgets) Unpublish(ctx context.Context, by *Agent, id string) (*Widget, error) {
	return s.alter(ctx, by, id, "unpublish", func(_ *change, w *Widget) error {
		w.Status = WidgetDraft
		return nil
	})
}

// Deactivate unpublishes a widget and puts it away. Its conversations stay with
// the team.
func (s Widgets) Deactivate(ctx context.Context, by *Agent, id string) (*Widget, error) {
	return s.alter(ctx, by, id, "deactivate", func(tx *change, w *Widget) error {
		w.Status = WidgetDraft
		if w.DeactivatedAt.IsZero() {
			w.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate brings a widget back, as a draft.
func (s Widgets) Activate(ctx context.Context, by *Agent, id string) (*Widget, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, w *Widget) error {
		w.DeactivatedAt = Time{}
		return nil
	})
}
