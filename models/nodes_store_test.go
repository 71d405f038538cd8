package models_test

import (
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The look that each node takes all the time costs what was changed lately, not what
// there is: it goes by its indexes.
func TestALookGoesByIndexes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana, w := d.Agent("Ana", models.RoleAgent), d.Channel(models.ModePersistent, nil)
		fill(t, d, w, ana, 0, 5_000) // long ago
		d.Clock.Advance(time.Hour)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		analyze(t, d)

		asked := recorder(t, d)
		from, until := models.At(d.Clock.Now()).Add(-time.Minute), models.At(d.Clock.Now()).Add(time.Second)
		wakes, _, more, err := d.Nodes.Changed(d.Ctx(), models.Place{At: from}, until)
		must(t, err)
		question := newest(asked)
		if len(wakes) != 1 || wakes[0].Conversation != c.ID || wakes[0].Changed != c.LastChangedSeq || !wakes[0].At.Equal(c.UpdatedAt) || more {
			t.Fatalf("found %+v (more: %v), want %s", wakes, more, c.ID)
		}
		plan := question.run(t, d) // sign-ins and visits are few
		for _, index := range []string{"conversations_touched", "sign_ins_revoked", "visits_ended"} {
			if !strings.Contains(plan, index) {
				t.Errorf("the look does not use %s:\n%s", index, plan)
			}
		}
	})
}

// However much was changed, also in one instant, the pages of a look have all of it once.
func TestALookHasPages(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		fill(t, d, d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent), 0, 12_000)
		must(t, d.DB.Write.Exec("UPDATE conversations SET touched_at = updated_at").Error) // as a store would
		found, pages := map[string]int{}, 0
		place := models.Place{At: models.At(d.Clock.Now()).Add(-time.Second)}
		for more := true; more; pages++ {
			var wakes []models.Wake
			var err error
			wakes, place, more, err = d.Nodes.Changed(d.Ctx(), place, models.At(d.Clock.Now()).Add(time.Second))
			must(t, err)
			for _, wake := range wakes {
				found[wake.Conversation]++
			}
		}
		if len(found) != 12_000 || pages != 3 {
			t.Errorf("%d found on %d pages", len(found), pages)
		}
		for id, times := range found {
			if times != 1 {
				t.Fatalf("%s was found %d times", id, times)
			}
		}
	})
}
