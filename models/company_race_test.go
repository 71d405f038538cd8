package models_test

import (
	"errors"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

func TestTwoSupervisorsTransferAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		sam := d.Agent("Sam", models.RoleSupervisor)
		for range 10 {
			results := together(
				func() error { return second(d.Conversations.Transfer(ctx, s.sue, s.c.ID, s.ben.ID, "")) },
				func() error { return second(d.Conversations.Transfer(ctx, sam, s.c.ID, s.eve.ID, "")) },
			)
			lost := errors.Join(results...)
			if (results[0] == nil) == (results[1] == nil) || models.KindOf(lost) != models.Conflict {
				t.Fatalf("transferring: %v and %v", results[0], results[1])
			}
			must(t, second(d.Conversations.WithdrawTransfer(ctx, s.sue, s.c.ID)))
		}
	})
}

func TestAcceptingAndWithdrawingAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		has, other := s.ana, s.ben
		for range 20 {
			must(t, second(d.Conversations.Transfer(ctx, has, s.c.ID, other.ID, "")))
			results := together(
				func() error { return second(d.Conversations.Accept(ctx, other, s.c.ID)) },
				func() error { return second(d.Conversations.WithdrawTransfer(ctx, has, s.c.ID)) },
			)
			accepted, withdrawn := results[0] == nil, results[1] == nil
			if accepted == withdrawn {
				t.Fatalf("accepting: %v; withdrawing: %v", results[0], results[1])
			}
			if accepted {
				has, other = other, has
			}
			s.has(t, models.StateActive, has)
			if got := s.company(t); got != "" {
				t.Fatalf("about it: %q", got)
			}
		}
	})
}

func TestEndingAndJoiningAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		s, ctx := newTeam(t, d), d.Ctx()
		for range 10 {
			c := d.Write(d.Visit(s.widget, models.NewID()), "Hello")
			must(t, second(d.Conversations.Accept(ctx, s.ana, c.ID)))
			must(t, second(d.Conversations.Consult(ctx, s.ana, c.ID, s.ben.ID, "")))
			must(t, second(d.Conversations.Accept(ctx, s.ben, c.ID)))
			results := together(
				func() error { return second(d.Conversations.JoinPublicly(ctx, s.ben, c.ID)) },
				func() error { return second(d.Conversations.End(ctx, s.ana, c.ID, -1)) },
			)
			must(t, results[1])
			if results[0] != nil && models.KindOf(results[0]) != models.Conflict && models.KindOf(results[0]) != models.NotFound {
				t.Fatalf("joining: %v", results[0])
			}
			if c = d.Reload(c); c.State != models.StateWrapUp || c.Company != 0 {
				t.Fatalf("ended it is %s, with %d about it", c.State, c.Company)
			}
			public := d.Said(c, models.AudienceEveryone)
			if public[len(public)-1] != "(ended)" {
				t.Fatalf("the customer reads %q after the end", public)
			}
		}
	})
}
