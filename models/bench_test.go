package models_test

import (
	"sync/atomic"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// BenchmarkReceive is a customer's message committed, from sixteen at once.
func BenchmarkReceive(b *testing.B) {
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", modeltest.SQLite}, {"postgres", modeltest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			d := modeltest.New(b, database.open(b))
			w := d.Channel(models.ModePersistent, nil)
			visits := make([]*models.Visit, 64)
			for i := range visits {
				visits[i] = d.Visit(w, models.NewID())
			}
			var n atomic.Int64
			b.SetParallelism(8)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					v := visits[n.Add(1)%int64(len(visits))]
					if _, _, err := d.Conversations.Receive(d.Ctx(), v, "", modeltest.Draft("How long does it take?")); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
