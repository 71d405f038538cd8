package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// look is what agent finds, a line each: customers by name, messages by text.
func look(t *testing.T, d *modeltest.Desk, agent *models.Agent, q models.Query) []string {
	t.Helper()
	for {
		n, err := d.Search.Index(d.Ctx())
		must(t, err)
		if n == 0 {
			break
		}
	}
	return found(t, d, agent, q)
}

// found is look without bringing the index up to date.
func found(t *testing.T, d *modeltest.Desk, agent *models.Agent, q models.Query) []string {
	t.Helper()
	f, err := d.Search.Find(d.Ctx(), agent, q)
	must(t, err)
	lines := []string{}
	for _, c := range f.Customers {
		lines = append(lines, "customer "+c.Customer())
	}
	for _, m := range f.Messages {
		line := ""
		for _, p := range m.Snippet {
			if p.Hit {
				line += "[" + p.Text + "]"
			} else {
				line += p.Text
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %q, want %q", what, got, want)
	}
}

func TestSearchFindsWhatWasSaid(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(w, "ada"), "Where is my Crème brûlée set? Order A-1234, it's late.")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		_, _, err := d.Conversations.Reply(d.Ctx(), ana, c.ID, modeltest.Draft("I look into the order."))
		must(t, err)
		_, _, err = d.Conversations.Note(d.Ctx(), ana, c.ID, modeltest.Draft("The depot lost it. 订单丢失"))
		must(t, err)

		find := func(text string) []string { return look(t, d, ana, models.Query{Text: text}) }
		wants(t, "newest first", find("order"), "I look into the [order].", "Where is my Crème brûlée set? [Order] A-1234, it's late.")
		wants(t, "without accents", find("CREME brulee"), "Where is my [Crème brûlée] set? Order A-1234, it's late.")
		wants(t, "the beginning of a word", find("dep"), "The [depot] lost it. 订单丢失")
		wants(t, "all words", find("order look"), "I [look] into the [order].")
		wants(t, "a number with a dash", find("a-1234"), "Where is my Crème brûlée set? Order [A-1234], it's late.")
		wants(t, "not its parts in another order", find(`"1234 a"`))
		wants(t, "two signs", find("订单"), "The depot lost it. [订单]丢失")
		wants(t, "in the middle", find("单丢"), "The depot lost it. 订[单丢]失")
		wants(t, "nothing", find("elephant"))
		wants(t, "no word", find(` " - * ( `))
		wants(t, "syntax is text", find(`order" OR (x:* & !`))
		wants(t, "her name and what she is called", find("ada"), "customer ada")

		f, err := d.Search.Find(d.Ctx(), ana, models.Query{Text: "depot"})
		must(t, err)
		if m := f.Messages[0]; m.Said.Kind != models.KindInternal || m.ID != c.ID || m.CustomerName != "ada" || m.Said.Full() != "Ana Miller" || m.State != models.StateActive {
			t.Errorf("the message comes with %+v", m)
		}
	})
}

// What somebody may not see is not found, and found as soon as they may.
func TestSearchKeepsToWhatMayBeSeen(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		ana, bo, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(w, "ada"), "A secret kettle")
		for _, step := range []struct {
			name        string
			do          func() error
			byBo, bySue bool
		}{
			{"open in the default queue", func() error { return nil }, true, true},
			{"another's", func() error { return second(d.Conversations.Accept(ctx, ana, c.ID)) }, false, true},
			{"parked by another", func() error { return second(d.Conversations.Park(ctx, ana, c.ID, -1)) }, false, true},
			{"another's wrap-up", func() error { return second(d.Conversations.End(ctx, ana, c.ID, -1)) }, false, true},
			{"closed", func() error { return second(d.Conversations.Close(ctx, ana, c.ID, "")) }, true, true},
		} {
			must(t, step.do())
			for _, text := range []string{"kettle", "ada"} {
				if got := len(look(t, d, ana, models.Query{Text: text})); got != 1 {
					t.Errorf("%s: Ana finds %d of %s", step.name, got, text)
				}
				if got := len(look(t, d, bo, models.Query{Text: text})) == 1; got != step.byBo {
					t.Errorf("%s: Bo finds %s: %v", step.name, text, got)
				}
				if got := len(look(t, d, sue, models.Query{Text: text})) == 1; got != step.bySue {
					t.Errorf("%s: Sue finds %s: %v", step.name, text, got)
				}
			}
		}
	})
}

