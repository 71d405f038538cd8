package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestAuthenticationSettingsStore(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, store, ana := d.Ctx(), d.AuthenticationSettings, d.Agent("Ana", models.RoleAdmin)
		draft := models.AuthenticationDraft{Name: " Shop ", KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"}
		made, err := store.Create(ctx, nil, draft)
		must(t, err)

		if _, err := store.Create(ctx, nil, models.AuthenticationDraft{}); models.KindOf(err) != models.Invalid || models.FieldProblem(err, "name") == "" {
			t.Errorf("an empty draft: %v", err)
		}
		must(t, second(store.RecordKeys(ctx, made.ID, draft.PublicKeyURL, "[1]")))
		must(t, second(store.RecordKeys(ctx, made.ID, "https://old.example", "[2]")))
		must(t, second(store.RecordFailure(ctx, made.ID, "https://old.example", "late")))
		d.Clock.Advance(time.Second)
		must(t, second(store.RecordFailure(ctx, made.ID, draft.PublicKeyURL, "down")))
		must(t, second(store.MarkVerified(ctx, made)))
		a, err := store.Find(ctx, made.ID)
		must(t, err)
		if a.Name != "Shop" || !a.Active || a.KeysCached != "[1]" || a.LastError != "down" || !a.FailedAt.Equal(a.FetchedAt.Add(time.Second)) || a.VerifiedAt.IsZero() {
			t.Errorf("stored %+v", a)
		}

		draft.PublicKeyURL = "https://shop.example/other"
		must(t, second(store.Edit(ctx, ana, made.ID, made.UpdatedAt, draft)))
		must(t, second(store.MarkVerified(ctx, made))) // what was seen were the old keys
		a, err = store.Find(ctx, made.ID)
		must(t, err)
		if a.KeysCached != "" || a.LastError != "" || !a.FetchedAt.IsZero() || !a.VerifiedAt.IsZero() {
			t.Errorf("after another URL: %+v", a)
		}
		_, err = store.Edit(ctx, nil, made.ID, made.UpdatedAt, draft)
		if models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Ana Miller saved this") {
			t.Errorf("saving what was opened before: %v", err)
		}
		if _, err := store.Edit(ctx, ana, models.NewID(), made.UpdatedAt, draft); models.KindOf(err) != models.NotFound {
			t.Errorf("editing nothing: %v", err)
		}
	})
}

func TestDeactivateAuthenticationSettings(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, store := d.Ctx(), d.AuthenticationSettings
		w := d.Channel(models.ModePersistent, nil)
		id := *w.AuthenticationSettingsID

		_, err := store.Deactivate(ctx, nil, id)
		if models.CodeOf(err) != models.CodeInUse || !strings.Contains(models.Explain(err), "“Shop persistent”") {
			t.Errorf("in use: %v", err)
		}
		users, err := store.Users(ctx, id)
		must(t, err)
		if len(users) != 1 || users[0].ID != w.ID {
			t.Errorf("users %+v", users)
		}
		must(t, d.DB.Write.Model(w).Update("status", models.WidgetDraft).Error)
		a, err := store.Deactivate(ctx, nil, id)
		must(t, err)
		if a.Active {
			t.Error("still active")
		}
		a, err = store.Activate(ctx, nil, id)
		must(t, err)
		if !a.Active {
			t.Error("not active again")
		}
	})
}

func TestListAuthenticationSettings(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, store := d.Ctx(), d.AuthenticationSettings
		if rows, more, err := store.List(ctx, models.Listing{}); err != nil || len(rows) != 0 || more {
			t.Errorf("none: %v, %v, %v", rows, more, err)
		}
		w := d.Channel(models.ModePersistent, nil) // uses settings called Shop
		for n := range 119 {
			// Three of each name: the order must hold within equal names too.
			name := fmt.Sprintf("%s %02d", []string{"Site", "site"}[n%2], n/3)
			_, err := store.Create(ctx, nil, models.AuthenticationDraft{Name: name, KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"})
			must(t, err)
		}
		seen, page, pages := map[string]bool{}, models.Listing{}, 0
		var last string
		for more := true; more; pages++ {
			var rows []models.AuthenticationRow
			var err error
			rows, more, err = store.List(ctx, page)
			must(t, err)
			for _, r := range rows {
				if seen[r.ID] || strings.ToLower(r.Name) < last {
					t.Fatalf("%s comes twice or out of order", r.Name)
				}
				seen[r.ID], last, page.After = true, strings.ToLower(r.Name), r.ID
				if used := r.ID == *w.AuthenticationSettingsID; used != (r.Widgets == 1) {
					t.Errorf("%s is used by %d widgets", r.Name, r.Widgets)
				}
			}
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%d settings on %d pages, want 120 on 3", len(seen), pages)
		}
		must(t, second(store.Deactivate(ctx, nil, page.After)))
		rows, _, err := store.List(ctx, models.Listing{Deactivated: true})
		must(t, err)
		if len(rows) != 1 || rows[0].ID != page.After {
			t.Errorf("deactivated: %+v", rows)
		}
	})
}
