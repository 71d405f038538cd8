package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// at moves the clock to a time of 2026 in UTC, and lets the sweep look.
func at(t *testing.T, d *modeltest.Desk, when string) {
	t.Helper()
	then, err := time.Parse("2006-01-02 15:04", "2026-"+when)
	must(t, err)
	d.Clock.Advance(then.Sub(d.Clock.Now()))
	for {
		n, err := d.Conversations.Sweep(d.Ctx())
		must(t, err)
		if n == 0 {
			return
		}
	}
}

func TestS10WrittenOutsideHours(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		d.Keep(w, d.Hours("UTC", "08:00", "17:00"))
		returning := d.Visit(w, "returning")
		at(t, d, "03-02 09:00")
		c := d.Write(returning, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))

		at(t, d, "03-02 22:00")
		d.Online(ana)
		early := d.Visit(w, "early")
		first := d.Write(early, "Are you there?")
		c = d.Write(returning, "I am back")
		opening := models.At(time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC))
		if log := d.Log(first); log[2].Kind != models.KindAutomated || log[2].Audience != models.AudienceEveryone ||
			!log[2].OpensAt.Equal(opening) || !strings.Contains(log[2].Body, models.NextOpening) {
			t.Errorf("she is told %+v", log[2])
		}
		if c.State != models.StateOpen || c.OfferedAgentID != nil || !c.HeldUntil.Equal(opening) {
			t.Errorf("the returning one is %s, offered to %v, held until %v", c.State, c.OfferedAgentID, c.HeldUntil)
		}
		at(t, d, "03-03 02:00")
		d.Write(early, "Hello?") // so the other's last message is older
		at(t, d, "03-03 07:59")
		for _, held := range []*models.Conversation{first, c} {
			if held = d.Reload(held); held.State != models.StateOpen || !held.HeldUntil.Equal(opening) || held.OfferedAgentID != nil {
				t.Errorf("all night: %s, held until %v, offered to %v", held.State, held.HeldUntil, held.OfferedAgentID)
			}
		}
		if n := told(d, first); n != 1 {
			t.Errorf("told %d times in one night", n)
		}

		d.Clock.Advance(time.Minute)
		d.Online(ana)
		d.Wakes.Take()
		at(t, d, "03-03 08:00")
		var order []string
		for _, wake := range d.Wakes.Take() {
			if wake.Signal == nil && wake.Changed > 0 {
				order = append(order, wake.Conversation)
			}
		}
		if want := []string{c.ID, first.ID}; !slices.Equal(order, want) {
			t.Errorf("delivered %v, want by last message %v", order, want)
		}
		if c = d.Reload(c); c.OfferedAgentID == nil || *c.OfferedAgentID != ana.ID {
			t.Error("the returning one is not offered to its agent")
		}
		rows, _, err := d.Inbox.Rows(ctx, ana, models.Filter{List: models.ListOpen})
		must(t, err)
		if len(rows) != 2 || rows[0].ID != c.ID || !rows[1].HeldUntil.IsZero() || !rows[1].WaitStartedAt.Equal(opening) {
			t.Errorf("the open list: %d rows", len(rows))
		}
		d.Write(early, "Good morning")
		if n := told(d, first); n != 1 {
			t.Errorf("told %d times, in hours", n)
		}
		at(t, d, "03-03 17:00")
		d.Write(early, "Nobody wrote")
		if n := told(d, first); n != 2 {
			t.Errorf("told %d times, over two nights", n)
		}
	})
}

// told counts how often a conversation's customer was told when the team is back.
func told(d *modeltest.Desk, c *models.Conversation) (n int) {
	for _, m := range d.Log(c) {
		if m.Kind == models.KindAutomated && !m.OpensAt.IsZero() {
			n++
		}
	}
	return n
}

// What she is told depends on why nobody works, and on whether somebody does.
func TestOutsideHoursTexts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		d.Keep(w, d.Hours("UTC", "08:00", "17:00", models.HolidayDraft{From: "2026-03-04", To: "2026-03-05", Reason: "stocktaking"}))
		last := func(c *models.Conversation) string {
			if m := d.Log(c)[len(d.Log(c))-1]; m.Kind == models.KindAutomated {
				return strings.ReplaceAll(m.Body, models.NextOpening, m.OpensAt.Format("2 January at 15:04"))
			}
			return ""
		}
		at(t, d, "03-04 12:00")
		if got := last(d.Write(d.Visit(w, "on the holiday"), "Hello")); !strings.HasPrefix(got, "We are away today (stocktaking) and back 6 March at 08:00.") {
			t.Errorf("on the holiday: %q", got)
		}
		at(t, d, "03-06 16:55")
		visit := d.Visit(w, "with an agent")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		at(t, d, "03-06 17:10")
		must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("I stay a little"))))
		if got := last(d.Write(visit, "Thank you")); got != "" {
			t.Errorf("while the agent answers: %q", got)
		}
		at(t, d, "03-06 20:00")
		if got := last(d.Write(visit, "Still there?")); !strings.HasPrefix(got, "We are away now and back 7 March at 08:00.") {
			t.Errorf("after the agent left: %q", got)
		}
	})
}

