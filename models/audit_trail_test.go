package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// count is how many entries there are.
func count(t *testing.T, d *modeltest.Desk) (n int64) {
	t.Helper()
	must(t, d.DB.Write.Model(&models.AuditEntry{}).Count(&n).Error)
	return n
}

// What is refused, and what changes nothing, leaves no entry.
func TestRefusedChangesAreNotInTheTrail(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, rosa := d.Ctx(), d.Agent("Rosa", models.RoleAdmin)
		w := d.Channel(models.ModePersistent, nil)
		ws, err := d.Workstreams.Find(ctx, w.WorkstreamID)
		must(t, err)
		o := d.Hours("Europe/Berlin", "09:00", "17:00")
		d.Keep(w, o)
		before := count(t, d)
		draft := ws.Draft()
		must(t, second(d.Workstreams.Edit(ctx, rosa, ws.ID, ws.UpdatedAt, draft)))
		draft.CapacityUnits = -1
		for name, err := range map[string]error{
			"an edit that can't be":   second(d.Workstreams.Edit(ctx, rosa, ws.ID, ws.UpdatedAt, draft)),
			"one of an older version": second(d.Workstreams.Edit(ctx, rosa, ws.ID, models.At(d.Clock.Now().Add(-time.Hour)), ws.Draft())),
			"in use":                  second(d.Workstreams.Deactivate(ctx, rosa, ws.ID)),
			"hours in use":            second(d.OperatingHours.Deactivate(ctx, rosa, o.ID)),
			"the default queue":       second(d.Queues.Deactivate(ctx, rosa, models.DefaultQueueID)),
			"the only admin":          second(d.Agents.Deactivate(ctx, nil, rosa.ID)),
			"nothing like it":         second(d.Widgets.Deactivate(ctx, rosa, models.NewID())),
			"a nameless queue":        second(d.Queues.Create(ctx, rosa, models.QueueDraft{})),
		} {
			if err == nil {
				t.Errorf("%s is not refused", name)
			}
		}
		if got := count(t, d); got != before {
			t.Errorf("%d entries more: %v", got-before, trail(t, d, models.AuditFilter{Limit: int(got - before)}))
		}
	})
}

// Nothing edits the trail, and nothing takes from it.
func TestTheTrailStays(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		must(t, second(d.Queues.Create(d.Ctx(), nil, models.QueueDraft{Name: "Returns"})))
		var e models.AuditEntry
		must(t, d.DB.Read.Take(&e).Error)
		for name, err := range map[string]error{
			"saved":   d.DB.Write.Save(&e).Error,
			"updated": d.DB.Write.Model(&e).Update("verb", "edited").Error,
			"deleted": d.DB.Write.Delete(&e).Error,
		} {
			if err == nil {
				t.Errorf("an entry can be %s", name)
			}
		}
		if got := trail(t, d, models.AuditFilter{}); len(got) != 1 || got[0] != " created queue Returns; name: <nil> → Returns; priority: <nil> → 10; assignment: <nil> → highest_capacity" {
			t.Errorf("%q", got)
		}
	})
}

// The trail's questions each read a page of an index, however long it is.
func TestTheTrailGoesByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		rosa := d.Agent("Rosa", models.RoleAdmin)
		const id = "SUBSTR(CAST(100000000 + %s AS TEXT), 2) || '-0000-7000-8000-000000000000'"
		must(t, d.DB.Write.Exec(moments(d, "INSERT INTO audit_entries (id, at, agent_id, kind, record_id, record_name, verb, changes) "+
			"WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT "+
			fmt.Sprintf(id, "i")+", CAST(? AS TIMESTAMPTZ), CASE i % 3 WHEN 0 THEN NULL ELSE ? END, CASE i % 3 WHEN 0 THEN ? ELSE ? END, "+
			fmt.Sprintf(id, "i % 5")+", 'Returns', ?, '[]' FROM n"),
			models.At(d.Clock.Now()), rosa.ID, models.AuditHours, models.AuditQueue, models.AuditEdited).Error)
		const middle, record = "00005000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000"
		analyze(t, d)
		asked := recorder(t, d)
		for name, f := range map[string]models.AuditFilter{
			"everything":       {},
			"further on":       {Before: middle},
			"of a record":      {Record: record, Before: middle},
			"of a kind":        {Kind: models.AuditQueue, Before: middle},
			"by somebody":      {AgentID: rosa.ID},
			"a kind, by her":   {AgentID: rosa.ID, Kind: models.AuditQueue, Before: middle},
			"a kind she never": {AgentID: rosa.ID, Kind: models.AuditHours},
		} {
			must(t, third(d.AuditTrail.List(d.Ctx(), f)))
			plan := newest(asked).explain(t, d)
			if !strings.Contains(plan, "audit_entries_") || strings.Contains(plan, "Seq Scan on audit_entries") || strings.Contains(plan, "Sort") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	})
}
