package models_test

import (
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

func TestCustomPresenceRefusesNonsense(t *testing.T) {
	for field, d := range map[string]models.CustomPresenceDraft{
		"name":        {Base: models.PresenceAway},
		"text":        {Name: "Lunch", Text: "Do NOT disturb", Base: models.PresenceAway},
		"base":        {Name: "Lunch", Base: models.PresenceInactive},
		"description": {Name: "Lunch", Base: models.PresenceAway, Description: strings.Repeat("x", models.MaxPresenceDescription+1)},
	} {
		if err := new(models.CustomPresence).Set(d); models.FieldProblem(err, field) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	long := models.CustomPresenceDraft{Name: "Lunch", Text: strings.Repeat("x", models.MaxPresenceText+1), Base: models.PresenceAway}
	if err := new(models.CustomPresence).Set(long); models.FieldProblem(err, "text") == "" {
		t.Errorf("a long text: %v", err)
	}
}

func TestCustomPresences(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, rosa := d.Ctx(), d.Agent("Rosa", models.RoleAdmin)
		lunch, err := d.CustomPresences.Create(ctx, rosa, models.CustomPresenceDraft{Name: "Lunch", Text: "At lunch", Base: models.PresenceAway})
		must(t, err)
		training, err := d.CustomPresences.Create(ctx, rosa, models.CustomPresenceDraft{Name: "Training", Base: models.PresenceDND})
		must(t, err)
		profile := models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent, Capacity: 100, DefaultCustomPresenceID: training.ID}
		if _, err := d.Agents.Create(ctx, rosa, profile, password); models.FieldProblem(err, "default_presence") == "" {
			t.Errorf("a default without effect: %v", err)
		}
		profile.DefaultCustomPresenceID = lunch.ID
		sam, err := d.Agents.Create(ctx, rosa, profile, password)
		must(t, err)
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		d.Tab(sam)
		if p := presenceOf(t, d, sam); p.Presence != models.PresenceAway || p.Text != "At lunch" {
			t.Errorf("signed in: %+v", p)
		}

		busy := lunch.Draft()
		busy.Base = models.PresenceBusy
		if err := second(d.CustomPresences.Edit(ctx, rosa, lunch.ID, lunch.UpdatedAt, busy)); !strings.Contains(models.FieldProblem(err, "base"), "Sam") {
			t.Errorf("busy, though Sam signs in with it: %v", err)
		}
		if err := second(d.CustomPresences.Deactivate(ctx, rosa, lunch.ID)); models.CodeOf(err) != models.CodeInUse || !strings.Contains(err.Error(), "Sam") {
			t.Errorf("put away, though Sam signs in with it: %v", err)
		}
		if err := d.Records.Delete(ctx, rosa, models.AuditPresence, lunch.ID); models.CodeOf(err) != models.CodeInUse || !strings.Contains(err.Error(), "Sam") {
			t.Errorf("deleted, though Sam has it: %v", err)
		}
		must(t, d.Agents.SetCustomPresence(ctx, sam.ID, training.ID))
		away := training.Draft()
		away.Base = models.PresenceOffline
		must(t, second(d.CustomPresences.Edit(ctx, rosa, training.ID, training.UpdatedAt, away)))
		if p := presenceOf(t, d, sam); p.Presence != models.PresenceOffline || p.Source != models.SourceManual {
			t.Errorf("in training, which counts as offline now: %+v", p)
		}
		must(t, second(d.CustomPresences.Deactivate(ctx, rosa, training.ID)))
		if err := d.Agents.SetCustomPresence(ctx, rosa.ID, training.ID); models.KindOf(err) != models.Invalid {
			t.Errorf("one that was put away: %v", err)
		}
		must(t, d.Agents.SetPresence(ctx, sam.ID, models.PresenceAvailable))
		must(t, d.Records.Delete(ctx, rosa, models.AuditPresence, training.ID))
		if list, more, err := d.CustomPresences.List(ctx, models.Listing{Search: "LUNCH"}); err != nil || more || len(list) != 1 {
			t.Errorf("found %d, %v", len(list), err)
		}
	})
}
