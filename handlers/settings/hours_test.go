package settings

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linger/models"
)

// An admin makes operating hours without a script: lines come and go by buttons
// that save nothing, and the page shows what they mean.
func TestOperatingHoursPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings/hours", nil).want(200).says("empty", "No operating hours yet")
		p.ask("GET", "/settings/hours?deactivated=1", nil).want(200).says("empty", "Nothing is deactivated")
		fresh := p.ask("GET", "/settings/hours/new", nil).want(200).says("plan", "Shown when zone")
		form := fresh.typed("/settings/hours")
		if got := form["window-0-day"]; strings.Join(got, "") != "12345" || form.Get("window-0-from") != "08:00" || form.Get("window-0-to") != "17:00" {
			t.Errorf("a new one begins with %v", form)
		}
		refused := p.ask("POST", "/settings/hours", form).want(422).says("#name-problem", "Give them a name").says("#time_zone-problem", "Europe/Berlin")
		if refused.attr("name", "aria-invalid") != "true" || refused.attr("time_zone", "aria-invalid") != "true" {
			t.Error("the fields are not marked")
		}
		form.Set("name", "Support")
		form.Set("time_zone", "Europe/Berlin")
		press := func(path, verb string, form url.Values) answer {
			form.Set("do", verb)
			defer form.Del("do")
			return p.ask("POST", path, form).want(200)
		}
		changed := press("/settings/hours", "add-window", form).says("plan", "Mon 2 – Fri 6 Mar 08:00–17:00 Sat 7 – Sun 8 Mar Closed")
		form = changed.typed("/settings/hours")
		if form.Get("name") != "Support" || !form.Has("window-1-from") {
			t.Errorf("with another line: %v", form)
		}
		form["window-1-day"], form["window-1-from"], form["window-1-to"] = []string{"6"}, []string{"22:00"}, []string{"04:00"}
		form = press("/settings/hours", "add-holiday", form).typed("/settings/hours")
		form["holiday-0-from"], form["holiday-0-reason"], form["holiday-0-yearly"] = []string{"2026-03-04"}, []string{"Stocktaking"}, []string{"on"}
		if list, _, err := p.OperatingHours.List(p.Ctx(), models.Listing{}); err != nil || len(list) != 0 {
			t.Errorf("the buttons saved %v, %v", list, err)
		}
		path := where(p.ask("POST", "/settings/hours", form).want(303))
		page := p.ask("GET", path+"?done=created", nil).want(200).says("notice--positive", "take effect once")
		page.says("plan", "Open now, until Monday 2 March, 17:00. In Europe/Berlin.").says("plan", "Wed 4 Mar Closed Stocktaking")
		page.says("plan", "Sat 28 Mar 22:00–24:00").says("plan", "Sun 29 Mar 00:00–04:00 Clocks go forward 1 hour, to 03:00")

		edit := page.typed(path)
		edit.Set("window-1-from", "16:00")
		edit["window-1-day"] = []string{"5", "6"}
		p.ask("POST", path, edit).want(422).says("#window-1-problem", "On Friday it overlaps with Friday 08:00 to 17:00")
		edit = press(path, "remove-window-0", edit).typed(path)
		if edit.Get("window-0-from") != "16:00" || edit.Has("window-1-from") {
			t.Errorf("without the first line: %v", edit)
		}
		p.Clock.Advance(time.Minute)
		p.ask("POST", path, edit).want(303)
		p.ask("POST", path, edit).want(409).says("notice--caution", "saved this at")
		stale := press(path, "add-window", edit).typed(path)
		p.ask("POST", path, stale).want(409)

		copied := where(p.ask("POST", path+"/copy", nil).want(303))
		p.ask("GET", copied+"?done=copied", nil).want(200).says("notice--positive", "This is the copy").says("page-head", "Copy of Support")
		w := p.Channel(models.ModePersistent, nil)
		o, err := p.OperatingHours.Find(p.Ctx(), strings.TrimPrefix(path, "/settings/hours/"))
		if err != nil {
			t.Fatal(err)
		}
		p.Keep(w, o)
		p.ask("GET", path, nil).want(200).says("notice--neutral", "What you change holds at once for the widget Shop persistent").says("card--danger", "Not possible")
		p.ask("POST", path+"/deactivate", nil).want(409)
		p.ask("POST", copied+"/deactivate", nil).want(303)
		p.ask("GET", copied, nil).want(200).says("badge", "Deactivated")
		p.ask("GET", "/settings/hours", nil).want(200).says("table", "Support Europe/Berlin By the week 1 0")
		p.ask("POST", copied+"/activate", nil).want(303)
		p.ask("GET", "/settings/hours/"+models.NewID(), nil).want(404)
		p.ask("POST", "/settings/hours/"+models.NewID(), edit).want(404)
	})
}

// With a script only what changes is sent.
func TestOperatingHoursFragments(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		form := url.Values{"name": {""}, "time_zone": {"Asia/Kathmandu"}, "window-0-day": {"1"}, "window-0-from": {"09:00"}, "window-0-to": {"12:30"}}
		fragment := func(path string) string {
			r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("HX-Request", "true")
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			if w.Code != 200 || strings.Contains(w.Body.String(), "<html") {
				t.Fatalf("%s answers %d: %.300s", path, w.Code, w.Body)
			}
			return w.Body.String()
		}
		if plan := fragment("/settings/hours/preview"); !strings.Contains(plan, "09:00–12:30") || strings.Contains(plan, `id="lines"`) {
			t.Errorf("the preview: %s", plan)
		}
		form.Set("do", "remove-window-0")
		if both := fragment("/settings/hours"); !strings.Contains(both, `id="lines"`) || strings.Contains(both, "window-0") || !strings.Contains(both, `hx-target="#plan"`) {
			t.Errorf("without the line: %s", both)
		}
		form.Set("do", "remove-window-7")
		if both := fragment("/settings/hours"); !strings.Contains(both, "window-0") {
			t.Errorf("a line that is none was removed: %s", both)
		}
	})
}

