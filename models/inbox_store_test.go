package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// What waits for an agent stands first, longest wait first; the rest follows,
// newest first. Pages join without a gap or a row shown twice.
func TestInboxOrderAndPages(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		for _, name := range []string{"first", "second", "third", "fourth"} {
			c := d.Write(d.Visit(w, name), "Hello, I am "+name)
			must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
			d.Clock.Advance(time.Minute)
			if name == "second" || name == "third" {
				must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Hello "+name))))
			}
			d.Clock.Advance(time.Minute)
		}
		var names []string
		f := models.Filter{List: models.ListMine, Limit: 3}
		for {
			rows, more, err := d.Inbox.Rows(ctx, ana, f)
			must(t, err)
			for _, r := range rows {
				names = append(names, r.Customer())
			}
			if !more {
				break
			}
			f.After = models.ParseCursor(rows[len(rows)-1].CursorIn(models.ListMine).String())
		}
		if diff := cmp.Diff([]string{"first", "fourth", "third", "second"}, names); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

func TestInboxKeepsScopes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		ana, bo, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ines"), "Hello")

		row, err := d.Inbox.Find(ctx, bo, c.ID)
		must(t, err)
		if row.Customer() != "ines" || row.WidgetName == "" || row.CustomerExternalID != "ines" {
			t.Errorf("row: %+v", row)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		if _, err := d.Inbox.Find(ctx, bo, c.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("another agent finds it: %v", err)
		}
		if _, err := d.Inbox.Find(ctx, sue, c.ID); err != nil {
			t.Errorf("the supervisor does not find it: %v", err)
		}
		if who, err := d.Inbox.TakenBy(ctx, c.ID); err != nil || who != "Ana Miller" {
			t.Errorf("taken by %q, %v", who, err)
		}
		for agent, want := range map[*models.Agent]int{ana: 1, bo: 0, sue: 0} {
			rows, _, err := d.Inbox.Rows(ctx, agent, models.Filter{List: models.ListMine, Only: []string{c.ID}})
			must(t, err)
			if len(rows) != want {
				t.Errorf("%s has %d rows of mine, want %d", agent.FirstName, len(rows), want)
			}
		}
		if rows, _, err := d.Inbox.Rows(ctx, ana, models.Filter{List: models.ListMine, Only: []string{}}); err != nil || len(rows) != 0 {
			t.Errorf("only none: %d rows, %v", len(rows), err)
		}
	})
}

// An offer is counted and listed until it is answered or its time is over.
func TestInboxOffersAndCounts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		visit := d.Visit(w, "ines")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Online(ana)
		d.Write(visit, "I am back")
		d.Write(d.Visit(w, "omar"), "Hello")

		got, err := d.Inbox.Counts(ctx, ana)
		must(t, err)
		if diff := cmp.Diff(models.Counts{Open: 2, Offered: 1}, got); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		offers, err := d.Inbox.Offers(ctx, ana)
		must(t, err)
		if len(offers) != 1 || offers[0].ID != c.ID || offers[0].OfferedName != "Ana Miller" {
			t.Errorf("offers: %+v", offers)
		}
		d.Clock.Advance(3 * time.Minute) // the sweep has not looked yet
		if offers, err = d.Inbox.Offers(ctx, ana); err != nil || len(offers) != 0 {
			t.Errorf("offers after their time: %d, %v", len(offers), err)
		}
	})
}

// Nobody's inbox is woken by what it cannot show.
func TestWakesReachOnlyWhoShowsIt(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ines"), "Hello")
		topics := func() map[string]bool {
			told := map[string]bool{}
			for _, w := range d.Wakes.Take() {
				for _, topic := range w.Topics {
					told[topic] = true
				}
			}
			return told
		}
		for _, step := range []struct {
			name         string
			do           func() error
			open, closed bool
		}{
			{"started", func() error { return nil }, true, false},
			{"accepted", func() error { return second(d.Conversations.Accept(ctx, ana, c.ID)) }, true, false},
			{"answered", func() error { return third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Hi"))) }, false, false},
			{"ended", func() error { return second(d.Conversations.End(ctx, ana, c.ID, -1)) }, false, false},
			{"closed", func() error { return second(d.Conversations.Close(ctx, ana, c.ID, "")) }, false, true},
		} {
			must(t, step.do())
			told := topics()
			if told[models.TopicOpen] != step.open || told[models.TopicClosed] != step.closed {
				t.Errorf("%s: open list woken %t, closed list %t; want %t, %t", step.name, told[models.TopicOpen], told[models.TopicClosed], step.open, step.closed)
			}
		}
	})
}
