package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// BenchmarkAssign is one arrival that is put before the best of a thousand agents,
// each with ten conversations, while ten thousand others wait for the opening. Its
// budget is 5 ms.
func BenchmarkAssign(b *testing.B) {
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", modeltest.SQLite}, {"postgres", modeltest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			d := modeltest.New(b, database.open(b))
			w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CapacityUnits = 5 })
			agents := make([]*models.Agent, 1000)
			for i := range agents {
				agents[i] = d.Agent("A"+models.NewID(), models.RoleAgent)
				d.Online(agents[i])
			}
			fillAgents(b, d, w, agents)
			// Not by the benchmark's own timer: to stop and start it stops the world.
			var took time.Duration
			for range b.N {
				d.Alive()
				c := d.Write(d.Visit(w, models.NewID()), "Hello")
				begun := time.Now()
				given, err := d.Assignments.Run(d.Ctx(), models.Routes{Conversations: []string{c.ID}})
				took += time.Since(begun)
				if err != nil || given != 1 {
					b.Fatalf("given %d, %v", given, err)
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(took.Seconds()*1000/float64(b.N), "ms/arrival")
		})
	}
}

// fillAgents gives each agent ten active conversations, and has ten thousand wait for
// the opening.
func fillAgents(b *testing.B, d *modeltest.Desk, w *models.Widget, agents []*models.Agent) {
	b.Helper()
	fill(b, d, w, agents[0], 0, 50_000)
	opening := models.At(d.Clock.Now()).Add(day)
	must(b, d.DB.Write.Exec("UPDATE conversations SET held_until = ? WHERE state = 'open'", opening).Error)
	must(b, d.DB.Write.Exec("UPDATE conversations SET queue_id = ?", models.DefaultQueueID).Error)
	var active []string
	must(b, d.DB.Write.Model(&models.Conversation{}).Where("state = 'active'").Order("id").Pluck("id", &active).Error)
	for i, a := range agents {
		must(b, d.DB.Write.Exec("UPDATE conversations SET agent_id = ? WHERE id IN ?", a.ID, active[i*10:i*10+10]).Error)
	}
	// As the change that gave them these would have left their rows.
	must(b, d.DB.Write.Exec("UPDATE agents SET standing = 'busy', units_held = 50").Error)
	must(b, d.DB.Write.Exec("UPDATE presence_log SET presence = 'busy'").Error)
	analyze(b, d)
}
