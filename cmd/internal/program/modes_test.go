package program

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// TestTheTwoModes has one row for each cell of the table "The two modes", which says
// in what live and persistent conversations differ. Each drives the running program
// through its pages, as customers, an agent and an admin.
func TestTheTwoModes(t *testing.T) {
	rows := []struct {
		name             string
		persistent, live func(t *testing.T, d *modesDesk)
	}{
		{"customer identity", persistentIdentity, liveIdentity},
		{"outside operating hours", persistentOutsideHours, liveOutsideHours},
		{"who can end", persistentEnd, liveEnd},
		{"agent closes without End", persistentClose, liveClose},
		{"customer gone", persistentGone, liveGone},
		{"queue position and average wait", persistentPosition, livePosition},
		{"pre-chat survey", persistentPreChat, livePreChat},
		{"post-chat survey", persistentPostChat, livePostChat},
		{"auto-close after inactivity", persistentAutoClose, liveAutoClose},
		{"agent affinity", persistentAffinity, liveAffinity},
		{"after End", afterEnd(models.ModePersistent), afterEnd(models.ModeLive)},
		{"workstream", ownWorkstream(models.ModePersistent), ownWorkstream(models.ModeLive)},
	}
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			url := ""
			if name == "postgres" {
				url = modeltest.Postgres(t)
			}
			d := openModes(t, url)
			for _, row := range rows {
				t.Run(row.name+", persistent", func(t *testing.T) { row.persistent(t, d) })
				t.Run(row.name+", live", func(t *testing.T) { row.live(t, d) })
			}
		})
	}
}

func persistentIdentity(t *testing.T, d *modesDesk) {
	draft := d.drafts(t, models.ModePersistent).want(t, http.StatusSeeOther)
	d.admin.post(t, page(draft)+"/publish", nil).want(t, http.StatusUnprocessableEntity).says(t, "Choose authentication settings", true)
	got := d.ask(t, "POST", "/w/"+d.widgets[models.ModePersistent].Key+"/visit", url.Values{}, nil).want(t, http.StatusUnauthorized)
	if code := got.Header.Get("Linger-Error"); code != "token_missing" {
		t.Errorf("without a token: %s", code)
	}
}

func liveIdentity(t *testing.T, d *modesDesk) {
	draft := d.drafts(t, models.ModeLive).want(t, http.StatusSeeOther)
	d.admin.post(t, page(draft)+"/publish", nil).want(t, http.StatusSeeOther)
	visitor := d.comes(t, models.ModeLive)
	d.ana.get(t, "/console/open/"+visitor.begins(t, "Hello")).want(t, http.StatusOK).says(t, "Visitor ", true).says(t, "not signed in", true)
	// With authentication settings it asks for a token like any other.
	d.set(t, models.ModeLive, "authentication_settings_id", d.settingsIDs)
	defer d.set(t, models.ModeLive, "authentication_settings_id", nil)
	d.ask(t, "POST", visitor.path+"/visit", url.Values{}, nil).want(t, http.StatusUnauthorized)
}

func persistentOutsideHours(t *testing.T, d *modesDesk) {
	d.closed(t, models.ModePersistent)
	g := d.comes(t, models.ModePersistent)
	g.chat.says(t, "your time", true)
	id := g.begins(t, "At night")
	d.wantState(t, id, models.StateOpen)
	g.get(t, "/chat").says(t, "We are away now and back", true)
	if c := d.conversation(t, id); c.HeldUntil.IsZero() {
		t.Error("it is not held for the opening")
	}
	d.later(t, time.Hour+time.Minute)
	if c := d.conversation(t, id); c.State != models.StateOpen || !c.HeldUntil.IsZero() {
		t.Errorf("in hours it is %s, held until %v", c.State, c.HeldUntil)
	}
}

