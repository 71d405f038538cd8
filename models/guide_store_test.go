package models_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The guide says what is there, step by step, and nothing else.
func TestGuideFollowsWhatIsThere(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAdmin)
		stands := func(next models.GuideStep, done ...models.GuideStep) *models.Guide {
			t.Helper()
			g, err := d.Guide.Read(d.Ctx())
			must(t, err)
			if g.Next() != next {
				t.Errorf("the next step is %q, want %q", g.Next(), next)
			}
			for _, step := range models.GuideSteps {
				if g.Done(step) != slices.Contains(done, step) {
					t.Errorf("%s done: %v", step, g.Done(step))
				}
			}
			return g
		}
		if g := stands(models.GuideMode); g.Possible(models.GuideWidget) || g.Possible(models.GuideHours) || !g.Possible(models.GuideMode) {
			t.Error("a step without its ground is possible")
		}
		preset := models.Presets(models.ModePersistent)
		preset.Name = "Care"
		ws, err := d.Workstreams.Create(d.Ctx(), ana, preset.Draft())
		must(t, err)
		if g := stands(models.GuideWidget, models.GuideMode); g.Possible(models.GuideHours) || !g.Possible(models.GuideWidget) {
			t.Error("only the widget is possible now")
		}
		w := d.Channel(models.ModePersistent, nil)
		must(t, d.DB.Write.Model(w).Updates(map[string]any{"status": models.WidgetDraft, "workstream_id": ws.ID}).Error)
		stands(models.GuideIdentity, models.GuideMode, models.GuideWidget)
		must(t, d.DB.Write.Model(&models.AuthenticationSettings{}).Where("id = ?", *w.AuthenticationSettingsID).Update("verified_at", d.Now()).Error)
		three := []models.GuideStep{models.GuideMode, models.GuideWidget, models.GuideIdentity}
		stands(models.GuideHours, three...)
		must(t, d.Widgets.Seen(d.Ctx(), w.ID, "https://shop.example/cart"))
		if g := stands(models.GuideHours, three...); g.Sightings[0].Origin != "https://shop.example" {
			t.Errorf("seen on %v", g.Sightings)
		}
		_, err = d.Widgets.Publish(d.Ctx(), ana, w.ID)
		must(t, err)
		// Hours are optional: who went on is not asked again.
		four := append(three, models.GuideSnippet)
		stands(models.GuideMessage, four...)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		if g := stands(models.GuideMessage, four...); !g.Written {
			t.Error("the customer has written")
		}
		d.Online(ana)
		_, err = d.Conversations.Accept(d.Ctx(), ana, c.ID)
		must(t, err)
		_, _, err = d.Conversations.Reply(d.Ctx(), ana, c.ID, modeltest.Draft("Hello, Ada"))
		must(t, err)
		if g := stands("", append(four, models.GuideMessage)...); !g.Finished() || g.PutAway {
			t.Error("it is not finished, or was put away by nobody")
		}

		// The queue's hours count as hours.
		o, err := d.OperatingHours.Create(d.Ctx(), ana, models.HoursDraft{Name: "Day", TimeZone: "UTC", Always: true})
		must(t, err)
		must(t, d.DB.Write.Model(&models.Queue{}).Where("id = ?", models.DefaultQueueID).Update("operating_hours_id", o.ID).Error)
		if g := stands("", models.GuideSteps...); !g.OfQueue || g.Hours.Name != "Day" {
			t.Errorf("the queue's hours are not seen: %+v", g.Hours)
		}
		for _, away := range []bool{true, true, false} {
			must(t, d.Guide.PutAway(d.Ctx(), away))
			if g := stands("", models.GuideSteps...); g.PutAway != away {
				t.Errorf("put away: %v, want %v", g.PutAway, away)
			}
		}
		_, err = d.Widgets.Deactivate(d.Ctx(), ana, w.ID)
		must(t, err)
		stands(models.GuideWidget, models.GuideMode)
	})
}

// In a live chat nobody has to prove anything.
func TestGuideOfALiveWidget(t *testing.T) {
	g := &models.Guide{Workstream: &models.Workstream{Mode: models.ModeLive}, Widget: &models.Widget{Status: models.WidgetPublished}}
	if g.Next() != models.GuideIdentity || !g.Optional(models.GuideIdentity) || g.After(models.GuideIdentity) != models.GuideHours {
		t.Errorf("next %q", g.Next())
	}
	g.Sightings = []models.Sighting{{}}
	if g.Next() != models.GuideMessage {
		t.Errorf("next %q: what was passed by is asked for again", g.Next())
	}
}

// Sites are remembered once each, and of too many the latest.
func TestWhereAWidgetWasSeen(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, nil)
		seen := func() []models.Sighting {
			var rows []models.Sighting
			must(t, d.DB.Write.Order("last_seen_at DESC, origin").Find(&rows).Error)
			return rows
		}
		for range 2 {
			must(t, d.Widgets.Seen(d.Ctx(), w.ID, "http://localhost:8081/"))
			d.Clock.Advance(time.Minute)
		}
		if rows := seen(); len(rows) != 1 || rows[0].LastSeenAt.Sub(rows[0].FirstSeenAt) != time.Minute {
			t.Errorf("%+v", rows)
		}
		for n := range 60 {
			must(t, d.Widgets.Seen(d.Ctx(), w.ID, fmt.Sprintf("https://s%d.example", n)))
			d.Clock.Advance(time.Second)
		}
		if rows := seen(); len(rows) != 50 || rows[0].Origin != "https://s59.example" || rows[49].Origin != "https://s10.example" {
			t.Errorf("%d rows, from %v", len(rows), rows[0])
		}
		for _, origin := range []string{"", "null", "file:///etc", "https://a:b@c.example", "https://", "https://*.example.com", "javascript:alert(1)"} {
			if err := d.Widgets.Seen(d.Ctx(), w.ID, origin); models.KindOf(err) != models.Invalid {
				t.Errorf("%q: %v", origin, err)
			}
		}
	})
}
