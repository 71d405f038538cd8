package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// A message costs those who follow its conversation nothing: neither its agent's windows,
// with their lists, nor its customer's.
func TestWhoFollowsAsksNothing(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Inbox.Follow(ctx, ana, c.ID)))
		mine := models.Filter{List: models.ListMine}
		asked := recorder(t, d)

		for _, say := range []func() error{
			func() error { c = d.Write(visit, "Are you there?"); return nil },
			func() (err error) {
				_, c, err = d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Yes."))
				return err
			},
			func() (err error) {
				_, c, err = d.Conversations.Note(ctx, ana, c.ID, modeltest.Draft("Asks again"))
				return err
			},
		} {
			must(t, say())
			if len(*asked) == 0 {
				t.Fatal("nothing is recorded")
			}
			*asked = nil
			row, err := d.Inbox.Follow(ctx, ana, c.ID)
			must(t, err)
			rows, gone, err := d.Inbox.Moved(ctx, ana, mine, []string{c.ID})
			must(t, err)
			for _, reader := range []models.Audience{models.AudienceStaff, models.AudienceEveryone} {
				must(t, second(d.Conversations.Changes(ctx, c.ID, reader, c.LastChangedSeq-1, c.LastChangedSeq, 100)))
			}
			if len(*asked) > 0 {
				t.Errorf("the database was asked: %q", *asked)
			}
			if row.LastSeq != c.LastSeq || len(rows) != 1 || rows[0].LastSeq != c.LastSeq || len(gone) > 0 || row.CustomerName == "" {
				t.Errorf("at %d, the row is at %d, the list has %+v without %v", c.LastSeq, row.LastSeq, rows, gone)
			}
		}
	})
}

// Memory lets nobody see what is not theirs, or what is in another list.
func TestFollowKeepsToTheScope(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben, sam := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent), d.Agent("Sam", models.RoleSupervisor)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		sees := func(a *models.Agent, want bool) {
			t.Helper()
			_, err := d.Inbox.Follow(ctx, a, c.ID)
			if kind := models.KindOf(err); (err == nil) != want || err != nil && kind != models.NotFound {
				t.Errorf("%s, %s: %v", d.Reload(c).State, a.Name(), err)
			}
		}
		lists := func(a *models.Agent, f models.Filter, want bool) {
			t.Helper()
			rows, gone, err := d.Inbox.Moved(ctx, a, f, []string{c.ID})
			must(t, err)
			if len(rows)+len(gone) != 1 || (len(rows) == 1) != want {
				t.Errorf("%s, %+v of %s's: %d there, %v gone", d.Reload(c).State, f, a.Name(), len(rows), gone)
			}
		}
		follow := func() {
			t.Helper()
			must(t, second(d.Inbox.Follow(ctx, sam, c.ID)))
		}
		mine, open, closed := models.Filter{List: models.ListMine}, models.Filter{List: models.ListOpen}, models.Filter{List: models.ListClosed}

		follow()
		sees(ana, true)
		sees(ben, true)
		lists(ana, open, true)
		lists(sam, open, true)
		lists(ana, mine, false)

		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		follow()
		sees(ana, true)
		sees(ben, false)
		sees(sam, true)
		lists(ana, mine, true)
		lists(ben, mine, false)
		lists(sam, mine, false)
		lists(sam, open, false)
		lists(ana, models.Filter{List: models.ListMine, State: models.StateActive}, true)
		lists(ana, models.Filter{List: models.ListMine, State: models.StateWaiting}, false)

		must(t, second(d.Conversations.ForceClose(ctx, sam, c.ID)))
		follow()
		sees(ben, true)
		lists(ana, mine, false)
		lists(ana, closed, true)
		lists(ben, closed, false)
		lists(sam, closed, true)
	})
}

// What nobody is woken for is seen after a while all the same.
func TestFollowForgets(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Inbox.Follow(ctx, ana, c.ID)))
		d.Set(w, "name", "Returns")
		d.Clock.Advance(5 * time.Second)
		row, err := d.Inbox.Follow(ctx, ana, c.ID)
		if must(t, err); row.WidgetName != "Returns" {
			t.Errorf("the widget is still called %q", row.WidgetName)
		}
	})
}

// What another node changed is read: it is heard of, and nothing of it is known.
func TestFollowHearsOfOtherNodes(t *testing.T) {
	url := modeltest.Postgres(t)
	here, there := modeltest.New(t, url), modeltest.New(t, url)
	there.Wake = here.Heard
	ctx, ana := here.Ctx(), here.Agent("Ana", models.RoleAgent)
	visit := here.Visit(here.Channel(models.ModePersistent, nil), "ada")
	c := here.Write(visit, "Hello")
	for range 3 {
		must(t, second(here.Inbox.Follow(ctx, ana, c.ID)))
		c = there.Write(visit, "And from another page")
		row, err := here.Inbox.Follow(ctx, ana, c.ID)
		if must(t, err); row.LastSeq != c.LastSeq {
			t.Errorf("at %d the row is at %d", c.LastSeq, row.LastSeq)
		}
		c = here.Write(visit, "And from here")
		changes, err := here.Conversations.Changes(ctx, c.ID, models.AudienceEveryone, c.LastChangedSeq-2, c.LastChangedSeq, 100)
		if must(t, err); len(changes) != 2 {
			t.Errorf("of two changes %d are told", len(changes))
		}
	}
}