func liveOutsideHours(t *testing.T, d *modesDesk) {
	running := d.comes(t, models.ModeLive)
	id := running.begins(t, "Before closing")
	leave := d.listens(t, running.path+"/stream", running.head)
	defer leave()
	d.closed(t, models.ModeLive)
	embed := "/embed.js?widget=" + d.widgets[models.ModeLive].Key
	d.ask(t, "GET", embed, nil, nil).says(t, "display:none", true)
	got := d.comes(t, models.ModeLive).writes(t, "At night").want(t, http.StatusConflict)
	if code := got.Header.Get("Linger-Error"); code != models.CodeOutsideHours {
		t.Errorf("refused with %s", code)
	}
	running.begins(t, "It goes on")
	d.wantState(t, id, models.StateOpen)
	d.set(t, models.ModeLive, "shown_outside_hours", true)
	d.set(t, models.ModeLive, "offline_title", "The workshop sleeps")
	defer d.set(t, models.ModeLive, "shown_outside_hours", false)
	d.ask(t, "GET", embed, nil, nil).says(t, "display:none", false).says(t, "The workshop sleeps", true)
	d.ask(t, "GET", running.path, nil, nil).says(t, "data-away", true).says(t, "The workshop sleeps", true)
}

func persistentEnd(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModePersistent)
	g.post(t, "/end", "conversation", id).want(t, http.StatusForbidden)
	d.wantState(t, id, models.StateActive)
	g.sees(t, id).says(t, "data-ended", false)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	d.wantState(t, id, models.StateWrapUp)
}

func liveEnd(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModeLive)
	g.d.ask(t, "GET", g.path, nil, nil).says(t, "End this chat?", true)
	g.post(t, "/end", "conversation", id).want(t, http.StatusNoContent)
	d.wantState(t, id, models.StateWrapUp)
	d.ana.get(t, "/console/mine/"+id).says(t, "ended the conversation", true)
	g, id = d.accepted(t, models.ModeLive)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	d.wantState(t, id, models.StateWrapUp)
	g.sees(t, id).says(t, "data-ended", true)
}

func persistentClose(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModePersistent)
	before, err := d.Desk.Agents.Load(t.Context(), d.agent.ID)
	must(t, err)
	seen := g.get(t, "/chat").body
	d.ana.get(t, "/console/mine/"+id).says(t, id+"/park", true)
	d.ana.does(t, "park", id, http.StatusSeeOther)
	d.wantState(t, id, models.StateWaiting)
	if after, err := d.Desk.Agents.Load(t.Context(), d.agent.ID); err != nil || after >= before {
		t.Errorf("the load was %d and is %d, %v", before, after, err)
	}
	cursor := regexp.MustCompile(`data-cursor="[^"]*"`)
	if now := g.get(t, "/chat").body; cursor.ReplaceAllString(now, "") != cursor.ReplaceAllString(seen, "") {
		t.Error("the customer sees that it was parked")
	}
}

func liveClose(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModeLive)
	d.ana.get(t, "/console/mine/"+id).says(t, id+"/park", false)
	d.ana.does(t, "park", id, http.StatusConflict)
	d.wantState(t, id, models.StateActive)
	d.ana.does(t, "close", id, http.StatusSeeOther)
	d.wantState(t, id, models.StateWrapUp)
	g.sees(t, id).says(t, "data-ended", true)
}

func persistentGone(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModePersistent)
	d.listens(t, g.path+"/stream", g.head)()
	d.later(t, time.Hour)
	d.wantState(t, id, models.StateActive)
}

func liveGone(t *testing.T, d *modesDesk) {
	g, active := d.accepted(t, models.ModeLive)
	waiting := d.comes(t, models.ModeLive)
	open := waiting.begins(t, "Nobody has me")
	here := func(id string, want bool) {
		t.Helper()
		d.until(t, "presence", func() bool { return d.conversation(t, id).CustomerLeftAt.IsZero() == want })
	}
	first, second := d.listens(t, g.path+"/stream", g.head), d.listens(t, waiting.path+"/stream", waiting.head)
	here(active, true)
	here(open, true)
	d.later(t, 10*time.Minute)
	d.wantState(t, active, models.StateActive)
	first()
	second()
	here(active, false)
	here(open, false)
	d.ana.get(t, "/console/mine/"+active).says(t, "Left", true)
	d.later(t, 2*time.Minute)
	d.wantState(t, active, models.StateActive)
	d.later(t, time.Minute+time.Second)
	d.wantState(t, active, models.StateWrapUp)
	d.wantState(t, open, models.StateClosed)
}

var aboutQueues = regexp.MustCompile(`People ahead of you|Usual wait|Ahead: \d+|You are next|Patience: \d+ minutes`)

