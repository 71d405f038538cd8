package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// presenceOf is somebody's presence now, as everyone else sees it.
func presenceOf(t *testing.T, d *modeltest.Desk, a *models.Agent) models.Person {
	t.Helper()
	people, err := d.Agents.People(d.Ctx(), a.ID)
	must(t, err)
	return people[0]
}

func wantPresence(t *testing.T, d *modeltest.Desk, a *models.Agent, when string, want models.Presence, source models.PresenceSource) {
	t.Helper()
	if p := presenceOf(t, d, a); p.Presence != want || p.Source != source {
		t.Errorf("%s: %s (%s), want %s (%s)", when, p.Presence, p.Source, want, source)
	}
}

// What an agent takes, parks and finishes says what their presence is; a chosen
// Available or Busy stands until the next of these, the others until chosen anew.
func TestPresenceFollowsCapacity(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CapacityUnits, ws.WrapUpBlockSeconds = 50, 60 })
		is := func(when string, want models.Presence) {
			t.Helper()
			wantPresence(t, d, ana, when, want, models.SourceAuto)
		}
		d.Tab(ana)
		is("nothing in hand", models.PresenceAvailable)
		one, two := d.Write(d.Visit(w, "ada"), "Hello"), d.Write(d.Visit(w, "omar"), "Hello")
		must(t, second(d.Conversations.Offer(ctx, one.ID, ana.ID)))
		is("one offered", models.PresenceBusy)
		must(t, second(d.Conversations.Accept(ctx, ana, one.ID)))
		is("one accepted", models.PresenceBusy)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceAvailable))
		wantPresence(t, d, ana, "chosen", models.PresenceAvailable, models.SourceManual)
		must(t, second(d.Conversations.Accept(ctx, ana, two.ID)))
		is("two accepted", models.PresenceDND)
		must(t, second(d.Conversations.Park(ctx, ana, one.ID, -1)))
		is("one parked", models.PresenceBusy)
		must(t, second(d.Conversations.Reopen(ctx, ana, one.ID)))
		is("one reopened", models.PresenceDND)
		must(t, second(d.Conversations.Park(ctx, ana, one.ID, -1)))
		must(t, second(d.Conversations.End(ctx, ana, two.ID, -1)))
		is("the other in wrap-up", models.PresenceBusy)
		d.Clock.Advance(time.Minute)
		d.Alive()
		is("its capacity released", models.PresenceAvailable)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceAway))
		must(t, second(d.Conversations.Reopen(ctx, ana, one.ID)))
		wantPresence(t, d, ana, "away, and took one", models.PresenceAway, models.SourceManual)
		must(t, second(d.Conversations.Park(ctx, ana, one.ID, -1)))
		wantPresence(t, d, ana, "away, and parked it", models.PresenceAway, models.SourceManual)
	})
}

// Other units for the conversations of a workstream count at once for those who have
// some, and for what waits.
func TestPresenceFollowsTheUnitsOfTheWorkstream(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.CapacityUnits = 100 })
		d.Tab(ana)
		must(t, second(d.Conversations.Accept(ctx, ana, d.Write(d.Visit(w, "ada"), "Hello").ID)))
		waits := d.Write(d.Visit(w, "omar"), "Hello")
		lookForAgents(t, d)
		wantOffered(t, d, waits, nil)
		wantPresence(t, d, ana, "full", models.PresenceDND, models.SourceAuto)
		ws, err := d.Workstreams.Find(ctx, w.WorkstreamID)
		must(t, err)
		lighter := ws.Draft()
		lighter.CapacityUnits = 50
		var asked models.Routes
		d.Route = func(r models.Routes) { asked.Merge(r) }
		must(t, second(d.Workstreams.Edit(ctx, nil, ws.ID, ws.UpdatedAt, lighter)))
		if !asked.All {
			t.Error("nobody looks for whom it makes room")
		}
		wantPresence(t, d, ana, "half", models.PresenceBusy, models.SourceAuto)
		lookForAgents(t, d)
		wantOffered(t, d, waits, ana)
	})
}

// Capacity that time releases is told of when the clock says so.
func TestPresenceIsToldWhenCapacityIsReleased(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.WrapUpBlockSeconds = 60 })
		d.Tab(ana)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		d.Clock.Advance(59 * time.Second)
		d.Alive()
		d.Wakes.Take()
		if n, err := d.Agents.Sweep(ctx); err != nil || n != 0 || len(d.Wakes.Take()) != 0 {
			t.Errorf("a second before: %d looked at, %v", n, err)
		}
		d.Clock.Advance(time.Second)
		if n, err := d.Agents.Sweep(ctx); err != nil || n != 1 {
			t.Errorf("at the minute: %d looked at, %v", n, err)
		}
		told := false
		for _, w := range d.Wakes.Take() {
			told = told || w.Signal != nil && w.Signal.Kind == models.SignalPresence && w.Signal.Agent == ana.ID
		}
		if !told {
			t.Error("nobody was told")
		}
		if n, err := d.Agents.Sweep(ctx); err != nil || n != 0 {
			t.Errorf("afterwards: %d looked at, %v", n, err)
		}
	})
}

