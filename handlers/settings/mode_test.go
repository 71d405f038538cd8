package settings

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"

	"linger/models"
	"linger/models/automated"
	"linger/models/modeltest"
)

// posted asks for a part of the page as htmx does.
func (p pages) posted(path string, form url.Values) answer {
	p.T.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		p.T.Fatal(err)
	}
	return answer{w, p.T, page}
}

// fields are the names of what can be entered, in order.
func (a answer) fields() map[string]bool {
	names := map[string]bool{}
	for n := range a.page.Descendants() {
		if name := attribute(n, "name"); name != "" && attribute(n, "type") != "hidden" {
			names[name] = true
		}
	}
	return names
}

var liveFields = []string{"shown_outside_hours", "offline_title", "offline_color", "show_position", "show_wait", "reconnect", "reconnect_minutes"}

// shows checks whether the live widget's own fields are there.
func (a answer) shows(live bool) answer {
	a.t.Helper()
	fields := a.fields()
	for _, name := range liveFields {
		if fields[name] != live {
			a.t.Errorf("the field %s is there: %v, want %v", name, fields[name], live)
		}
	}
	return a
}

// the widget and the workstream of an address.
func (p pages) widget(path string) (*models.Widget, *models.Workstream) {
	p.T.Helper()
	w, err := p.Widgets.Find(p.Ctx(), path[strings.LastIndex(path, "/")+1:])
	if err != nil {
		p.T.Fatal(err)
	}
	ws, err := p.Workstreams.Find(p.Ctx(), w.WorkstreamID)
	if err != nil {
		p.T.Fatal(err)
	}
	return w, ws
}

// liveWidget makes one through the pages, with values of its own.
func (p pages) liveWidget() string {
	p.T.Helper()
	form := p.ask("GET", "/settings/widgets/new?mode=live", nil).want(200).shows(true).typed("/settings/widgets")
	form.Set("name", "Showroom")
	form.Set("show_position", "on")
	form.Set("reconnect", "on")
	form.Set("reconnect_minutes", "15")
	form.Set("offline_title", "Asleep")
	form.Set("offline_color", "custom")
	form.Set("offline_custom_color", "#123456")
	return where(p.ask("POST", "/settings/widgets", form).want(303))
}

// S14: an admin switches a widget to persistent without authentication settings. It
// is a draft at most, publishing is refused beside the field, and what only live
// widgets have is gone from the form and kept in the database.
func TestS14WidgetBecomesPersistent(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		path := p.liveWidget()
		live, stream := p.widget(path)
		if live.Mode != models.ModeLive || stream.Mode != models.ModeLive || stream.AutoCloseMinutes != 5 || stream.Affinity {
			t.Fatalf("the live widget: %+v in %+v", live, stream)
		}
		question := models.QuestionDraft{Name: "Order", Question: "Which order?", Kind: models.QuestionLine}
		if _, err := p.Surveys.Create(p.Ctx(), nil, live.ID, question); err != nil {
			t.Fatal(err)
		}
		page := p.ask("GET", path, nil).want(200).shows(true)
		if strings.Contains(page.text("checks"), "prove who they are") {
			t.Error("a live widget is asked for authentication")
		}
		p.ask("POST", path+"/publish", nil).want(303)
		form := p.ask("GET", path, nil).typed(path)
		form.Set("mode", "persistent")
		p.ask("POST", path, form).want(422).says("#authentication_settings_id-problem", "The widget is published: unpublish it first").shows(false)
		p.ask("POST", path+"/unpublish", nil).want(303)

		form = p.ask("GET", path, nil).typed(path)
		form.Set("title", "Typed meanwhile")
		form.Set("mode", "persistent")
		part := p.posted(path+"/mode", form).want(200).shows(false).says("#workstream_id", "A new one for this widget").says("checks", "prove who they are")
		if part.attr("title", "value") != "Typed meanwhile" {
			t.Error("what was typed is gone")
		}
		if strings.Contains(part.Body.String(), "<html") {
			t.Error("the part is a page")
		}
		if stored, _ := p.widget(path); stored.Mode != models.ModeLive {
			t.Error("looking at the other mode saved it")
		}

		form = p.ask("POST", path+"/mode", form).want(200).shows(false).typed(path) // without a script: a page
		p.ask("POST", path, form).want(303)
		saved, own := p.widget(path)
		if saved.Mode != models.ModePersistent || saved.Status != models.WidgetDraft || saved.Title != "Typed meanwhile" {
			t.Errorf("saved: %+v", saved)
		}
		if own.ID == stream.ID || own.Mode != models.ModePersistent || own.AutoCloseMinutes != models.PersistentAutoClose || !own.Affinity {
			t.Errorf("its workstream: %+v", own)
		}
		if !saved.ShowPosition || saved.ReconnectMinutes != 15 || saved.OfflineTitle != "Asleep" || saved.OfflineColor != "#123456" {
			t.Errorf("hidden values are not kept: %+v", saved)
		}
		if variables, err := p.ContextVariables.List(p.Ctx(), own.ID); err != nil || len(variables) != 1 || variables[0].Name != "Order" {
			t.Errorf("what its questions are about: %+v, %v", variables, err)
		}
		page = p.ask("GET", path, nil).want(200).shows(false)
		for _, line := range []string{"prove who they are", "holds only persistent widgets", "wait 28 days", "come back to the same agent"} {
			page.says("checks", line)
		}
		p.ask("POST", path+"/publish", nil).want(422).says("#authentication_settings_id-problem", "Choose authentication settings")

		// Switched back, they are there again.
		form = page.typed(path)
		form.Set("mode", "live")
		back := p.posted(path+"/mode", form).want(200).shows(true)
		if back.attr("reconnect_minutes", "value") != "15" || back.attr("offline_title", "value") != "Asleep" || back.attr("offline_custom_color", "value") != "#123456" {
			t.Error("hidden values do not come back")
		}
		form = p.ask("POST", path+"/mode", form).typed(path)
		p.ask("POST", path, form).want(303)
		if again, ws := p.widget(path); again.Mode != models.ModeLive || ws.Mode != models.ModeLive || !again.ShowPosition || !again.Reconnect {
			t.Errorf("live again: %+v in %+v", again, ws)
		}
	})
}

