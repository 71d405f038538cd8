package models_test

import (
	"sync"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// nodes are two processes over one Postgres database, each with an id and a lease.
func nodes(t *testing.T) (a, b *modeltest.Desk, ids [2]string) {
	t.Helper()
	url := modeltest.Postgres(t)
	a, b = modeltest.New(t, url), modeltest.New(t, url)
	for i, d := range []*modeltest.Desk{a, b} {
		ids[i] = models.NewID()
		must(t, second(d.Streams.Renew(d.Ctx(), ids[i])))
	}
	return a, b, ids
}

func tab(d *modeltest.Desk, node string, v *models.Visit) models.Stream {
	return models.Stream{ID: models.NewID(), NodeID: node, CustomerID: &v.CustomerID, VisitID: &v.ID, ConnectedAt: models.At(d.Now())}
}

// atOnce does things side by side.
func atOnce(t *testing.T, things ...func() error) {
	t.Helper()
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, do := range things {
		wg.Go(func() {
			<-start
			if err := do(); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
}

// A customer's streams may be on several nodes; whether she is here is one answer.
func TestNodesAgreeOnWhoIsHere(t *testing.T) {
	a, b, ids := nodes(t)
	w := a.Channel(models.ModeLive, nil)
	visit := a.Visit(w, "ada")
	c := a.Write(visit, "Hello")
	for range 25 {
		here, there := tab(a, ids[0], visit), tab(b, ids[1], visit)
		must(t, a.Streams.Record(a.Ctx(), []models.Stream{here}, nil))
		must(t, b.Streams.Record(b.Ctx(), []models.Stream{there}, nil))
		if !a.Reload(c).CustomerLeftAt.IsZero() {
			t.Fatal("she has two tabs and counts as gone")
		}
		atOnce(t,
			func() error { return a.Streams.Record(a.Ctx(), nil, []string{here.ID}) },
			func() error { return b.Streams.Record(b.Ctx(), nil, []string{there.ID}) })
		if a.Reload(c).CustomerLeftAt.IsZero() {
			t.Fatal("both tabs closed at once, on two nodes, and she counts as here")
		}
		must(t, a.Streams.Record(a.Ctx(), []models.Stream{here}, nil))
		again := tab(b, ids[1], visit)
		atOnce(t,
			func() error { return a.Streams.Record(a.Ctx(), nil, []string{here.ID}) },
			func() error { return b.Streams.Record(b.Ctx(), []models.Stream{again}, nil) })
		if !a.Reload(c).CustomerLeftAt.IsZero() {
			t.Fatal("she moved to another node and counts as gone")
		}
		must(t, b.Streams.Record(b.Ctx(), nil, []string{again.ID}))
	}
}

// A node that died is forgotten once, however many streams it held and whoever
// notices, and each of its customers counts as gone.
func TestADeadNodesStreamsAreForgottenOnce(t *testing.T) {
	a, b, ids := nodes(t)
	dead := models.NewID()
	must(t, second(a.Streams.Renew(a.Ctx(), dead)))
	w := a.Channel(models.ModeLive, nil)
	var streams []models.Stream
	var chats []*models.Conversation
	for range 3 {
		v := a.Visit(w, models.NewID())
		chats = append(chats, a.Write(v, "Hello"))
		for range 400 { // more than one batch
			streams = append(streams, tab(a, dead, v))
		}
	}
	must(t, a.Streams.Record(a.Ctx(), streams, nil))
	for i, d := range []*modeltest.Desk{a, b} {
		d.Clock.Advance(models.NodeLease / 2)
		must(t, second(d.Streams.Renew(d.Ctx(), ids[i])))
		d.Clock.Advance(models.NodeLease / 2)
		d.Wakes.Take()
	}
	atOnce(t,
		func() error { return second(a.Streams.Renew(a.Ctx(), ids[0])) },
		func() error { return second(b.Streams.Renew(b.Ctx(), ids[1])) })
	var rows int64
	must(t, a.DB.Read.Table("streams").Count(&rows).Error)
	if rows != 0 {
		t.Errorf("%d streams of the dead node are left", rows)
	}
	left := map[string]int{}
	for _, wake := range append(a.Wakes.Take(), b.Wakes.Take()...) {
		if wake.Signal != nil && wake.Signal.Kind == models.SignalPresence && !wake.Signal.On {
			left[wake.Conversation]++
		}
	}
	for _, c := range chats {
		if a.Reload(c).CustomerLeftAt.IsZero() || left[c.ID] != 1 {
			t.Errorf("a dead node's customer: gone %v, told %d times", a.Reload(c).CustomerLeftAt, left[c.ID])
		}
	}
}

// What falls due is done once, whichever node is first.
func TestNodesShareASweep(t *testing.T) {
	a, b, _ := nodes(t)
	w := a.Channel(models.ModeLive, nil)
	var chats []*models.Conversation
	for range 40 {
		v := a.Visit(w, models.NewID())
		leave := a.Here(v)
		chats = append(chats, a.Write(v, "Hello"))
		leave()
	}
	a.Clock.Advance(models.NodeLease * 60)
	b.Clock.Advance(models.NodeLease * 60)
	sweep := func(d *modeltest.Desk) func() error {
		return func() error {
			for {
				if done, err := d.Conversations.Sweep(d.Ctx()); err != nil || done == 0 {
					return err
				}
			}
		}
	}
	atOnce(t, sweep(a), sweep(b), sweep(a), sweep(b))
	for _, c := range chats {
		if got := a.Reload(c); got.State != models.StateClosed {
			t.Errorf("%s after its time", got.State)
		}
		ends := 0
		for i, m := range a.Log(c) {
			if m.Seq != int64(i+1) {
				t.Errorf("row %d bears number %d", i+1, m.Seq)
			}
			if m.Event == models.EventLeft {
				ends++
			}
		}
		if ends != 1 {
			t.Errorf("ended %d times", ends)
		}
	}
}

// The code that one node prints is good at the others, and gone with the first admin.
func TestNodesSetUpByOneCode(t *testing.T) {
	url := modeltest.Postgres(t)
	a, b := modeltest.New(t, url), modeltest.New(t, url)
	var codes [2]string
	atOnce(t,
		func() (err error) { codes[0], err = a.Agents.SetupCode(a.Ctx(), "ONE"); return err },
		func() (err error) { codes[1], err = b.Agents.SetupCode(b.Ctx(), "TWO"); return err })
	if codes[0] == "" || codes[0] != codes[1] {
		t.Errorf("the nodes print %q", codes)
	}
	if again, err := a.Agents.SetupCode(a.Ctx(), "THREE"); err != nil || again != codes[0] {
		t.Errorf("after a restart %q (%v), before it %q", again, err, codes[0])
	}
	a.Agent("Ada", models.RoleAdmin)
	if code, err := b.Agents.SetupCode(b.Ctx(), "FOUR"); err != nil || code != "" {
		t.Errorf("somebody works here, and the code is %q (%v)", code, err)
	}
}
