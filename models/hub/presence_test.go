package hub_test

import (
	"context"
	"log/slog"
	"testing"

	"linger/models"
	"linger/models/hub"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

func TestPresenceIsRecordedInBatches(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
		p := hub.NewPresence(d.Streams, slog.New(slog.DiscardHandler))
		ctx := context.Background()
		if _, err := d.Streams.Renew(ctx, p.Node); err != nil {
			t.Fatal(err)
		}
		var leave []func()
		for range 50 {
			leave = append(leave, p.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID}))
		}
		leave[0]() // came and went between two records: never written
		count := func() (n int64) {
			if err := p.Flush(ctx); err != nil {
				t.Fatal(err)
			}
			d.DB.Write.Table("streams").Count(&n)
			return n
		}
		if n := count(); n != 49 {
			t.Errorf("%d streams, want 49", n)
		}
		for _, left := range leave[1:] {
			left()
		}
		if n := count(); n != 0 {
			t.Errorf("%d streams after all left", n)
		}
	})
}

// A crowd is recorded in parts, so that the lease of the node is renewed between them.
func TestACrowdIsRecordedInParts(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
	p := hub.NewPresence(d.Streams, slog.New(slog.DiscardHandler))
	if _, err := d.Streams.Renew(d.Ctx(), p.Node); err != nil {
		t.Fatal(err)
	}
	var leave []func()
	for range 2500 {
		leave = append(leave, p.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID}))
	}
	recorded := func(want ...int64) {
		t.Helper()
		for _, n := range want {
			if err := p.Flush(d.Ctx()); err != nil {
				t.Fatal(err)
			}
			var got int64
			if d.DB.Write.Table("streams").Count(&got); got != n {
				t.Errorf("%d streams are recorded, want %d", got, n)
			}
		}
	}
	recorded(1000, 2000, 2500, 2500)
	for _, left := range leave {
		left()
	}
	recorded(1500, 500, 0)
}

func TestWhatCannotBeRecordedNowIsKept(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")
	p := hub.NewPresence(d.Streams, slog.New(slog.DiscardHandler))
	left := p.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID})
	if err := p.Flush(d.Ctx()); err == nil { // its node is not there yet
		t.Fatal("recorded without a node")
	}
	if _, err := d.Streams.Renew(d.Ctx(), p.Node); err != nil {
		t.Fatal(err)
	}
	if err := p.Flush(d.Ctx()); err != nil {
		t.Fatal(err)
	}
	if here, err := d.Streams.CustomerPresent(d.Ctx(), visit.CustomerID); err != nil || !here {
		t.Errorf("present %v, %v", here, err)
	}
	left()
	if err := p.Flush(d.Ctx()); err != nil {
		t.Fatal(err)
	}
	if here, _ := d.Streams.CustomerPresent(d.Ctx(), visit.CustomerID); here {
		t.Error("still present after leaving")
	}
}

// A process that said nothing for so long that another one gave its streams up
// records them again.
func TestAForgottenNodeRecordsItsStreamsAgain(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		visit := d.Visit(d.Channel(models.ModeLive, nil), "ada")
		p := hub.NewPresence(d.Streams, slog.New(slog.DiscardHandler))
		renew := func() {
			t.Helper()
			if err := p.Renew(d.Ctx()); err != nil {
				t.Fatal(err)
			}
			if err := p.Flush(d.Ctx()); err != nil {
				t.Fatal(err)
			}
		}
		renew()
		p.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID})
		p.Connected(models.Stream{CustomerID: &visit.CustomerID, VisitID: &visit.ID})() // left again
		renew()
		c := d.Write(visit, "Hello")

		d.Clock.Advance(models.NodeLease)
		if _, err := d.Streams.Renew(d.Ctx(), models.NewID()); err != nil {
			t.Fatal(err)
		}
		if d.Reload(c).CustomerLeftAt.IsZero() {
			t.Fatal("another node does not take her for gone")
		}
		renew()
		if here, err := d.Streams.CustomerPresent(d.Ctx(), visit.CustomerID); err != nil || !here || !d.Reload(c).CustomerLeftAt.IsZero() {
			t.Errorf("after its return: here %v, gone since %v, %v", here, d.Reload(c).CustomerLeftAt, err)
		}
		var n int64
		if d.DB.Write.Table("streams").Count(&n); n != 1 {
			t.Errorf("%d streams, want 1", n)
		}
	})
}