// Without a script the mode is applied by a button, and nothing typed is lost, not
// even in the fields that are away.
func TestModeIsAppliedWithoutAScript(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		form := p.ask("GET", "/settings/widgets/new", nil).want(200).shows(false).typed("/settings/widgets")
		form.Set("mode", "live")
		form.Set("name", "Showroom")
		form = p.ask("POST", "/settings/widgets/mode", form).want(200).shows(true).typed("/settings/widgets")
		form.Set("reconnect_minutes", "soon") // not even what is wrong
		form.Set("show_wait", "on")
		form.Set("mode", "persistent")
		form = p.ask("POST", "/settings/widgets/mode", form).want(200).shows(false).typed("/settings/widgets")
		form.Set("mode", "live")
		form = p.ask("POST", "/settings/widgets/mode", form).want(200).shows(true).typed("/settings/widgets")
		if form.Get("reconnect_minutes") != "soon" || form.Get("show_wait") == "" || form.Get("name") != "Showroom" {
			t.Errorf("what was typed: %v", form)
		}
		p.ask("POST", "/settings/widgets", form).want(422).says("#reconnect_minutes-problem", "from 1 to 1440")
		form.Set("mode", "persistent") // the button was not pressed: what is not of the mode is not looked at
		path := where(p.ask("POST", "/settings/widgets", form).want(303))
		if w, ws := p.widget(path); w.Mode != models.ModePersistent || ws.Mode != models.ModePersistent || w.ReconnectMinutes != 10 || w.ShowWait {
			t.Errorf("made: %+v in %+v", w, ws)
		}
		for _, mode := range []string{"", "chat"} {
			form.Set("mode", mode)
			p.ask("POST", "/settings/widgets", form).want(422).says("#mode-problem", "Choose a mode")
			p.ask("POST", "/settings/widgets/mode", form).want(200)
		}
	})
}

// S15: a persistent widget in a workstream that holds a live one is refused beside
// the field, and one press makes a workstream for it.
func TestS15PersistentWidgetInALiveWorkstream(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		live := p.Channel(models.ModeLive, nil)
		form := p.ask("GET", "/settings/widgets/new", nil).want(200).typed("/settings/widgets")
		form.Set("name", "Shop")
		form.Set("workstream_id", live.WorkstreamID)
		refused := p.ask("POST", "/settings/widgets", form).want(422).says("#workstream_id-problem", "is for live widgets, and a workstream holds only one kind")
		refused.says("button--small", "Create one that waits 28 days, same agent first, and save")
		form.Set("own_workstream", "on") // the button
		path := where(p.ask("POST", "/settings/widgets", form).want(303))
		if w, ws := p.widget(path); ws.ID == live.WorkstreamID || ws.Mode != models.ModePersistent || ws.AutoCloseMinutes != 40320 || !ws.Affinity || ws.Name != w.Name {
			t.Errorf("%+v in %+v", w, ws)
		}

		// The same for one that exists; and without any press the list has none of the other mode.
		page := p.ask("GET", path, nil)
		if strings.Contains(page.text("#workstream_id"), "Shop live") {
			t.Error("a workstream of the other mode can be chosen")
		}
		before, _ := p.widget(path)
		form = page.typed(path)
		form.Set("workstream_id", live.WorkstreamID)
		p.ask("POST", path, form).want(422).says("#workstream_id-problem", "“Shop live” is for live widgets")
		form.Set("own_workstream", "on")
		p.ask("POST", path, form).want(303)
		if after, ws := p.widget(path); after.WorkstreamID == before.WorkstreamID || ws.Mode != models.ModePersistent {
			t.Errorf("%+v in %+v", after, ws)
		}
	})
}

