package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestStreamsCountWhileTheirNodeLives(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		c := d.Write(visit, "Hello")
		node := models.NewID()
		must(t, second(d.Streams.Renew(d.Ctx(), node)))
		stream := models.Stream{ID: models.NewID(), NodeID: node, CustomerID: &visit.CustomerID, VisitID: &visit.ID, ConnectedAt: models.At(d.Now())}
		must(t, d.Streams.Record(d.Ctx(), []models.Stream{stream}, nil))
		wantPresent(t, d, visit, true)

		d.Wakes.Take()
		d.Clock.Advance(models.NodeLease) // the node crashed and says nothing any more
		wantPresent(t, d, visit, false)
		must(t, second(d.Streams.Renew(d.Ctx(), models.NewID())))
		left := false
		for _, w := range d.Wakes.Take() {
			left = left || w.Conversation == c.ID && w.Signal != nil && w.Signal.Kind == models.SignalPresence && !w.Signal.On
		}
		if !left {
			t.Error("nobody was told that the crashed node's customer is away")
		}
	})
}

func wantPresent(t *testing.T, d *modeltest.Desk, v *models.Visit, want bool) {
	t.Helper()
	if got, err := d.Streams.CustomerPresent(d.Ctx(), v.CustomerID); err != nil || got != want {
		t.Errorf("present: %v (%v), want %v", got, err, want)
	}
}

func TestALiveCustomersLastStreamStartsTheClock(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModeLive, nil), "ada")
		c := d.Write(visit, "Hello")
		node := models.NewID()
		must(t, second(d.Streams.Renew(d.Ctx(), node)))
		two := []models.Stream{
			{ID: models.NewID(), NodeID: node, CustomerID: &visit.CustomerID, VisitID: &visit.ID, ConnectedAt: models.At(d.Now())},
			{ID: models.NewID(), NodeID: node, CustomerID: &visit.CustomerID, VisitID: &visit.ID, ConnectedAt: models.At(d.Now())},
		}
		must(t, d.Streams.Record(d.Ctx(), two, nil))
		must(t, d.Streams.Record(d.Ctx(), nil, []string{two[0].ID}))
		if c = d.Reload(c); !c.CustomerLeftAt.IsZero() {
			t.Error("one of two tabs closed, and she counts as gone")
		}
		must(t, d.Streams.Record(d.Ctx(), nil, []string{two[1].ID}))
		if c = d.Reload(c); c.CustomerLeftAt.IsZero() {
			t.Fatal("the last tab closed, and she counts as there")
		}
		d.Clock.Advance(3 * time.Minute)
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		if c = d.Reload(c); c.State != models.StateClosed || c.Reason != models.ReasonLeftOpen {
			t.Errorf("three minutes later: %s, %s", c.State, c.Reason)
		}
	})
}

func TestReturnIsOfferedOnlyToAnAgentWhoIsThere(t *testing.T) {
	as := func(p models.Presence) func(*modeltest.Desk, *models.Agent) {
		return func(d *modeltest.Desk, ana *models.Agent) {
			d.Online(ana)
			must(t, d.Agents.SetPresence(d.Ctx(), ana.ID, p))
		}
	}
	tests := []struct {
		name    string
		arrange func(d *modeltest.Desk, ana *models.Agent)
		change  func(*models.Workstream)
		offered bool
	}{
		{name: "there", arrange: func(d *modeltest.Desk, ana *models.Agent) { d.Online(ana) }, offered: true},
		{name: "offline", arrange: func(*modeltest.Desk, *models.Agent) {}},
		{name: "her node crashed", arrange: func(d *modeltest.Desk, ana *models.Agent) {
			d.Online(ana)
			d.Clock.Advance(models.NodeLease)
		}},
		{name: "deactivated", arrange: func(d *modeltest.Desk, ana *models.Agent) {
			d.Online(ana)
			d.DB.Write.Exec("UPDATE agents SET deactivated_at = created_at WHERE id = ?", ana.ID)
		}},
		{name: "busy", arrange: as(models.PresenceBusy), offered: true},
		{name: "not to be disturbed", arrange: as(models.PresenceDND)},
		{name: "away", arrange: as(models.PresenceAway)},
		{name: "there, and says offline", arrange: as(models.PresenceOffline)},
		{name: "affinity off", arrange: func(d *modeltest.Desk, ana *models.Agent) { d.Online(ana) },
			change: func(ws *models.Workstream) { ws.Affinity = false }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
				ana := d.Agent("Ana", models.RoleAgent)
				visit := d.Visit(d.Channel(models.ModePersistent, tt.change), "ada")
				c := d.Write(visit, "Hello")
				must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
				must(t, second(d.Conversations.Park(d.Ctx(), ana, c.ID, -1)))
				tt.arrange(d, ana)
				d.Write(visit, "Back")
				c = d.Reload(c)
				if got := c.OfferedAgentID != nil; got != tt.offered || c.State != models.StateOpen {
					t.Errorf("offered %v in %s, want %v in open", got, c.State, tt.offered)
				}
			})
		})
	}
}
