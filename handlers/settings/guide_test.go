package settings

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"linger/models"
	"linger/views/settings"
)

// step answers with the form of a step, as a browser would send it.
func (p pages) step(t *testing.T, step models.GuideStep) url.Values {
	t.Helper()
	return p.ask("GET", settings.GuidePath(step), nil).want(200).typed(settings.GuidePath(step))
}

// leadsTo checks where an answer sends the browser.
func (a answer) leadsTo(path string) {
	a.t.Helper()
	if got := where(a.want(303)); got != path {
		a.t.Errorf("on to %s, want %s", got, path)
	}
}

// The whole way, without a script.
func TestGuide(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings", nil).leadsTo("/settings/guide")
		p.ask("GET", "/settings/guide", nil).want(200).says("checks", "Not done yet How conversations live").says("button--primary", "Begin").says("sections__list", "Set up Widgets")
		for _, early := range []models.GuideStep{models.GuideWidget, models.GuideIdentity, models.GuideHours, models.GuideSnippet, models.GuideMessage} {
			p.ask("GET", settings.GuidePath(early), nil).leadsTo("/settings/guide")
		}
		p.ask("GET", "/settings/guide/nothing", nil).want(404)

		// The workstream. Until a widget hangs on it, another mode is another one.
		form := p.step(t, models.GuideMode)
		if form.Get("mode") != "persistent" || form.Get("name") != "Customer care" {
			t.Errorf("begins with %v", form)
		}
		p.ask("POST", "/settings/guide/mode", url.Values{"name": {" "}, "mode": {"live"}}).want(422).says("#name-problem", "Give it a name")
		form.Set("mode", "live")
		p.ask("POST", "/settings/guide/mode", form).leadsTo("/settings/guide/widget")
		form = p.step(t, models.GuideMode)
		form.Set("mode", "persistent")
		p.ask("POST", "/settings/guide/mode", form).leadsTo("/settings/guide/widget")
		inUse, _, err := p.Workstreams.List(p.Ctx(), models.Listing{})
		if err != nil || len(inUse) != 1 || inUse[0].Mode != models.ModePersistent || inUse[0].AutoCloseMinutes != models.PersistentAutoClose || !inUse[0].Affinity {
			t.Errorf("in use: %+v, %v", inUse, err)
		}

		// The widget.
		form = p.step(t, models.GuideWidget)
		form.Set("title", "")
		form.Set("name", "Outlet")
		refused := p.ask("POST", "/settings/guide/widget", form).want(422).says("#title-problem", "Enter what customers read")
		if refused.attr("name", "value") != "Outlet" || refused.attr("title", "aria-invalid") != "true" {
			t.Error("what was typed is not kept")
		}
		form.Set("title", "Ask us")
		form.Set("color", "#2c7a39")
		p.ask("POST", "/settings/guide/widget", form).leadsTo("/settings/guide/identity")
		p.ask("GET", "/settings/guide", nil).says("checks", "Done The chat on your site “Outlet”").says("button--primary", "Go on: Who is writing")
		first := p.step(t, models.GuideWidget)
		again := p.step(t, models.GuideWidget)
		again.Set("title", "Ask our shop")
		p.ask("POST", "/settings/guide/widget", again).leadsTo("/settings/guide/identity")
		p.ask("POST", "/settings/guide/widget", first).want(409).says("notice--caution", "Ana Miller saved this")
		forged := p.step(t, models.GuideMode)
		forged.Set("mode", "live")
		p.ask("POST", "/settings/guide/mode", forged).want(422).says("form", "can't be changed")
		p.ask("POST", "/settings/guide/snippet", nil).want(422).says("notice--danger", "It can't be published yet. Choose authentication settings")

		key := guideIdentity(t, p)

		// Operating hours.
		form = p.step(t, models.GuideHours)
		if form.Get("window-0-from") != "08:00" || form.Get("window-0-to") != "17:00" || len(form["window-0-day"]) != 5 {
			t.Errorf("begins with %v", form)
		}
		form.Set("time_zone", "Mars/Olympus")
		form.Set("window-0-to", "soon")
		wrong := p.ask("POST", "/settings/guide/hours", form).want(422).says("#time_zone-problem", "zone").says("#window-0-problem", "time")
		if wrong.typed("/settings/guide/hours").Get("window-0-to") != "soon" {
			t.Error("what was typed is not kept")
		}
		form.Set("time_zone", "Europe/Berlin")
		form.Set("window-0-to", "18:00")
		p.ask("POST", "/settings/guide/hours", form).leadsTo("/settings/guide/snippet")
		form = p.step(t, models.GuideHours)
		if form.Get("window-0-to") != "18:00" {
			t.Errorf("saved: %v", form)
		}
		form.Set("always", "on")
		p.ask("POST", "/settings/guide/hours", form).leadsTo("/settings/guide/snippet")
		g, err := p.Guide.Read(p.Ctx())
		if err != nil || !g.Hours.Always || g.Hours.TimeZone != "Europe/Berlin" || g.OfQueue {
			t.Fatalf("%+v, %v", g.Hours, err)
		}

		// The line, and where it is.
		p.ask("GET", "/settings/guide/snippet", nil).want(200).says("button--primary", "Publish")
		p.ask("POST", "/settings/guide/snippet", nil).leadsTo("/settings/guide/snippet")
		p.ask("GET", "/settings/guide/snippet", nil).want(200).says("copyable", "https://chat.example.com/embed.js?widget="+g.Widget.Key).says("#watched", "Not seen on any page yet")
		if err := p.Widgets.Seen(p.Ctx(), g.Widget.ID, "https://outlet.example"); err != nil {
			t.Fatal(err)
		}
		p.ask("GET", "/settings/guide/snippet", nil).says("#watched", "Seen on https://outlet.example").says("#watched", "Any site can show the chat").says("button--primary", "Go on: The first message")
		p.ask("POST", "/settings/guide/domains", url.Values{"origin": {"https://outlet.example"}}).leadsTo("/settings/guide/snippet")
		p.ask("GET", "/settings/guide/snippet", nil).says("#watched", "Only pages of outlet.example can show the chat.")
		p.ask("POST", "/settings/guide/domains", nil).leadsTo("/settings/guide/snippet")
		p.ask("GET", "/settings/guide/snippet", nil).says("#watched", "Any site can show the chat")

		// The first message, watched in place.
		p.ask("GET", "/settings/guide/message", nil).want(200).says("#watched", "No message yet")
		p.part("/settings/guide/message?known=").want(204)
		c := p.Write(p.Visit(g.Widget, "ada"), "Hello")
		p.part("/settings/guide/message?known=").want(200).says("#watched", "It waits for an answer")
		p.ask("GET", "/settings/guide/message", nil).says("#watched", "It waits for an answer").says("#watched", "Done Write as a customer")
		ben := p.Agent("Ben", models.RoleAgent)
		p.Online(ben)
		if _, err := p.Conversations.Accept(p.Ctx(), ben, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.Conversations.Reply(p.Ctx(), ben, c.ID, models.Draft{ClientID: models.NewID(), Body: "Hello, Ada", Seen: -1}); err != nil {
			t.Fatal(err)
		}
		p.part("/settings/guide/message?known=done").want(204)
		part := p.part("/settings/guide/message?known=written").says("#watched", "Both sides have written").says("button--primary", "To the overview")
		if strings.Contains(part.Body.String(), "data-hx-get") || strings.Contains(part.Body.String(), "<html") {
			t.Error("a part that waits for nothing is asked for again, or is a page")
		}
		p.ask("GET", "/settings/guide", nil).want(200).says("notice--positive", "Your chat is live")
		p.ask("GET", "/settings", nil).leadsTo("/settings/widgets")
		if nav := p.ask("GET", "/settings/widgets", nil).text("sections__list"); strings.Contains(nav, "Set up") {
			t.Error("the finished guide is still in the list")
		}
		if strings.Contains(key, "PUBLIC") {
			t.Error("the wrong half was shown")
		}
	})
}

