package models_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"linger/models"
	"linger/models/modeltest"
)

// closed closes a conversation at a moment, with so many more rows in its log.
func closed(t *testing.T, d *modeltest.Desk, c *models.Conversation, at time.Time, more int) {
	t.Helper()
	now := models.At(at)
	must(t, d.DB.Write.Exec("UPDATE conversations SET state = 'closed', turn = 'nobody', ended_by = 'agent', closed_at = ?, deadline_at = NULL WHERE id = ?", now, c.ID).Error)
	if more == 0 {
		return
	}
	rows := make([]models.Message, 0, more)
	for i := range int64(more) {
		seq := c.LastChangedSeq + 1 + i
		rows = append(rows, models.Message{ConversationID: c.ID, Seq: seq, ChangedSeq: seq, Kind: models.KindAutomated, Audience: models.AudienceEveryone, Body: "more", CreatedAt: now})
	}
	must(t, d.DB.Write.CreateInBatches(rows, 100).Error)
	last := c.LastChangedSeq + int64(more)
	must(t, d.DB.Write.Exec("UPDATE conversations SET last_seq = ?, last_changed_seq = ? WHERE id = ?", last, last, c.ID).Error)
}

func rows(t *testing.T, d *modeltest.Desk, table, where string, args ...any) int64 {
	t.Helper()
	var n int64
	must(t, d.DB.Write.Table(table).Where(where, args...).Count(&n).Error)
	return n
}

// expired does all that retention has to do, and returns in how many changes.
func expired(t *testing.T, d *modeltest.Desk) (batches int) {
	t.Helper()
	for {
		more, err := d.Retention.Expire(d.Ctx())
		must(t, err)
		if !more {
			return batches
		}
		batches++
	}
}

func keep(t *testing.T, d *modeltest.Desk, by *models.Agent, r models.Retention) {
	t.Helper()
	stored, err := d.Retention.Find(d.Ctx())
	must(t, err)
	must(t, d.Retention.Edit(d.Ctx(), by, stored.UpdatedAt, r))
}

func TestRetentionDeletesWhatIsPastItsTime(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, admin := d.Channel(models.ModePersistent, nil), d.Agent("Ada", models.RoleAdmin)
		old, young, waits := d.Write(d.Visit(w, "omar"), "old"), d.Write(d.Visit(w, "mina"), "young"), d.Write(d.Visit(w, "jo"), "waits")
		closed(t, d, old, d.Clock.Now(), 0)
		d.Clock.Advance(2 * day)
		closed(t, d, young, d.Clock.Now(), 0)
		d.Visit(w, "never wrote")
		must(t, d.DB.Write.Exec("INSERT INTO guesses (subject, failures, first_at) VALUES ('email:x', 3, ?)", models.At(d.Clock.Now())).Error)
		d.Clock.Advance(29*day + time.Hour)
		if n := expired(t, d); n != 1 || rows(t, d, "conversations", "1 = 1") != 3 || rows(t, d, "guesses", "1 = 1") != 0 {
			t.Errorf("kept for ever: %d batches; want only the guess to go", n)
		}
		overdue := func(want int64) {
			t.Helper()
			if n, err := d.Retention.Overdue(d.Ctx()); err != nil || n != want {
				t.Errorf("%d are to be deleted (%v), want %d", n, err, want)
			}
		}
		overdue(0)
		keep(t, d, admin, models.Retention{ConversationDays: 30, VisitDays: 30})
		overdue(1)
		expired(t, d)
		overdue(0)
		for id, want := range map[string]int64{old.ID: 0, young.ID: 1, waits.ID: 1} {
			if rows(t, d, "conversations", "id = ?", id) != want || rows(t, d, "messages", "conversation_id = ?", id) == 0 != (want == 0) {
				t.Errorf("conversation %s: want %d of it", id, want)
			}
		}
		if n := rows(t, d, "visits", "1 = 1"); n != 3 {
			t.Errorf("%d visits are left, want the two that messages refer to and the young one", n)
		}
		d.Clock.Advance(2 * day)
		expired(t, d)
		if rows(t, d, "conversations", "1 = 1") != 1 || rows(t, d, "customers", "1 = 1") != 1 || rows(t, d, "visits", "1 = 1") != 1 {
			t.Error("what is left is not just the one that waits")
		}
	})
}