func TestS11LiveOutsideHours(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModeLive, nil)
		d.Keep(w, d.Hours("UTC", "08:00", "17:00"))
		at(t, d, "03-02 16:59")
		visit := d.Visit(w, "ada")
		running := d.Write(visit, "Hello")
		at(t, d, "03-02 17:01")
		if c := d.Write(visit, "Still here"); c.ID != running.ID || told(d, c) != 0 || !c.HeldUntil.IsZero() {
			t.Errorf("what runs is disturbed: %+v", c)
		}
		_, _, err := d.Conversations.Receive(d.Ctx(), d.Visit(w, "bob"), "", modeltest.Draft("Hello"))
		if models.KindOf(err) != models.Conflict || models.CodeOf(err) != models.CodeOutsideHours || models.OpensOf(err).Format("2 15:04") != "3 08:00" {
			t.Errorf("refused with %v, opening %v", err, models.OpensOf(err))
		}
	})
}

// Hours that change take effect at once, also for what is held.
func TestHoursChangeWhatIsHeld(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, o := d.Channel(models.ModePersistent, nil), d.Hours("UTC", "08:00", "17:00")
		d.Keep(w, o)
		at(t, d, "03-02 20:00")
		visit := d.Visit(w, "ada")
		c := d.Write(visit, "Hello")
		edit := func(change func(*models.HoursDraft)) {
			stored, err := d.OperatingHours.Find(d.Ctx(), o.ID)
			must(t, err)
			draft := stored.Draft()
			change(&draft)
			must(t, second(d.OperatingHours.Edit(d.Ctx(), nil, o.ID, stored.UpdatedAt, draft)))
			must(t, second(d.Conversations.Sweep(d.Ctx())))
			c = d.Reload(c)
		}
		edit(func(draft *models.HoursDraft) { draft.Windows[0].From = "10:00" })
		if got := c.HeldUntil.Format("2 15:04"); got != "3 10:00" {
			t.Errorf("held until %s", got)
		}
		at(t, d, "03-03 09:00")
		c = d.Write(visit, "Hello again")
		if told(d, c) != 2 {
			t.Error("what she was told has passed, and she is told nothing new")
		}
		edit(func(draft *models.HoursDraft) { draft.Always = true })
		if !c.HeldUntil.IsZero() || c.Turn != models.TurnAgent {
			t.Errorf("open now, and held until %v", c.HeldUntil)
		}
	})
}

func TestHoursAreKept(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), d.Agent("Dana", models.RoleAdmin)
		draft := models.HoursDraft{
			Name: "Support", TimeZone: "Europe/Berlin",
			Windows: []models.WindowDraft{
				{Days: []time.Weekday{time.Monday, time.Tuesday}, From: "09:00", To: "12:00"},
				{Days: []time.Weekday{time.Monday, time.Tuesday}, From: "13:00", To: "17:00"},
				{Days: []time.Weekday{time.Saturday}, From: "22:00", To: "06:00"},
				{Days: []time.Weekday{time.Sunday}, From: "12:00", To: "00:00"},
			},
			Holidays: []models.HolidayDraft{{From: "2026-12-24", To: "2027-01-01", Reason: "Christmas", Yearly: true}, {From: "2027-05-01"}},
		}
		o, err := d.OperatingHours.Create(ctx, dana, draft)
		must(t, err)
		o, err = d.OperatingHours.Find(ctx, o.ID)
		must(t, err)
		if diff := cmp.Diff(draft, o.Draft()); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		copied, err := d.OperatingHours.Copy(ctx, dana, o.ID)
		must(t, err)
		if copied.Name != "Copy of Support" || len(copied.Windows) != len(o.Windows) || len(copied.Holidays) != 2 {
			t.Errorf("copied %+v", copied)
		}
		if _, err := d.OperatingHours.Edit(ctx, dana, o.ID, models.At(d.Clock.Now().Add(-time.Hour)), draft); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("the later of two: %v", err)
		}
		w := d.Channel(models.ModePersistent, nil)
		d.Keep(w, o)
		q, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: "Night", OperatingHoursID: o.ID})
		must(t, err)
		_, err = d.OperatingHours.Deactivate(ctx, dana, o.ID)
		if models.CodeOf(err) != models.CodeInUse || !strings.Contains(models.Explain(err), "“Shop persistent” and “Night”") {
			t.Errorf("in use: %v", err)
		}
		must(t, second(d.OperatingHours.Deactivate(ctx, dana, copied.ID)))
		if _, err := d.Queues.Edit(ctx, dana, q.ID, q.UpdatedAt, models.QueueDraft{Name: "Night", OperatingHoursID: copied.ID}); models.FieldProblem(err, "operating_hours_id") == "" {
			t.Errorf("deactivated hours are chosen: %v", err)
		}
		rows, _, err := d.OperatingHours.List(ctx, models.Listing{})
		must(t, err)
		if len(rows) != 1 || rows[0].Widgets != 1 || rows[0].Queues != 1 {
			t.Errorf("listed %+v", rows)
		}
		must(t, second(d.OperatingHours.Activate(ctx, dana, copied.ID)))
		if choices, err := d.OperatingHours.Choices(ctx, ""); err != nil || len(choices) != 2 {
			t.Errorf("to choose from: %d, %v", len(choices), err)
		}
	})
}
