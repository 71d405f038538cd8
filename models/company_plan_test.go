package models_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// Who was asked and who took part is kept for ever; what stands now is found by its
// index all the same.
func TestCompanyIsFoundByIndex(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		fill(t, d, w, ana, 0, 10_000)
		for _, statement := range []string{
			`INSERT INTO offers (id, conversation_id, agent_id, kind, by_agent_id, offered_at, expires_at, ended_at, outcome)
				SELECT id, id, '` + ana.ID + `', 'consult', '` + ben.ID + `', created_at, created_at, created_at, 'declined' FROM conversations`,
			`INSERT INTO participants (id, conversation_id, agent_id, kind, joined_at, left_at)
				SELECT id, id, '` + ana.ID + `', 'consultant', created_at, created_at FROM conversations`,
		} {
			must(t, d.DB.Write.Exec(statement).Error)
		}
		analyze(t, d)
		asked := recorder(t, d)
		d.Clock.Advance(models.AnswerFor)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Offers.Asked(ctx, ana)))
		must(t, second(d.Offers.Answers(ctx, ben)))
		must(t, second(d.Offers.Sweep(ctx)))
		must(t, second(d.Conversations.Company(ctx, c.ID)))
		must(t, third(d.Inbox.Rows(ctx, ana, models.Filter{List: models.ListMine})))
		questions := slices.DeleteFunc(*asked, func(q question) bool {
			return !strings.HasPrefix(q.text, "SELECT") || !strings.Contains(q.text, "offers") && !strings.Contains(q.text, "participants")
		})
		if len(questions) < 5 {
			t.Fatalf("asked only %q", questions)
		}
		whole := regexp.MustCompile(`Seq Scan on (offers|participants)|SCAN (offers|participants)(\n|$)`)
		for _, question := range questions {
			if plan := question.explain(t, d); whole.MatchString(plan) {
				t.Errorf("reads everything that ever was:\n%s\n%s", question, plan)
			}
		}
	})
}
