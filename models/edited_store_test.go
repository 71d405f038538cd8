package models_test

import (
	"context"
	"slices"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// A customer changes the text of a message whose acknowledgement she never got. What
// had arrived stays as it is and is not doubled, and of two texts with one id the
// first to arrive stands.
func TestMessageEditedUnacknowledged(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "cust-1")
		c := d.Write(visit, "before")
		send := func(body, id string, edited ...string) (*models.Message, error) {
			t.Helper()
			m, _, err := d.Conversations.Receive(d.Ctx(), visit, c.ID, models.Draft{ClientID: id, Body: body, Edited: edited})
			return m, err
		}
		arrived := func(err error) {
			t.Helper()
			if models.KindOf(err) != models.Conflict || models.CodeOf(err) != models.CodeArrived {
				t.Errorf("answered with %v", err)
			}
		}
		must := func(m *models.Message, err error) *models.Message {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return m
		}

		first, second, third := models.NewID(), models.NewID(), models.NewID()
		must(send("order 11", first))
		_, err := send("order 17", first, first)
		arrived(err)
		_, err = send("order 11\nand 12", second, second, first) // of two made one, the later had arrived
		arrived(err)

		sent := must(send("by train", third, third))
		if again := must(send("by train", third, third)); again.Seq != sent.Seq {
			t.Errorf("repeated, it is row %d and row %d", sent.Seq, again.Seq)
		}
		if late := must(send("by bus", third)); late.Body != "by train" || late.Seq != sent.Seq {
			t.Errorf("what was on its way before: %q at %d", late.Body, late.Seq)
		}
		if _, err := send("x", models.NewID(), "not an id"); models.KindOf(err) != models.Invalid {
			t.Errorf("nonsense is answered with %v", err)
		}

		var bodies []string
		if err := d.DB.Read.Model(&models.Message{}).Where("conversation_id = ? AND kind = ?", c.ID, models.KindCustomer).Order("seq").Pluck("body", &bodies).Error; err != nil {
			t.Fatal(err)
		}
		if want := []string{"before", "order 11", "by train"}; !slices.Equal(bodies, want) {
			t.Errorf("the log has %q, want %q", bodies, want)
		}
	})
}

// The same for what an agent writes, to the customer or among staff.
func TestReplyEditedUnacknowledged(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "cust-1"), "before")
		ana := d.Agent("Ana", models.RoleAgent)
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		type verb func(context.Context, *models.Agent, string, models.Draft) (*models.Message, *models.Conversation, error)
		send := func(as verb, body, id string, edited ...string) error {
			_, _, err := as(d.Ctx(), ana, c.ID, models.Draft{ClientID: id, Body: body, Edited: edited, Seen: -1})
			return err
		}
		reply, note := verb(d.Conversations.Reply), verb(d.Conversations.Note)
		first, second := models.NewID(), models.NewID()
		for _, step := range []struct {
			name    string
			err     error
			arrived bool
		}{
			{"first", send(reply, "order 11", first), false},
			{"changed", send(reply, "order 17", first, first), true},
			{"as it was", send(reply, "order 11", first, first), false},
			{"changed to a note", send(note, "order 11", first, first), true},
			{"of two made one, the later had arrived", send(reply, "order 11\nand 12", second, second, first), true},
			{"changed before it arrived", send(note, "by bus", second, second), false},
			{"and what was on its way before", send(note, "by train", second), false},
		} {
			if arrived := models.CodeOf(step.err) == models.CodeArrived; arrived != step.arrived || !arrived && step.err != nil {
				t.Errorf("%s: %v", step.name, step.err)
			}
		}
		var bodies []string
		if err := d.DB.Read.Model(&models.Message{}).Where("conversation_id = ? AND agent_id = ? AND client_id IS NOT NULL", c.ID, ana.ID).Order("seq").Pluck("body", &bodies).Error; err != nil {
			t.Fatal(err)
		}
		if want := []string{"order 11", "by bus"}; !slices.Equal(bodies, want) {
			t.Errorf("the log has %q, want %q", bodies, want)
		}
	})
}
