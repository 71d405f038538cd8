package models_test

import (
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The board's lists begin at the front of an index, and its figures read what stands and
// what happened since, not everything that ever was.
func TestBoardGoesByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana, w := d.Agent("Ana", models.RoleAgent), d.Channel(models.ModePersistent, nil)
		fill(t, d, w, ana, 0, 10_000)
		asked := recorder(t, d)
		middle := models.Cursor{Order: 500_000, ID: models.NewID()}
		for _, list := range []struct {
			name, index string
			filter      models.BoardFilter
		}{
			{"everything", "conversations_board", models.BoardFilter{}},
			{"further on", "conversations_board", models.BoardFilter{After: middle}},
			{"one state", "conversations_board", models.BoardFilter{State: models.StateWaiting}},
			{"a queue", "conversations_board_queue", models.BoardFilter{QueueID: models.DefaultQueueID}},
			{"an agent", "conversations_", models.BoardFilter{AgentID: ana.ID}},
			{"a workstream", "conversations_", models.BoardFilter{WorkstreamID: w.WorkstreamID}},
		} {
			*asked = nil
			must(t, third(d.Board.Conversations(d.Ctx(), list.filter)))
			if len(*asked) == 0 {
				t.Fatalf("%s: nothing was asked", list.name)
			}
			plan := (*asked)[0].explain(t, d)
			if !strings.Contains(plan, list.index) || strings.Contains(plan, "Seq Scan on conversations") {
				t.Errorf("%s does not use %s:\n%s", list.name, list.index, plan)
			}
		}
		*asked = nil
		must(t, third(d.Board.People(d.Ctx(), models.Listing{})))
		if people := newest(asked); !strings.Contains(people.text, "AS wrap_up") || strings.Count(people.explain(t, d), "conversations_") < 3 {
			t.Errorf("what people have in hand is not counted by indexes:\n%s\n%s", people, people.explain(t, d))
		}
		must(t, third(d.Widgets.List(d.Ctx(), models.Listing{})))
		if plan := newest(asked).explain(t, d); !strings.Contains(plan, "conversations_") || strings.Contains(plan, "Seq Scan on conversations") {
			t.Errorf("what goes on in a widget is not counted by an index:\n%s", plan)
		}
		d.Clock.Advance(day)
		d.Write(d.Visit(w, "ada"), "Hello")
		*asked = nil
		must(t, second(d.Board.Figures(d.Ctx(), models.At(d.Clock.Now()).Add(-time.Hour))))
		if len(*asked) < 5 {
			t.Fatalf("the figures ask %d questions", len(*asked))
		}
		for _, query := range *asked {
			if !strings.Contains(query.text, "AS longest_since") {
				wholeTable(t, d, "figures", query)
			} else if plan := query.explain(t, d); d.DB.Dialect == "sqlite" && !strings.Contains(plan, "COVERING INDEX conversations_standing") {
				t.Errorf("what stands is not counted in its own index:\n%s", plan)
			}
		}
	})
}
