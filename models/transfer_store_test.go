package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// team is a desk with three agents and a supervisor at work, and a conversation that
// Ana has.
type team struct {
	*modeltest.Desk
	widget             *models.Widget
	visit              *models.Visit
	ana, ben, eve, sue *models.Agent
	c                  *models.Conversation
}

func newTeam(t *testing.T, d *modeltest.Desk) *team {
	t.Helper()
	s := &team{
		Desk: d, widget: d.Channel(models.ModePersistent, nil),
		ana: d.Agent("Ana", models.RoleAgent), ben: d.Agent("Ben", models.RoleAgent), eve: d.Agent("Eve", models.RoleAgent),
		sue: d.Agent("Sue", models.RoleSupervisor),
	}
	s.visit = d.Visit(s.widget, "ada")
	s.c = d.Write(s.visit, "Hello")
	must(t, second(d.Conversations.Accept(d.Ctx(), s.ana, s.c.ID)))
	s.here()
	return s
}

// here opens everybody's console anew: leases end while a test moves the clock.
func (s *team) here() {
	for _, a := range []*models.Agent{s.ana, s.ben, s.eve, s.sue} {
		s.Online(a)
	}
}

func (s *team) has(t *testing.T, state models.State, agent *models.Agent) {
	t.Helper()
	c := s.Reload(s.c)
	if c.State != state || (agent == nil) != (c.AgentID == nil) || agent != nil && *c.AgentID != agent.ID {
		t.Errorf("it is %s with %v, want %s with %v", c.State, c.AgentID, state, agent)
	}
}

// company are who is about it, one word each: who is asked what, who takes part how.
func (s *team) company(t *testing.T) string {
	t.Helper()
	list, err := s.Conversations.Company(s.Ctx(), s.c.ID)
	must(t, err)
	var words []string
	for _, other := range list {
		word := "part"
		switch {
		case other.Offer != nil:
			word = string(other.Offer.Kind)
		case other.Part.Public():
			word = "public"
		}
		words = append(words, strings.Fields(other.Name)[0]+":"+word)
	}
	return strings.Join(words, " ")
}

func wantErr(t *testing.T, err error, kind models.Kind, says string) {
	t.Helper()
	if models.KindOf(err) != kind || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want one that says %q", err, says)
	}
}

func TestTransferToAnAgent(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		must(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.ben.ID, "Knows boots")))
		s.has(t, models.StateActive, s.ana)
		if got := s.company(t); got != "Ben:transfer" {
			t.Errorf("about it: %q", got)
		}
		asked, err := d.Offers.Asked(ctx, s.ben)
		must(t, err)
		if len(asked) != 1 || asked[0].Offer.Note != "Knows boots" || asked[0].ByName != "Ana Miller" || asked[0].Customer() != "ada" {
			t.Fatalf("Ben is asked %+v", asked)
		}
		if n, err := d.Inbox.Counts(ctx, s.ben); err != nil || n.Asked != 1 || n.MineUnread() != 1 || n.Mine != 0 {
			t.Errorf("Ben's figures: %+v, %v", n, err)
		}
		must(t, second(d.Conversations.Find(ctx, s.ben, s.c.ID))) // he reads it before he says yes
		wantErr(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.eve.ID, "")), models.Conflict, "asked to take it over already")

		// Declined, it stays, and Ana is told.
		must(t, second(d.Conversations.Decline(ctx, s.ben, s.c.ID)))
		s.has(t, models.StateActive, s.ana)
		answers, err := d.Offers.Answers(ctx, s.ana)
		must(t, err)
		if len(answers) != 1 || answers[0].Name != "Ben Miller" || answers[0].Outcome != models.OfferDeclined {
			t.Errorf("Ana is told %+v", answers)
		}
		wantErr(t, second(d.Conversations.Find(ctx, s.ben, s.c.ID)), models.NotFound, "")

		// Withdrawn, it can't be accepted any more.
		must(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.ben.ID, "")))
		must(t, second(d.Conversations.WithdrawTransfer(ctx, s.ana, s.c.ID)))
		wantErr(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)), models.Conflict, "Ana Miller has this conversation")

		// Accepted, it is Ben's, and Ana is out.
		must(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.ben.ID, "Second try")))
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		s.has(t, models.StateActive, s.ben)
		wantErr(t, second(d.Conversations.Find(ctx, s.ana, s.c.ID)), models.NotFound, "")
		if got := s.company(t); got != "" {
			t.Errorf("about it: %q", got)
		}
		said := d.Said(s.c, models.AudienceStaff)
		want := []string{"(transfer_offered)", "Knows boots", "(transfer_declined)", "(transfer_offered)", "(transfer_withdrawn)",
			"(transfer_offered)", "Second try", "(transferred)", "(joined)"}
		if got := said[len(said)-len(want):]; !slices.Equal(got, want) {
			t.Errorf("the log says %q, want %q", got, want)
		}
		if public := d.Log(s.c); public[len(public)-1].Body != "You are now talking to Ben" {
			t.Errorf("the customer reads %q", public[len(public)-1].Body)
		}
		for _, line := range d.Said(s.c, models.AudienceEveryone) {
			if strings.Contains(line, "boots") || strings.Contains(line, "transfer") {
				t.Errorf("the customer reads %q", line)
			}
		}
	})
}