func persistentAutoClose(t *testing.T, d *modesDesk) {
	d.admin.get(t, "/settings/workstreams/new?mode=persistent").says(t, `value="28"`, true)
	_, id := d.accepted(t, models.ModePersistent)
	d.ana.does(t, "park", id, http.StatusSeeOther)
	d.later(t, 28*24*time.Hour-time.Minute)
	d.wantState(t, id, models.StateWaiting)
	d.later(t, 2*time.Minute)
	d.wantState(t, id, models.StateClosed)
	d.admin, d.ana = d.signsIn(t, "rosa"), d.signsIn(t, "ana") // after a month
}

func liveAutoClose(t *testing.T, d *modesDesk) {
	d.admin.get(t, "/settings/workstreams/new?mode=live").says(t, `name="auto_close" value="5"`, true)
	if ws, err := d.Desk.Workstreams.Find(t.Context(), d.widgets[models.ModeLive].WorkstreamID); err != nil || ws.AutoCloseMinutes != 5 {
		t.Errorf("the preset is %d minutes, %v", ws.AutoCloseMinutes, err)
	}
	g := d.comes(t, models.ModeLive) // a live one is never waiting: open ones close
	id := g.begins(t, "Nobody comes")
	defer d.listens(t, g.path+"/stream", g.head)()
	d.until(t, "presence", func() bool { return d.conversation(t, id).CustomerLeftAt.IsZero() })
	d.later(t, 19*time.Minute)
	d.wantState(t, id, models.StateOpen)
	d.later(t, time.Minute+time.Second)
	d.wantState(t, id, models.StateClosed)
}

func persistentAffinity(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModePersistent)
	d.ana.does(t, "park", id, http.StatusSeeOther)
	d.ana.post(t, "/console/presence", url.Values{"presence": {"available"}}).want(t, http.StatusSeeOther)
	defer d.listens(t, "/console/stream?list=mine", d.ana.cookie)()
	d.until(t, "Ana's console", func() bool {
		var n int64
		d.Desk.DB.Write.Table("streams").Where("agent_id = ?", d.agent.ID).Count(&n)
		return n > 0
	})
	must(t, d.presence.Renew(t.Context())) // the clock was moved by more than a lease
	g.begins(t, "I am back")
	if c := d.conversation(t, id); c.OfferedAgentID == nil || *c.OfferedAgentID != d.agent.ID {
		t.Errorf("it is %s, offered to %v", c.State, c.OfferedAgentID)
	}
}

func liveAffinity(t *testing.T, d *modesDesk) {
	g, id := d.accepted(t, models.ModeLive)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	defer d.listens(t, "/console/stream?list=mine", d.ana.cookie)()
	if c := d.conversation(t, g.begins(t, "I am back")); c.OfferedAgentID != nil || c.PreferredAgentID != nil || c.ID == id {
		t.Errorf("it is offered to %v", c.OfferedAgentID)
	}
	if ws, err := d.Desk.Workstreams.Find(t.Context(), d.widgets[models.ModeLive].WorkstreamID); err != nil || ws.Affinity {
		t.Errorf("the preset has affinity: %v, %v", ws.Affinity, err)
	}
}

func afterEnd(mode models.Mode) func(*testing.T, *modesDesk) {
	return func(t *testing.T, d *modesDesk) {
		g, id := d.accepted(t, mode)
		d.ana.does(t, "end", id, http.StatusSeeOther)
		g.get(t, "/chat").says(t, "Hello from", false)
		fresh := g.begins(t, "Another matter")
		if fresh == id {
			t.Fatal("it goes on in the one that ended")
		}
		g.get(t, "/chat").says(t, "Another matter", true).says(t, "Hello from", false)
		d.ana.does(t, "accept", fresh, http.StatusSeeOther)
		d.ana.get(t, "/console/mine/"+fresh).says(t, "/console/mine/"+id, true)
	}
}

func ownWorkstream(mode models.Mode) func(*testing.T, *modesDesk) {
	return func(t *testing.T, d *modesDesk) {
		other := models.ModeLive
		if mode == other {
			other = models.ModePersistent
		}
		d.drafts(t, mode, "workstream_id", d.widgets[other].WorkstreamID).want(t, http.StatusUnprocessableEntity)
		d.drafts(t, mode).want(t, http.StatusSeeOther)
	}
}
