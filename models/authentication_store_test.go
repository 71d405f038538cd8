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
		if rows, next, err := store.List(ctx, ""); err != nil || len(rows) != 0 || next != "" {
			t.Errorf("none: %v, %q, %v", rows, next, err)
		}
		w := d.Channel(models.ModePersistent, nil) // uses settings called Shop
		for n := range 119 {
			// Three of each name: the order must hold within equal names too.
			_, err := store.Create(ctx, nil, models.AuthenticationDraft{Name: fmt.Sprintf("Site %02d", n/3), KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"})
			must(t, err)
		}
		seen, after, pages := map[string]bool{}, "", 0
		var last string
		for {
			rows, next, err := store.List(ctx, after)
			must(t, err)
			pages++
			for _, r := range rows {
				if seen[r.ID] || r.Name < last {
					t.Fatalf("%s comes twice or out of order", r.Name)
				}
				seen[r.ID], last = true, r.Name
				if want := int64(0); r.ID == *w.AuthenticationSettingsID {
					if r.Widgets != 1 {
						t.Errorf("used by %d widgets, want 1", r.Widgets)
					}
				} else if r.Widgets != want {
					t.Errorf("%s is used by %d widgets", r.Name, r.Widgets)
				}
			}
			if next == "" {
				break
			}
			after = next
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%d settings on %d pages, want 120 on 3", len(seen), pages)
		}
	})
}
