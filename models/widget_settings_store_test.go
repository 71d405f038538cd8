package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

func settingsFor(name string) models.WidgetSettings {
	w := models.NewWidget(models.ModePersistent)
	s := w.Settings([]string{"shop.example", "", "*.shop.example", "shop.example"})
	s.Name, s.Title = name, "Chat with us"
	return s
}

// verified makes authentication settings whose key an admin has seen.
func verified(t *testing.T, d *modeltest.Desk, name string) *models.AuthenticationSettings {
	t.Helper()
	a, err := d.AuthenticationSettings.Create(d.Ctx(), nil, models.AuthenticationDraft{Name: name, KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"})
	must(t, err)
	a, err = d.AuthenticationSettings.MarkVerified(d.Ctx(), a)
	must(t, err)
	return a
}

func TestWidgetSettingsAreChecked(t *testing.T) {
	tests := []struct {
		name, field string
		change      func(*models.WidgetSettings)
	}{
		{"fine", "", func(*models.WidgetSettings) {}},
		{"no name", "name", func(s *models.WidgetSettings) { s.Name = "" }},
		{"no title", "title", func(s *models.WidgetSettings) { s.Title = "" }},
		{"a long subtitle", "subtitle", func(s *models.WidgetSettings) { s.Subtitle = strings.Repeat("x", 101) }},
		{"no colour", "color", func(s *models.WidgetSettings) { s.Color = "blue" }},
		{"no corner", "position", func(s *models.WidgetSettings) { s.Position = "top" }},
		{"no name style", "agent_name_style", func(s *models.WidgetSettings) { s.AgentNameStyle = "" }},
		{"a bad domain", "domains", func(s *models.WidgetSettings) { s.Domains = []string{"shop.example", "*"} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := settingsFor("Shop")
			tt.change(&s)
			_, err := new(models.Widget).Set(s)
			if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %q", err, tt.field)
			}
		})
	}
}

func TestWidgetFromDraftToPublished(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := d.Agent("Dana", models.RoleAdmin)
		w, err := d.Widgets.Create(ctx, dana, models.ModePersistent, settingsFor("Shop"))
		must(t, err)
		ws, err := d.Workstreams.Find(ctx, w.WorkstreamID)
		must(t, err)
		if ws.Name != "Shop" || ws.Mode != models.ModePersistent || !ws.Affinity || ws.AutoCloseMinutes != 40320 {
			t.Errorf("its own workstream: %+v", ws)
		}
		domains, err := d.Widgets.Domains(ctx, w.ID)
		must(t, err)
		if diff := cmp.Diff([]string{"*.shop.example", "shop.example"}, domains); diff != "" {
			t.Errorf("domains:\n%s", diff)
		}
		if _, err := d.Widgets.ByKey(ctx, w.Key); models.KindOf(err) != models.NotFound {
			t.Errorf("a draft is found by customers: %v", err)
		}

		// S14: publishing is refused beside the field until customers can prove who they are.
		if _, err := d.Widgets.Publish(ctx, dana, w.ID); models.FieldProblem(err, "authentication_settings_id") == "" {
			t.Errorf("without authentication settings: %v", err)
		}
		unseen, err := d.AuthenticationSettings.Create(ctx, nil, models.AuthenticationDraft{Name: "Unseen", KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"})
		must(t, err)
		must(t, second(d.Widgets.Authenticate(ctx, dana, w.ID, unseen.ID)))
		if _, err := d.Widgets.Publish(ctx, dana, w.ID); models.FieldProblem(err, "authentication_settings_id") == "" {
			t.Errorf("with a key nobody has verified: %v", err)
		}
		seen := verified(t, d, "Seen")
		must(t, second(d.Widgets.Authenticate(ctx, dana, w.ID, seen.ID)))
		w, err = d.Widgets.Publish(ctx, dana, w.ID)
		must(t, err)
		must(t, second(d.Widgets.ByKey(ctx, w.Key)))

		// Published, it can't lose what it was published with.
		for _, id := range []string{"", unseen.ID, models.NewID()} {
			s := w.Settings(domains)
			s.AuthenticationSettingsID = id
			if _, err := d.Widgets.Edit(ctx, dana, w.ID, w.UpdatedAt, s); models.FieldProblem(err, "authentication_settings_id") == "" {
				t.Errorf("published, with settings %q: %v", id, err)
			}
		}
		w, err = d.Widgets.Unpublish(ctx, dana, w.ID)
		must(t, err)
		s := w.Settings([]string{"other.example"})
		s.AuthenticationSettingsID, s.Title = "", "Hello"
		w, err = d.Widgets.Edit(ctx, dana, w.ID, w.UpdatedAt, s)
		must(t, err)
		if w.AuthenticationSettingsID != nil || w.Title != "Hello" {
			t.Errorf("edited: %+v", w)
		}
		must(t, second(d.Widgets.Deactivate(ctx, dana, w.ID)))
		if _, err := d.Widgets.Publish(ctx, dana, w.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("deactivated: %v", err)
		}
		w, err = d.Widgets.Activate(ctx, dana, w.ID)
		must(t, err)
		if w.Status != models.WidgetDraft || !w.DeactivatedAt.IsZero() {
			t.Errorf("activated: %+v", w)
		}
	})
}

// S15: a workstream holds one mode. A widget moves only when nothing runs in it.
func TestWidgetAndWorkstream(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := d.Agent("Dana", models.RoleAdmin)
		live := d.Channel(models.ModeLive, nil)
		s := settingsFor("Shop")
		s.WorkstreamID = live.WorkstreamID
		if _, err := d.Widgets.Create(ctx, dana, models.ModePersistent, s); models.FieldProblem(err, "workstream_id") == "" {
			t.Errorf("in a live workstream: %v", err)
		}
		s.Name = ""
		_, err := d.Widgets.Create(ctx, dana, models.ModePersistent, s)
		if models.FieldProblem(err, "workstream_id") == "" || models.FieldProblem(err, "name") == "" {
			t.Errorf("not all problems at once: %v", err)
		}

		w := d.Channel(models.ModePersistent, nil)
		other := models.Presets(models.ModePersistent)
		other.Name = "Other"
		ws, err := d.Workstreams.Create(ctx, dana, other.Draft())
		must(t, err)
		c := d.Write(d.Visit(w, "cust-1"), "Hello")
		move := w.Settings(nil)
		move.WorkstreamID = ws.ID
		if _, err := d.Widgets.Edit(ctx, dana, w.ID, w.UpdatedAt, move); models.FieldProblem(err, "workstream_id") == "" {
			t.Errorf("with a conversation running: %v", err)
		}
		if _, err := d.Widgets.OwnWorkstream(ctx, dana, w.ID); models.CodeOf(err) != models.CodeInUse {
			t.Errorf("a new one with a conversation running: %v", err)
		}
		must(t, second(d.Conversations.ForceClose(ctx, dana, c.ID)))
		must(t, second(d.Widgets.Edit(ctx, dana, w.ID, w.UpdatedAt, move)))
		moved, err := d.Widgets.OwnWorkstream(ctx, dana, w.ID)
		must(t, err)
		if moved.WorkstreamID == ws.ID {
			t.Error("it has no workstream of its own")
		}

		must(t, second(d.Workstreams.Deactivate(ctx, dana, ws.ID)))
		must(t, second(d.Widgets.Unpublish(ctx, dana, w.ID)))
		if _, err := d.Widgets.Edit(ctx, dana, w.ID, moved.UpdatedAt, move); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("the later of two: %v", err)
		}
	})
}