// part asks as htmx does.
func (p pages) part(path string) answer {
	p.T.Helper()
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		p.T.Fatal(err)
	}
	r.Header.Set("HX-Request", "true")
	return p.answers(r)
}

// guideIdentity goes through the step about identity and returns the private key.
func guideIdentity(t *testing.T, p pages) string {
	t.Helper()
	form := p.step(t, models.GuideIdentity)
	if form.Get("key_source") != settings.KeyMade || form.Get("client_function") != "siteChat.token" {
		t.Errorf("begins with %v", form)
	}
	form.Set("client_function", "siteChat.token()")
	form.Set("site", "ftp://shop")
	p.ask("POST", "/settings/guide/identity", form).want(422).says("#site-problem", "Enter the address of the site")
	form.Set("site", "shop.example")
	p.ask("POST", "/settings/guide/identity", form).want(422).says("#client_function-problem", "without brackets")
	form.Set("client_function", "siteChat.token")

	// A key that can't be read is kept in the form, and mended there.
	form.Set("key_source", settings.KeyText)
	form.Set("public_key", "no key")
	p.ask("POST", "/settings/guide/identity", form).want(422).says("#public_key-problem", "")
	form.Set("key_source", settings.KeyURL)
	form.Set("public_key_url", "http://127.0.0.1:1/keys")
	down := p.ask("POST", "/settings/guide/identity", form).want(422)
	if down.text("#public_key_url-problem") == "" || down.attr("public_key_url", "value") != "http://127.0.0.1:1/keys" {
		t.Error("a key that can't be fetched is not said beside its field")
	}

	// A pair is made: the private half is shown once.
	form = down.typed("/settings/guide/identity")
	form.Set("key_source", settings.KeyMade)
	made := p.ask("POST", "/settings/guide/identity", form).want(200).says("notice--positive", "The key pair is made.").says("button--primary", "Go on: When you answer")
	if got := made.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("the private key may be kept: %q", got)
	}
	private := between(made.Body.String(), "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")
	if private == "" || strings.Contains(p.ask("GET", "/settings/guide/identity", nil).Body.String(), "PRIVATE KEY") {
		t.Error("the private key is not shown once")
	}
	rows, _, err := p.AuthenticationSettings.List(p.Ctx(), models.Listing{})
	if err != nil || len(rows) != 1 || rows[0].AllowedIssuer != "https://shop.example" || rows[0].VerifiedAt.IsZero() || rows[0].KeySource != models.KeysPasted {
		t.Fatalf("%+v, %v", rows, err)
	}
	page := p.ask("GET", "/settings/guide/identity?in=php", nil).want(200).says("copyable", "'iss' => 'https://shop.example'").says("copyable", "window.siteChat.token = (done) =>")
	page.says("tabs", "Go Node PHP Python")

	token := signed(t, private, "cust-1", "https://shop.example", p.Now())
	p.ask("POST", "/settings/guide/identity/decode", url.Values{"token": {token}}).want(200).says("notice--positive", "is let in").says("facts", "cust-1")
	other := signed(t, private, "cust-1", "https://elsewhere.example", p.Now())
	p.ask("POST", "/settings/guide/identity/decode", url.Values{"token": {other}, "in": {"node"}}).want(200).says("notice--danger", "is refused").says("copyable", "createSign")
	return private
}