func TestRetentionOfSignInsAndTheTrail(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		admin := d.Agent("Ada", models.RoleAdmin)
		for i := range 2 {
			now := models.At(d.Clock.Now())
			must(t, d.DB.Write.Create(&models.SignIn{ID: models.NewID(), AgentID: admin.ID, TokenHash: fmt.Sprint(i), CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(day)}).Error)
			keep(t, d, admin, models.Retention{SignInDays: 90, AuditDays: int64(365 * (1 + i))})
			d.Clock.Advance(80 * day)
		}
		expired(t, d)
		if n := rows(t, d, "sign_ins", "1 = 1"); n != 1 {
			t.Errorf("%d sign-ins are left, want the newer one", n)
		}
		d.Clock.Advance(730 * day)
		expired(t, d)
		if n := rows(t, d, "audit_entries", "1 = 1"); n != 0 {
			t.Errorf("%d entries are left", n)
		}
	})
}

func TestRetentionIsCheckedAndAudited(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		admin := d.Agent("Ada", models.RoleAdmin)
		stored, err := d.Retention.Find(d.Ctx())
		must(t, err)
		err = d.Retention.Edit(d.Ctx(), admin, stored.UpdatedAt, models.Retention{ConversationDays: 31})
		if models.KindOf(err) != models.Invalid || models.FieldProblem(err, "conversation_days") == "" {
			t.Errorf("31 days: %v", err)
		}
		keep(t, d, admin, models.Retention{ConversationDays: 365})
		if err := d.Retention.Edit(d.Ctx(), admin, stored.UpdatedAt, models.Retention{}); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("over somebody's newer version: %v", err)
		}
		trail, _, err := d.AuditTrail.List(d.Ctx(), models.AuditFilter{Kind: models.AuditRetention})
		must(t, err)
		if len(trail) != 1 || len(trail[0].Changes) != 1 || trail[0].Changes[0].Field != "conversation_days" {
			t.Errorf("the trail says %+v", trail)
		}
		if due, err := d.Jobs.Due(d.Ctx()); err != nil || !due {
			t.Errorf("nothing is done about it now: %v", err)
		}
	})
}