// Conversations live by the mode they began with: as long as one is not closed the
// mode stays, and a copy is offered, which may have the other.
func TestModeStaysWhileConversationsAreNotClosed(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		c := p.Write(p.Visit(w, "cust-1"), "Hello")
		path := "/settings/widgets/" + w.ID
		form := p.ask("GET", path, nil).want(200).typed(path)
		form.Set("mode", "live")
		p.posted(path+"/mode", form).want(200).says("#mode-problem", "1 conversation of this widget must be closed").says("button--small", "Copy this widget")
		p.ask("POST", path, form).want(422).says("#mode-problem", "must be closed before its mode changes").says("button--small", "Copy this widget").shows(true)

		copied := where(p.ask("POST", path+"/copy", nil).want(303))
		other := p.ask("GET", copied+"?done=copied", nil).want(200).says("notice--positive", "This is the copy").typed(copied)
		other.Set("mode", "live")
		p.ask("POST", copied, other).want(303)
		if made, ws := p.widget(copied); made.Mode != models.ModeLive || ws.Mode != models.ModeLive || made.Status != models.WidgetDraft {
			t.Errorf("the copy: %+v in %+v", made, ws)
		}
		if _, err := p.Conversations.ForceClose(p.Ctx(), p.Agent("Sue", models.RoleSupervisor), c.ID); err != nil {
			t.Fatal(err)
		}
		p.ask("POST", path+"/unpublish", nil).want(303)
		form.Set("version", p.ask("GET", path, nil).typed(path).Get("version"))
		p.ask("POST", path, form).want(303)
		if moved, ws := p.widget(path); moved.Mode != models.ModeLive || ws.Mode != models.ModeLive {
			t.Errorf("once closed: %+v in %+v", moved, ws)
		}
	})
}

// A copy is like the widget but for its key and its state.
func TestWidgetIsCopied(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		path := p.liveWidget()
		form := p.ask("GET", path, nil).typed(path)
		form.Set("domains", "shop.example\n*.shop.example")
		p.ask("POST", path, form).want(303)
		p.ask("POST", path+"/publish", nil).want(303)
		w, _ := p.widget(path)
		at := models.AutomatedPlace{Trigger: automated.Ended, Language: "en", WidgetID: w.ID}
		if _, err := p.AutomatedMessages.Save(p.Ctx(), nil, at, models.Time{}, models.AutomatedDraft{Body: "Bye", Active: true}); err != nil {
			t.Fatal(err)
		}
		p.ask("GET", path, nil).says("links", "Own words")
		copied, _ := p.widget(where(p.ask("POST", path+"/copy", nil).want(303)))
		if copied.Key == w.Key || copied.Status != models.WidgetDraft || copied.Name != "Copy of Showroom" {
			t.Errorf("the copy: %+v", copied)
		}
		if diff := cmp.Diff(w, copied, cmpopts.IgnoreFields(models.Widget{}, "ID", "Key", "Status", "Name", "CreatedAt", "UpdatedAt", "UpdatedByID")); diff != "" {
			t.Errorf("-widget +copy:\n%s", diff)
		}
		domains, err := p.Widgets.Domains(p.Ctx(), copied.ID)
		if diff := cmp.Diff([]string{"*.shop.example", "shop.example"}, domains); diff != "" || err != nil {
			t.Errorf("its domains: %v\n%s", err, diff)
		}
		at.WidgetID = copied.ID
		if text, err := p.AutomatedMessages.Text(p.Ctx(), at, models.ModeLive); err != nil || text.Body != "Bye" {
			t.Errorf("its words: %+v, %v", text, err)
		}
		p.ask("POST", "/settings/widgets/"+models.NewID()+"/copy", nil).want(404)
	})
}

// Of two admins who switch the mode, the later is told; what the earlier saved is
// not undone unseen.
func TestModeIsSwitchedByTwo(t *testing.T) {
	p := pagesOf(t, modeltest.New(t, modeltest.SQLite(t)))
	path := p.liveWidget()
	first := p.ask("GET", path, nil).typed(path)
	second := p.ask("GET", path, nil).typed(path)
	first.Set("mode", "persistent")
	p.Clock.Advance(1e9)
	p.ask("POST", path, first).want(303)
	second.Set("show_wait", "on")
	switched := p.ask("POST", path+"/mode", second).want(200).typed(path) // looks at it: still the version that was opened
	stale := p.ask("POST", path, switched).want(409).says("notice--caution", "saved this").shows(true)
	if stale.typed(path).Get("show_wait") == "" {
		t.Error("what was typed is gone")
	}
}
