package settings

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"linger/models"
)

func TestWidgetFromNothingToPublished(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		s := newShop(t)
		p.ask("GET", "/settings/widgets", nil).want(200).says("empty", "No widgets yet")
		form := p.ask("GET", "/settings/widgets/new", nil).want(200).typed("/settings/widgets")
		form.Set("color", "custom")
		form.Set("custom_color", "blueish")
		form.Set("domains", "shop.example\n*")
		refused := p.ask("POST", "/settings/widgets", form).want(422)
		refused.says("#name-problem", "Give it a name").says("#custom_color-problem", "#1f5fc4").says("#domains-problem", "“*”").says("#domains", "shop.example")
		form.Set("name", "Shop")
		form.Set("custom_color", "#2f5d45")
		form.Set("domains", "https://shop.example/\r\n*.shop.example\r\nlocalhost:8081")
		path := where(p.ask("POST", "/settings/widgets", form).want(303))
		page := p.ask("GET", path, nil).want(200).says("badge", "Draft").says("#domains", "*.shop.example localhost:8081 shop.example")
		page.says("copyable", `<script src="https://chat.example.com/embed.js?widget=`).says("copyable", "script-src https://chat.example.com; frame-src https://chat.example.com")
		page.says("checks", "Choose authentication settings").says("checks", "“Shop” is for persistent conversations alone.")

		// S14: publishing is refused beside the field, and nothing typed is lost.
		p.ask("POST", path+"/publish", nil).want(422).says("#authentication_settings_id-problem", "Choose authentication settings")

		// One press each: the only settings there are, then their key.
		p.ask("GET", path, nil).says("checks", "New settings")
		_, err := p.AuthenticationSettings.Create(p.Ctx(), nil, models.AuthenticationDraft{Name: "Keys", KeySource: models.KeysFromURL, PublicKeyURL: s.server.URL, ClientFunction: "shop.chatToken"})
		if err != nil {
			t.Fatal(err)
		}
		p.ask("GET", path, nil).says("checks", "Use “Keys”")
		s.down.Store(true)
		p.ask("POST", path+"/fix/authentication", nil).want(422).says("#authentication_settings_id-problem", "502")
		p.ask("GET", path, nil).says("checks", "Verify now").says("card", "shop.chatToken")
		p.ask("POST", path+"/publish", nil).want(422).says("#authentication_settings_id-problem", "not verified")
		s.down.Store(false)
		p.ask("POST", path+"/fix/authentication", nil).want(303)
		p.ask("GET", path, nil).says("checks", "The key of “Keys” is verified.")
		p.ask("POST", path+"/publish", nil).want(303)
		p.ask("GET", path+"?done=published", nil).says("badge", "Published").says("notice--positive", "customers can use it now").says("card--danger", "The chat disappears")
		p.ask("GET", "/settings/widgets", nil).says("table", "Shop Published Persistent Shop 0")

		// The last two lines warn, and are mended by one press as well.
		id := strings.TrimPrefix(path, "/settings/widgets/")
		w, err := p.Widgets.Find(p.Ctx(), id)
		if err != nil {
			t.Fatal(err)
		}
		ws, err := p.Workstreams.Find(p.Ctx(), w.WorkstreamID)
		if err != nil {
			t.Fatal(err)
		}
		draft := ws.Draft()
		draft.AutoCloseMinutes, draft.Affinity = 60, false
		if _, err := p.Workstreams.Edit(p.Ctx(), nil, ws.ID, ws.UpdatedAt, draft); err != nil {
			t.Fatal(err)
		}
		p.ask("GET", path, nil).says("checks", "They close after 1 hour without a message").says("checks", "Affinity is off")
		p.ask("POST", path+"/fix/auto-close", nil).want(303)
		p.ask("POST", path+"/fix/affinity", nil).want(303)
		p.ask("POST", path+"/fix/nonsense", nil).want(404)
		if ws, err = p.Workstreams.Find(p.Ctx(), ws.ID); err != nil || ws.AutoCloseMinutes != 40320 || !ws.Affinity {
			t.Errorf("mended: %+v, %v", ws, err)
		}

		p.ask("POST", path+"/unpublish", nil).want(303)
		p.ask("POST", path+"/fix/workstream", nil).want(303)
		p.ask("POST", path+"/deactivate", nil).want(303)
		p.ask("GET", path, nil).says("badge", "Deactivated").says("card", "Activated, it is a draft")
		p.ask("POST", path+"/publish", nil).want(409)
		p.ask("POST", path+"/activate", nil).want(303)
	})
}