func TestWhoIsAskedHasATime(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		ask := func() string {
			t.Helper()
			s.here()
			must(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.ben.ID, "")))
			asked, err := d.Offers.Asked(ctx, s.ben)
			must(t, err)
			return asked[0].Offer.ID
		}
		after := func(passes time.Duration, outcome models.OfferOutcome, id string) {
			t.Helper()
			d.Clock.Advance(passes)
			must(t, second(d.Conversations.Sweep(ctx)))
			var o models.Offer
			must(t, d.DB.Write.Where("id = ?", id).Take(&o).Error)
			if o.Outcome != outcome {
				t.Errorf("after %v it is %q, want %q", passes, o.Outcome, outcome)
			}
			s.has(t, models.StateActive, s.ana)
		}
		id := ask()
		after(9*time.Second, "", id)
		after(time.Second, models.OfferUnseen, id)

		id = ask()
		wantErr(t, d.Offers.Shown(ctx, s.eve, id), models.NotFound, "")
		must(t, d.Offers.Shown(ctx, s.ben, id))
		after(10*time.Second, "", id)
		d.Clock.Advance(2 * time.Minute)
		wantErr(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)), models.Conflict, "does not stand any more")
		after(0, models.OfferMissed, id)
		if said := d.Said(s.c, models.AudienceStaff); said[len(said)-1] != "(transfer_missed)" {
			t.Errorf("the log ends with %q", said[len(said)-1])
		}
	})
}

// Whoever is away, offline or not to be disturbed is not asked, nor who can't sign in.
func TestOnlyWhoIsThereIsAsked(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		names := func(f models.CandidateFilter) (got []string) {
			t.Helper()
			list, more, err := d.Conversations.Candidates(ctx, s.ana, d.Reload(s.c), f)
			must(t, err)
			for _, a := range list {
				got = append(got, a.FirstName)
			}
			if more {
				got = append(got, "…")
			}
			return got
		}
		same := func(got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("listed %q, want %q", got, want)
			}
		}
		same(names(models.CandidateFilter{}), "Ben", "Eve", "Sue")
		same(names(models.CandidateFilter{Limit: 2}), "Ben", "Eve", "…")
		same(names(models.CandidateFilter{Limit: 2, After: s.eve.ID}), "Sue")
		same(names(models.CandidateFilter{Search: "EV"}), "Eve")
		q := d.Queue(s.widget, "Boots", s.sue)
		must(t, d.DB.Write.Model(&models.Conversation{}).Where("id = ?", s.c.ID).Update("queue_id", q.ID).Error)
		same(names(models.CandidateFilter{}), "Sue", "Ben", "Eve")
		same(names(models.CandidateFilter{After: s.sue.ID}), "Ben", "Eve")
		same(names(models.CandidateFilter{QueueID: q.ID}), "Sue")

		must(t, d.Agents.SetPresence(ctx, s.ben.ID, models.PresenceDND))
		must(t, d.Agents.SetPresence(ctx, s.sue.ID, models.PresenceAway))
		same(names(models.CandidateFilter{}), "Eve")
		wantErr(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.ben.ID, "")), models.Invalid, "Ben Miller can't be asked now")
		d.Clock.Advance(models.NodeLease)
		same(names(models.CandidateFilter{}))
		wantErr(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, s.eve.ID, "")), models.Invalid, "Eve Miller can't be asked now")
	})
}