// The index says what the rows say: what is rewritten, renamed or erased is not
// found by what it was, at once and in the same transaction.
func TestSearchForgetsWithTheRow(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		sue := d.Agent("Sue", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(w, "ada"), "A secret kettle")
		d.Write(d.Visit(w, "bea"), "Another kettle")
		wants(t, "before", look(t, d, sue, models.Query{Text: "kettle"}), "Another [kettle]", "A secret [kettle]")

		must(t, d.DB.Write.Exec("UPDATE messages SET body = 'A blue cup' WHERE body = 'A secret kettle'").Error)
		wants(t, "at once", found(t, d, sue, models.Query{Text: "kettle"}), "Another [kettle]")
		wants(t, "rewritten", look(t, d, sue, models.Query{Text: "cup"}), "A blue [cup]")

		_, _, _, err := d.Visits.Open(d.Ctx(), models.Arrival{Widget: w, Identity: models.Identity{
			ExternalID: "ada", Name: "Grace Hopper", Email: "grace@navy.example", ExpiresAt: models.At(d.Clock.Now()).Add(models.VisitLimit)}})
		must(t, err)
		wants(t, "renamed", look(t, d, sue, models.Query{Text: "grace hopper"}), "customer Grace Hopper")
		wants(t, "by e-mail", look(t, d, sue, models.Query{Text: "grace@navy"}), "customer Grace Hopper")
		wants(t, "by what her site calls her", look(t, d, sue, models.Query{Text: "ada"}), "customer Grace Hopper")

		must(t, d.DB.Write.Exec("DELETE FROM conversations WHERE id = ?", c.ID).Error)
		wants(t, "erased", found(t, d, sue, models.Query{Text: "cup"}))
		var left int64
		count := "SELECT COUNT(*) FROM message_words"
		if d.DB.Dialect == "sqlite" { // which counts the rows of such a table by what the index holds
			count = "SELECT COUNT(*) FROM message_words WHERE message_words MATCH 'a OR another'"
		}
		must(t, d.DB.Read.Raw(count).Scan(&left).Error)
		if left != 1 {
			t.Errorf("%d texts in the index, want one", left)
		}
	})
}

// Pages follow each other without a gap or a repetition, while more is written.
func TestSearchPages(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		sue := d.Agent("Sue", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		want := []string{}
		for i := range 25 {
			d.Write(d.Visit(w, fmt.Sprintf("customer-%02d", i)), fmt.Sprintf("kettle %02d", i))
			want = append(want, fmt.Sprintf("[kettle] %02d", i))
		}
		slices.Reverse(want)
		got, q := []string{}, models.Query{Text: "kettle", Limit: 10}
		for page := 0; ; page++ {
			lines := look(t, d, sue, q)
			got = append(got, lines...)
			f, err := d.Search.Find(d.Ctx(), sue, q)
			must(t, err)
			if q.After = f.MoreMessages; q.After == 0 {
				break
			}
			if page > 5 {
				t.Fatal("no end of pages")
			}
			d.Write(d.Visit(w, models.NewID()), "kettle of later")
		}
		wants(t, "all pages", got, want...)

		people := 0
		for q = (models.Query{Text: "customer", Limit: 10, Part: models.SearchCustomers}); ; {
			f, err := d.Search.Find(d.Ctx(), sue, q)
			must(t, err)
			people += len(f.Customers)
			if q.After = f.MoreCustomers; q.After == 0 {
				break
			}
		}
		if people != 25 {
			t.Errorf("%d customers on all pages, want 25", people)
		}
		f, err := d.Search.Find(d.Ctx(), sue, models.Query{Text: "customer"})
		must(t, err)
		if len(f.Customers) != 3 || f.MoreCustomers == 0 {
			t.Errorf("%d customers on top, more at %d", len(f.Customers), f.MoreCustomers)
		}
	})
}

// A word that is everywhere, in conversations out of sight, costs a bounded effort:
// a page comes short, and says where to go on.
func TestSearchEndsInReasonableTime(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana, bo := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		c := d.Write(d.Visit(w, "ada"), "the first kettle")
		must(t, second(d.Conversations.Accept(d.Ctx(), bo, c.ID)))
		other := d.Write(d.Visit(w, "bea"), "the other kettle")
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, other.ID)))
		chatter(t, d, other, 6_000)
		q := models.Query{Text: "the"}
		for pages := 1; ; pages++ {
			got := look(t, d, bo, q)
			f, err := d.Search.Find(d.Ctx(), bo, q)
			must(t, err)
			if len(got) > 0 {
				wants(t, "at the end", got, "[the] first kettle")
				if pages < 2 {
					t.Error("it looked through everything at once")
				}
				return
			}
			if q.After = f.MoreMessages; q.After == 0 || pages > 10 {
				t.Fatalf("after %d pages nothing, more at %d", pages, q.After)
			}
		}
	})
}

// chatter puts n messages of a customer into a conversation.
func chatter(t *testing.T, d *modeltest.Desk, c *models.Conversation, n int) {
	t.Helper()
	must(t, d.DB.Write.Exec(strings.NewReplacer("@n", fmt.Sprint(n)).Replace(`INSERT INTO messages (conversation_id, seq, changed_seq, kind, audience, visit_id, body, created_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @n)
		SELECT m.conversation_id, 1000 + i, 1000 + i, m.kind, m.audience, m.visit_id, 'the words of number ' || CAST(i AS TEXT), m.created_at
		FROM messages m, n WHERE m.conversation_id = ? AND m.kind = 'customer'`), c.ID).Error)
}
