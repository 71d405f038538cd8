package models_test

import (
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// lookForAgents has the desk look for agents for everything that waits.
func lookForAgents(t *testing.T, d *modeltest.Desk) int {
	t.Helper()
	given, err := d.Assignments.Run(d.Ctx(), models.Routes{All: true})
	must(t, err)
	return given
}

func wantOffered(t *testing.T, d *modeltest.Desk, c *models.Conversation, to *models.Agent) {
	t.Helper()
	got := d.Reload(c)
	want := ""
	if to != nil {
		want = to.ID
	}
	if offered := ptr(got.OfferedAgentID); got.State != models.StateOpen || offered != want {
		t.Errorf("%s, offered to %q, want open, offered to %q", got.State, offered, want)
	}
}

// offerOf is the id of the offer that stands.
func offerOf(t *testing.T, d *modeltest.Desk, c *models.Conversation) string {
	t.Helper()
	var o models.Offer
	must(t, d.DB.Write.Where("conversation_id = ? AND ended_at IS NULL", c.ID).Take(&o).Error)
	return o.ID
}

func ptr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// A stranger to the queue, somebody without a console, and whoever's presence takes
// no work are never offered anything, however free they are.
func TestAssignOnlyToWhoMayAndIsThere(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, stranger, gone, away := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAdmin), d.Agent("Cy", models.RoleAgent), d.Agent("Di", models.RoleAgent)
		d.Queue(w, "Shop", ana, gone, away)
		d.Online(stranger)
		d.Online(away)
		must(t, d.Agents.SetPresence(d.Ctx(), away.ID, models.PresenceAway))
		c := d.Write(d.Visit(w, "ada"), "Hello")

		if lookForAgents(t, d) != 0 {
			t.Error("it was given to somebody")
		}
		wantOffered(t, d, c, nil)
		why, err := d.Assignments.Why(d.Ctx(), stranger, c.ID)
		must(t, err)
		if len(why) != 1 || why[0].AgentID != nil || why[0].Reason != "Nobody could take it: 1 has a presence that takes no work." {
			t.Errorf("decided %+v", why)
		}
		d.Online(ana)
		lookForAgents(t, d)
		wantOffered(t, d, c, ana)
	})
}

// The reason that an agent reads says what was decided by, and the decision names
// who was considered, with what load.
func TestAssignSaysWhy(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		d.Online(ana)
		d.Online(bo)
		first := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, first.ID)))
		c := d.Write(d.Visit(w, "eve"), "Hello")
		lookForAgents(t, d)
		wantOffered(t, d, c, bo)
		why, err := d.Assignments.Why(d.Ctx(), bo, c.ID)
		must(t, err)
		if len(why) != 1 || why[0].Reason != "Most free capacity, 100 of 100, of 2 who could take it." || why[0].Cause != models.CauseArrived {
			t.Fatalf("decided %+v", why)
		}
		if got := why[0].Considered; len(got) != 2 || got[0].Name != "Bo Miller" || got[1].Load != 20 || got[1].Concurrent != 1 {
			t.Errorf("considered %+v", got)
		}
		stranger := d.Agent("Cy", models.RoleAgent)
		if _, err := d.Assignments.Why(d.Ctx(), stranger, first.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("who may not see it reads why: %v", err)
		}
	})
}

// Queues are served by their priority, in each the longest wait first.
func TestAssignByPriorityThenWait(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		late, early := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		d.Queue(late, "Later", ana)
		first := d.Queue(early, "First", ana)
		must(t, d.DB.Write.Model(&models.Queue{}).Where("id = ?", first.ID).Update("priority", 1).Error)
		var order []*models.Conversation
		for _, who := range []string{"a", "b", "c"} {
			order = append(order, d.Write(d.Visit(late, who), "Hello"))
			d.Clock.Advance(time.Second)
		}
		important := d.Write(d.Visit(early, "d"), "Hello")
		must(t, d.DB.Write.Model(&models.Agent{}).Where("id = ?", ana.ID).Update("capacity", 20).Error)
		d.Online(ana)
		for _, c := range append([]*models.Conversation{important}, order...) {
			lookForAgents(t, d)
			wantOffered(t, d, c, ana)
			must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
			must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
			d.Clock.Advance(time.Second)
		}
	})
}

func TestAssignRoundRobin(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		q := d.Queue(w, "Shop", ana, bo)
		must(t, d.DB.Write.Model(&models.Queue{}).Where("id = ?", q.ID).Update("assignment", models.AssignRoundRobin).Error)
		d.Online(ana)
		d.Online(bo)
		got := map[string]int{}
		for _, who := range []string{"a", "b", "c", "d"} {
			c := d.Write(d.Visit(w, who), "Hello")
			lookForAgents(t, d)
			agent := ptr(d.Reload(c).OfferedAgentID)
			got[agent]++
			for _, a := range []*models.Agent{ana, bo} {
				if a.ID == agent { // at once free again: the most free one would be the same each time
					must(t, second(d.Conversations.Accept(d.Ctx(), a, c.ID)))
					must(t, second(d.Conversations.Park(d.Ctx(), a, c.ID, -1)))
				}
			}
			d.Clock.Advance(time.Second)
		}
		if got[ana.ID] != 2 || got[bo.ID] != 2 {
			t.Errorf("Ana %d, Bo %d, want 2 each", got[ana.ID], got[bo.ID])
		}
	})
}

