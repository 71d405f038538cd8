package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

func TestRoutingOfAWorkstreamIsChecked(t *testing.T) {
	only := func(presences ...models.Presence) models.PresenceSet { return models.NewPresenceSet(presences...) }
	tests := []struct {
		name, field string // no field: it is fine
		change      func(*models.WorkstreamRouting)
	}{
		{"the preset", "", func(*models.WorkstreamRouting) {}},
		{"picked", "", func(r *models.WorkstreamRouting) { r.Distribution = models.DistributionPick }},
		{"thrown", "distribution", func(r *models.WorkstreamRouting) { r.Distribution = "thrown" }},
		{"to nobody", "allowed_presences", func(r *models.WorkstreamRouting) { r.AllowedPresences = "" }},
		{"to who is asleep", "allowed_presences", func(r *models.WorkstreamRouting) { r.AllowedPresences = "asleep" }},
		{"to who is offline", "allowed_presences", func(r *models.WorkstreamRouting) { r.AllowedPresences = only(models.PresenceOffline) }},
		{"to who is away", "", func(r *models.WorkstreamRouting) { r.AllowedPresences = only(models.PresenceAway) }},
		{"to who is away, though missing sets aside", "allowed_presences", func(r *models.WorkstreamRouting) {
			r.AllowedPresences, r.MissedSetsInactive = only(models.PresenceBusy, models.PresenceAway), true
		}},
		{"to who is not to be disturbed", "", func(r *models.WorkstreamRouting) { r.AllowedPresences = only(models.PresenceDND) }},
		{"to who is not to be disturbed, though declining sets aside", "allowed_presences", func(r *models.WorkstreamRouting) {
			r.AllowedPresences, r.DeclinedSetsDND = only(models.PresenceBusy, models.PresenceDND), true
		}},
		{"-1 at a time", "max_concurrency", func(r *models.WorkstreamRouting) { r.MaxConcurrency = -1 }},
		{"1000 at a time", "", func(r *models.WorkstreamRouting) { r.MaxConcurrency = 1000 }},
		{"1001 at a time", "max_concurrency", func(r *models.WorkstreamRouting) { r.MaxConcurrency = 1001 }},
		{"no decline", "decline_limit", func(r *models.WorkstreamRouting) { r.DeclineLimit = 0 }},
		{"5 declines", "", func(r *models.WorkstreamRouting) { r.DeclineLimit = 5 }},
		{"6 declines", "decline_limit", func(r *models.WorkstreamRouting) { r.DeclineLimit = 6 }},
		{"no pause", "", func(r *models.WorkstreamRouting) { r.CoolDownSeconds = 0 }},
		{"an hour's pause", "", func(r *models.WorkstreamRouting) { r.CoolDownSeconds = 3600 }},
		{"a longer pause", "cool_down", func(r *models.WorkstreamRouting) { r.CoolDownSeconds = 3601 }},
		{"kept for a week", "", func(r *models.WorkstreamRouting) { r.AffinityHoldMinutes = 10080 }},
		{"kept for longer", "affinity_hold", func(r *models.WorkstreamRouting) { r.AffinityHoldMinutes = 10081 }},
		{"followed up after a year", "", func(r *models.WorkstreamRouting) { r.FollowUpMinutes = 525600 }},
		{"followed up later", "follow_up", func(r *models.WorkstreamRouting) { r.FollowUpMinutes = 525601 }},
		{"silent for a day", "", func(r *models.WorkstreamRouting) { r.IdleMinutes = 1440 }},
		{"silent for longer", "idle", func(r *models.WorkstreamRouting) { r.IdleMinutes = 1441 }},
		{"never silent", "", func(r *models.WorkstreamRouting) { r.IdleMinutes = 0 }},
		{"parked after no silence", "idle", func(r *models.WorkstreamRouting) { r.IdleMinutes, r.AutoPark = 0, true }},
		{"shown sometimes", "desktop_notification", func(r *models.WorkstreamRouting) { r.DesktopNotification = "sometimes" }},
		{"a day's wait", "", func(r *models.WorkstreamRouting) { r.WaitTargetSeconds = 86400 }},
		{"a longer wait", "wait_target", func(r *models.WorkstreamRouting) { r.WaitTargetSeconds = 86401 }},
		{"less than no handling", "handling_target", func(r *models.WorkstreamRouting) { r.HandlingTargetSeconds = -1 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			preset := models.Presets(models.ModePersistent)
			preset.Name = "Support"
			d := preset.Draft()
			tt.change(&d.WorkstreamRouting)
			var w models.Workstream
			err := w.Set(d)
			if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %q", err, tt.field)
			}
		})
	}
}

// Every value of how work is handed out is stored, copied, and in the trail under
// the name of its column.
func TestRoutingOfAWorkstreamIsKept(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		want := models.WorkstreamRouting{
			Distribution: models.DistributionPick, AllowedPresences: models.NewPresenceSet(models.PresenceBusy), MaxConcurrency: 7,
			AutoAccept: true, AutoAcceptReturning: true, DeclineLimit: 5, CoolDownSeconds: 90, AffinityHoldMinutes: 120, FollowUpMinutes: 2880, IdleMinutes: 30,
			AutoPark: true, MissedSetsInactive: true, DeclinedSetsDND: true, DesktopNotification: models.NotifyAlways, WaitTargetSeconds: 45, HandlingTargetSeconds: 600,
		}
		preset := models.Presets(models.ModePersistent)
		preset.Name = "Support"
		ws, err := d.Workstreams.Create(ctx, nil, preset.Draft())
		must(t, err)
		d.Clock.Advance(time.Minute)
		draft := ws.Draft()
		draft.WorkstreamRouting = want
		must(t, second(d.Workstreams.Edit(ctx, nil, ws.ID, ws.UpdatedAt, draft)))
		for _, read := range []func() (*models.Workstream, error){
			func() (*models.Workstream, error) { return d.Workstreams.Find(ctx, ws.ID) },
			func() (*models.Workstream, error) { return d.Workstreams.Copy(ctx, nil, ws.ID) },
		} {
			got, err := read()
			must(t, err)
			if diff := cmp.Diff(want, got.WorkstreamRouting); diff != "" {
				t.Errorf("%s:\n%s", got.Name, diff)
			}
		}
		rows, _, err := d.AuditTrail.List(ctx, models.AuditFilter{Record: ws.ID})
		must(t, err)
		if n := len(rows[0].Changes); n != 17 {
			t.Errorf("%d of 17 changes are in the trail", n)
		}
		for _, c := range rows[0].Changes {
			var n int64
			if err := d.DB.Write.Table("workstreams").Where(c.Field + " IS NOT NULL").Count(&n).Error; err != nil {
				t.Errorf("the trail calls a field %s: %v", c.Field, err)
			}
		}
	})
}

func TestQueueIsChecked(t *testing.T) {
	for _, tt := range []struct {
		priority   int64
		assignment models.Assignment
		field      string // no field: it is fine
	}{
		{0, "", ""},
		{1, models.AssignRoundRobin, ""},
		{100, models.AssignHighestCapacity, ""},
		{101, "", "priority"},
		{-1, "", "priority"},
		{1, "by name", "assignment"},
	} {
		q := models.NewQueue()
		err := q.Set(models.QueueDraft{Name: "Returns", Priority: tt.priority, Assignment: tt.assignment})
		if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}
