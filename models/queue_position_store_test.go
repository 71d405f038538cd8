package models_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/automated"
	"linger/models/modeltest"
)

// placeTold is the text of the customer's place, or "" while none is shown, and the row.
func placeTold(t *testing.T, d *modeltest.Desk, c *models.Conversation) (string, models.Message) {
	t.Helper()
	c = d.Reload(c)
	for _, m := range d.Log(c) {
		if m.Seq == c.PositionSeq && m.RetractedAt.IsZero() {
			return m.Body, m
		}
	}
	return "", models.Message{}
}

func wantTold(t *testing.T, d *modeltest.Desk, c *models.Conversation, want string) models.Message {
	t.Helper()
	got, row := placeTold(t, d, c)
	if got != want {
		t.Errorf("at %s her place is told as %q, want %q", d.Clock.Now().Format(time.TimeOnly), got, want)
	}
	return row
}

func pass(t *testing.T, d *modeltest.Desk, time time.Duration) {
	t.Helper()
	d.Clock.Advance(time)
	must(t, second(d.Conversations.Sweep(d.Ctx())))
}

func TestQueuePosition(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModeLive, nil)
		d.Set(w, "show_position", true)
		say(t, d, automated.QueueNext, w, "Your turn comes next", true)
		visits := [3]*models.Visit{}
		var line [3]*models.Conversation
		for i := range line {
			visits[i] = d.Visit(w, fmt.Sprint("customer ", i))
			line[i] = d.Write(visits[i], "Hello")
		}
		other := d.Write(d.Visit(d.Channel(models.ModeLive, nil), "elsewhere"), "Hello") // the same queue
		wantTold(t, d, line[0], "")
		wantTold(t, d, line[1], "People ahead of you: 1")
		before := wantTold(t, d, line[2], "People ahead of you: 2")
		wantTold(t, d, other, "") // its widget shows none

		must(t, second(d.Conversations.Accept(ctx, ana, line[0].ID)))
		pass(t, d, 29*time.Second)
		wantTold(t, d, line[2], "People ahead of you: 2")
		d.Wakes.Take()
		pass(t, d, time.Second)
		wantTold(t, d, line[1], "Your turn comes next")
		after := wantTold(t, d, line[2], "People ahead of you: 1")
		if after.Seq != before.Seq || after.ChangedSeq <= before.ChangedSeq || !after.CreatedAt.Equal(before.CreatedAt) {
			t.Errorf("edited, the row is %+v, before %+v", after, before)
		}
		if wakes := d.Wakes.Take(); len(wakes) != 2 || !slices.Contains(wakes[1].Topics, models.TopicConversation(line[2].ID)) {
			t.Errorf("told of the change are %+v", wakes)
		}
		changes, err := d.Conversations.Changes(ctx, line[2].ID, models.AudienceEveryone, before.ChangedSeq, line[2].LastChangedSeq, 10)
		if must(t, err); len(changes) != 1 || changes[0].Seq != before.Seq {
			t.Errorf("a stream brings %+v", changes)
		}
		if n, err := d.Conversations.Sweep(ctx); err != nil || n != 0 {
			t.Errorf("at once looked at %d again, %v", n, err)
		}
		pass(t, d, 30*time.Second) // nobody was served
		if again := wantTold(t, d, line[2], "People ahead of you: 1"); again.ChangedSeq != after.ChangedSeq {
			t.Error("a row changed that says the same")
		}

		must(t, second(d.Conversations.Accept(ctx, ana, line[2].ID))) // out of turn
		wantTold(t, d, line[2], "")
		must(t, second(d.Conversations.Release(ctx, ana, line[2].ID)))
		if back := wantTold(t, d, line[2], "People ahead of you: 1"); back.Seq != before.Seq {
			t.Errorf("in line again it is said by row %d, before by %d", back.Seq, before.Seq)
		}
		must(t, second(d.Conversations.CustomerEnd(ctx, visits[1], line[1].ID)))
		wantTold(t, d, line[1], "")
		pass(t, d, 30*time.Second)
		wantTold(t, d, line[2], "Your turn comes next")

		d.Set(w, "show_position", false)
		pass(t, d, 30*time.Second)
		wantTold(t, d, line[2], "")
		if c := d.Reload(line[2]); !c.PositionAt.IsZero() {
			t.Errorf("looked at again at %v", c.PositionAt)
		}
	})
}