// A conversation goes in batches: no change deletes more rows than that, and on Postgres
// nobody who writes waits for one that is on its way.
func TestRetentionBlocksNoWriter(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		long, mina := d.Write(d.Visit(w, "omar"), "long"), d.Visit(w, "mina")
		closed(t, d, long, d.Clock.Now(), 700)
		d.Clock.Advance(40 * day)
		keep(t, d, nil, models.Retention{ConversationDays: 30})
		largest := int64(0)
		must(t, d.DB.Write.Callback().Delete().After("gorm:delete").Register("largest", func(q *gorm.DB) { largest = max(largest, q.RowsAffected) }))
		transact := d.DB.Transact
		batches := 0
		for more := true; more; batches++ {
			if d.DB.Dialect == "postgres" { // on SQLite changes take turns
				d.DB.Transact = func(ctx context.Context, do func(*gorm.DB) error) error {
					return transact(ctx, func(tx *gorm.DB) error {
						err := do(tx)
						d.DB.Transact = transact
						d.Write(mina, "while a batch is on its way")
						return err
					})
				}
			}
			var err error
			more, err = d.Retention.Expire(d.Ctx())
			must(t, err)
			d.DB.Transact = transact
			d.Write(mina, "between two batches")
		}
		if largest == 0 || largest > 200 || batches < 4 {
			t.Errorf("%d batches, of %d rows at most", batches, largest)
		}
		if n := rows(t, d, "messages", "conversation_id = ?", long.ID); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestErasingACustomer(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, admin := d.Channel(models.ModePersistent, nil), d.Agent("Ada", models.RoleAdmin)
		visit, mina := d.Visit(w, "omar"), d.Visit(w, "mina")
		c, hers := d.Write(visit, "my secret"), d.Write(mina, "hello")
		if err := d.Erasures.Begin(d.Ctx(), admin, visit.CustomerID); models.CodeOf(err) != models.CodeRuns {
			t.Fatalf("while a conversation runs: %v", err)
		}
		closed(t, d, c, d.Clock.Now(), 500)
		wants(t, "her words", look(t, d, admin, models.Query{Text: "secret"}), "my [secret]")
		wants(t, "her name", look(t, d, admin, models.Query{Text: "omar"}), "customer omar")
		must(t, d.DB.Write.Create(&models.ContextValue{ConversationID: c.ID, Source: models.FromCustomer, Name: "order", Value: "4711", Question: "Which order?"}).Error)
		d.Wakes.Take()
		for range 2 { // the second finds it done
			must(t, d.Erasures.Begin(d.Ctx(), admin, visit.CustomerID))
		}
		if told := d.Wakes.Take(); !slices.ContainsFunc(told, func(w models.Wake) bool { return slices.Contains(w.Topics, models.TopicVisit(visit.ID)) }) {
			t.Error("her browser is not told")
		}
		gone, err := d.Customers.Find(d.Ctx(), visit.CustomerID)
		must(t, err)
		if gone.Name != "" || gone.Email != "" || !gone.Anonymous() {
			t.Errorf("she is still known as %+v", gone)
		}
		wants(t, "her name, at once", found(t, d, admin, models.Query{Text: "omar"}))
		_, _, err = d.Conversations.Receive(d.Ctx(), visit, "", modeltest.Draft("still here"))
		if models.KindOf(err) != models.Unauthorized {
			t.Errorf("a browser that was not told yet writes on: %v", err)
		}
		if again := d.Visit(w, "omar"); again.CustomerID == visit.CustomerID {
			t.Error("her site's token brings her back")
		}
		batches := 0
		for more := true; more; batches++ {
			more, err = d.Erasures.Continue(d.Ctx(), visit.CustomerID)
			must(t, err)
		}
		if batches < 4 {
			t.Errorf("500 rows went in %d batches", batches)
		}
		for table, where := range map[string]string{"messages": "conversation_id = '" + c.ID + "'", "conversations": "id = '" + c.ID + "'", "visits": "customer_id = '" + visit.CustomerID + "'", "customers": "id = '" + visit.CustomerID + "'"} {
			if n := rows(t, d, table, where); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		wants(t, "her words, afterwards", look(t, d, admin, models.Query{Text: "secret"}))
		if rows(t, d, "context_values", "conversation_id = ?", c.ID) != 0 {
			t.Error("what her survey said is left")
		}
		if len(d.Log(hers)) == 0 {
			t.Error("somebody else's conversation went, too")
		}
		list, err := d.Erasures.List(d.Ctx())
		must(t, err)
		if len(list) != 1 || list[0].DoneAt.IsZero() || list[0].Conversations != 1 || list[0].Who != "Ada Miller" {
			t.Errorf("erasures: %+v", list)
		}
		var trail []string
		must(t, d.DB.Write.Table("audit_entries").Pluck("record_name || changes", &trail).Error)
		if len(trail) != 1 || strings.Contains(trail[0], "omar") {
			t.Errorf("the trail says %q", trail)
		}
	})
}

// What refers to something that is deleted in batches is found by an index, and goes
// with it or is deleted before.
func TestDeletingLooksNothingUpRowByRow(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	before := map[string]bool{"conversations.customer_id": true, "messages.visit_id": true} // deleted first, by hand
	var tables []string
	must(t, d.DB.Read.Raw("SELECT name FROM sqlite_schema WHERE type = 'table'").Scan(&tables).Error)
	for _, table := range tables {
		var keys []struct{ From, Table, OnDelete string }
		must(t, d.DB.Read.Raw(`SELECT "from" AS "from", "table" AS "table", on_delete FROM pragma_foreign_key_list(?)`, table).Scan(&keys).Error)
		for _, key := range keys {
			if !slices.Contains([]string{"conversations", "visits", "customers"}, key.Table) {
				continue
			}
			column := table + "." + key.From
			if key.OnDelete != "CASCADE" && key.OnDelete != "SET NULL" && !before[column] {
				t.Errorf("%s keeps its row in %s from being deleted", column, key.Table)
			}
			var first int64
			must(t, d.DB.Read.Raw(`SELECT COUNT(*) FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = ?`, table, key.From).Scan(&first).Error)
			if first == 0 {
				t.Errorf("%s has no index: deleting from %s would read all of it", column, key.Table)
			}
		}
	}
}
