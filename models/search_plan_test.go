package models_test

import (
	"fmt"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// talk puts messages from to before to, places and all, into the index and into
// the conversations that fill made, in turn. In each stands “common”, in a tenth
// “often3”, in a thousandth “seldom7”, in one alone “only42”.
func talk(t testing.TB, d *modeltest.Desk, conversations, from, to int) {
	t.Helper()
	texts := "'common often' || CAST(i % 10 AS TEXT) || ' seldom' || CAST(i % 1000 AS TEXT) || ' only' || CAST(i AS TEXT) || ' and whatever else is said of a tent'"
	index := "INSERT INTO message_words (rowid, words) SELECT search_id, body FROM messages WHERE search_id > ? AND search_id <= ?"
	people := "INSERT INTO customer_words (rowid, words) SELECT search_id, name FROM customers WHERE search_id > ?"
	if d.DB.Dialect == "postgres" {
		index = "INSERT INTO message_words (id, words) SELECT search_id, to_tsvector('simple', body) FROM messages WHERE search_id > ? AND search_id <= ?"
		people = "INSERT INTO customer_words (id, words) SELECT search_id, to_tsvector('simple', name) FROM customers WHERE search_id > ?"
	}
	type statement struct {
		text string
		args []any
	}
	for _, s := range []statement{
		{`INSERT INTO messages (conversation_id, seq, changed_seq, kind, audience, body, created_at, search_id)
			WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			SELECT 'b0000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + i % ? AS TEXT), 2), 2 + i / ?, 2 + i / ?, 'agent', 'everyone', ` + texts + `,
				conversations.created_at, i + 1
			FROM n JOIN conversations ON conversations.id = 'b0000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + i % ? AS TEXT), 2)`,
			[]any{from, to - 1, conversations, conversations, conversations, conversations}},
		{index, []any{from, to}},
		{"UPDATE customers SET search_id = 1 + CAST(SUBSTR(id, 25) AS BIGINT) WHERE id LIKE 'a%' AND search_id IS NULL", nil},
		{people, []any{0}},
		{"UPDATE search_places SET last = 1000000000", nil},
	} {
		if from > 0 && strings.Contains(s.text, "customer") {
			continue
		}
		if err := d.DB.Write.Exec(s.text, s.args...).Error; err != nil {
			t.Fatalf("%.60s: %v", s.text, err)
		}
	}
	analyze(t, d)
}

// searches are questions of every kind: frequent and rare words, of somebody who
// sees everything and of somebody who sees a part of it.
func searches(ana, sue *models.Agent) []struct {
	name  string
	agent *models.Agent
	q     models.Query
} {
	return []struct {
		name  string
		agent *models.Agent
		q     models.Query
	}{
		{"a word that is everywhere", sue, models.Query{Text: "common"}},
		{"everywhere, further on", sue, models.Query{Text: "common", After: 5_000}},
		{"a frequent one", sue, models.Query{Text: "often3"}},
		{"a seldom one", sue, models.Query{Text: "seldom7"}},
		{"the only one", sue, models.Query{Text: "only42"}},
		{"the beginning of many", sue, models.Query{Text: "onl"}},
		{"two words", sue, models.Query{Text: "common seldom77"}},
		{"no word of it", sue, models.Query{Text: "elephant"}},
		{"everywhere, by an agent", ana, models.Query{Text: "common"}},
		{"seldom, by an agent", ana, models.Query{Text: "seldom8"}},
		{"a customer", sue, models.Query{Text: "customer 4711", Part: models.SearchCustomers}},
		{"customers, by an agent", ana, models.Query{Text: "customer", Part: models.SearchCustomers}},
	}
}

// A search reads the index of words, and no table from end to end.
func TestSearchGoesByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana, bo, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		asked := recorder(t, d)
		fill(t, d, w, bo, 0, 1_000)
		talk(t, d, 1_000, 0, 5_000)
		for _, s := range searches(ana, sue) {
			*asked = nil
			must(t, second(d.Search.Find(d.Ctx(), s.agent, s.q)))
			for _, query := range *asked {
				wholeTable(t, d, s.name, query)
			}
			if len(*asked) == 0 {
				t.Errorf("%s: nothing was asked", s.name)
			}
		}
	})
}

// growing are the tables that have no bound.
var growing = []string{
	"conversations", "messages", "customers", "visits", "audit_entries", "context_values", "streams", "widget_sightings",
	"message_words", "customer_words", "reconnect_links", "sign_ins", "password_links",
}

// wholeTable reports a query that can't but read a growing table from end to end.
func wholeTable(t *testing.T, d *modeltest.Desk, name string, query question) {
	t.Helper()
	for _, line := range strings.Split(query.run(t, d), "\n") {
		for _, table := range growing {
			whole := fmt.Sprintf("Seq Scan on %s", table)
			if d.DB.Dialect == "sqlite" {
				whole = "SCAN " + table
				if strings.Contains(line, whole+" VIRTUAL TABLE INDEX") {
					continue
				}
			}
			if at := strings.Index(line, whole); at >= 0 && !strings.HasPrefix(line[at+len(whole):], "_") {
				t.Errorf("%s reads all of %s: %s\n%s", name, table, strings.TrimSpace(line), query)
			}
		}
	}
}