func TestOffersSetAside(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, rosa := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Rosa", models.RoleSupervisor)
		strict := d.Channel(models.ModePersistent, func(ws *models.Workstream) {
			ws.MissedSetsInactive, ws.DeclinedSetsDND, ws.OfferTimeoutSeconds = true, true, 30
		})
		lenient := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.OfferTimeoutSeconds = 30 })
		miss := func(c *models.Conversation) {
			t.Helper()
			must(t, second(d.Conversations.Offer(ctx, c.ID, ana.ID)))
			d.Clock.Advance(30 * time.Second)
			d.Alive()
			must(t, second(d.Conversations.Sweep(ctx)))
		}
		d.Tab(ana)
		kind, c := d.Write(d.Visit(lenient, "ada"), "Hello"), d.Write(d.Visit(strict, "ada"), "Hello")
		miss(kind)
		wantPresence(t, d, ana, "missed where it is not counted", models.PresenceAvailable, models.SourceAuto)
		must(t, second(d.Conversations.Offer(ctx, kind.ID, ana.ID)))
		must(t, second(d.Conversations.Decline(ctx, ana, kind.ID)))
		wantPresence(t, d, ana, "declined where it is not counted", models.PresenceAvailable, models.SourceAuto)
		miss(c)
		wantPresence(t, d, ana, "missed", models.PresenceInactive, models.SourceSystem)
		must(t, d.Agents.ResetPresence(ctx, ana, ana.ID))
		wantPresence(t, d, ana, "reset by herself", models.PresenceAvailable, models.SourceAuto)
		must(t, second(d.Conversations.Offer(ctx, c.ID, ana.ID)))
		must(t, second(d.Conversations.Decline(ctx, ana, c.ID)))
		wantPresence(t, d, ana, "declined", models.PresenceDND, models.SourceSystem)
		if p := presenceOf(t, d, ana); p.Aside != models.AsideDeclined || !p.Agent.SetAsideAt.Equal(models.At(d.Clock.Now())) {
			t.Errorf("declined: %s at %s", p.Aside, p.Agent.SetAsideAt)
		}
		if err := d.Agents.ResetPresence(ctx, ana, rosa.ID); models.KindOf(err) != models.Forbidden {
			t.Errorf("an agent resets somebody else: %v", err)
		}
		must(t, d.Agents.ResetPresence(ctx, rosa, ana.ID))
		wantPresence(t, d, ana, "reset by a supervisor", models.PresenceAvailable, models.SourceAuto)
		miss(c)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceBusy))
		wantPresence(t, d, ana, "says busy", models.PresenceBusy, models.SourceManual)
	})
}

func TestSupervisorsSetPresences(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, rosa := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Rosa", models.RoleSupervisor)
		d.Tab(ana)
		if err := d.Agents.SetPresenceOf(ctx, ana, rosa.ID, models.PresenceAway); models.KindOf(err) != models.Forbidden {
			t.Errorf("an agent sets somebody else's: %v", err)
		}
		if err := d.Agents.SetPresenceOf(ctx, rosa, ana.ID, models.PresenceInactive); models.KindOf(err) != models.Invalid {
			t.Errorf("inactive: %v", err)
		}
		if err := d.Agents.SetPresenceOf(ctx, rosa, models.NewID(), models.PresenceAway); models.KindOf(err) != models.NotFound {
			t.Errorf("nobody's: %v", err)
		}
		must(t, d.Agents.SetPresenceOf(ctx, rosa, ana.ID, models.PresenceAway))
		if p := presenceOf(t, d, ana); p.Presence != models.PresenceAway || p.Source != models.SourceSupervisor || p.By != "Rosa Miller" {
			t.Errorf("set by a supervisor: %+v", p)
		}
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceAvailable))
		wantPresence(t, d, ana, "says available", models.PresenceAvailable, models.SourceManual)
	})
}

func TestPresenceLog(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		lunch, err := d.CustomPresences.Create(ctx, nil, models.CustomPresenceDraft{Name: "Lunch", Base: models.PresenceAway})
		must(t, err)
		start := models.At(d.Clock.Now())
		pass := func(by time.Duration) {
			t.Helper()
			d.Clock.Advance(by)
			d.Alive()
		}
		leave := d.Tab(ana)
		pass(10 * time.Second)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceDND))
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceBusy)) // at the same moment: the other never was
		pass(5 * time.Second)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceBusy)) // nothing new
		pass(5 * time.Second)
		must(t, d.Agents.SetCustomPresence(ctx, ana.ID, lunch.ID))
		if p := presenceOf(t, d, ana); p.Text != "Lunch" || p.Presence != models.PresenceAway || p.Since.Sub(start) != 20*time.Second {
			t.Errorf("at lunch: %+v", p)
		}
		pass(20 * time.Second)
		leave()
		pass(10 * time.Second)
		d.Tab(ana)
		pass(10 * time.Second)

		got, err := d.Agents.PresenceDurations(ctx, start.Add(5*time.Second), start.Add(time.Hour))
		must(t, err)
		want := []models.PresenceDuration{
			{AgentID: ana.ID, Presence: models.PresenceAvailable, For: 5 * time.Second},
			{AgentID: ana.ID, Presence: models.PresenceAway, Text: "Lunch", For: 30 * time.Second},
			{AgentID: ana.ID, Presence: models.PresenceBusy, For: 10 * time.Second},
			{AgentID: ana.ID, Presence: models.PresenceOffline, For: 10 * time.Second},
		}
		if len(got) != len(want) {
			t.Fatalf("%+v", got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
			}
		}
		if none, err := d.Agents.PresenceDurations(ctx, start.Add(-time.Hour), start); err != nil || len(none) != 0 {
			t.Errorf("before she came: %+v, %v", none, err)
		}
	})
}
