package models_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

type ctx = context.Context

// together runs all at the same time and returns their errors in order.
func together(verbs ...func() error) []error {
	start := make(chan struct{})
	results := make([]error, len(verbs))
	var wg sync.WaitGroup
	for i, verb := range verbs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-start
			results[i] = verb()
		}()
	}
	close(start)
	wg.Wait()
	return results
}

func TestHundredAcceptsHaveOneWinner(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ada"), "Hello")
		agents := make([]*models.Agent, 100)
		verbs := make([]func() error, len(agents))
		for i := range agents {
			agents[i] = d.Agent("Agent"+string(rune('A'+i/26))+string(rune('a'+i%26)), models.RoleAgent)
			verbs[i] = func() error { return second(d.Conversations.Accept(d.Ctx(), agents[i], c.ID)) }
		}
		results := together(verbs...)

		c = d.Reload(c)
		winners := 0
		for i, err := range results {
			if err == nil {
				winners++
				if *c.AgentID != agents[i].ID {
					t.Errorf("%s was told yes, and %s has it", agents[i].ID, *c.AgentID)
				}
				continue
			}
			winner, findErr := d.Agents.Find(d.Ctx(), *c.AgentID)
			must(t, findErr)
			if models.CodeOf(err) != models.CodeTaken || !strings.Contains(models.Explain(err), winner.Name()) {
				t.Errorf("a loser was told %v, want a conflict that names %s", err, winner.Name())
			}
		}
		if winners != 1 {
			t.Errorf("%d winners", winners)
		}
	})
}

func TestTwoTabsStartOneConversation(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		for range 10 {
			visit := d.Visit(w, models.NewID())
			ids := make([]string, 8)
			verbs := make([]func() error, len(ids))
			for i := range verbs {
				verbs[i] = func() error {
					_, c, err := d.Conversations.Receive(d.Ctx(), visit, "", modeltest.Draft("Hello"))
					if err == nil {
						ids[i] = c.ID
					}
					return err
				}
			}
			must(t, errors.Join(together(verbs...)...))
			for _, id := range ids {
				if id != ids[0] {
					t.Fatalf("one customer's tabs began %s and %s", ids[0], id)
				}
			}
			if rows := d.Log(&models.Conversation{ID: ids[0]}); len(rows) != len(ids)+2 {
				t.Errorf("%d rows, want the start, %d messages and what was said to the first", len(rows), len(ids))
			}
		}
	})
}

func TestOneDraftSentManyTimesAtOnceIsOneMessage(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		draft := modeltest.Draft("Only once")
		verbs := make([]func() error, 16)
		for i := range verbs {
			verbs[i] = func() error { return third(d.Conversations.Receive(d.Ctx(), visit, "", draft)) }
		}
		must(t, errors.Join(together(verbs...)...))
		running, err := d.Conversations.Running(d.Ctx(), visit)
		must(t, err)
		if rows := d.Log(running); len(rows) != 3 {
			t.Errorf("%d rows, want the start, one message and what was said to it", len(rows))
		}
	})
}

// Whatever order the database puts them in, the message is either in the
// conversation before the end, or refused: never lost, never after it.
func TestWritingAndEndingAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		for range 20 {
			visit := d.Visit(w, models.NewID())
			c := d.Write(visit, "Hello")
			must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
			seen := d.Reload(c).LastSeq
			results := together(
				func() error { return third(d.Conversations.Receive(d.Ctx(), visit, c.ID, modeltest.Draft("Wait"))) },
				func() error { return second(d.Conversations.End(d.Ctx(), ana, c.ID, seen)) },
			)
			c = d.Reload(c)
			switch wrote, ended := results[0], results[1]; {
			case wrote == nil && models.CodeOf(ended) == models.CodeMovedOn && c.State == models.StateActive:
			case ended == nil && models.CodeOf(wrote) == models.CodeConversationEnded && c.State == models.StateWrapUp:
			default:
				t.Fatalf("writing: %v; ending: %v; now %s", wrote, ended, c.State)
			}
		}
	})
}

func TestWritingAndParkingAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		for range 20 {
			visit := d.Visit(w, models.NewID())
			c := d.Write(visit, "Hello")
			must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
			seen := d.Reload(c).LastSeq
			results := together(
				func() error { return third(d.Conversations.Receive(d.Ctx(), visit, c.ID, modeltest.Draft("Wait"))) },
				func() error { return second(d.Conversations.Park(d.Ctx(), ana, c.ID, seen)) },
			)
			must(t, results[0])
			c = d.Reload(c)
			if c.State == models.StateWaiting {
				t.Fatal("a message lies unread in a parked conversation")
			}
			if results[1] == nil && c.State != models.StateOpen || results[1] != nil && c.State != models.StateActive {
				t.Fatalf("parking: %v; now %s", results[1], c.State)
			}
		}
	})
}

func TestTwoNodesSweepEachOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModeLive, nil)
		var all []*models.Conversation
		for range 30 {
			all = append(all, d.Write(d.Visit(w, models.NewID()), "Hello"))
		}
		d.Clock.Advance(20 * 60 * 1e9)
		sweep := func() error { return second(d.Conversations.Sweep(d.Ctx())) }
		must(t, errors.Join(together(sweep, sweep, sweep)...))
		must(t, sweep()) // what the others held when a sweep passed by
		for _, c := range all {
			closed := 0
			for _, row := range d.Log(c) {
				if row.Event == models.EventAutoClosed {
					closed++
				}
			}
			if closed != 1 {
				t.Errorf("closed %d times", closed)
			}
		}
	})
}

func TestAcceptingAndBeingDeactivatedAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, rosa := d.Channel(models.ModePersistent, nil), d.Agent("Rosa", models.RoleAdmin)
		for range 20 {
			ana := d.Agent("Ana"+models.NewID(), models.RoleAgent)
			c := d.Write(d.Visit(w, models.NewID()), "Hello")
			results := together(
				func() error { return second(d.Conversations.Accept(d.Ctx(), ana, c.ID)) },
				func() error { return second(d.Agents.Deactivate(d.Ctx(), rosa, ana.ID)) },
			)
			must(t, results[1])
			if c = d.Reload(c); c.State != models.StateOpen {
				t.Fatalf("accepting: %v; now %s with an agent who can't sign in", results[0], c.State)
			}
		}
	})
}
