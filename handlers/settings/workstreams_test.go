package settings

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
	"linger/views/settings"
)

// eachPages runs a test on both databases.
func eachPages(t *testing.T, test func(t *testing.T, p pages)) {
	t.Helper()
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) { test(t, pagesOf(t, d)) })
}

// typed is what a browser would send of the page's form at action.
func (a answer) typed(action string) url.Values {
	a.t.Helper()
	form := url.Values{}
	for n := range a.page.Descendants() {
		if n.Data != "form" || attribute(n, "action") != action {
			continue
		}
		for d := range n.Descendants() {
			name := attribute(d, "name")
			switch {
			case name == "" || d.Data == "button": // what a button says is sent when it is pressed
			case d.Data == "textarea" || d.Data == "select":
				form.Set(name, choice(d))
			case attribute(d, "type") == "radio" || attribute(d, "type") == "checkbox":
				if has(d, "checked") {
					form.Add(name, attribute(d, "value"))
				}
			default:
				form.Set(name, attribute(d, "value"))
			}
		}
	}
	if len(form) == 0 {
		a.t.Fatalf("no form at %s", action)
	}
	return form
}

func TestWorkstreamPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings/workstreams", nil).want(200).says("empty", "No workstreams yet")
		p.ask("GET", "/settings/workstreams?deactivated=1", nil).want(200).says("empty", "Nothing is deactivated")
		live := p.ask("GET", "/settings/workstreams/new?mode=live", nil).want(200).typed("/settings/workstreams")
		if live.Get("auto_close") != "5" || live.Get("auto_close_unit") != "1" || live.Get("affinity") != "" || live.Get("capacity_units") != "50" || live.Get("wrap_up") != "always" || live.Get("mode") != "live" {
			t.Errorf("the live preset: %v", live)
		}
		form := p.ask("GET", "/settings/workstreams/new", nil).want(200).typed("/settings/workstreams")
		if form.Get("auto_close") != "28" || form.Get("auto_close_unit") != "1440" || form.Get("affinity") != "on" || form.Get("capacity_units") != "20" || form.Get("wrap_up") != "custom" || form.Get("wrap_up_block") != "300" || form.Get("offer_timeout") != "120" {
			t.Errorf("the persistent preset: %v", form)
		}
		refused := p.ask("POST", "/settings/workstreams", form).want(422).says("#name-problem", "Give it a name")
		if refused.attr("name", "aria-invalid") != "true" {
			t.Error("the field is not marked")
		}
		form.Set("name", "Support")
		path := where(p.ask("POST", "/settings/workstreams", form).want(303))
		p.ask("GET", path+"?done=created", nil).want(200).says("notice--positive", "The workstream is created.")
		p.ask("GET", "/settings/workstreams", nil).says("table", "Support Persistent 28 days Yes 0")

		edit := p.ask("GET", path, nil).want(200).typed(path)
		p.Clock.Advance(time.Minute)
		edit.Set("auto_close", "36")
		edit.Set("auto_close_unit", "60")
		edit.Set("wrap_up", "none")
		edit.Del("affinity")
		p.ask("POST", path, edit).want(303)
		saved := p.ask("GET", path, nil)
		again := saved.typed(path)
		if again.Get("auto_close") != "36" || again.Get("auto_close_unit") != "60" || again.Get("wrap_up") != "none" || again.Get("affinity") != "" {
			t.Errorf("saved: %v", again)
		}
		saved.says("form__state", "by Ana Miller")

		// The later of two editors keeps what they typed, is told, and may insist.
		edit.Set("name", "Helpdesk")
		stale := p.ask("POST", path, edit).want(409).says("notice--caution", "Ana Miller saved this at 09:01 UTC on 2 March")
		mine := stale.typed(path)
		if mine.Get("name") != "Helpdesk" {
			t.Errorf("what was typed is gone: %v", mine)
		}
		p.ask("POST", path, mine).want(303)
		p.ask("GET", path, nil).says("page-head", "Helpdesk")

		forged := p.ask("GET", path, nil).typed(path)
		forged.Set("mode", "live")
		p.ask("POST", path, forged).want(422).says("form", "The mode of a workstream can't be changed")

		p.ask("POST", path+"/deactivate", nil).want(303)
		p.ask("GET", path, nil).says("badge", "Deactivated")
		p.ask("POST", path+"/activate", nil).want(303)
		used := p.Channel(models.ModePersistent, nil)
		p.ask("GET", "/settings/workstreams/"+used.WorkstreamID, nil).says("card--danger", "Not possible while conversations of Shop persistent arrive here")
		p.ask("POST", "/settings/workstreams/"+used.WorkstreamID+"/deactivate", nil).want(409)
	})
}