func TestWidgetIsEdited(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		live := p.Channel(models.ModeLive, nil)
		path := "/settings/widgets/" + w.ID
		edit := p.ask("GET", path, nil).want(200).typed(path)
		p.Clock.Advance(time.Minute)
		edit.Set("title", "Ask us")
		edit.Set("position", "left")
		p.ask("POST", path, edit).want(303)
		stored, err := p.Widgets.Find(p.Ctx(), w.ID)
		if err != nil || stored.Title != "Ask us" || stored.Position != "left" || stored.Color != w.Color || stored.Key != w.Key {
			t.Errorf("stored %+v, %v", stored, err)
		}
		edit.Set("title", "Me too")
		stale := p.ask("POST", path, edit).want(409).says("notice--caution", "Ana Miller saved this")
		if stale.attr("title", "value") != "Me too" {
			t.Error("what was typed is gone")
		}

		// S15, and the other references that are not to be had.
		for field, values := range map[string][]string{
			"workstream_id":              {live.WorkstreamID, models.NewID(), "none"},
			"authentication_settings_id": {"", models.NewID(), "none"},
		} {
			for _, value := range values {
				form := p.ask("GET", path, nil).typed(path)
				form.Set(field, value)
				if p.ask("POST", path, form).want(422).text("#"+field+"-problem") == "" {
					t.Errorf("%s %q: no problem beside the field", field, value)
				}
			}
		}
		p.Write(p.Visit(w, "cust-1"), "Hello")
		p.ask("GET", path, nil).says("form", "now 1 conversation can still go on")
		moved := p.ask("GET", path, nil).typed(path)
		moved.Set("workstream_id", models.NewID())
		p.ask("POST", path, moved).want(422).says("form", "must be closed before it moves")

		for _, missing := range []string{models.NewID(), "none", "%00"} {
			p.ask("GET", "/settings/widgets/"+missing, nil).want(404)
			p.ask("POST", "/settings/widgets/"+missing, edit).want(404)
			p.ask("POST", "/settings/widgets/"+missing+"/publish", nil).want(404)
			p.ask("POST", "/settings/widgets/"+missing+"/fix/affinity", nil).want(404)
			p.ask("GET", "/settings/widgets/"+missing+"/preview", nil).want(404)
		}
	})
}

func TestPreview(t *testing.T) {
	p := newPages(t)
	w := p.Channel(models.ModePersistent, nil)
	query := url.Values{"title": {"<b>Ask us</b>"}, "subtitle": {"We answer by noon"}, "color": {"custom"}, "custom_color": {"#ffe000"}, "agent_name_style": {"nickname"}}
	for _, path := range []string{"/settings/widgets/" + w.ID, "/settings/widgets/new"} {
		a := p.ask("GET", path+"/preview?"+query.Encode(), nil).want(200).says("who__name", "Didi").says("who__line", "We answer by noon")
		if csp := a.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("policy %q", csp)
		}
		var accent, on string
		a.each("chat", func(n *html.Node) { accent, on = attribute(n, "data-accent"), attribute(n, "data-on-accent") })
		if accent != "#ffe000" || on != "#1c1917" {
			t.Errorf("%s on %s", on, accent)
		}
	}
	stored, err := p.Widgets.Find(p.Ctx(), w.ID)
	if err != nil || stored.Title != w.Title {
		t.Errorf("the preview changed the widget: %+v, %v", stored, err)
	}
	sheet := p.ask("GET", "/settings/widgets/theme.css?color=%23ffe000", nil).want(200)
	if !strings.Contains(sheet.Body.String(), "--color-accent: #ffe000;") || !strings.HasPrefix(sheet.Header().Get("Content-Type"), "text/css") {
		t.Errorf("the sheet: %s", sheet.Body)
	}
	for _, hostile := range []string{"red;}body{display:none", "", "#12", "url(//evil)"} {
		sheet := p.ask("GET", "/settings/widgets/theme.css?"+url.Values{"color": {hostile}}.Encode(), nil).want(200).Body.String()
		if strings.Count(sheet, "{") != 1 || strings.Contains(sheet, "evil") || strings.Contains(sheet, "display") {
			t.Errorf("%q makes %s", hostile, sheet)
		}
	}
}