// waited gives the queue n conversations that got an agent at a time ago, each
// after so long.
func waited(t *testing.T, d *modeltest.Desk, w *models.Widget, queue string, n int, ago, wait time.Duration) {
	t.Helper()
	c := *d.Write(d.Visit(w, models.NewID()), "Hello")
	must(t, second(d.Conversations.Accept(d.Ctx(), d.Agent("A"+models.NewID(), models.RoleAgent), c.ID)))
	c = *d.Reload(&c)
	seconds := int64(wait.Seconds())
	c.QueueID, c.AcceptedAt, c.FirstWaitSeconds = queue, models.At(d.Clock.Now().Add(-ago)), &seconds
	c.State, c.ClosedAt, c.Turn, c.EndedBy = models.StateClosed, c.AcceptedAt, models.TurnNobody, models.EndedByAgent
	list := make([]models.Conversation, n-1)
	for i := range list {
		list[i] = c
		list[i].ID = models.NewID()
	}
	must(t, d.DB.Write.Save(&c).Error)
	if len(list) > 0 {
		must(t, d.DB.Write.CreateInBatches(&list, 100).Error)
	}
}

func TestAverageWait(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModeLive, nil)
		d.Set(w, "show_wait", true)
		quiet := d.Channel(models.ModeLive, nil)
		queue := d.Queue(w, "Shop")
		said := func(w *models.Widget, want ...string) {
			t.Helper()
			c := d.Write(d.Visit(w, models.NewID()), "Hello")
			wantWords(t, d, c, append([]string{received}, want...)...)
			must(t, second(d.Conversations.CustomerEnd(d.Ctx(), &models.Visit{CustomerID: c.CustomerID, WidgetID: c.WidgetID}, c.ID)))
		}
		waited(t, d, quiet, queue.ID, 49, 47*time.Hour, 30*time.Minute)
		waited(t, d, quiet, queue.ID, 60, 48*time.Hour, 9*time.Hour)
		waited(t, d, quiet, models.DefaultQueueID, 60, time.Hour, 9*time.Hour)
		said(w) // 49 in the last 48 hours, in this queue
		waited(t, d, quiet, queue.ID, 1, time.Hour, 30*time.Minute)
		said(w, "Usual wait: about 30 min")
		say(t, d, automated.AverageWaitHours, nil, "In {hours} hours", true)
		waited(t, d, quiet, queue.ID, 50, time.Hour, 3*time.Hour+30*time.Minute)
		said(w, "In 2 hours")
		said(quiet) // not switched on
		d.Clock.Advance(time.Hour)
		waited(t, d, quiet, queue.ID, 100, time.Minute, 0)
		said(w, "Usual wait: about 1 h 10 min") // 49 of half an hour have gone
		d.Clock.Advance(2 * day)
		waited(t, d, quiet, queue.ID, 50, time.Minute, 59*time.Second)
		said(w) // too short

		real := d.Write(d.Visit(w, "ada"), "Hello")
		d.Clock.Advance(95 * time.Second)
		must(t, second(d.Conversations.Accept(d.Ctx(), d.Agent("Ana", models.RoleSupervisor), real.ID)))
		if got := d.Reload(real).FirstWaitSeconds; got == nil || *got != 95 {
			t.Errorf("waited %v seconds, want 95", got)
		}
	})
}

// a persistent customer is told neither place nor wait, though all is
// switched on, texts are written, and the desk has known long waits.
func TestR30NothingAboutQueuesInPersistentMode(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		live, w := d.Channel(models.ModeLive, nil), d.Channel(models.ModePersistent, nil)
		for _, column := range []string{"show_position", "show_wait"} {
			d.Set(w, column, true)
			d.Set(live, column, true)
		}
		five := []automated.Trigger{automated.QueuePosition, automated.QueueNext, automated.AverageWaitMinutes, automated.AverageWaitHours, automated.AverageWaitHoursMinutes}
		for _, trigger := range five {
			say(t, d, trigger, nil, automated.Of(trigger).Text, true)
			at := models.AutomatedPlace{Trigger: trigger, Language: automated.English, WidgetID: w.ID}
			if _, err := d.AutomatedMessages.Save(d.Ctx(), nil, at, models.Time{}, models.AutomatedDraft{Body: "Wait", Active: true}); models.KindOf(err) != models.NotFound {
				t.Errorf("%s for a persistent widget: %v", trigger, err)
			}
			own := &models.AutomatedMessage{ID: models.NewID(), TriggerName: trigger, Language: "en", WidgetID: &w.ID, Body: "Wait", Active: true, CreatedAt: models.At(d.Clock.Now()), UpdatedAt: models.At(d.Clock.Now())}
			must(t, d.DB.Write.Create(own).Error) // as if the widget had been live when it was written
		}
		d.Clock.Advance(time.Minute) // the texts are read anew
		waited(t, d, live, models.DefaultQueueID, 50, time.Hour, 30*time.Minute)
		var line []*models.Conversation
		for range 3 {
			d.Write(d.Visit(live, models.NewID()), "Hello")
			line = append(line, d.Write(d.Visit(w, models.NewID()), "Hello"))
		}
		for range 4 {
			pass(t, d, time.Minute)
			for _, c := range line {
				wantWords(t, d, c, received)
				if c = d.Reload(c); c.PositionSeq != 0 || !c.PositionAt.IsZero() {
					t.Errorf("her place is row %d, looked at %v", c.PositionSeq, c.PositionAt)
				}
			}
		}
		chat := d.Write(d.Visit(live, "ada"), "Hello")
		wantWords(t, d, chat, received, "Usual wait: about 30 min", "People ahead of you: 6") // who shares the queue counts
	})
}

