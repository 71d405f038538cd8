package models_test

import (
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestConsult(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		must(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, s.ben.ID, "Is it waterproof?")))
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		s.has(t, models.StateActive, s.ana)
		if got := s.company(t); got != "Ben:part" {
			t.Fatalf("about it: %q", got)
		}
		before := len(d.Said(s.c, models.AudienceEveryone))
		must(t, third(d.Conversations.Note(ctx, s.ben, s.c.ID, modeltest.Draft("It is"))))
		wantErr(t, third(d.Conversations.Reply(ctx, s.ben, s.c.ID, modeltest.Draft("It is"))), models.Conflict, "Ana Miller has this conversation")
		for verb, do := range map[string]func() error{
			"park":     func() error { return second(d.Conversations.Park(ctx, s.ben, s.c.ID, -1)) },
			"end":      func() error { return second(d.Conversations.End(ctx, s.ben, s.c.ID, -1)) },
			"transfer": func() error { return second(d.Conversations.Transfer(ctx, s.ben, s.c.ID, s.eve.ID, "")) },
			"consult":  func() error { return second(d.Conversations.Consult(ctx, s.ben, s.c.ID, s.eve.ID, "")) },
		} {
			if err := do(); models.KindOf(err) != models.Conflict {
				t.Errorf("%s by a consultant: %v", verb, err)
			}
		}
		if got := len(d.Said(s.c, models.AudienceEveryone)); got != before {
			t.Errorf("the customer sees %d rows more", got-before)
		}
		// It is in his list, and takes nothing of his capacity.
		rows, _, err := d.Inbox.Rows(ctx, s.ben, models.Filter{List: models.ListMine})
		must(t, err)
		if len(rows) != 1 || rows[0].ID != s.c.ID || rows[0].AgentName != "Ana Miller" {
			t.Errorf("Ben's list: %+v", rows)
		}
		if load, err := d.Agents.Load(ctx, s.ben.ID); err != nil || load != 0 {
			t.Errorf("Ben's load is %d, %v", load, err)
		}

		must(t, second(d.Conversations.JoinPublicly(ctx, s.ben, s.c.ID)))
		must(t, second(d.Conversations.JoinPublicly(ctx, s.ben, s.c.ID))) // another window
		must(t, third(d.Conversations.Reply(ctx, s.ben, s.c.ID, modeltest.Draft("It is waterproof"))))
		must(t, second(d.Conversations.Leave(ctx, s.ben, s.c.ID)))
		wantErr(t, third(d.Conversations.Note(ctx, s.ben, s.c.ID, modeltest.Draft("More"))), models.Conflict, "")
		public := d.Said(s.c, models.AudienceEveryone)
		if want := []string{"(came_in)", "It is waterproof", "(went_out)"}; !slices.Equal(public[before:], want) {
			t.Errorf("the customer reads %q, want %q", public[before:], want)
		}

		// Its agent ends another's part; parking ends it without a word to the customer.
		for _, a := range []*models.Agent{s.ben, s.eve} {
			must(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, a.ID, "")))
			must(t, second(d.Conversations.Accept(ctx, a, s.c.ID)))
			must(t, second(d.Conversations.JoinPublicly(ctx, a, s.c.ID)))
		}
		must(t, second(d.Conversations.EndConsult(ctx, s.ana, s.c.ID, s.ben.ID)))
		seen := len(d.Said(s.c, models.AudienceEveryone))
		must(t, second(d.Conversations.Park(ctx, s.ana, s.c.ID, -1)))
		if got := s.company(t); got != "" {
			t.Errorf("about a parked one: %q", got)
		}
		if got := len(d.Said(s.c, models.AudienceEveryone)); got != seen {
			t.Errorf("parking shows the customer %d rows", got-seen)
		}
	})
}

func TestFiveTakePartAtMost(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		for i := range models.MaxParticipants {
			a := d.Agent("Agent"+string(rune('A'+i)), models.RoleAgent)
			d.Online(a)
			must(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, a.ID, "")))
			if i%2 == 0 {
				must(t, second(d.Conversations.Accept(ctx, a, s.c.ID)))
			}
		}
		wantErr(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, s.ben.ID, "")), models.Conflict, "5 colleagues at most")
	})
}

func TestConsultingAQueueAsksWhoIsFreest(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		q, err := d.Queues.Create(ctx, nil, models.QueueDraft{Name: "Boots", Members: []string{s.ben.ID, s.eve.ID}})
		must(t, err)
		other := d.Write(d.Visit(s.widget, "ines"), "Hello")
		must(t, second(d.Conversations.Accept(ctx, s.ben, other.ID)))
		must(t, second(d.Conversations.ConsultQueue(ctx, s.ana, s.c.ID, q.ID, "")))
		must(t, second(d.Conversations.ConsultQueue(ctx, s.ana, s.c.ID, q.ID, ""))) // then the next
		if got := s.company(t); got != "Eve:consult Ben:consult" && got != "Ben:consult Eve:consult" {
			t.Errorf("asked: %q", got)
		}
		wantErr(t, second(d.Conversations.ConsultQueue(ctx, s.ana, s.c.ID, q.ID, "")), models.Invalid, "Nobody of this queue")
	})
}

