package seed

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// The stories can be told at whatever time of day somebody starts the demo.
func TestConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, desk *modeltest.Desk) {
		desk.Clock.Advance(-40 * 24 * time.Hour)
		staff := map[string]*models.Agent{
			"ana": desk.Agent("Ana", models.RoleAgent), "ben": desk.Agent("Ben", models.RoleAgent), "sofia": desk.Agent("Sofia", models.RoleSupervisor),
		}
		widget := desk.Channel(models.ModePersistent, nil)
		desk.Clock.Advance(40*24*time.Hour + 55*time.Minute)
		begun := time.Now()
		if err := Conversations(desk.Ctx(), desk.DB, desk.Clock.Now(), widget, staff, "https://shop.example"); err != nil {
			t.Fatal(err)
		}
		t.Logf("told in %v", time.Since(begun))

		var all []models.Conversation
		if err := desk.DB.Read.Find(&all).Error; err != nil {
			t.Fatal(err)
		}
		states := map[models.State]int{}
		longest := 0
		for _, c := range all {
			states[c.State]++
			log := desk.Log(&c)
			for i, m := range log {
				if m.Seq != int64(i+1) {
					t.Fatalf("the log of %s has a gap at %d", c.ID, i+1)
				}
			}
			longest = max(longest, len(log))
		}
		t.Logf("%d conversations: %v; the longest has %d rows", len(all), states, longest)
		for _, state := range []models.State{models.StateOpen, models.StateActive, models.StateWaiting, models.StateWrapUp, models.StateClosed} {
			if states[state] < 2 {
				t.Errorf("%d conversations are %s, want some", states[state], state)
			}
		}
		if len(all) < 40 || longest <= 2*models.PageSize {
			t.Errorf("%d conversations, the longest of %d rows: too few to look at", len(all), longest)
		}
		// What is due at once would change under the first visitor's eyes.
		for _, c := range all {
			if c.DeadlineAt.Due(models.At(desk.Clock.Now())) {
				t.Errorf("conversation %s (%s) is due already", c.ID, c.State)
			}
		}
	})
}