// Two nodes look at the same time: each place is told once.
func TestTwoNodesRefreshPlaces(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModeLive, nil), d.Agent("Ana", models.RoleAgent)
		d.Set(w, "show_position", true)
		var line []*models.Conversation
		for range 20 {
			line = append(line, d.Write(d.Visit(w, models.NewID()), "Hello"))
		}
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, line[0].ID)))
		d.Clock.Advance(30 * time.Second)
		other := models.New(d.DB)
		other.Now = d.Clock.Now
		var both sync.WaitGroup
		for _, desk := range []*models.Desk{d.Desk, other} {
			both.Go(func() {
				if _, err := desk.Conversations.Sweep(d.Ctx()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		must(t, second(d.Conversations.Sweep(d.Ctx())))
		for i, c := range line[2:] {
			before := c.LastChangedSeq
			wantTold(t, d, c, fmt.Sprintf("People ahead of you: %d", i+1))
			if c = d.Reload(c); c.LastChangedSeq != before+1 {
				t.Errorf("row changed %d times", c.LastChangedSeq-before)
			}
		}
	})
}

// What a start and a refresh cost, however many conversations there are: a fixed number of
// statements, each served by the index made for it.
func TestQueuePositionCost(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		fill(t, d, d.Channel(models.ModePersistent, nil), ana, 0, 2_000) // a fifth are open, in another queue
		w := d.Channel(models.ModeLive, nil)
		d.Set(w, "show_position", true)
		d.Set(w, "show_wait", true)
		d.Queue(w, "Shop", ana)
		start := func() *models.Conversation { return d.Write(d.Visit(w, models.NewID()), "Hello") }
		first := start()
		asked := recorder(t, d)
		begun := time.Now()
		start()
		t.Logf("%s: a start with place and wait takes %v", d.DB.Dialect, time.Since(begun))
		plans := slices.Clone(*asked)

		count := func(waiting int) int {
			for range waiting {
				start()
			}
			must(t, second(d.Conversations.Accept(d.Ctx(), ana, first.ID)))
			d.Clock.Advance(2 * time.Minute)
			*asked = nil
			begun := time.Now()
			must(t, second(d.Conversations.Sweep(d.Ctx())))
			t.Logf("%s: %d places refreshed in %v by %d statements", d.DB.Dialect, waiting, time.Since(begun), len(*asked))
			plans = append(plans, *asked...)
			n := len(*asked)
			first = start()
			return n
		}
		if few, many := count(2), count(40); few != many || few > 12 {
			t.Errorf("%d statements for a few places, %d for many", few, many)
		}
		for name, want := range map[string]struct{ part, index string }{
			"the place of one":       {"COUNT(CASE WHEN (inbox_order", "conversations_line"},
			"the average wait":       {"COUNT(first_wait_seconds)", "conversations_first_wait"},
			"the queues to look at":  {"SELECT DISTINCT queue_id", "conversations_position"},
			"the places in the line": {"ROW_NUMBER()", "conversations_line"},
		} {
			i := slices.IndexFunc(plans, func(q question) bool { return strings.Contains(q.text, want.part) })
			if i < 0 {
				t.Fatalf("%s was not asked for", name)
			}
			if plan := plans[i].explain(t, d); !strings.Contains(plan, want.index) || strings.Contains(plan, "Seq Scan on conversations") {
				t.Errorf("%s does not use %s:\n%s", name, want.index, plan)
			}
		}
	})
}