func TestQueuePages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		ben := p.Agent("Ben", models.RoleAgent)
		p.ask("GET", "/settings/queues", nil).want(200).says("table", "Everyone Default 10 2 Free capacity Always open 0")
		form := p.ask("GET", "/settings/queues/new", nil).want(200).says("members", "Ben Miller Agent").typed("/settings/queues")
		form["members"] = []string{ben.ID}
		p.ask("POST", "/settings/queues", form).want(422).says("#name-problem", "Give it a name").says("members", "Ben Miller")
		form.Set("name", "Returns")
		path := where(p.ask("POST", "/settings/queues", form).want(303))
		page := p.ask("GET", path+"?done=created", nil).want(200).says("notice--positive", "The queue is created.").says("notice--neutral", "No workstream sends")
		edit := page.typed(path)
		if edit.Get("members") != ben.ID {
			t.Errorf("its members: %v", edit)
		}
		edit["operating_hours_id"] = []string{"nonsense"}
		p.ask("POST", path, edit).want(422).says("#operating_hours_id-problem", "Choose operating hours")
		edit["operating_hours_id"], edit["members"] = []string{p.Hours("UTC", "08:00", "17:00").ID}, []string{"nonsense"}
		p.ask("POST", path, edit).want(422).says("#members-problem", "Choose from the list")
		edit.Del("members")
		edit.Set("priority", "0")
		p.ask("POST", path, edit).want(422).says("#priority-problem", "Enter a number from 1 to 100")
		edit.Set("priority", "1")
		edit.Set("assignment", "round_robin")
		p.Clock.Advance(time.Minute)
		p.ask("POST", path, edit).want(303)
		p.ask("POST", path, edit).want(409).says("notice--caution", "saved this at")
		p.ask("GET", "/settings/queues", nil).says("table", "Returns 1 0 Turns Hours 0")

		id := strings.TrimPrefix(path, "/settings/queues/")
		w := p.Channel(models.ModePersistent, nil)
		workstream := "/settings/workstreams/" + w.WorkstreamID
		chosen := p.ask("GET", workstream, nil).want(200).typed(workstream)
		if chosen.Get("queue_id") != "" {
			t.Errorf("its queue: %v", chosen)
		}
		chosen.Set("queue_id", "nonsense")
		p.ask("POST", workstream, chosen).want(422).says("#queue_id-problem", "Choose a queue")
		chosen.Set("queue_id", id)
		p.ask("POST", workstream, chosen).want(303)
		if again := p.ask("GET", workstream, nil).typed(workstream); again.Get("queue_id") != id {
			t.Errorf("its queue: %v", again)
		}
		c := p.Write(p.Visit(w, "ada"), "Hello")
		if c.QueueID != id {
			t.Errorf("it waits in %s", c.QueueID)
		}
		p.ask("GET", path, nil).want(200).says("notice--neutral", "New conversations of Shop persistent wait here. 1 conversation waits now.").says("card--danger", "Not possible")
		p.ask("POST", path+"/deactivate", nil).want(409)
		copied := where(p.ask("POST", path+"/copy", nil).want(303))
		p.ask("GET", copied+"?done=copied", nil).want(200).says("notice--positive", "This is the copy")
		p.ask("POST", copied+"/deactivate", nil).want(303)
		p.ask("GET", copied, nil).want(200).says("badge", "Deactivated")
		p.ask("POST", copied+"/activate", nil).want(303)

		everyone := "/settings/queues/" + models.DefaultQueueID
		fixed := p.ask("GET", everyone, nil).want(200).says("form", "Everyone who can sign in").typed(everyone)
		if fixed.Has("name") || fixed.Has("members") {
			t.Errorf("the default queue can be changed: %v", fixed)
		}
		fixed.Set("name", "Nobody")
		p.ask("POST", everyone, fixed).want(303)
		p.ask("GET", everyone, nil).says("page-head", "Everyone")
		p.ask("POST", everyone+"/deactivate", nil).want(409)
	})
}

// A widget keeps its hours through its form.
func TestWidgetChoosesHours(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w, o := p.Channel(models.ModePersistent, nil), p.Hours("UTC", "08:00", "17:00")
		path := "/settings/widgets/" + w.ID
		form := p.ask("GET", path, nil).want(200).typed(path)
		form.Set("operating_hours_id", "nonsense")
		p.ask("POST", path, form).want(422).says("#operating_hours_id-problem", "Choose operating hours")
		form.Set("operating_hours_id", o.ID)
		p.ask("POST", path, form).want(303)
		form = p.ask("GET", path, nil).typed(path)
		if form.Get("operating_hours_id") != o.ID {
			t.Errorf("its hours: %v", form)
		}
		p.ask("POST", path, form).want(303)
		if stored, err := p.Widgets.Find(p.Ctx(), w.ID); err != nil || stored.OperatingHoursID == nil {
			t.Errorf("saved again, it keeps %v, %v", stored.OperatingHoursID, err)
		}
	})
}