func TestWhatIsTypedIntoAWorkstream(t *testing.T) {
	tests := []struct {
		name, field, value, unit string
		want                     int64 // -1: refused
	}{
		{"minutes", "auto_close", "90", "1", 90},
		{"hours", "auto_close", "36", "60", 2160},
		{"days", "auto_close", "365", "1440", 525600},
		{"a day more", "auto_close", "366", "1440", -1},
		{"nothing", "auto_close", "", "1", -1},
		{"words", "auto_close", "soon", "1", -1},
		{"a fraction", "auto_close", "1.5", "60", -1},
		{"negative", "auto_close", "-5", "1", -1},
		{"more than a number can hold", "auto_close", "9223372036854775807", "1440", -1},
		{"another unit", "auto_close", "1", "43200", -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			preset := models.Presets(models.ModePersistent)
			preset.Name = "Support"
			f := settings.NewWorkstreamForm(preset.Draft())
			f.Sent.Set(tt.field, tt.value)
			f.Sent.Set(tt.field+"_unit", tt.unit)
			var w models.Workstream
			err := w.Set(f.Draft())
			if tt.want < 0 && models.FieldProblem(err, tt.field) == "" || tt.want >= 0 && (err != nil || w.AutoCloseMinutes != tt.want) {
				t.Errorf("%d minutes, %v", w.AutoCloseMinutes, err)
			}
		})
	}
	for wrapUp, want := range map[string]string{"always": "", "none": "", "custom": "wrap_up_block", "": "wrap_up_block", "later": "wrap_up_block"} {
		preset := models.Presets(models.ModePersistent)
		preset.Name = "Support"
		f := settings.NewWorkstreamForm(preset.Draft())
		f.Sent.Set("wrap_up", wrapUp)
		f.Sent.Set("wrap_up_block", "soon")
		err := new(models.Workstream).Set(f.Draft())
		if got := models.FieldProblem(err, "wrap_up_block"); (got != "") != (want != "") {
			t.Errorf("wrap-up %q: %v", wrapUp, err)
		}
	}
}

// How work is handed out is set on the workstream's page; a live one keeps what only
// persistent ones show.
func TestRoutingOfAWorkstreamIsSet(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		form := p.ask("GET", "/settings/workstreams/new", nil).want(200).typed("/settings/workstreams")
		for name, want := range map[string]string{
			"distribution": "push", "pick_from_push": "on", "max_concurrency": "", "decline_limit": "3", "cool_down": "1", "cool_down_unit": "60", "auto_accept": "",
			"affinity_hold": "", "affinity_hold_unit": "60", "follow_up": "", "idle": "10", "idle_unit": "1", "desktop_notification": "background",
			"wait_target": "5", "wait_target_unit": "60", "handling_target": "",
		} {
			if got := form.Get(name); got != want {
				t.Errorf("the preset of %s is %q", name, got)
			}
		}
		if got := form["allowed_presences"]; !slices.Equal(got, []string{"available", "busy"}) {
			t.Errorf("preset presences: %v", got)
		}
		form.Set("name", "Support")
		nobody := maps.Clone(form)
		nobody.Del("allowed_presences")
		p.ask("POST", "/settings/workstreams", nobody).want(422).says("#allowed_presences-problem", "Tick at least one")
		for name, value := range map[string]string{
			"distribution": "pick", "max_concurrency": "4", "cool_down": "90", "cool_down_unit": "1", "follow_up": "2", "follow_up_unit": "1440",
			"affinity_hold": "3", "auto_park": "on", "handling_target": "1", "handling_target_unit": "3600",
		} {
			form.Set(name, value)
		}
		form["allowed_presences"] = []string{"available", "away"}
		path := where(p.ask("POST", "/settings/workstreams", form).want(303))
		saved := p.ask("GET", path, nil).want(200).typed(path)
		saved.Del("version")
		delete(form, "mode")
		if diff := cmp.Diff(form, saved); diff != "" {
			t.Errorf("saved:\n%s", diff)
		}
		p.ask("GET", path, nil).says("trail", "Follow up after").says("trail", "Available, Away")

		// Only one of the modes has conversations that wait.
		form = p.ask("GET", "/settings/workstreams/new?mode=live", nil).want(200).typed("/settings/workstreams")
		form.Set("name", "Visitors")
		form.Set("follow_up", "3")
		form.Set("auto_park", "on")
		path = where(p.ask("POST", "/settings/workstreams", form).want(303))
		page := p.ask("GET", path, nil).want(200)
		if page.attr("follow_up", "type") != "" || page.attr("auto_accept_returning", "type") != "" || page.attr("affinity", "type") != "" {
			t.Error("a live one shows what it never does")
		}
		edit := page.typed(path)
		edit.Set("idle", "20")
		p.ask("POST", path, edit).want(303)
		id := strings.TrimPrefix(path, "/settings/workstreams/")
		ws, err := p.Workstreams.Find(p.Ctx(), id)
		if err != nil || ws.FollowUpMinutes != 180 || !ws.AutoPark || ws.IdleMinutes != 20 {
			t.Errorf("kept: %+v, %v", ws.WorkstreamRouting, err)
		}
	})
}

// where a redirect leads, without its query.
func where(a answer) string {
	path, _, _ := strings.Cut(a.Header().Get("Location"), "?")
	return path
}
