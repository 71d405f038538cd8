package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// How a conversation stands is told to its own customer, in its own widget: who
// she saw join last, whoever has it now.
func TestStanding(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, other := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		ana, bob, elsewhere := d.Visit(w, "ana"), d.Visit(w, "bob"), d.Visit(other, "ana")
		maria := d.Agent("Maria", models.RoleAgent)
		standing := func(v *models.Visit, id string) (*models.Standing, error) {
			return d.Conversations.Standing(d.Ctx(), v, id)
		}

		if s, err := standing(ana, ""); s != nil || err != nil {
			t.Errorf("before the first message: %v, %v", s, err)
		}
		c := d.Write(ana, "Hello")
		if s, err := standing(ana, ""); err != nil || s.ID != c.ID || s.Full() != "" || s.LastChangedSeq != c.LastChangedSeq {
			t.Errorf("open: %+v, %v", s, err)
		}
		for _, verb := range []func() error{
			func() error { _, err := d.Conversations.Accept(d.Ctx(), maria, c.ID); return err },
			func() error { _, err := d.Conversations.Park(d.Ctx(), maria, c.ID, -1); return err },
			func() error { d.Write(ana, "Back"); return nil },
		} {
			if err := verb(); err != nil {
				t.Fatal(err)
			}
			if s, err := standing(ana, c.ID); err != nil || s.FirstName != "Maria" {
				t.Errorf("she talks to %+v, %v; want Maria throughout", s, err)
			}
		}
		for name, v := range map[string]*models.Visit{"another customer": bob, "another widget": elsewhere} {
			if s, err := standing(v, c.ID); models.KindOf(err) != models.NotFound {
				t.Errorf("%s is told %+v, %v", name, s, err)
			}
			if s, err := standing(v, ""); s != nil || err != nil {
				t.Errorf("%s has running %+v, %v", name, s, err)
			}
		}
		if _, err := d.Conversations.Accept(d.Ctx(), maria, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Conversations.End(d.Ctx(), maria, c.ID, -1); err != nil {
			t.Fatal(err)
		}
		if s, err := standing(ana, ""); s != nil || err != nil {
			t.Errorf("after the end she has running %+v, %v", s, err)
		}
		if s, err := standing(ana, c.ID); err != nil || s.State != models.StateWrapUp {
			t.Errorf("the ended one: %+v, %v", s, err)
		}
	})
}

// A stream asks whether its visit goes on: under whatever token, until its time is
// over or it was ended.
func TestCurrentVisit(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		now := models.At(d.Clock.Now())
		arrive := func(previous string, exp models.Time) (*models.Visit, string) {
			t.Helper()
			v, token, _, err := d.Visits.Open(d.Ctx(), models.Arrival{
				Widget: w, Previous: previous, Identity: models.Identity{ExternalID: "ana", ExpiresAt: exp},
				UserAgent: "broken \xff\x00 bytes", Locale: "de\x00", Origin: "https://shop.example",
			})
			if err != nil {
				t.Fatal(err)
			}
			return v, token
		}
		v, token := arrive("", now.Add(time.Hour))
		if !v.ExpiresAt.Equal(now.Add(time.Hour)) {
			t.Errorf("ends at %v, want with its token", v.ExpiresAt)
		}
		again, _ := arrive(token, now.Add(2*time.Hour))
		if again.ID != v.ID {
			t.Error("the same customer's visit did not go on")
		}
		d.Clock.Advance(90 * time.Minute)
		if _, err := d.Visits.Current(d.Ctx(), v.ID); err != nil {
			t.Errorf("renewed, but over: %v", err)
		}
		d.Clock.Advance(time.Hour)
		if _, err := d.Visits.Current(d.Ctx(), v.ID); models.KindOf(err) != models.Unauthorized {
			t.Errorf("after its time: %v", err)
		}

		// A token taken in the last seconds of the clocks' tolerance is over already;
		// its visit lasts long enough to be used.
		now = models.At(d.Clock.Now())
		late, _ := arrive("", now.Add(-30*time.Second))
		if got, err := d.Visits.Current(d.Ctx(), late.ID); err != nil || got.ExpiresAt.Sub(now) != time.Minute {
			t.Errorf("of a late token: %v, %v", got, err)
		}
		if err := d.Visits.End(d.Ctx(), late); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Visits.Current(d.Ctx(), late.ID); models.KindOf(err) != models.Unauthorized {
			t.Errorf("after the logout: %v", err)
		}
	})
}
