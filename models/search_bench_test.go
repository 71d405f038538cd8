package models_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// sizes are those at which BenchmarkInbox and BenchmarkSearch look. The greatest
// takes minutes to fill.
var sizes = flag.String("sizes", "1000,100000", "numbers of conversations for BenchmarkInbox and of messages for BenchmarkSearch")

// times asks again and again and reports the middle and the slowest of a hundred.
func times(b *testing.B, ask func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		if err := ask(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(len(took)-1, int(share*float64(len(took))))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// desks opens both databases.
func desks(b *testing.B, each func(b *testing.B, d *modeltest.Desk, size int)) {
	b.Helper()
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", modeltest.SQLite}, {"postgres", modeltest.Postgres}} {
		for _, size := range numbers(b, *sizes) {
			b.Run(fmt.Sprintf("%s/%d", database.name, size), func(b *testing.B) {
				each(b, modeltest.New(b, database.open(b)), size)
			})
		}
	}
}

func numbers(b *testing.B, text string) []int {
	b.Helper()
	var list []int
	for text != "" {
		var n int
		if _, err := fmt.Sscanf(text, "%d", &n); err != nil {
			b.Fatal(err)
		}
		list = append(list, n)
		for text != "" && text[0] != ',' {
			text = text[1:]
		}
		text = text[min(1, len(text)):]
	}
	return list
}

// BenchmarkSearch is a page of what is found among so many messages.
func BenchmarkSearch(b *testing.B) {
	desks(b, func(b *testing.B, d *modeltest.Desk, size int) {
		ana, bo, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Bo", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		conversations := max(size/10, 100)
		fill(b, d, d.Channel(models.ModePersistent, nil), bo, 0, conversations)
		talk(b, d, conversations, 0, size)
		for _, s := range searches(ana, sue) {
			b.Run(s.name, func(b *testing.B) {
				times(b, func() error { return second(d.Search.Find(d.Ctx(), s.agent, s.q)) })
			})
		}
	})
}

// BenchmarkInbox is what a page of the console asks for with so many conversations.
func BenchmarkInbox(b *testing.B) {
	desks(b, func(b *testing.B, d *modeltest.Desk, size int) {
		ana, sue := d.Agent("Ana", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		fill(b, d, d.Channel(models.ModePersistent, nil), ana, 0, size)
		for _, s := range []struct {
			name  string
			agent *models.Agent
			list  models.List
		}{
			{"mine", ana, models.ListMine}, {"open", ana, models.ListOpen}, {"closed", ana, models.ListClosed},
			{"supervisor's open", sue, models.ListOpen}, {"supervisor's closed", sue, models.ListClosed},
		} {
			b.Run(s.name, func(b *testing.B) {
				times(b, func() error { return third(d.Inbox.Rows(context.Background(), s.agent, models.Filter{List: s.list})) })
			})
		}
		b.Run("counts", func(b *testing.B) {
			times(b, func() error { return second(d.Inbox.Counts(context.Background(), ana)) })
		})
	})
}