// A supervisor steps in: each step is written down, and the agent stays to help.
func TestSupervisorStepsIn(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		quiet := len(d.Log(s.c))
		for range 2 { // one opening, whose window fetched it twice
			if looked, err := d.Conversations.Monitor(ctx, s.sue, s.c.ID); err != nil || !looked {
				t.Fatalf("looking: %t, %v", looked, err)
			}
		}
		if looked, err := d.Conversations.Monitor(ctx, s.ana, s.c.ID); err != nil || looked {
			t.Errorf("her own: %t, %v", looked, err)
		}
		if got := len(d.Log(s.c)); got != quiet {
			t.Errorf("looking wrote %d rows", got-quiet)
		}
		must(t, second(d.Conversations.JoinPublicly(ctx, s.sue, s.c.ID)))
		must(t, third(d.Conversations.Reply(ctx, s.sue, s.c.ID, modeltest.Draft("Let me help"))))
		must(t, second(d.Conversations.Leave(ctx, s.sue, s.c.ID)))
		d.Clock.Advance(time.Second)
		must(t, second(d.Conversations.Transfer(ctx, s.sue, s.c.ID, s.ben.ID, "Boots are yours")))
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		s.has(t, models.StateActive, s.ben)
		if got := s.company(t); got != "Ana:part" {
			t.Errorf("about it: %q", got)
		}
		must(t, second(d.Conversations.ForceClose(ctx, s.sue, s.c.ID)))

		s.c = d.Write(d.Visit(s.widget, "ines"), "Hello")
		wantErr(t, second(d.Conversations.AssignTo(ctx, s.ben, s.c.ID, s.eve.ID, "")), models.Forbidden, "Only supervisors")
		q, err := d.Queues.Create(ctx, nil, models.QueueDraft{Name: "Boots", Members: []string{s.eve.ID}})
		must(t, err)
		d.Clock.Advance(time.Second)
		since := d.Reload(s.c).WaitStartedAt
		must(t, second(d.Conversations.ToQueue(ctx, s.sue, s.c.ID, q.ID, "")))
		if c := d.Reload(s.c); c.QueueID != q.ID || !c.WaitStartedAt.Equal(since) {
			t.Errorf("in %s, waiting since %v", c.QueueID, c.WaitStartedAt)
		}
		must(t, d.DB.Write.Model(&models.Agent{}).Where("id = ?", s.eve.ID).Update("capacity", 1).Error)
		must(t, second(d.Conversations.AssignTo(ctx, s.sue, s.c.ID, s.eve.ID, ""))) // over capacity
		s.has(t, models.StateActive, s.eve)

		rows, _, err := d.AuditTrail.List(ctx, models.AuditFilter{AgentID: s.sue.ID})
		must(t, err)
		var did []string
		for _, r := range rows {
			if r.Kind != models.ReferenceConversation || r.RecordName == "" {
				t.Errorf("%s of a %s called %q", r.Verb, r.Kind, r.RecordName)
			}
			text := string(r.Verb)
			for _, c := range r.Changes {
				before, _ := c.Before.(string)
				text += " " + c.Field + ": " + before + " to " + c.After.(string)
			}
			did = append(did, text)
		}
		slices.Reverse(did)
		want := []string{"monitored", "joined", "transferred agent: Ana Miller to Ben Miller", "force-closed",
			"assigned queue: Everyone to Boots", "assigned agent:  to Eve Miller"}
		if !slices.Equal(did, want) {
			t.Errorf("written down: %q, want %q", did, want)
		}
	})
}

// Whoever is deactivated is asked nothing any more and takes no part.
func TestDeactivatedTakesNoPart(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		must(t, second(d.Conversations.Consult(ctx, s.ana, s.c.ID, s.ben.ID, "")))
		must(t, second(d.Conversations.Accept(ctx, s.ben, s.c.ID)))
		must(t, second(d.Conversations.Transfer(ctx, s.ana, s.c.ID, s.eve.ID, "")))
		rosa := d.Agent("Rosa", models.RoleAdmin)
		must(t, second(d.Agents.Deactivate(ctx, rosa, s.ben.ID)))
		must(t, second(d.Agents.Deactivate(ctx, rosa, s.eve.ID)))
		if got := s.company(t); got != "" {
			t.Errorf("about it: %q", got)
		}
		s.has(t, models.StateActive, s.ana)
	})
}
