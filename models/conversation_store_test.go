package models_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// The thinnest whole thread: write, answer, park, return to the same agent, end,
// start afresh.
func TestPersistentConversation(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		ana := d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "cust-1")

		c := d.Write(visit, "Is my order lost?")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("It ships today."))))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		if load, err := d.Agents.Load(ctx, ana.ID); err != nil || load != 0 {
			t.Errorf("parked: load %d, %v, want none", load, err)
		}

		d.Clock.Advance(10 * time.Second)
		if again := d.Write(visit, "It came. Thanks!"); again.ID != c.ID {
			t.Fatal("the message after parking went to another conversation")
		}
		if c = d.Reload(c); c.State != models.StateOpen || c.OfferedAgentID == nil || *c.OfferedAgentID != ana.ID {
			t.Fatalf("returned: state %s offered to %v, want open and offered to the previous agent", c.State, c.OfferedAgentID)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		_, _, err := d.Conversations.Receive(ctx, visit, c.ID, modeltest.Draft("One more thing"))
		if models.CodeOf(err) != models.CodeConversationEnded {
			t.Errorf("after the end: %v, want conversation_ended", err)
		}
		if fresh := d.Write(visit, "One more thing"); fresh.ID == c.ID {
			t.Error("the next contact went into the ended conversation")
		}

		want := []string{"Is my order lost?", received, "(joined)", "It ships today.", "It came. Thanks!", "(ended)"}
		if diff := cmp.Diff(want, d.Said(c, models.AudienceEveryone)); diff != "" {
			t.Errorf("the customer sees (-want +got):\n%s", diff)
		}
	})
}

// received is what the customer reads after her first message.
const received = "Thanks, we have your message. Someone from the team will pick this up."

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }
