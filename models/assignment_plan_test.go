package models_test

import (
	"fmt"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// Whom to ask is read from the front of an index, however many agents there are: the
// freest, or whoever was given nothing for longest.
func TestAgentsAreFoundByIndex(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		const crowd = 3000
		w := d.Channel(models.ModePersistent, nil)
		must(t, d.DB.Write.Exec(fmt.Sprintf(`INSERT INTO agents (id, email, first_name, last_name, nickname, role, password_hash, standing, created_at, updated_at)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT 'c0000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + i AS TEXT), 2), 'a' || CAST(i AS TEXT) || '@example.org', 'A', 'B', '', 'agent', '-', 'available',
				agents.created_at, agents.created_at FROM n, agents WHERE agents.id = ?`, crowd), d.Agent("Ana", models.RoleAgent).ID).Error)
		analyze(t, d)
		asked := recorder(t, d)
		for _, method := range []struct{ method, index string }{{"highest_capacity", "agents_free"}, {"round_robin", "agents_idle"}} {
			must(t, d.DB.Write.Exec("UPDATE queues SET assignment = ?", method.method).Error)
			d.Clock.Advance(day) // the calendar's picture of the queues is read anew
			c := d.Write(d.Visit(w, models.NewID()), "Hello")
			*asked = nil
			must(t, second(d.Assignments.Run(d.Ctx(), models.Routes{Conversations: []string{c.ID}})))
			found := false
			for _, query := range *asked {
				if !strings.Contains(query.text, "units_held - capacity <=") {
					continue
				}
				found = true
				plan := query.explain(t, d)
				if !strings.Contains(plan, method.index) || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") {
					t.Errorf("%s is not read from %s:\n%s", method.method, method.index, plan)
				}
			}
			if !found {
				t.Fatalf("%s: nobody was looked for in %q", method.method, *asked)
			}
		}
	})
}
