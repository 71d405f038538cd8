package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// BenchmarkLists is a page of each of the board's and the settings' lists with so many
// conversations.
func BenchmarkLists(b *testing.B) {
	desks(b, func(b *testing.B, d *modeltest.Desk, size int) {
		ana, w := d.Agent("Ana", models.RoleAgent), d.Channel(models.ModePersistent, nil)
		fill(b, d, w, ana, 0, size)
		ctx := d.Ctx()
		// Of what nobody can have much at once there is little; any number can be parked.
		must(b, d.DB.Write.Exec("UPDATE conversations SET state = 'closed', closed_at = created_at, turn = 'nobody', ended_by = 'agent' WHERE state IN ('active', 'wrap_up') AND inbox_order > 1000").Error)
		analyze(b, d)
		board := func(f models.BoardFilter) func() error {
			return func() error { return third(d.Board.Conversations(ctx, f)) }
		}
		for _, list := range []struct {
			name string
			page func() error
		}{
			{"board", board(models.BoardFilter{})},
			{"board, one state", board(models.BoardFilter{State: models.StateWaiting})},
			{"board, one queue", board(models.BoardFilter{QueueID: models.DefaultQueueID})},
			{"board, one agent", board(models.BoardFilter{AgentID: ana.ID})},
			{"board, one workstream", board(models.BoardFilter{WorkstreamID: w.WorkstreamID})},
			{"people", func() error { return third(d.Board.People(ctx, models.Listing{})) }},
			{"staff", func() error { return third(d.Agents.List(ctx, models.Listing{})) }},
			{"workstreams", func() error { return third(d.Workstreams.List(ctx, models.Listing{})) }},
			{"widgets", func() error { return third(d.Widgets.List(ctx, models.Listing{})) }},
			{"queues", func() error { return third(d.Queues.List(ctx, models.Listing{})) }},
			{"operating hours", func() error { return third(d.OperatingHours.List(ctx, models.Listing{})) }},
			{"authentication", func() error { return third(d.AuthenticationSettings.List(ctx, models.Listing{})) }},
			{"presences", func() error { return third(d.CustomPresences.List(ctx, models.Listing{})) }},
			{"audit trail", func() error { return third(d.AuditTrail.List(ctx, models.AuditFilter{})) }},
		} {
			b.Run(list.name, func(b *testing.B) { times(b, list.page) })
		}
	})
}

// BenchmarkFigures are those of the board's day with so many conversations. They are
// counted, so they cost what there is to count; a desk looks at them now and then.
func BenchmarkFigures(b *testing.B) {
	desks(b, func(b *testing.B, d *modeltest.Desk, size int) {
		fill(b, d, d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent), 0, size)
		since := models.At(d.Clock.Now()).Add(-time.Hour)
		times(b, func() error {
			since = since.Add(-time.Millisecond) // else they would be repeated
			return second(d.Board.Figures(d.Ctx(), since))
		})
	})
}
