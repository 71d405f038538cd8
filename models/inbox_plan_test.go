package models_test

import (
	"fmt"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// fill gives agent n conversations, a fifth each of active, waiting, wrap-up,
// closed, and open for anyone.
func fill(t testing.TB, d *modeltest.Desk, w *models.Widget, agent *models.Agent, from, n int) {
	t.Helper()
	const numbers = "WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
	const id = "'%s0000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + i AS TEXT), 2)"
	now := models.At(d.Clock.Now())
	customer, conversation := fmt.Sprintf(id, "a"), fmt.Sprintf(id, "b")
	statements := []struct {
		text string
		args []any
	}{
		{"INSERT INTO customers (id, name, created_at, updated_at) " + numbers + "SELECT " + customer + ", 'Customer ' || CAST(i AS TEXT), CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ) FROM n",
			[]any{from, from + n - 1, now, now}},
		{`INSERT INTO conversations (id, widget_id, workstream_id, customer_id, mode, state, reason, agent_id, turn, turn_since,
			last_seq, last_changed_seq, last_message_at, agent_unread, inbox_order, ended_by, created_at, wait_started_at,
			state_changed_at, waiting_since, wrap_up_at, closed_at, updated_at) ` + numbers + `SELECT ` + conversation + `, ?, ?, ` + customer + `, 'persistent',
			CASE i % 5 WHEN 0 THEN 'active' WHEN 1 THEN 'waiting' WHEN 2 THEN 'wrap_up' WHEN 3 THEN 'closed' ELSE 'open' END, 'in_conversation',
			CASE i % 5 WHEN 4 THEN NULL ELSE ? END, CASE WHEN i % 5 IN (2, 3) THEN 'nobody' ELSE 'agent' END, CAST(? AS TIMESTAMPTZ),
			1, 1, CAST(? AS TIMESTAMPTZ), i % 2, i * 7919 % 1000003, CASE WHEN i % 5 IN (2, 3) THEN 'agent' ELSE '' END, CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ),
			CAST(? AS TIMESTAMPTZ), CASE i % 5 WHEN 1 THEN CAST(? AS TIMESTAMPTZ) END, CASE i % 5 WHEN 2 THEN CAST(? AS TIMESTAMPTZ) END,
			CASE i % 5 WHEN 3 THEN CAST(? AS TIMESTAMPTZ) END, CAST(? AS TIMESTAMPTZ) FROM n`,
			[]any{from, from + n - 1, w.ID, w.WorkstreamID, agent.ID, now, now, now, now, now, now, now, now, now}},
	}
	for _, s := range statements {
		must(t, d.DB.Write.Exec(moments(d, s.text), s.args...).Error)
	}
	analyze(t, d)
}

// moments is a statement of Postgres's for either database: SQLite would read
// TIMESTAMPTZ as a number.
func moments(d *modeltest.Desk, statement string) string {
	if d.DB.Dialect == "sqlite" {
		return strings.ReplaceAll(statement, "CAST(? AS TIMESTAMPTZ)", "?")
	}
	return statement
}

// The questions of the console are each served by the index made for it, a page at a
// time, so that they cost the same however many conversations there are.
func TestInboxGoesByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, sue := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		asked := recorder(t, d)
		rows := func(agent *models.Agent, f models.Filter) func() error {
			return func() error { return third(d.Inbox.Rows(ctx, agent, f)) }
		}
		middle := models.Cursor{Order: 500_000, ID: models.NewID()}
		questions := []struct {
			name, index string
			ask         func() error
		}{
			{"mine", "conversations_mine", rows(ana, models.Filter{List: models.ListMine})},
			{"mine, further on", "conversations_mine", rows(ana, models.Filter{List: models.ListMine, After: middle})},
			{"mine, waiting", "conversations_mine", rows(ana, models.Filter{List: models.ListMine, State: models.StateWaiting})},
			{"open", "conversations_open", rows(ana, models.Filter{List: models.ListOpen})},
			{"open, further on", "conversations_open", rows(ana, models.Filter{List: models.ListOpen, After: middle})},
			{"closed", "conversations_closed", rows(ana, models.Filter{List: models.ListClosed})},
			{"closed, everyone's", "conversations_closed", rows(sue, models.Filter{List: models.ListClosed})},
			{"closed, further on", "conversations_closed", rows(ana, models.Filter{List: models.ListClosed, After: models.Cursor{Order: d.Clock.Now().UnixMicro(), ID: "b"}})},
			{"three rows by id", "conversations_", rows(ana, models.Filter{List: models.ListMine, Only: []string{models.NewID(), models.NewID(), models.NewID()}})},
			{"offers", "conversations_offered", func() error { return second(d.Inbox.Offers(ctx, ana)) }},
		}
		fill(t, d, w, ana, 0, 5_000)
		if n, err := d.Inbox.Counts(ctx, ana); err != nil || n.Active != models.CountedTo || n.Unread != models.CountedTo {
			t.Errorf("counted %+v, %v", n, err)
		}
		counts := newest(asked)
		if wholeTable(t, d, "counts", counts); !strings.Contains(counts.explain(t, d), "conversations_unread") {
			t.Errorf("what is new is not counted in its own index:\n%s", counts.explain(t, d))
		}
		for _, q := range questions {
			must(t, q.ask())
			plan := newest(asked).explain(t, d)
			if !strings.Contains(plan, q.index) || strings.Contains(plan, "Seq Scan on conversations") {
				t.Errorf("%s does not use %s:\n%s", q.name, q.index, plan)
			}
			few := q.index == "conversations_" || q.index == "conversations_offered"
			if strings.Contains(plan, "TEMP B-TREE") && !few { // Postgres may rather sort so few
				t.Errorf("%s sorts what the index has in order:\n%s", q.name, plan)
			}
		}
	})
}