// signed is a token of an issuer for a customer.
func signed(t *testing.T, private, sub, issuer string, now time.Time) string {
	t.Helper()
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(private))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": issuer, "sub": sub, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func between(text, from, to string) string {
	_, rest, ok := strings.Cut(text, from)
	inside, _, found := strings.Cut(rest, to)
	if !ok || !found {
		return ""
	}
	return from + inside + to + "\n"
}

// A live chat may stay anonymous, or take settings that are there.
func TestGuideOfALiveWidget(t *testing.T) {
	p, s := newPages(t), newShop(t)
	p.ask("POST", "/settings/guide/mode", url.Values{"name": {"Sales"}, "mode": {"live"}}).leadsTo("/settings/guide/widget")
	p.ask("POST", "/settings/guide/widget", p.step(t, models.GuideWidget)).leadsTo("/settings/guide/identity")
	p.ask("GET", "/settings/guide/identity", nil).says("button", "Skip it: When you answer").says("choices", "Nobody has to prove anything")
	p.ask("POST", "/settings/guide/identity", url.Values{"key_source": {"none"}}).leadsTo("/settings/guide/hours")
	p.ask("GET", "/settings/guide/hours", nil).says("button", "Skip it: On your site")

	made, err := p.AuthenticationSettings.Create(p.Ctx(), nil, models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysPasted, PublicKey: s.pem()})
	if err != nil {
		t.Fatal(err)
	}
	p.ask("GET", "/settings/guide/identity", nil).says("choices", "Use “Shop”")
	p.ask("POST", "/settings/guide/identity", url.Values{"key_source": {settings.KeyUse + made.ID}}).leadsTo("/settings/guide/identity")
	p.ask("GET", "/settings/guide/identity?done=identity", nil).says("notice--positive", "The key of “Shop” is verified")
	p.ask("POST", "/settings/guide/identity", url.Values{"key_source": {settings.KeyUse + "nothing"}}).want(404)
	p.ask("POST", "/settings/guide/snippet", nil).leadsTo("/settings/guide/snippet")
}

