package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// An agent sees what waits in the queues they are in, as one list; what waits
// elsewhere is not found and can't be taken. Supervisors see everything.
func TestQueuesScopeTheOpenList(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		ana, ben, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		common, first, other := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		d.Queue(first, "First line", ana)
		d.Queue(other, "Returns", ana, ben)
		byWidget := map[string]*models.Conversation{}
		for _, step := range []struct {
			name string
			w    *models.Widget
		}{{"first", first}, {"common", common}, {"other", other}, {"common again", common}} {
			byWidget[step.name] = d.Write(d.Visit(step.w, step.name), "Hello")
			d.Clock.Advance(1e9)
		}
		names := func(a *models.Agent, f models.Filter) (list []string) {
			f.List = models.ListOpen
			for {
				rows, more, err := d.Inbox.Rows(ctx, a, f)
				must(t, err)
				for _, r := range rows {
					list = append(list, r.Customer())
				}
				if !more {
					return list
				}
				f.After = rows[len(rows)-1].CursorIn(models.ListOpen)
			}
		}
		for _, tt := range []struct {
			agent *models.Agent
			want  []string
		}{
			{ana, []string{"first", "common", "other", "common again"}},
			{ben, []string{"common", "other", "common again"}},
			{sue, []string{"first", "common", "other", "common again"}},
		} {
			for _, limit := range []int{1, 2, 30} {
				if diff := cmp.Diff(tt.want, names(tt.agent, models.Filter{Limit: limit})); diff != "" {
					t.Errorf("%s, %d a page (-want +got):\n%s", tt.agent.FirstName, limit, diff)
				}
			}
			counts, err := d.Inbox.Counts(ctx, tt.agent)
			must(t, err)
			if counts.Open != int64(len(tt.want)) {
				t.Errorf("%s has %d open, want %d", tt.agent.FirstName, counts.Open, len(tt.want))
			}
		}
		hidden := byWidget["first"]
		if got := names(ben, models.Filter{Only: []string{hidden.ID, byWidget["other"].ID}}); !cmp.Equal(got, []string{"other"}) {
			t.Errorf("only these: %v", got)
		}
		if _, err := d.Inbox.Find(ctx, ben, hidden.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("he finds it: %v", err)
		}
		if _, err := d.Conversations.Accept(ctx, ben, hidden.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("he takes it: %v", err)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, hidden.ID)))
	})
}

// Affinity gives no work to somebody who is not in the queue any more.
func TestAffinityAsksTheQueue(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		q := d.Queue(w, "Returns", ana, ben)
		visit := d.Visit(w, "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		must(t, second(d.Queues.Edit(ctx, nil, q.ID, q.UpdatedAt, models.QueueDraft{Name: q.Name, Members: []string{ben.ID}})))
		d.Online(ana)
		if c = d.Write(visit, "I am back"); c.OfferedAgentID != nil {
			t.Errorf("offered to %s", *c.OfferedAgentID)
		}
	})
}

func TestQueuesAreKept(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana, ben := d.Ctx(), d.Agent("Dana", models.RoleAdmin), d.Agent("Ben", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		q := d.Queue(w, "Returns", dana, ben)
		if _, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: " "}); models.FieldProblem(err, "name") == "" {
			t.Errorf("no name: %v", err)
		}
		if _, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: "X", Members: []string{models.NewID()}}); models.FieldProblem(err, "members") == "" {
			t.Errorf("nobody's member: %v", err)
		}
		copied, err := d.Queues.Copy(ctx, dana, q.ID)
		must(t, err)
		members, err := d.Queues.Members(ctx, copied.ID)
		must(t, err)
		if copied.Name != "Copy of Returns" || len(members) != 2 {
			t.Errorf("copied %s with %d members", copied.Name, len(members))
		}
		if _, err := d.Queues.Edit(ctx, dana, q.ID, models.At(d.Clock.Now()).Add(-1e9), q.Draft(nil)); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("the later of two: %v", err)
		}
		if _, err := d.Queues.Deactivate(ctx, dana, q.ID); models.CodeOf(err) != models.CodeInUse || !strings.Contains(models.Explain(err), "“Shop persistent”") {
			t.Errorf("in use: %v", err)
		}
		if _, err := d.Queues.Deactivate(ctx, dana, models.DefaultQueueID); models.CodeOf(err) != models.CodeInUse {
			t.Errorf("the default queue: %v", err)
		}
		must(t, second(d.Queues.Deactivate(ctx, dana, copied.ID)))
		ws, err := d.Workstreams.Find(ctx, w.WorkstreamID)
		must(t, err)
		draft := ws.Draft()
		draft.QueueID = copied.ID
		if _, err := d.Workstreams.Edit(ctx, dana, ws.ID, ws.UpdatedAt, draft); models.FieldProblem(err, "queue_id") == "" {
			t.Errorf("a deactivated queue is chosen: %v", err)
		}
		must(t, second(d.Queues.Activate(ctx, dana, copied.ID)))

		everyone, err := d.Queues.Find(ctx, models.DefaultQueueID)
		must(t, err)
		everyone, err = d.Queues.Edit(ctx, dana, everyone.ID, everyone.UpdatedAt, models.QueueDraft{Name: "Nobody", OperatingHoursID: d.Hours("UTC", "08:00", "17:00").ID})
		must(t, err)
		if everyone.Name != "Everyone" || everyone.OperatingHoursID == nil {
			t.Errorf("the default queue is %+v", everyone)
		}
		rows, _, err := d.Queues.List(ctx, models.Listing{})
		must(t, err)
		var lines []string
		for _, r := range rows {
			lines = append(lines, strings.Join([]string{r.Name, r.HoursName, string(rune('0' + r.Members)), string(rune('0' + r.Workstreams))}, "|"))
		}
		if diff := cmp.Diff([]string{"Copy of Returns||2|0", "Everyone|Hours|2|0", "Returns||2|1"}, lines); diff != "" {
			t.Errorf("listed:\n%s", diff)
		}
		if n, err := d.Queues.Open(ctx, q.ID); err != nil || n != 0 {
			t.Errorf("%d wait, %v", n, err)
		}
		if candidates, err := d.Queues.Candidates(ctx, q.ID); err != nil || len(candidates) != 2 {
			t.Errorf("%d candidates, %v", len(candidates), err)
		}
	})
}
