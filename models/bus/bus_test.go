package bus_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/bus"
	"linger/models/masking"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// node is one process of a desk, without its HTTP side.
type node struct {
	*modeltest.Desk
	bus *bus.Bus

	mu    sync.Mutex
	wakes []models.Wake // that came from elsewhere
}

func (n *node) wake(w models.Wake) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wakes = append(n.wakes, w)
}

// hears waits for a wake-up that is meant, to whoever follows topic.
func (n *node) hears(what, topic string, meant func(models.Wake) bool) {
	n.T.Helper()
	until(n.T, "somebody tells of "+what, func() bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		return slices.ContainsFunc(n.wakes, func(w models.Wake) bool { return slices.Contains(w.Topics, topic) && meant(w) })
	})
}

// join starts one more node over the database at url.
func join(t *testing.T, url string) *node {
	t.Helper()
	n := &node{Desk: modeltest.New(t, url)}
	var err error
	if n.bus, err = bus.New(url, models.NewID(), n.Desk.Desk, n.wake, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	n.Wake = n.bus.Send
	ctx, leave := context.WithCancel(context.Background())
	left := make(chan error)
	go func() { left <- n.bus.Run(ctx) }()
	t.Cleanup(func() {
		leave()
		if err := <-left; err != nil {
			t.Error(err)
		}
	})
	until(t, "it listens and has looked", func() bool { f := n.bus.Figures(); return f.Listening && f.Looks > 0 })
	return n
}

// mute lets nobody hear of what the node does: its notifications are lost.
func (n *node) mute() { n.Wake = func(models.Wake) {} }

func pair(t *testing.T) (a, b *node) {
	t.Helper()
	url := modeltest.Postgres(t)
	return join(t, url), join(t, url)
}

// patience is how long anything may take on a machine that has other work, too.
const patience = 20 * time.Second

func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(patience); !holds(); {
		select {
		case <-look.C:
		case <-limit:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func changedTo(c *models.Conversation) func(models.Wake) bool {
	return func(w models.Wake) bool {
		return w.Signal == nil && w.Conversation == c.ID && w.Changed == c.LastChangedSeq
	}
}

func signals(kind models.SignalKind) func(models.Wake) bool {
	return func(w models.Wake) bool { return w.Signal != nil && w.Signal.Kind == kind && w.Signal.On }
}

func TestWhatOneNodeDoesWakesTheOthers(t *testing.T) {
	a, b := pair(t)
	visit := a.Visit(a.Channel(models.ModePersistent, nil), "ada")
	ana := a.Agent("Ana", models.RoleAgent)
	customer := models.TopicCustomer(visit.WidgetID, visit.CustomerID)

	c := a.Write(visit, "Hello")
	b.hears("a message, to its customer", customer, changedTo(c))
	b.hears("a message, to the inboxes", models.TopicOpen, changedTo(c))
	if c, err := a.Conversations.Accept(a.Ctx(), ana, c.ID); err != nil {
		t.Fatal(err)
	} else {
		b.hears("an open conversation that is gone", models.TopicOpen, changedTo(c))
	}

	open := models.TopicConversation(c.ID)
	must(t, a.Conversations.TypingByCustomer(a.Ctx(), visit, c.ID, true))
	b.hears("typing", open, signals(models.SignalTyping))
	must(t, a.Conversations.ReadByAgent(a.Ctx(), ana, c.ID, 2))
	b.hears("a read marker", open, func(w models.Wake) bool { return w.Signal != nil && w.Signal.Kind == models.SignalRead })
	leave := a.Here(visit)
	b.hears("the customer's coming", open, signals(models.SignalPresence))
	leave()
	if f := a.bus.Figures(); f.Heard != 0 {
		t.Errorf("a node hears itself: %+v", f)
	}
}

func TestTheEndOfASignInAndOfAVisitCross(t *testing.T) {
	a, b := pair(t)
	visit := a.Visit(a.Channel(models.ModePersistent, nil), "ada")
	in, _, err := a.SignIns.Begin(a.Ctx(), a.Agent("Ana", models.RoleAgent), models.Browser{})
	must(t, err)
	must(t, a.SignIns.Revoke(a.Ctx(), in.AgentID, in.ID))
	b.hears("a sign-out", models.TopicSignIn(in.ID), anything)
	must(t, a.Visits.End(a.Ctx(), visit))
	b.hears("a visit's end", models.TopicVisit(visit.ID), anything)
}

func anything(models.Wake) bool { return true }

// Notifications that are lost cost time: what was changed is found by looking.
func TestLostNotificationsAreMadeUpFor(t *testing.T) {
	a, b := pair(t)
	visit := a.Visit(a.Channel(models.ModePersistent, nil), "ada")
	gone := a.Visit(a.Channel(models.ModePersistent, nil), "bob")
	in, _, err := a.SignIns.Begin(a.Ctx(), a.Agent("Ana", models.RoleAgent), models.Browser{})
	must(t, err)
	customer := models.TopicCustomer(visit.WidgetID, visit.CustomerID)

	a.mute()
	a.Clock.Advance(time.Minute)
	c := a.Write(visit, "Hello")
	must(t, a.SignIns.Revoke(a.Ctx(), in.AgentID, in.ID))
	must(t, a.Visits.End(a.Ctx(), gone))
	b.Clock.Advance(time.Minute + 2*time.Second)
	b.hears("a message", customer, changedTo(c))
	b.hears("a message, to the inboxes", models.TopicOpen, changedTo(c))
	b.hears("a sign-out", models.TopicSignIn(in.ID), anything)
	b.hears("a visit's end", models.TopicVisit(gone.ID), anything)
	if f := b.bus.Figures(); f.Missed != 3 {
		t.Errorf("missed %d, want 3", f.Missed)
	}

	// A change that took as long as one may, and so bears an old time.
	b.Clock.Advance(models.LongestChange + 2*time.Second)
	probe := a.Write(a.Visit(a.Channel(models.ModePersistent, nil), "eve"), "Looked at")
	until(t, "the look after that", func() bool { return b.bus.Figures().Missed == 4 })
	late := a.Write(visit, "At last")
	if !late.UpdatedAt.Equal(probe.UpdatedAt) {
		t.Fatal("the clock goes")
	}
	b.hears("a change that bears an old time", customer, changedTo(late))
}

// What was told is not found again, so that a look wakes nobody for nothing.
func TestALookFindsNothingThatWasTold(t *testing.T) {
	a, b := pair(t)
	visit := a.Visit(a.Channel(models.ModePersistent, nil), "ada")
	customer := models.TopicCustomer(visit.WidgetID, visit.CustomerID)
	for range 20 {
		c := a.Write(visit, "Hello")
		b.hears("a message", customer, changedTo(c))
		a.Clock.Advance(50 * time.Millisecond)
	}
	mine := b.Write(b.Visit(b.Channel(models.ModeLive, nil), "bob"), "My own")
	b.Clock.Advance(5 * time.Second)

	a.mute() // and the one that shows that a look was taken
	a.Write(a.Visit(a.Channel(models.ModePersistent, nil), "eve"), "Hello")
	until(t, "b has looked", func() bool { return b.bus.Figures().Missed > 0 })
	if f := b.bus.Figures(); f.Missed != 1 {
		t.Errorf("found %d changes, want the one that nobody told of; %s was its own", f.Missed, mine.ID)
	}
}

// The bus comes back by itself, and nothing of what happened meanwhile is missed.
func TestABrokenConnectionIsMadeAgain(t *testing.T) {
	a, b := pair(t)
	visit := a.Visit(a.Channel(models.ModePersistent, nil), "ada")
	customer := models.TopicCustomer(visit.WidgetID, visit.CustomerID)
	for range 3 {
		var broken int
		must(t, a.DB.Write.Raw(`SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'linger bus'`).Scan(&broken).Error)
		if broken == 0 {
			t.Fatal("there was nothing to break")
		}
		c := a.Write(visit, "Is somebody there?")
		a.Clock.Advance(2 * time.Second)
		b.Clock.Advance(2 * time.Second)
		b.hears("a message from the break", customer, changedTo(c))
		until(t, "both listen again", func() bool { return a.bus.Figures().Listening && b.bus.Figures().Listening })
	}
	c := a.Write(visit, "And now?") // the clocks stand: no look finds it
	b.hears("a message after the breaks", customer, changedTo(c))
}

// What a node keeps in memory of settings goes when another one changes them, though
// by the clock, which stands, it could be kept.
func TestSettingsChangedOnOneNodeHoldOnTheOther(t *testing.T) {
	a, b := pair(t)
	w := a.Channel(models.ModePersistent, nil)
	visit := b.Visit(w, "ada")
	said := func(text string) string {
		t.Helper()
		m, _, err := b.Conversations.Receive(b.Ctx(), visit, "", modeltest.Draft(text))
		must(t, err)
		return m.Body
	}
	if got := said("My number is 4711"); got != "My number is 4711" {
		t.Fatalf("masked by nothing: %q", got)
	}
	_, err := a.MaskingRules.Create(a.Ctx(), nil, models.MaskingDraft{Name: "Number", Kind: masking.Pattern, Pattern: "4711", Mask: "#", Active: true})
	must(t, err)
	until(t, "the other node masks", func() bool { return said("4711") != "4711" })

	open := func() bool {
		t.Helper()
		o, err := b.Widgets.Openness(b.Ctx(), w, nil)
		must(t, err)
		return !o.Closed
	}
	if !open() {
		t.Fatal("closed without operating hours")
	}
	a.Keep(w, a.Hours("Etc/UTC", "20:00", "21:00")) // it is nine in the morning
	until(t, "the other node is closed", func() bool { return !open() })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
