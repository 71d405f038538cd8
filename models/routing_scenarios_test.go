package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The acceptance scenarios of the functional specification about who gets the work.

func TestS1OfferedToTheHighestCapacity(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		d.Set(w, "show_position", true) // configured, and never said
		d.Set(w, "show_wait", true)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		must(t, d.DB.Write.Model(bo).Update("capacity", 120).Error)
		d.Online(ana)
		d.Online(bo)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		if c.State != models.StateOpen {
			t.Fatalf("begins %s, want open", c.State)
		}
		lookForAgents(t, d)
		wantOffered(t, d, c, bo)
		must(t, second(d.Conversations.Accept(d.Ctx(), bo, c.ID)))
		if got := d.Reload(c).State; got != models.StateActive {
			t.Errorf("accepted it is %s, want active", got)
		}
		if got, want := d.Said(c, models.AudienceEveryone), []string{"Hello", received, "(joined)"}; !slices.Equal(got, want) {
			t.Errorf("she reads %q, want %q: no place, no wait", got, want)
		}
	})
}

// parked is a conversation of ada's that ana parked.
func parked(t *testing.T, d *modeltest.Desk, w *models.Widget, ana *models.Agent) (*models.Conversation, *models.Visit) {
	t.Helper()
	ada := d.Visit(w, "ada")
	c := d.Write(ada, "Hello")
	must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
	must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
	return c, ada
}

// occupy gives the agent as many conversations as fit.
func occupy(t *testing.T, d *modeltest.Desk, w *models.Widget, a *models.Agent, n int) {
	t.Helper()
	for range n {
		c := d.Write(d.Visit(w, models.NewID()), "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), a, c.ID)))
	}
}

func TestS4SameAgentOverCapacity(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		c, ada := parked(t, d, w, ana)
		occupy(t, d, w, ana, 5) // 100 of 100
		must(t, d.Agents.SetPresence(d.Ctx(), ana.ID, models.PresenceAvailable))
		d.Online(ana)
		d.Online(bo)
		d.Write(ada, "Me again")
		wantOffered(t, d, c, ana)
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		if got := d.Reload(c); got.State != models.StateActive || ptr(got.AgentID) != ana.ID {
			t.Errorf("%s of %q, want active of Ana", got.State, ptr(got.AgentID))
		}
		wantLoad(t, d, ana, 120)
	})
}

func TestS5SameAgentOffline(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		c, ada := parked(t, d, w, ana)
		d.Online(bo)
		d.Write(ada, "Me again")
		if said := d.Said(c, models.AudienceEveryone); !strings.Contains(said[len(said)-1], "away") {
			t.Errorf("she reads %q, want that Ana is away", said)
		}
		lookForAgents(t, d)
		wantOffered(t, d, c, bo)
		must(t, second(d.Conversations.Accept(d.Ctx(), bo, c.ID)))
		if said := d.Said(c, models.AudienceStaff); !slices.Contains(said, "Hello") || !slices.Contains(said, "(parked)") {
			t.Errorf("Bo reads %q, want everything from the beginning", said)
		}
	})
}

func TestS6OfferRunsOut(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CoolDownSeconds, ws.DeclineLimit = 0, 2 })
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		c, ada := parked(t, d, w, ana)
		online := func() { d.Online(ana); d.Online(bo) }
		runOut := func(of *models.Agent) {
			t.Helper()
			must(t, d.Offers.Shown(d.Ctx(), of, offerOf(t, d, c)))
			d.Clock.Advance(120 * time.Second)
			must(t, second(d.Conversations.Sweep(d.Ctx())))
			online()
			lookForAgents(t, d)
		}
		online()
		d.Write(ada, "Me again")
		wantOffered(t, d, c, ana)
		runOut(ana)
		wantOffered(t, d, c, bo) // the next one
		runOut(bo)
		wantOffered(t, d, c, ana) // who had it before, among equals
		runOut(ana)
		wantOffered(t, d, c, bo)
		runOut(bo)
		wantOffered(t, d, c, nil) // everybody as often as allowed
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
	})
}

func TestS21WrapUpBlocksForAWhile(t *testing.T) {
	for mode, closes := range map[models.Mode]time.Duration{models.ModePersistent: day, models.ModeLive: 15 * time.Minute} {
		t.Run(string(mode), func(t *testing.T) {
			modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
				w := d.Channel(mode, func(ws *models.Workstream) { ws.WrapUpBlockSeconds, ws.CapacityUnits = 300, 100 })
				ana := d.Agent("Ana", models.RoleAgent)
				c := d.Write(d.Visit(w, "ada"), "Hello")
				must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
				must(t, second(d.Conversations.End(d.Ctx(), ana, c.ID, -1)))
				d.Online(ana)
				next := d.Write(d.Visit(w, "eve"), "Hello")
				lookForAgents(t, d)
				wantOffered(t, d, next, nil)

				routed := models.Routes{}
				d.Route = func(r models.Routes) { routed.Merge(r) }
				d.Clock.Advance(5 * time.Minute)
				must(t, second(d.Agents.Sweep(d.Ctx())))
				wantLoad(t, d, ana, 0)
				if !routed.All {
					t.Error("nobody was told that her capacity is back")
				}
				d.Online(ana)
				lookForAgents(t, d)
				wantOffered(t, d, next, ana)

				d.Clock.Advance(closes - 5*time.Minute)
				for more := 1; more > 0; {
					var err error
					more, err = d.Conversations.Sweep(d.Ctx())
					must(t, err)
				}
				if got := d.Reload(c); got.State != models.StateClosed {
					t.Errorf("after %v it is %s, want closed", closes, got.State)
				}
			})
		})
	}
}
