package models_test

import (
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The acceptance scenarios of the functional specification that are promises of
// the store. Their numbers are that specification's.

const day = 24 * time.Hour

func TestS2ReturnTwoDaysLaterNotParked(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		before := d.Said(c, models.AudienceEveryone)

		d.Clock.Advance(2 * day)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		phone := d.Visit(w, "ada")
		running, err := d.Conversations.Running(d.Ctx(), phone)
		must(t, err)

		if running == nil || running.ID != c.ID || running.State != models.StateActive {
			t.Fatalf("on the phone runs %+v, want the same, active", running)
		}
		if after := d.Said(running, models.AudienceEveryone); !slices.Equal(before, after) {
			t.Errorf("on the phone she reads %q, before %q", after, before)
		}
	})
}

func TestS3ParkFreesCapacityAndIsInvisible(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, third(d.Conversations.Reply(d.Ctx(), ana, c.ID, modeltest.Draft("Try this"))))
		wantLoad(t, d, ana, 20)
		before := d.Said(c, models.AudienceEveryone)

		must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))

		wantLoad(t, d, ana, 0)
		if c = d.Reload(c); c.State != models.StateWaiting {
			t.Errorf("state %s, want waiting", c.State)
		}
		if after := d.Said(c, models.AudienceEveryone); !slices.Equal(before, after) {
			t.Errorf("the customer noticed: %q, before %q", after, before)
		}
		d.Clock.Advance(day)
		if d.Visit(d.Channel(models.ModePersistent, nil), "ada"); d.Reload(c).State != models.StateWaiting {
			t.Error("opening the widget changed the state")
		}
	})
}

func wantLoad(t *testing.T, d *modeltest.Desk, a *models.Agent, want int64) {
	t.Helper()
	if load, err := d.Agents.Load(d.Ctx(), a.ID); err != nil || load != want {
		t.Errorf("load %d (%v), want %d", load, err, want)
	}
}

func TestS7EndMeansFreshStart(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.End(d.Ctx(), ana, c.ID, -1)))

		if running, err := d.Conversations.Running(d.Ctx(), visit); err != nil || running != nil {
			t.Errorf("after the end runs %+v, %v", running, err)
		}
		fresh := d.Write(visit, "A new matter")
		if got, want := d.Said(fresh, models.AudienceEveryone), []string{"A new matter", received}; !slices.Equal(got, want) {
			t.Errorf("the new conversation begins with %q, want %q", got, want)
		}
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, fresh.ID)))
		earlier, err := d.Conversations.Earlier(d.Ctx(), ana, fresh, models.Time{})
		must(t, err)
		if len(earlier) != 1 || earlier[0].ID != c.ID {
			t.Errorf("the agent finds %d earlier conversations, want the ended one", len(earlier))
		}
	})
}

func TestS8WriteInTheSecondOfTheEnd(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.End(d.Ctx(), ana, c.ID, -1)))

		late := modeltest.Draft("And one more thing")
		err := third(d.Conversations.Receive(d.Ctx(), visit, c.ID, late))
		if models.KindOf(err) != models.Conflict || models.CodeOf(err) != models.CodeConversationEnded {
			t.Fatalf("refused with %v, want conversation_ended", err)
		}
		m, fresh, err := d.Conversations.Receive(d.Ctx(), visit, "", late)
		must(t, err)
		if fresh.ID == c.ID || m.Body != late.Body {
			t.Errorf("sent anew it is %q in %s, want the text in a new conversation", m.Body, fresh.ID)
		}
		if _, err := d.Conversations.UndoEnd(d.Ctx(), ana, c.ID); models.CodeOf(err) != models.CodeWrongState {
			t.Errorf("undoing the end now: %v, want a conflict that says she has started anew", err)
		}
	})
}

func TestS9ClosedAfter28DaysWaiting(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))

		d.Clock.Advance(28*day - time.Second)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if got := d.Reload(c).State; got != models.StateWaiting {
			t.Fatalf("a second short: %s", got)
		}
		d.Clock.Advance(time.Second)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if c = d.Reload(c); c.State != models.StateClosed || c.Reason != models.ReasonAutoClosedWaiting {
			t.Fatalf("after 28 days: %s, %s", c.State, c.Reason)
		}
		if fresh := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ada"), "Hello again"); fresh.ID == c.ID {
			t.Error("the return did not start afresh")
		}
	})
}

func TestS17AnotherCustomerOnTheSameBrowser(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		_, token, _, err := d.Visits.Open(d.Ctx(), arrival(d, w, "ada", ""))
		must(t, err)
		_, ada, err := d.Visits.ByToken(d.Ctx(), w.Key, token)
		must(t, err)
		c := d.Write(ada, "My secret")

		bob, _, _, err := d.Visits.Open(d.Ctx(), arrival(d, w, "bob", token)) // the browser hands over what it has
		must(t, err)
		if bob.ID == ada.ID || bob.CustomerID == ada.CustomerID {
			t.Fatal("bob goes on with ada's visit")
		}
		if running, err := d.Conversations.Running(d.Ctx(), bob); err != nil || running != nil {
			t.Errorf("bob sees %+v, %v", running, err)
		}
		if _, err := d.Conversations.OfVisit(d.Ctx(), bob, c.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("bob asks for ada's conversation: %v, want not found", err)
		}
		if err := third(d.Conversations.Receive(d.Ctx(), bob, c.ID, modeltest.Draft("mine"))); models.KindOf(err) != models.NotFound {
			t.Errorf("bob writes in ada's conversation: %v, want not found", err)
		}
	})
}

func arrival(d *modeltest.Desk, w *models.Widget, sub, previous string) models.Arrival {
	return models.Arrival{
		Widget: w, Previous: previous,
		Identity: models.Identity{ExternalID: sub, Name: sub, ExpiresAt: models.At(d.Clock.Now()).Add(time.Hour)},
	}
}

func TestS18AfterEndNoneCanSend(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		laptop, phone := d.Visit(w, "ada"), d.Visit(w, "ada")
		c := d.Write(laptop, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.End(d.Ctx(), ana, c.ID, -1)))

		for name, send := range map[string]func() error{
			"the laptop":               func() error { return third(d.Conversations.Receive(d.Ctx(), laptop, c.ID, modeltest.Draft("x"))) },
			"the phone":                func() error { return third(d.Conversations.Receive(d.Ctx(), phone, c.ID, modeltest.Draft("x"))) },
			"the agent's other window": func() error { return third(d.Conversations.Reply(d.Ctx(), ana, c.ID, modeltest.Draft("x"))) },
		} {
			if err := send(); models.CodeOf(err) != models.CodeConversationEnded {
				t.Errorf("%s sends after the end: %v", name, err)
			}
		}
	})
}
