package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// bodies are the customer's own words on a page.
func bodies(p models.Page) []string {
	var list []string
	for _, e := range p.Entries {
		if e.Kind == models.KindCustomer {
			list = append(list, e.Body)
		}
	}
	return list
}

// Ended conversations can be read again where the admin wants it, ten rows a page,
// the newest page first: by their signed-in customer, in their widget, and nothing
// that is internal, taken back or still running.
func TestPreviousConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w, other := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		ada := d.Visit(w, "ada")
		finished := func(v *models.Visit, n int) *models.Conversation {
			var c *models.Conversation
			for i := range n {
				c = d.Write(v, fmt.Sprintf("%s %d", v.CustomerID[30:], i))
			}
			must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
			must(t, third(d.Conversations.Note(ctx, ana, c.ID, modeltest.Draft("for us alone"))))
			must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
			d.Clock.Advance(time.Hour)
			must(t, second(d.Conversations.Sweep(ctx)))
			return c
		}
		old, newer := finished(ada, 3), finished(ada, 12)
		finished(d.Visit(w, "eve"), 2)
		d.Set(other, "previous_conversations", true)
		elsewhere := finished(&models.Visit{ID: ada.ID, WidgetID: other.ID, CustomerID: ada.CustomerID}, 1)
		running := d.Write(ada, "Running")

		page := func(v *models.Visit, except string, before models.Past) (models.Page, error) {
			return d.Conversations.Previous(ctx, w, v, except, before)
		}
		if _, err := page(ada, "", models.Past{}); models.KindOf(err) != models.NotFound {
			t.Errorf("switched off: %v", err)
		}
		if any, err := d.Conversations.HasPrevious(ctx, w, ada, ""); any || err != nil {
			t.Errorf("switched off there is something: %v", err)
		}
		d.Set(w, "previous_conversations", true)
		if any, err := d.Conversations.HasPrevious(ctx, w, ada, running.ID); !any || err != nil {
			t.Errorf("switched on there is nothing: %v", err)
		}
		var all []models.Entry
		var before models.Past
		for pages := 1; ; pages++ {
			p, err := page(ada, running.ID, before)
			must(t, err)
			if p.Older != (len(p.Entries) == models.PreviousPage && pages < 3) || len(p.Entries) > models.PreviousPage {
				t.Errorf("page %d has %d rows, more: %v", pages, len(p.Entries), p.Older)
			}
			all = append(slices.Clone(p.Entries), all...)
			if !p.Older {
				break
			}
			before = models.Past{Conversation: p.Entries[0].ConversationID, Seq: p.Entries[0].Seq}
		}
		want := []string{}
		for _, c := range []*models.Conversation{old, newer} {
			for _, m := range d.Log(c) {
				if m.Audience == models.AudienceEveryone {
					want = append(want, fmt.Sprint(m.ConversationID, m.Seq, m.Body))
				}
			}
		}
		got := []string{}
		for _, e := range all {
			got = append(got, fmt.Sprint(e.ConversationID, e.Seq, e.Body))
		}
		if !slices.Equal(got, want) {
			t.Errorf("she reads\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if p, err := page(ada, newer.ID, models.Past{}); err != nil || len(bodies(p)) != 3 {
			t.Errorf("without the one on her screen: %v, %v", bodies(p), err)
		}

		// Another customer gets nothing of hers, whatever place she names.
		eve := d.Visit(w, "eve")
		for _, from := range []models.Past{{}, {Conversation: running.ID, Seq: 1 << 40}, {Conversation: newer.ID, Seq: 1 << 40}, {Conversation: elsewhere.ID, Seq: 9}} {
			p, err := page(eve, "", from)
			must(t, err)
			for _, e := range p.Entries {
				if c := d.Reload(&models.Conversation{ID: e.ConversationID}); c.CustomerID != eve.CustomerID || c.WidgetID != w.ID {
					t.Errorf("from %v another reads %q", from, e.Body)
				}
			}
		}
		if p, err := page(d.Visit(w, "mallory"), "", models.Past{}); err != nil || len(p.Entries) > 0 {
			t.Errorf("a new customer reads %v, %v", bodies(p), err)
		}
		anonymous := d.Channel(models.ModeLive, nil)
		d.Set(anonymous, "previous_conversations", true)
		d.Set(anonymous, "authentication_settings_id", nil)
		guest, _ := arrived(t, d, anonymous, "", "", "")
		if _, err := d.Conversations.Previous(ctx, anonymous, guest, "", models.Past{}); models.KindOf(err) != models.NotFound {
			t.Errorf("an anonymous customer: %v", err)
		}
	})
}

// A page costs the same however many conversations the desk has, by the customer's
// index.
func TestPreviousConversationsCost(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		d.Set(w, "previous_conversations", true)
		fill(t, d, w, d.Agent("Ana", models.RoleAgent), 0, 2_000)
		visit := d.Visit(w, "ada")
		asked := recorder(t, d)
		must(t, second(d.Conversations.Previous(d.Ctx(), w, visit, "", models.Past{Conversation: models.NewID(), Seq: 5})))
		if plan := newest(asked).explain(t, d); !strings.Contains(plan, "conversations_") || strings.Contains(plan, "Seq Scan on conversations") || strings.Contains(plan, "SCAN conversations") {
			t.Errorf("a page is read so:\n%s", plan)
		}
	})
}
