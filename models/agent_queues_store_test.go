package models_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// From a person's page and from a queue's the same is set, and who has the other
// page open learns of it.
func TestQueuesOfAnAgent(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), employ(t, d, nil, "Dana", models.RoleAdmin)
		returns, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: "Returns", Members: []string{dana.ID}})
		must(t, err)
		repairs, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: "Repairs"})
		must(t, err)
		sam, _, err := d.PasswordLinks.Invite(ctx, dana, models.StaffDraft{
			Profile: models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent}, Queues: []string{returns.ID},
		})
		must(t, err)
		in := func(id string) []string {
			t.Helper()
			ids, err := d.Agents.Queues(ctx, id)
			must(t, err)
			return ids
		}
		if got := in(sam.ID); !slices.Equal(got, []string{returns.ID}) {
			t.Errorf("invited into %v", got)
		}
		_, err = d.Queues.Edit(ctx, dana, returns.ID, returns.UpdatedAt, returns.Draft([]string{dana.ID}))
		if models.CodeOf(err) != models.CodeChanged {
			t.Errorf("the queue's page, opened before: %v", err)
		}
		d.Clock.Advance(time.Minute)
		edited, err := d.Agents.Edit(ctx, dana, sam.ID, sam.UpdatedAt, models.StaffDraft{Profile: sam.Profile(), Queues: []string{repairs.ID, repairs.ID}})
		must(t, err)
		if got := in(sam.ID); !slices.Equal(got, []string{repairs.ID}) {
			t.Errorf("moved to %v", got)
		}
		if got := in(dana.ID); !slices.Equal(got, []string{returns.ID}) {
			t.Errorf("somebody else is in %v now", got)
		}
		history, _, err := d.AuditTrail.List(ctx, models.AuditFilter{Record: repairs.ID})
		must(t, err)
		if len(history) != 2 || history[0].Changes[0].Field != "members" {
			t.Errorf("the queue's history: %+v", history)
		}

		// The other way round.
		repairs, err = d.Queues.Find(ctx, repairs.ID)
		must(t, err)
		must(t, second(d.Queues.Edit(ctx, dana, repairs.ID, repairs.UpdatedAt, repairs.Draft(nil))))
		_, err = d.Agents.Edit(ctx, dana, sam.ID, edited.UpdatedAt, models.StaffDraft{Profile: sam.Profile(), Queues: []string{repairs.ID}})
		if models.CodeOf(err) != models.CodeChanged || len(in(sam.ID)) != 0 {
			t.Errorf("the person's page, opened before: %v, in %v", err, in(sam.ID))
		}
		sam, err = d.Agents.Find(ctx, sam.ID)
		must(t, err)
		for _, id := range []string{models.DefaultQueueID, models.NewID()} {
			_, err := d.Agents.Edit(ctx, dana, sam.ID, sam.UpdatedAt, models.StaffDraft{Profile: sam.Profile(), Queues: []string{id}})
			if models.FieldProblem(err, "queues") == "" {
				t.Errorf("queue %s: %v", id, err)
			}
		}
	})
}

// A person's page and a queue's page saved at the same time: nobody waits for the
// other for ever, and the later one sees that it is late.
func TestPeopleAndQueuesAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := context.Background(), employ(t, d, nil, "Dana", models.RoleAdmin)
		var queues []*models.Queue
		for _, name := range []string{"Returns", "Repairs"} {
			q, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: name})
			must(t, err)
			queues = append(queues, q)
		}
		var people []*models.Agent
		for _, name := range []string{"Sam", "Kim"} {
			people = append(people, employ(t, d, dana, name, models.RoleAgent))
		}
		for range 5 {
			var group sync.WaitGroup
			try := func(do func() error) {
				group.Go(func() {
					if err := do(); err != nil && models.CodeOf(err) != models.CodeChanged {
						t.Errorf("refused: %v", err)
					}
				})
			}
			for _, a := range people {
				a, err := d.Agents.Find(ctx, a.ID)
				must(t, err)
				wanted := []string{queues[1].ID, queues[0].ID}
				if in, err := d.Agents.Queues(ctx, a.ID); err != nil || len(in) == 2 {
					wanted = nil
				}
				try(func() error {
					return second(d.Agents.Edit(ctx, dana, a.ID, a.UpdatedAt, models.StaffDraft{Profile: a.Profile(), Queues: wanted}))
				})
			}
			for _, q := range queues {
				q, err := d.Queues.Find(ctx, q.ID)
				must(t, err)
				try(func() error {
					return second(d.Queues.Edit(ctx, dana, q.ID, q.UpdatedAt, q.Draft([]string{people[1].ID, people[0].ID})))
				})
			}
			group.Wait()
		}
	})
}
