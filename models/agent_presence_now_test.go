package models_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The rule in SQL says of every agent what the rule in Go does: three hundred agents in
// whatever condition, with conversations in whatever state.
func TestPresenceIsTheSameInSQL(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		random := rand.New(rand.NewPCG(4, 3))
		agents := populate(t, d, random, 300, 900)
		people, err := d.Agents.People(d.Ctx())
		must(t, err)
		byRule := map[string]models.PresenceNow{}
		for _, p := range people {
			byRule[p.Agent.ID] = p.PresenceNow
		}
		rows, err := d.Agents.PresencesInSQL(d.Ctx())
		must(t, err)
		seen := map[models.Presence]int{}
		for _, row := range rows {
			want, active := byRule[row.AgentID]
			if !active {
				want.Presence, want.Units, want.Capacity = models.PresenceOffline, row.Units, row.Capacity
			}
			if row.Presence != want.Presence || row.Units != want.Units || row.Capacity != want.Capacity {
				t.Errorf("in SQL %+v, by the rule %+v", row, want)
			}
			seen[row.Presence]++
		}
		if len(rows) != len(agents) {
			t.Errorf("%d rows of %d agents", len(rows), len(agents))
		}
		for _, p := range append([]models.Presence{models.PresenceInactive}, models.Presences...) {
			if seen[p] == 0 {
				t.Errorf("nobody is %s: the test shows nothing of it", p)
			}
		}
		for _, of := range [][]string{{agents[0]}, agents[1:8]} {
			some, err := d.Agents.PresencesInSQL(d.Ctx(), of...)
			must(t, err)
			if len(some) != len(of) {
				t.Errorf("asked for %d, got %d", len(of), len(some))
			}
		}
	})
}

// populate makes agents and conversations in conditions of all sorts.
func populate(t testing.TB, d *modeltest.Desk, random *rand.Rand, agents, conversations int) []string {
	now := models.At(d.Clock.Now())
	node := models.Node{ID: models.NewID(), StartedAt: now, ExpiresAt: now.Add(time.Hour)}
	dead := models.Node{ID: models.NewID(), StartedAt: now, ExpiresAt: now}
	must(t, d.DB.Write.Create([]models.Node{node, dead}).Error)
	var people []models.Agent
	var streams []models.Stream
	for i := range agents {
		a := models.Agent{
			ID: models.NewID(), Email: fmt.Sprintf("agent%d@desk.example", i), FirstName: "Agent", Role: models.RoleAgent, PasswordHash: "none",
			Capacity: 60, Presence: models.Presences[random.IntN(5)], PresenceChosen: random.IntN(3) == 0,
			DefaultPresence: models.PresenceAvailable, CreatedAt: now, UpdatedAt: now,
		}
		switch random.IntN(10) {
		case 0:
			a.SetAside, a.SetAsideAt = models.AsideMissed, now
		case 1:
			a.SetAside, a.SetAsideAt = models.AsideDeclined, now
		case 2:
			a.DeactivatedAt = now
		}
		for range random.IntN(3) {
			at := []string{node.ID, node.ID, node.ID, dead.ID}[random.IntN(4)]
			streams = append(streams, models.Stream{ID: models.NewID(), NodeID: at, AgentID: &a.ID, ConnectedAt: now})
		}
		people = append(people, a)
	}
	must(t, d.DB.Write.CreateInBatches(people, 100).Error)
	must(t, d.DB.Write.CreateInBatches(streams, 100).Error)
	w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CapacityUnits = 20 })
	var rows []models.Conversation
	states := []models.State{models.StateOpen, models.StateActive, models.StateWrapUp, models.StateClosed}
	for i := range conversations {
		agent := people[random.IntN(len(people))].ID
		c := models.Conversation{
			ID: models.NewID(), WidgetID: w.ID, WorkstreamID: w.WorkstreamID, QueueID: models.DefaultQueueID, CustomerID: d.Visit(w, fmt.Sprint("customer", i)).CustomerID,
			Mode: models.ModeLive, State: states[random.IntN(len(states))], Reason: models.ReasonInConversation, AgentID: &agent, Turn: models.TurnAgent, TurnSince: now,
			LastSeq: 1, LastChangedSeq: 1, LastMessageAt: now, CreatedAt: now, WaitStartedAt: now, StateChangedAt: now, UpdatedAt: now, Context: models.Attributes{},
		}
		switch c.State {
		case models.StateOpen:
			c.AgentID, c.OfferedAgentID, c.OfferedAt, c.OfferExpiresAt = nil, &agent, now, now.Add(time.Minute)
		case models.StateWrapUp:
			c.WrapUpAt, c.EndedBy, c.Turn = now, models.EndedByAgent, models.TurnNobody
			c.CapacityUntil = now.Add(time.Duration(random.IntN(3)-1) * time.Minute)
		case models.StateClosed:
			c.WrapUpAt, c.ClosedAt, c.EndedBy, c.Turn = now, now, models.EndedByAgent, models.TurnNobody
		case models.StateActive, models.StateWaiting:
		}
		rows = append(rows, c)
	}
	must(t, d.DB.Write.CreateInBatches(rows, 50).Error)
	ids := make([]string, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	return ids
}

func BenchmarkPresenceOfThousandAgents(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": modeltest.SQLite, "postgres": modeltest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := modeltest.New(b, dsn(b))
			populate(b, d, rand.New(rand.NewPCG(4, 3)), 1000, 4000)
			analyze(b, d)
			for b.Loop() {
				rows, err := d.Agents.PresencesInSQL(d.Ctx())
				if err != nil || len(rows) != 1000 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
}