// Who knows the way puts the guide away; it stays where it was.
func TestGuideIsPutAway(t *testing.T) {
	p := newPages(t)
	p.ask("POST", "/settings/guide/away", url.Values{"away": {"on"}}).leadsTo("/settings/guide")
	p.ask("GET", "/settings", nil).leadsTo("/settings/widgets")
	if nav := p.ask("GET", "/settings/widgets", nil).text("sections__list"); strings.Contains(nav, "Set up") {
		t.Error("it is still in the list")
	}
	p.ask("GET", "/settings/guide", nil).want(200).says("guide__away", "Put it back into the list").says("sections__list", "Set up")
	p.ask("POST", "/settings/guide/away", nil).leadsTo("/settings/guide")
	p.ask("GET", "/settings", nil).leadsTo("/settings/guide")
}

// With the demo's shop beside, its address and its key are filled in.
func TestGuideKnowsTheDemoShop(t *testing.T) {
	p, s := newPages(t), newShop(t)
	p.handler.Shop = &settings.DemoShop{URL: "http://localhost:8081", KeysURL: s.server.URL, ClientFunction: "shopChat.token"}
	p.ask("POST", "/settings/guide/mode", url.Values{"name": {"Care"}, "mode": {"persistent"}})
	p.ask("POST", "/settings/guide/widget", p.step(t, models.GuideWidget))
	form := p.step(t, models.GuideIdentity)
	if form.Get("site") != "http://localhost:8081" || form.Get("client_function") != "shopChat.token" || form.Get("public_key_url") != s.server.URL {
		t.Errorf("begins with %v", form)
	}
	form.Set("key_source", settings.KeyURL)
	p.ask("POST", "/settings/guide/identity", form).leadsTo("/settings/guide/identity")
	p.ask("POST", "/settings/guide/snippet", nil).leadsTo("/settings/guide/snippet")
	g, err := p.Guide.Read(p.Ctx())
	if err != nil {
		t.Fatal(err)
	}
	p.ask("GET", "/settings/guide/snippet", nil).want(200).says("button--primary", "Put it on the demo shop")
	if page := p.ask("GET", "/settings/guide/snippet", nil).Body.String(); !strings.Contains(page, `href="http://localhost:8081/site?widget=`+g.Widget.Key) {
		t.Error("the way to the shop is missing")
	}
}
