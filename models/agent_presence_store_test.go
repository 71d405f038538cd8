package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// At the first sign-in of a day people are what their default says; a second
// browser leaves what they chose in the first.
func TestDefaultPresenceAtSignIn(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		sam, err := d.Agents.Create(ctx, nil, models.Profile{
			FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent, DefaultPresence: models.PresenceAway,
		}, password)
		must(t, err)
		is := func(when string, want models.Presence) {
			t.Helper()
			a, err := d.Agents.Find(ctx, sam.ID)
			must(t, err)
			if a.Presence != want {
				t.Errorf("%s: %s, want %s", when, a.Presence, want)
			}
		}
		must(t, d.Agents.SetPresence(ctx, sam.ID, models.PresenceBusy))
		in, _, err := d.SignIns.Start(ctx, sam.Email, password, office)
		must(t, err)
		is("signed in", models.PresenceAway)
		d.Wakes.Take()
		must(t, d.Agents.SetPresence(ctx, sam.ID, models.PresenceDND))
		is("chosen", models.PresenceDND)
		if w := d.Wakes.Take(); len(w) != 1 || w[0].Conversation != "" || w[0].Signal == nil || w[0].Topics[0] != models.TopicAgent(sam.ID) {
			t.Errorf("told: %+v", w)
		}
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		is("signed in elsewhere too", models.PresenceDND)
		must(t, second(d.SignIns.RevokeOthers(ctx, sam.ID, in.ID)))
		must(t, d.SignIns.Revoke(ctx, sam.ID, in.ID))
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		is("signed out and in", models.PresenceAway)
		must(t, d.Agents.SetPresence(ctx, sam.ID, models.PresenceBusy))
		d.Clock.Advance(models.SignInLifetime + time.Hour)
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		is("signed in after long", models.PresenceAway)

		if err := d.Agents.SetPresence(ctx, sam.ID, "asleep"); models.KindOf(err) != models.Invalid {
			t.Errorf("an unknown one: %v", err)
		}
		stored, err := d.Agents.Find(ctx, sam.ID)
		must(t, err)
		if !stored.UpdatedAt.Equal(sam.UpdatedAt) {
			t.Error("a presence is an edit")
		}
	})
}
