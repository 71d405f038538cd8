package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

func TestWorkstreamDraftIsChecked(t *testing.T) {
	tests := []struct {
		name, field string // no field: it is fine
		change      func(*models.WorkstreamDraft)
	}{
		{"the preset", "", func(*models.WorkstreamDraft) {}},
		{"no name", "name", func(d *models.WorkstreamDraft) { d.Name = " " }},
		{"no mode", "mode", func(d *models.WorkstreamDraft) { d.Mode = "" }},
		{"no time", "auto_close", func(d *models.WorkstreamDraft) { d.AutoCloseMinutes = 0 }},
		{"a minute", "", func(d *models.WorkstreamDraft) { d.AutoCloseMinutes = 1 }},
		{"a year", "", func(d *models.WorkstreamDraft) { d.AutoCloseMinutes = 525600 }},
		{"over a year", "auto_close", func(d *models.WorkstreamDraft) { d.AutoCloseMinutes = 525601 }},
		{"negative units", "capacity_units", func(d *models.WorkstreamDraft) { d.CapacityUnits = -1 }},
		{"offered 29 s", "offer_timeout", func(d *models.WorkstreamDraft) { d.OfferTimeoutSeconds = 29 }},
		{"offered 300 s", "", func(d *models.WorkstreamDraft) { d.OfferTimeoutSeconds = 300 }},
		{"offered 301 s", "offer_timeout", func(d *models.WorkstreamDraft) { d.OfferTimeoutSeconds = 301 }},
		{"always blocked", "", func(d *models.WorkstreamDraft) { d.WrapUpBlockSeconds = -1 }},
		{"never blocked", "", func(d *models.WorkstreamDraft) { d.WrapUpBlockSeconds = 0 }},
		{"blocked 29 s", "wrap_up_block", func(d *models.WorkstreamDraft) { d.WrapUpBlockSeconds = 29 }},
		{"blocked 3601 s", "wrap_up_block", func(d *models.WorkstreamDraft) { d.WrapUpBlockSeconds = 3601 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			preset := models.Presets(models.ModePersistent)
			preset.Name = "Support"
			d := preset.Draft()
			tt.change(&d)
			var w models.Workstream
			err := w.Set(d)
			if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %q", err, tt.field)
			}
		})
	}
}

func TestWorkstreams(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana, sam := d.Agent("Dana", models.RoleAdmin), d.Agent("Sam", models.RoleAdmin)
		preset := models.Presets(models.ModePersistent)
		preset.Name = "Support"
		w, err := d.Workstreams.Create(ctx, dana, preset.Draft())
		must(t, err)

		draft := w.Draft()
		draft.Mode = models.ModeLive
		if _, err := d.Workstreams.Edit(ctx, dana, w.ID, w.UpdatedAt, draft); models.FieldProblem(err, "mode") == "" {
			t.Errorf("another mode: %v", err)
		}
		draft = w.Draft()
		draft.Name = "Service"
		must(t, second(d.Workstreams.Edit(ctx, sam, w.ID, w.UpdatedAt, draft)))
		_, err = d.Workstreams.Edit(ctx, dana, w.ID, w.UpdatedAt, draft)
		if models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Sam Miller") {
			t.Errorf("the later of two: %v", err)
		}

		used := d.Channel(models.ModePersistent, nil)
		if _, err := d.Workstreams.Deactivate(ctx, dana, used.WorkstreamID); models.CodeOf(err) != models.CodeInUse || !strings.Contains(models.Explain(err), "“Shop persistent”") {
			t.Errorf("with a published widget: %v", err)
		}
		must(t, second(d.Workstreams.Deactivate(ctx, dana, w.ID)))
		names := func(l models.Listing) (list []string) {
			rows, _, err := d.Workstreams.List(ctx, l)
			must(t, err)
			for _, r := range rows {
				list = append(list, r.Name)
			}
			return list
		}
		if diff := cmp.Diff([]string{"Shop persistent"}, names(models.Listing{})); diff != "" {
			t.Errorf("active:\n%s", diff)
		}
		if diff := cmp.Diff([]string{"Service"}, names(models.Listing{Deactivated: true})); diff != "" {
			t.Errorf("deactivated:\n%s", diff)
		}
		must(t, second(d.Workstreams.Activate(ctx, dana, w.ID)))
		rows, err := d.Workstreams.OfMode(ctx, models.ModePersistent)
		if err != nil || len(rows) != 2 {
			t.Errorf("to choose from: %v, %v", rows, err)
		}
	})
}

// Another auto-close time holds for what is parked already: a shorter one from
// the next sweep on, a longer one before the old deadline strikes.
func TestAutoCloseChangesForParkedConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := d.Agent("Dana", models.RoleAdmin)
		widget := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(widget, "cust-1"), "Hello")
		must(t, second(d.Conversations.Accept(ctx, dana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, dana, c.ID, -1)))
		set := func(minutes int64) {
			ws, err := d.Workstreams.Find(ctx, widget.WorkstreamID)
			must(t, err)
			draft := ws.Draft()
			draft.AutoCloseMinutes = minutes
			must(t, second(d.Workstreams.Edit(ctx, dana, ws.ID, ws.UpdatedAt, draft)))
			must(t, second(d.Conversations.Sweep(ctx)))
			c = d.Reload(c)
		}
		day := 24 * time.Hour
		d.Clock.Advance(2 * day)
		set(3 * 24 * 60)
		if c.State != models.StateWaiting || !c.DeadlineAt.Equal(c.StateChangedAt.Add(3*day)) {
			t.Errorf("three days: %s until %v", c.State, c.DeadlineAt)
		}
		set(5 * 24 * 60)
		d.Clock.Advance(2 * day)
		must(t, second(d.Conversations.Sweep(ctx)))
		if c = d.Reload(c); c.State != models.StateWaiting {
			t.Errorf("five days, after four: %s", c.State)
		}
		set(24 * 60)
		if c.State != models.StateClosed {
			t.Errorf("one day, after four: %s", c.State)
		}
	})
}