// What a workstream says about handing out its work, one row a field.
func TestAssignHeedsTheWorkstream(t *testing.T) {
	tests := []struct {
		name string
		with func(*models.Workstream)
		then func(t *testing.T, d *modeltest.Desk, w *models.Widget, ana *models.Agent, c *models.Conversation)
	}{
		{"pick: nothing is offered", func(ws *models.Workstream) { ws.Distribution = models.DistributionPick },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, _ *models.Agent, c *models.Conversation) {
				wantOffered(t, d, c, nil)
			}},
		{"auto-accept: it is hers without asking", func(ws *models.Workstream) { ws.AutoAccept = true },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, ana *models.Agent, c *models.Conversation) {
				if got := d.Reload(c); got.State != models.StateActive || ptr(got.AgentID) != ana.ID {
					t.Errorf("%s of %q, want active of Ana", got.State, ptr(got.AgentID))
				}
			}},
		{"auto-accept returning: only whoever comes back to her is hers without asking", func(ws *models.Workstream) { ws.AutoAcceptReturning = true },
			func(t *testing.T, d *modeltest.Desk, w *models.Widget, ana *models.Agent, c *models.Conversation) {
				wantOffered(t, d, c, ana)
				must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
				must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
				d.Write(d.Visit(w, "ada"), "Me again")
				lookForAgents(t, d)
				if got := d.Reload(c); got.State != models.StateActive || ptr(got.AgentID) != ana.ID {
					t.Errorf("%s of %q, want active of Ana", got.State, ptr(got.AgentID))
				}
			}},
		{"allowed presences: without available nobody is asked", func(ws *models.Workstream) { ws.AllowedPresences = models.NewPresenceSet(models.PresenceAway) },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, _ *models.Agent, c *models.Conversation) {
				wantOffered(t, d, c, nil)
			}},
		{"max concurrency: the second waits", func(ws *models.Workstream) { ws.MaxConcurrency = 1 },
			func(t *testing.T, d *modeltest.Desk, w *models.Widget, ana *models.Agent, c *models.Conversation) {
				must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
				next := d.Write(d.Visit(w, "eve"), "Hello")
				lookForAgents(t, d)
				wantOffered(t, d, next, nil)
				must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
				lookForAgents(t, d)
				wantOffered(t, d, next, ana)
			}},
		{"no pick from push: only who is asked takes it", func(ws *models.Workstream) { ws.PickFromPush = false },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, ana *models.Agent, c *models.Conversation) {
				must(t, second(d.Conversations.Decline(d.Ctx(), ana, c.ID)))
				if _, err := d.Conversations.Accept(d.Ctx(), ana, c.ID); models.KindOf(err) != models.Conflict {
					t.Errorf("she picks it: %v", err)
				}
				must(t, second(d.Conversations.Accept(d.Ctx(), d.Agent("Su", models.RoleSupervisor), c.ID)))
			}},
		{"decline limit 1 and no cool-down: never again", func(ws *models.Workstream) { ws.DeclineLimit, ws.CoolDownSeconds = 1, 0 },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, ana *models.Agent, c *models.Conversation) {
				must(t, second(d.Conversations.Decline(d.Ctx(), ana, c.ID)))
				d.Clock.Advance(10 * time.Second)
				lookForAgents(t, d)
				wantOffered(t, d, c, nil)
			}},
		{"cool-down: not before its end", func(ws *models.Workstream) { ws.CoolDownSeconds = 20 },
			func(t *testing.T, d *modeltest.Desk, _ *models.Widget, ana *models.Agent, c *models.Conversation) {
				must(t, second(d.Conversations.Decline(d.Ctx(), ana, c.ID)))
				d.Pass(19 * time.Second)
				lookForAgents(t, d)
				wantOffered(t, d, c, nil)
				d.Pass(time.Second)
				lookForAgents(t, d)
				wantOffered(t, d, c, ana)
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
				ana := d.Agent("Ana", models.RoleAgent)
				d.Online(ana)
				w := d.Channel(models.ModePersistent, tt.with)
				c := d.Write(d.Visit(w, "ada"), "Hello")
				lookForAgents(t, d)
				tt.then(t, d, w, ana, c)
			})
		})
	}
}

// An offer that no browser shows moves on after ten seconds; one that is shown has
// its time.
func TestAssignMovesOnWhenNoBrowserShowsTheOffer(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		must(t, d.DB.Write.Model(ana).Update("capacity", 200).Error) // she is asked first
		d.Online(ana)
		d.Online(bo)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		lookForAgents(t, d)
		wantOffered(t, d, c, ana)
		if err := d.Offers.Shown(d.Ctx(), bo, offerOf(t, d, c)); models.KindOf(err) != models.NotFound {
			t.Errorf("somebody else shows it: %v", err)
		}

		d.Clock.Advance(models.OfferSeenWithin)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		lookForAgents(t, d)
		wantOffered(t, d, c, bo)
		must(t, d.Offers.Shown(d.Ctx(), bo, offerOf(t, d, c)))
		d.Clock.Advance(models.OfferSeenWithin)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		wantOffered(t, d, c, bo)
		if log := strings.Join(d.Said(c, models.AudienceStaff), " "); !strings.Contains(log, "(unseen)") || strings.Contains(log, "(missed)") {
			t.Errorf("the log says %s", log)
		}
	})
}