// S19: to an empty queue, or to one that is closed, nothing is transferred.
func TestS19TransferToClosedOrEmptyQueue(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		queue := func(name string, hours string, members ...string) *models.Queue {
			t.Helper()
			q, err := d.Queues.Create(ctx, nil, models.QueueDraft{Name: name, OperatingHoursID: hours, Members: members})
			must(t, err)
			return q
		}
		night := d.Hours("UTC", "20:00", "22:00") // it is nine in the morning
		empty, mine := queue("Empty", ""), queue("Only Ana", "", s.ana.ID)
		closed, good := queue("Closed", night.ID, s.ben.ID), queue("Boots", "", s.ben.ID)
		old := queue("Old", "", s.ben.ID)
		must(t, second(d.Queues.Deactivate(ctx, nil, old.ID)))
		gone := queue("Gone", "", s.eve.ID)
		must(t, second(d.Agents.Deactivate(ctx, s.sue, s.eve.ID)))
		for q, says := range map[*models.Queue]string{
			empty: "nobody else is in it", mine: "nobody else is in it", gone: "nobody else is in it", closed: "it is closed now", old: "it is deactivated",
		} {
			err := second(d.Conversations.ToQueue(ctx, s.ana, s.c.ID, q.ID, "Take it"))
			wantErr(t, err, models.Invalid, q.Name+" can't take it: "+says)
			s.has(t, models.StateActive, s.ana)
		}
		wantErr(t, second(d.Conversations.ToQueue(ctx, s.ana, s.c.ID, models.NewID(), "")), models.NotFound, "")
		choices, err := d.Conversations.QueueChoices(ctx, s.ana)
		must(t, err)
		takes := map[string]bool{}
		for _, q := range choices {
			takes[q.Name] = q.Refuses() == ""
		}
		if len(choices) != 6 || !takes["Boots"] || takes["Empty"] || takes["Only Ana"] || takes["Closed"] || takes["Gone"] {
			t.Errorf("to choose: %v", takes)
		}
		must(t, second(d.Conversations.ToQueue(ctx, s.ana, s.c.ID, good.ID, "Take it")))
		s.has(t, models.StateOpen, nil)
		c := d.Reload(s.c)
		if c.QueueID != good.ID || c.Reason != models.ReasonReleased || c.TransferCount != 1 {
			t.Errorf("it is in %s, %s, transferred %d times", c.QueueID, c.Reason, c.TransferCount)
		}
		if said := d.Said(c, models.AudienceStaff); !slices.Equal(said[len(said)-2:], []string{"Take it", "(queued)"}) {
			t.Errorf("the log ends with %q", said)
		}
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		wantErr(t, second(d.Conversations.Find(ctx, s.ana, s.c.ID)), models.NotFound, "")
	})
}

// What is parked is handed over, too; and her message takes back what was not answered.
func TestTransferOfAParkedOne(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		must(t, second(d.Conversations.Park(ctx, s.ana, s.c.ID, -1)))
		must(t, second(d.Conversations.Transfer(ctx, s.sue, s.c.ID, s.ben.ID, "")))
		s.has(t, models.StateWaiting, s.ana)
		d.Write(s.visit, "Are you there?")
		if got := s.company(t); got != "" {
			t.Errorf("about it: %q", got)
		}
		must(t, second(d.Conversations.Accept(ctx, s.ana, s.c.ID)))
		must(t, second(d.Conversations.Park(ctx, s.ana, s.c.ID, -1)))
		must(t, second(d.Conversations.Transfer(ctx, s.sue, s.c.ID, s.ben.ID, "")))
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		s.has(t, models.StateActive, s.ben)
	})
}