func TestReadiness(t *testing.T) {
	ws := models.Presets(models.ModePersistent)
	w := &models.Widget{Mode: models.ModePersistent}
	at := models.At(modeltest.NewClock("2026-03-02T09:00:00Z").Now())
	good := &models.AuthenticationSettings{Name: "Shop", Active: true, VerifiedAt: at}
	short, apart, live, away := ws, ws, ws, ws
	short.AutoCloseMinutes, apart.Affinity, live.Mode, away.DeactivatedAt = 60, false, models.ModeLive, at
	tests := []struct {
		name    string
		ws      models.Workstream
		auth    *models.AuthenticationSettings
		unready []models.ReadinessItem
	}{
		{"ready", ws, good, nil},
		{"no settings", ws, nil, []models.ReadinessItem{models.ReadyAuthentication}},
		{"not verified", ws, &models.AuthenticationSettings{Active: true}, []models.ReadinessItem{models.ReadyAuthentication}},
		{"deactivated settings", ws, &models.AuthenticationSettings{VerifiedAt: at}, []models.ReadinessItem{models.ReadyAuthentication}},
		{"a live workstream", live, good, []models.ReadinessItem{models.ReadyWorkstream}},
		{"a deactivated workstream", away, good, []models.ReadinessItem{models.ReadyWorkstream}},
		{"an hour", short, good, []models.ReadinessItem{models.ReadyAutoClose}},
		{"anyone", apart, good, []models.ReadinessItem{models.ReadyAffinity}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var unready []models.ReadinessItem
			for _, c := range models.Readiness(w, &tt.ws, tt.auth) {
				if !c.Ready {
					unready = append(unready, c.Item)
				}
				if c.Title == "" || c.Detail == "" {
					t.Errorf("%s says nothing", c.Item)
				}
			}
			if diff := cmp.Diff(tt.unready, unready); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