// What came back is kept for the agent who had it as long as the workstream says;
// the customer is told, and then it is the team's.
func TestAssignHoldsForTheSameAgent(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.AffinityHoldMinutes = 60 })
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		ada := d.Visit(w, "ada")
		c := d.Write(ada, "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
		d.Online(bo)
		d.Write(ada, "Me again")
		lookForAgents(t, d)
		wantOffered(t, d, c, nil)
		if said := d.Said(c, models.AudienceEveryone); said[len(said)-1] != "Ana Miller is away and will answer when back. If that takes too long, a colleague will." && !strings.Contains(said[len(said)-1], "is away and will answer") {
			t.Errorf("she reads %q", said)
		}
		d.Clock.Advance(time.Hour)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		d.Online(bo)
		lookForAgents(t, d)
		wantOffered(t, d, c, bo)
		if said := d.Said(c, models.AudienceEveryone); !strings.Contains(said[len(said)-1], "the next available colleague") {
			t.Errorf("she reads %q", said)
		}
	})
}

// A parked conversation that is to be followed up is put before its agent though the
// customer did not write, and she notices nothing.
func TestAssignFollowsUp(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.FollowUpMinutes = 60 })
		ana := d.Agent("Ana", models.RoleAgent)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
		before := d.Said(c, models.AudienceEveryone)
		d.Clock.Advance(time.Hour)
		d.Online(ana)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		wantOffered(t, d, c, ana)
		if after := d.Said(c, models.AudienceEveryone); len(after) != len(before) {
			t.Errorf("the customer noticed: %q, before %q", after, before)
		}
	})
}

// Two hundred conversations and four desks that look at once: none is offered twice,
// and nobody gets more than fits.
func TestAssignFromSeveralNodesAtOnce(t *testing.T) {
	dsn := modeltest.Postgres(t)
	d := modeltest.New(t, dsn)
	w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CapacityUnits = 25 })
	var agents []*models.Agent
	for n := range 10 {
		a := d.Agent("A"+string(rune('a'+n)), models.RoleAgent)
		d.Online(a)
		agents = append(agents, a)
	}
	for range 60 {
		d.Write(d.Visit(w, models.NewID()), "Hello")
	}
	done := make(chan error)
	for range 4 {
		node := modeltest.New(t, dsn)
		go func() {
			_, err := node.Assignments.Run(node.Ctx(), models.Routes{All: true})
			done <- err
		}()
	}
	for range 4 {
		must(t, <-done)
	}
	lookForAgents(t, d)
	var rows []struct {
		AgentID string
		N       int64
	}
	must(t, d.DB.Write.Raw("SELECT offered_agent_id AS agent_id, COUNT(*) AS n FROM conversations WHERE offered_agent_id IS NOT NULL GROUP BY offered_agent_id").Scan(&rows).Error)
	if len(rows) != len(agents) {
		t.Fatalf("%d agents have offers, want %d", len(rows), len(agents))
	}
	for _, r := range rows {
		if r.N != 4 {
			t.Errorf("%s has %d offers of 25 units, want 4", r.AgentID, r.N)
		}
	}
	var twice int64
	must(t, d.DB.Write.Raw("SELECT COUNT(*) FROM (SELECT conversation_id FROM offers GROUP BY conversation_id HAVING COUNT(*) > 1) AS x").Scan(&twice).Error)
	if twice != 0 {
		t.Errorf("%d conversations were offered more than once", twice)
	}
}

// Who waits in a queue without members is told so, once; who waits for agents that are
// not there is not.
func TestAssignSaysThatAQueueIsEmpty(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		const text = "We could not reach the team. Your message is saved and we will try again."
		ana := d.Agent("Ana", models.RoleAgent)
		empty, staffed := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		d.Queue(empty, "Refunds", ana)
		d.Queue(staffed, "Shop", d.Agent("Bo", models.RoleAgent))
		must(t, second(d.Agents.Deactivate(d.Ctx(), d.Agent("Rosa", models.RoleAdmin), ana.ID)))
		lost, waits := d.Write(d.Visit(empty, "ada"), "Hello"), d.Write(d.Visit(staffed, "ada"), "Hello")
		for range 3 {
			lookForAgents(t, d)
			d.Clock.Advance(time.Minute)
		}
		told := func(c *models.Conversation) (n int) {
			for _, said := range d.Said(c, models.AudienceEveryone) {
				if said == text {
					n++
				}
			}
			return n
		}
		if told(lost) != 1 || told(waits) != 0 {
			t.Errorf("told %d times of an empty queue, %d times of one whose agents are away", told(lost), told(waits))
		}
	})
}
