package models_test

import (
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// What runs is listed in the order of the inbox, by each filter, and page by page.
func TestBoardLists(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.WaitTargetSeconds, ws.HandlingTargetSeconds = 300, 600 })
		taken, other := d.Write(d.Visit(w, "Ines"), "Hello"), d.Write(d.Visit(w, "Omar"), "Hi")
		if _, err := d.Conversations.Accept(ctx, ana, taken.ID); err != nil {
			t.Fatal(err)
		}
		list := func(f models.BoardFilter) (ids []string, rows []models.Row, more bool) {
			t.Helper()
			rows, more, err := d.Board.Conversations(ctx, f)
			must(t, err)
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			return ids, rows, more
		}
		for _, tt := range []struct {
			name string
			f    models.BoardFilter
			want []string
		}{
			{"all", models.BoardFilter{}, []string{taken.ID, other.ID}},
			{"open", models.BoardFilter{State: models.StateOpen}, []string{other.ID}},
			{"Ana's", models.BoardFilter{AgentID: ana.ID}, []string{taken.ID}},
			{"queue", models.BoardFilter{QueueID: models.DefaultQueueID}, []string{taken.ID, other.ID}},
			{"another queue", models.BoardFilter{QueueID: models.NewID()}, nil},
			{"workstream", models.BoardFilter{WorkstreamID: w.WorkstreamID, State: models.StateActive}, []string{taken.ID}},
			{"closed ones", models.BoardFilter{State: models.StateClosed}, nil},
		} {
			got, _, _ := list(tt.f)
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		}
		all, rows, _ := list(models.BoardFilter{})
		first, _, more := list(models.BoardFilter{Limit: 1})
		second, _, last := list(models.BoardFilter{Limit: 1, After: rows[0].CursorIn(models.ListMine)})
		if !more || last || !slices.Equal(append(first, second...), all) {
			t.Errorf("pages: %v and %v of %v", first, second, all)
		}
		now := models.At(d.Clock.Now())
		for _, r := range rows {
			if r.WaitsTooLong(now.Add(5*time.Minute)) || !r.WaitsTooLong(now.Add(5*time.Minute+time.Second)) {
				t.Errorf("%s, waiting since %v, is late at the wrong time", r.State, r.WaitsSince())
			}
			if r.HandledTooLong(now.Add(10*time.Minute)) || r.HandledTooLong(now.Add(10*time.Minute+time.Second)) != (r.State == models.StateActive) {
				t.Errorf("%s since %v, is handled too long at the wrong time", r.State, r.StateChangedAt)
			}
		}

		people, more, err := d.Board.People(ctx, models.Listing{})
		must(t, err)
		if len(people) != 1 || more || people[0].Active != 1 || people[0].Waiting != 0 || people[0].Units == 0 || people[0].Over() {
			t.Errorf("people: %+v", people)
		}
	})
}

// The figures count what happened since a moment, and what stands now, by queue.
func TestBoardFigures(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		w, live := d.Channel(models.ModePersistent, nil), d.Channel(models.ModeLive, nil)
		since := models.At(d.Clock.Now())
		figures := func(since models.Time) models.Figures {
			t.Helper()
			all, err := d.Board.Figures(ctx, since)
			must(t, err)
			return models.Sum(all)
		}
		parked, waits, talk := d.Write(d.Visit(w, "Ines"), "Hello"), d.Write(d.Visit(w, "Omar"), "Hi"), d.Write(d.Visitor(live), "Hey")
		d.Clock.Advance(2 * time.Minute)
		for _, c := range []*models.Conversation{parked, talk} {
			_, err := d.Conversations.Accept(ctx, ana, c.ID)
			must(t, err)
		}
		d.Clock.Advance(time.Minute)
		must(t, third(d.Conversations.Reply(ctx, ana, parked.ID, modeltest.Draft("Here"))))
		must(t, second(d.Conversations.Park(ctx, ana, parked.ID, -1)))
		must(t, second(d.Conversations.End(ctx, ana, talk.ID, -1)))
		must(t, second(d.Conversations.Close(ctx, ana, talk.ID, "")))
		f := figures(since)
		if f.Open != 1 || f.Waiting != 1 || f.WaitingDay != 1 || f.Active != 0 || !f.LongestSince.Equal(d.Reload(waits).WaitStartedAt) {
			t.Errorf("standing: %+v", f)
		}
		if f.Begun != 3 || f.Closed != 1 || f.Ended() != 1 || f.FirstResponse != (models.Mean{N: 1, Seconds: 180}) || f.Handle != (models.Mean{N: 1, Seconds: 60}) {
			t.Errorf("the day: %+v", f)
		}
		if f.FirstWait.N != 2 || f.FirstWait.Seconds != 240 {
			t.Errorf("first wait: %+v", f.FirstWait)
		}
		d.Clock.Advance(8 * 24 * time.Hour)
		if f := figures(models.At(d.Clock.Now())); f.WaitingFortnight != 1 || f.WaitingDay != 0 || f.Begun != 0 || f.Closed != 0 || f.FirstResponse.N != 0 {
			t.Errorf("eight days on: %+v", f)
		}
	})
}

// What waits for its customer is in nobody's hands meanwhile.
func TestBoardHandleTime(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		since := models.At(d.Clock.Now())
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "Ines"), "Hello")
		d.Clock.Advance(2 * time.Minute)
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		d.Clock.Advance(time.Minute)
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Pass(20 * time.Minute)
		must(t, second(d.Conversations.Reopen(ctx, ana, c.ID)))
		d.Clock.Advance(2 * time.Minute)
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		d.Clock.Advance(30 * time.Second)
		must(t, second(d.Conversations.Close(ctx, ana, c.ID, "")))
		all, err := d.Board.Figures(ctx, since)
		must(t, err)
		if got := models.Sum(all).Handle; got != (models.Mean{N: 1, Seconds: 60 + 120 + 30}) {
			t.Errorf("in hand: %+v", got)
		}
	})
}

// Offers count by what became of them, and a customer who came back to the same agent
// is one of the returned.
func TestBoardCountsOffers(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.Affinity = true })
		since, v := models.At(d.Clock.Now()), d.Visit(w, "Ines")
		c := d.Write(v, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Clock.Advance(time.Hour)
		d.Alive()
		d.Write(v, "Again")
		if now := d.Reload(c); now.OfferedAgentID == nil {
			t.Fatalf("not offered: %s", now.State)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		all, err := d.Board.Figures(ctx, since)
		must(t, err)
		f := models.Sum(all)
		if share, ok := f.SameShare(); f.Returned != 1 || f.SameAgent != 1 || f.Accepted < 1 || !ok || share != 100 {
			t.Errorf("offers: %+v", f)
		}
	})
}
