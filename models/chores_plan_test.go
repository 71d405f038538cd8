package models_test

import (
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// What is asked again and again, by whoever reads the metrics and by the jobs, goes by
// indexes, however many conversations there are.
func TestChoresGoByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		rosa := d.Agent("Rosa", models.RoleAdmin)
		fill(t, d, d.Channel(models.ModePersistent, nil), rosa, 0, 10_000)
		keep(t, d, rosa, models.Retention{ConversationDays: 30, VisitDays: 30, SignInDays: 30, AuditDays: 365})
		asked := recorder(t, d)
		must(t, second(d.Load(d.Ctx())))
		must(t, second(d.Retention.Overdue(d.Ctx())))
		must(t, second(d.Retention.Expire(d.Ctx())))
		conversations := 0
		for _, q := range *asked {
			if !strings.Contains(q.query, `"conversations"`) && !strings.Contains(q.query, "`conversations`") {
				continue
			}
			conversations++
			plan := q.explain(t, d)
			if !strings.Contains(plan, "conversations_") || strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "Sort") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s:\n%s", q, plan)
			}
		}
		if conversations < 6 {
			t.Errorf("only %d questions of conversations", conversations)
		}
	})
}
