package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/automated"
	"linger/models/modeltest"
)

// What nothing refers to is deleted, with what it has for itself; its history
// stays. Everything else is refused with the list of what refers to it.
func TestRecordsAreDeleted(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, rosa, ana := d.Ctx(), d.Agent("Rosa", models.RoleAdmin), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		o := d.Hours("Europe/Berlin", "09:00", "17:00")
		d.Keep(w, o)
		q := d.Queue(w, "Returns", ana)
		visit := d.Visit(w, "ada")
		keep := func(kind models.AuditKind, id, why string, references ...string) {
			t.Helper()
			r, err := d.Records.Removal(ctx, kind, id)
			must(t, err)
			var names []string
			for _, found := range r.References {
				names = append(names, string(found.Kind)+" "+found.Name)
			}
			if diff := cmp.Diff(references, names); diff != "" || r.Why != why || r.Possible() {
				t.Errorf("%s: %q, %q", kind, r.Why, diff)
			}
			before := count(t, d)
			err = d.Records.Delete(ctx, rosa, kind, id)
			if models.KindOf(err) != models.Conflict || count(t, d) != before {
				t.Errorf("%s: %v", kind, err)
			}
			for _, found := range r.References {
				if why == "" && !strings.Contains(models.Explain(err), found.Name) {
					t.Errorf("%s: %v does not name %s", kind, err, found.Name)
				}
			}
		}
		gone := func(kind models.AuditKind, id string, row any) {
			t.Helper()
			if r, err := d.Records.Removal(ctx, kind, id); err != nil || !r.Possible() {
				t.Errorf("%s: %+v, %v", kind, r, err)
			}
			must(t, d.Records.Delete(ctx, rosa, kind, id))
			var left int64
			must(t, d.DB.Read.Model(row).Where("id = ?", id).Count(&left).Error)
			if history := trail(t, d, models.AuditFilter{Record: id, Limit: 1}); left != 0 || len(history) != 1 || !strings.Contains(history[0], "deleted") {
				t.Errorf("%s: %d left, %q", kind, left, history)
			}
			if err := d.Records.Delete(ctx, rosa, kind, id); models.KindOf(err) != models.NotFound {
				t.Errorf("%s, once more: %v", kind, err)
			}
		}
		ws, auth := w.WorkstreamID, *w.AuthenticationSettingsID
		keep(models.AuditWidget, w.ID, "Customers can use this widget. Unpublish it first.")
		keep(models.AuditWorkstream, ws, "", "widget Shop persistent")
		keep(models.AuditQueue, q.ID, "", "workstream Shop persistent")
		keep(models.AuditQueue, models.DefaultQueueID, "This queue takes what has no other, so it stays.")
		keep(models.AuditHours, o.ID, "", "widget Shop persistent")
		keep(models.AuditAuthentication, auth, "", "widget Shop persistent")
		keep(models.AuditStaff, ana.ID, "Ana Miller can sign in. Deactivate them first.")

		// A draft that somebody has looked at, but nobody has written in.
		copied, err := d.Workstreams.Copy(ctx, rosa, ws)
		must(t, err)
		settings := settingsFor("Fresh")
		settings.AuthenticationSettingsID = auth
		fresh, err := d.Widgets.Create(ctx, rosa, models.ModePersistent, settings)
		must(t, err)
		d.Visit(fresh, "bob")
		must(t, second(d.AutomatedMessages.Save(ctx, rosa, models.AutomatedPlace{Trigger: automated.Greeting, Language: "de", WidgetID: fresh.ID}, models.Time{}, models.AutomatedDraft{Body: "Moin", Active: true})))
		gone(models.AuditWidget, fresh.ID, &models.Widget{})
		if texts := trail(t, d, models.AuditFilter{Kind: models.AuditMessage, Limit: 1}); !strings.HasPrefix(texts[0], "Rosa Miller deleted automated_message Greeting, German, Fresh") {
			t.Errorf("its texts: %q", texts)
		}
		gone(models.AuditWorkstream, fresh.WorkstreamID, &models.Workstream{})
		gone(models.AuditWorkstream, copied.ID, &models.Workstream{})

		// One that somebody wrote in.
		status := func(to models.WidgetStatus) { must(t, d.DB.Write.Model(w).Update("status", to).Error) }
		status(models.WidgetPublished)
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Hi"))))
		status(models.WidgetDraft)
		keep(models.AuditWidget, w.ID, "", "conversation ada")
		keep(models.AuditWorkstream, ws, "", "widget Shop persistent", "conversation ada")
		keep(models.AuditQueue, q.ID, "", "workstream Shop persistent", "conversation ada")
		keep(models.AuditAuthentication, auth, "", "widget Shop persistent", "conversation ada")
		must(t, second(d.Agents.Deactivate(ctx, rosa, ana.ID)))
		keep(models.AuditStaff, ana.ID, "", "conversation ada")

		// Nothing keeps the hours, another queue and somebody who did nothing.
		must(t, d.DB.Write.Model(&models.Widget{}).Where("id = ?", w.ID).Update("operating_hours_id", nil).Error)
		gone(models.AuditHours, o.ID, &models.OperatingHours{})
		spare, err := d.Queues.Copy(ctx, rosa, q.ID)
		must(t, err)
		gone(models.AuditQueue, spare.ID, &models.Queue{})
		other, err := d.AuthenticationSettings.Create(ctx, rosa, models.AuthenticationDraft{Name: "Other", KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"})
		must(t, err)
		gone(models.AuditAuthentication, other.ID, &models.AuthenticationSettings{})
		ben := d.Agent("Ben", models.RoleAdmin)
		must(t, second(d.Agents.Deactivate(ctx, rosa, ben.ID)))
		gone(models.AuditStaff, ben.ID, &models.Agent{})

		// Who changed settings stays, too.
		sue := d.Agent("Sue", models.RoleAdmin)
		must(t, second(d.Queues.Create(ctx, sue, models.QueueDraft{Name: "Late shift"})))
		must(t, second(d.Agents.Deactivate(ctx, rosa, sue.ID)))
		keep(models.AuditStaff, sue.ID, "", "queue Late shift", "audit_entry changes of settings")
		// What no list knows of is refused by the database.
		eve, kim := d.Agent("Eve", models.RoleAdmin), d.Agent("Kim", models.RoleAgent)
		must(t, d.DB.Write.Create(&models.PasswordLink{
			ID: models.NewID(), AgentID: kim.ID, TokenHash: "x", CreatedByID: &eve.ID, CreatedAt: kim.CreatedAt, ExpiresAt: kim.CreatedAt,
		}).Error)
		must(t, second(d.Agents.Deactivate(ctx, rosa, eve.ID)))
		if err := d.Records.Delete(ctx, rosa, models.AuditStaff, eve.ID); models.CodeOf(err) != models.CodeInUse {
			t.Errorf("a reference that is not listed: %v", err)
		}
		rule, err := d.MaskingRules.List(ctx)
		must(t, err)
		gone(models.AuditMasking, rule[0].ID, &models.MaskingRule{})
	})
}
