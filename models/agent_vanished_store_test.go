package models_test

import (
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The browser of an agent dies who has conversations. Back within two and a half
// minutes she goes on where she was; later what she had answered is parked, and the rest
// is the team's.
func TestS22BrowserOfAnAgentDies(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		persistent, live := d.Channel(models.ModePersistent, nil), d.Channel(models.ModeLive, nil)
		leave := d.Tab(ana)
		take := func(w *models.Widget, sub string, answered bool) *models.Conversation {
			t.Helper()
			visit := d.Visit(w, sub)
			d.Here(visit)
			c := d.Write(visit, "Hello")
			must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
			if answered {
				must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Try this"))))
			}
			return c
		}
		answered, open, chat := take(persistent, "ada", true), take(persistent, "omar", false), take(live, "lin", true)
		must(t, d.Agents.SetPresence(ctx, ana.ID, models.PresenceAway))
		sweep := func() {
			t.Helper()
			must(t, second(d.Agents.Sweep(ctx)))
		}
		states := func(when string, want ...models.State) {
			t.Helper()
			for i, c := range []*models.Conversation{answered, open, chat} {
				if got := d.Reload(c).State; got != want[i] {
					t.Errorf("%s: conversation %d is %s, want %s", when, i, got, want[i])
				}
			}
		}

		leave()
		wantPresence(t, d, ana, "her browser died", models.PresenceOffline, models.SourceSystem)
		d.Pass(models.PresenceGrace - time.Second)
		sweep()
		states("within the grace", models.StateActive, models.StateActive, models.StateActive)
		leave = d.Tab(ana)
		wantPresence(t, d, ana, "back within it", models.PresenceAway, models.SourceManual)
		d.Pass(models.PresenceGrace)
		sweep()
		states("after she came back", models.StateActive, models.StateActive, models.StateActive)

		heard := d.Said(answered, models.AudienceEveryone)
		leave()
		d.Pass(models.PresenceGrace)
		sweep()
		states("after the grace", models.StateWaiting, models.StateOpen, models.StateOpen)
		parked, returned, lost := d.Reload(answered), d.Reload(open), d.Reload(chat)
		if parked.AgentID == nil || *parked.AgentID != ana.ID {
			t.Error("the parked one is not hers any more")
		}
		if now := d.Said(answered, models.AudienceEveryone); !slices.Equal(heard, now) {
			t.Errorf("the customer of the parked one notices: %q", now)
		}
		if returned.PreferredAgentID == nil || *returned.PreferredAgentID != ana.ID || returned.Reason != models.ReasonAgentLost {
			t.Errorf("the open one prefers %v (%s)", returned.PreferredAgentID, returned.Reason)
		}
		if said := d.Said(returned, models.AudienceEveryone); slices.ContainsFunc(said, func(line string) bool { return line == lostText }) {
			t.Errorf("the customer of the open one is told: %q", said)
		}
		if said := d.Said(lost, models.AudienceEveryone); said[len(said)-1] != lostText {
			t.Errorf("the live customer is told %q", said)
		}
		if log := d.Said(parked, models.AudienceStaff); !slices.Equal(log[len(log)-2:], []string{"(agent_lost)", "(parked)"}) {
			t.Errorf("staff read %q", log)
		}
		wantLoad(t, d, ana, 0)
		if n, err := d.Agents.Sweep(ctx); err != nil || n != 0 {
			t.Errorf("swept once more: %d, %v", n, err)
		}

		d.Tab(ana)
		wantPresence(t, d, ana, "back after it", models.PresenceAvailable, models.SourceAuto)
	})
}

const lostText = "Ana lost the connection. A colleague will go on; stay here."

// Several tabs count as one agent: only the last one takes her offline, and a reload is
// no absence.
func TestTabsOfAnAgent(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		first, other := d.Tab(ana), d.Tab(ana)
		first()
		wantPresence(t, d, ana, "one of two closed", models.PresenceAvailable, models.SourceAuto)
		other()
		wantPresence(t, d, ana, "both closed", models.PresenceOffline, models.SourceSystem)
		d.Tab(ana)
		wantPresence(t, d, ana, "opened again", models.PresenceAvailable, models.SourceAuto)
		d.Clock.Advance(models.NodeLease)
		wantPresence(t, d, ana, "her node died", models.PresenceOffline, models.SourceSystem)
		if a := presenceOf(t, d, ana).Agent; !a.OfflineAt.IsZero() {
			t.Error("and that was noted before any node looked")
		}
	})
}

// While no process was alive nobody could come back: the grace begins when one is.
func TestGraceBeginsWhenSomebodyCouldComeBack(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		leave := d.Tab(ana)
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ada"), "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		leave()
		d.Clock.Advance(time.Hour)
		must(t, second(d.Streams.Renew(ctx, models.NewID())))
		must(t, second(d.Agents.Sweep(ctx)))
		if got := d.Reload(c).State; got != models.StateActive {
			t.Errorf("as soon as a process is there: %s", got)
		}
		d.Clock.Advance(models.PresenceGrace)
		must(t, second(d.Agents.Sweep(ctx)))
		if got := d.Reload(c).State; got != models.StateOpen {
			t.Errorf("a grace later: %s", got)
		}
	})
}

// Who signs out has left at once, and comes back as they begin a day.
func TestSigningOutIsLeaving(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		sam, err := d.Agents.Create(ctx, nil, models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent, Capacity: 100}, password)
		must(t, err)
		in, _, err := d.SignIns.Start(ctx, sam.Email, password, office)
		must(t, err)
		d.Tab(sam)
		must(t, d.Agents.SetPresence(ctx, sam.ID, models.PresenceDND))
		must(t, d.SignIns.Revoke(ctx, sam.ID, in.ID))
		wantPresence(t, d, sam, "signed out", models.PresenceOffline, models.SourceSystem)
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		d.Tab(sam)
		wantPresence(t, d, sam, "signed in", models.PresenceAvailable, models.SourceAuto)
	})
}
