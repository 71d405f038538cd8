package settings

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/models/automated"
	"linger/views/settings"
)

// messageVersion is that of the text for a place, as its form carries it.
func (p pages) messageVersion(at models.AutomatedPlace) string {
	p.T.Helper()
	rows, err := p.AutomatedMessages.List(p.Ctx(), at.Trigger)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, r := range rows {
		if r.Place() == at {
			return settings.VersionText(r.UpdatedAt)
		}
	}
	p.T.Fatalf("no text for %v", at)
	return ""
}

func TestMessagesAreWrittenAndReset(t *testing.T) {
	p := newPages(t)
	list := p.ask("GET", "/settings/messages", nil).want(200)
	for _, m := range automated.Catalogue {
		said := strings.ReplaceAll(automated.Sample("en", m.Text), "\n", " ")
		if !m.Says(automated.Persistent) { // there until somebody writes and switches on a text
			list.says("badge", "Off in persistent")
		}
		list.says("rules__name", m.Name).says("trial__text", said)
		p.ask("GET", "/settings/messages/"+string(m.Trigger), nil).want(200).says("#body", m.Text[:8])
	}

	at := models.AutomatedPlace{Trigger: automated.Created, Language: "en"}
	path := settings.MessagePath(at, "")
	refused := p.ask("POST", path, url.Values{"body": {"Hi {AgentName}"}, "active": {"on"}}).want(422)
	refused.says("#body-problem", "{AgentName} means nothing here. Only {CustomerFirstName}").says("#body", "Hi {AgentName}").says("trial__text", "means nothing")
	p.ask("POST", path, url.Values{"body": {strings.Repeat("x", 2001)}}).want(422).says("#body-problem", "2000 characters at most")

	form := url.Values{"body": {"Thank you, {CustomerFirstName}"}, "active": {"on"}}
	saved := p.ask("POST", path, form).want(303).Header().Get("Location")
	p.ask("GET", saved, nil).want(200).says("notice--positive", "Saved").says("#said", "Thank you, Ada").says("form__state", "Ana Miller").says("card", "Thanks, we have your message.")
	p.ask("GET", "/settings/messages", nil).says("badge", "Your words").says("trial__text", "Thank you, Ada")

	late := p.ask("POST", path, url.Values{"body": {"Mine"}, "active": {"on"}}).want(409)
	late.says("notice--caution", "Ana Miller saved this").says("#body", "Mine")
	off := url.Values{"body": {"Thank you"}, "version": {p.messageVersion(at)}}
	p.ask("POST", path, off).want(303)
	p.ask("GET", "/settings/messages", nil).says("badge", "Off").says("trial__text", "Nothing is said.")
	c := p.Write(p.Visit(p.Channel(models.ModePersistent, nil), "ada"), "Hello")
	if log := p.Log(c); len(log) != 2 {
		t.Errorf("switched off, %d rows are written", len(log))
	}

	p.ask("POST", settings.MessagePath(at, "/reset"), url.Values{"version": {"1"}}).want(409)
	gone := p.ask("POST", settings.MessagePath(at, "/reset"), url.Values{"version": {p.messageVersion(at)}}).want(303).Header().Get("Location")
	p.ask("GET", gone, nil).says("notice--positive", "deleted").says("#body", "Thanks, we have your message.").says("notice--neutral", "The default text")
	p.ask("POST", path, off).want(409).says("notice--caution", "went back")

	lost := models.AutomatedPlace{Trigger: automated.AgentDisconnected, Language: "en"}
	p.ask("GET", settings.MessagePath(lost, ""), nil).says("notice--neutral", "In live conversations the default text is said, in persistent ones nothing")
}

func TestMessagesOfAWidgetAndALanguage(t *testing.T) {
	p := newPages(t)
	shop, live := p.Channel(models.ModePersistent, nil), p.Channel(models.ModeLive, nil)
	everywhere := models.AutomatedPlace{Trigger: automated.Joined, Language: "de"}
	own := models.AutomatedPlace{Trigger: automated.Joined, Language: "de", WidgetID: shop.ID}
	p.ask("POST", settings.MessagePath(everywhere, ""), url.Values{"body": {"{AgentDisplayName} ist da"}, "active": {"on"}}).want(303)
	fresh := p.ask("GET", settings.MessagePath(own, ""), nil).want(200)
	fresh.says("notice--neutral", "the text for German, all widgets").says("#body", "ist da").says("place-name", "German, Shop persistent")
	if fresh.attr("language", "name") != "language" {
		t.Error("no language can be chosen")
	}
	p.ask("POST", settings.MessagePath(own, ""), url.Values{"body": {"Hallo, {AgentName}"}, "active": {"on"}}).want(303)
	p.ask("GET", settings.MessagePath(own, ""), nil).says("#said", "Hallo, Ana Torres").says("card", "Ana ist da")
	p.ask("GET", "/settings/messages", nil).says("rules__finds", "German, all widgets · German, Shop persistent")
	p.ask("GET", settings.MessagePath(models.AutomatedPlace{Trigger: automated.AutoClosed, Language: "en", WidgetID: live.ID}, ""), nil).says("#body", "Nobody was free")

	p.ask("GET", "/settings/messages/joined?language=de&widget=all", nil).want(200).says("place-name", "German, all widgets")
	for _, path := range []string{"/nothing", "/joined?language=tlh", "/joined?widget=" + models.NewID(), "/greeting?widget=" + live.ID} {
		p.ask("GET", "/settings/messages"+path, nil).want(404)
		p.ask("POST", "/settings/messages"+path, url.Values{"body": {"x"}}).want(404)
	}
}

func TestMessagesArePreviewed(t *testing.T) {
	p := newPages(t)
	at := models.AutomatedPlace{Trigger: automated.Holiday, Language: "en"}
	form := url.Values{"body": {"Away ({reason}) until {next_open}"}, "active": {"on"}}
	page := p.ask("POST", settings.MessagePath(at, "/preview"), form).want(200)
	page.says("#said", "Away (stocktaking) until tomorrow at 09:00").says("#body", "Away ({reason})").says("notice--neutral", "Nothing is written for this choice")
	p.ask("GET", settings.MessagePath(at, "/preview"), nil).want(200)

	form.Set("body", "Hello {you}")
	r := httptest.NewRequest("POST", settings.MessagePath(at, "/preview"), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, "{you} means nothing here") || strings.Contains(body, "<form") {
		t.Errorf("a script gets %d %s", w.Code, body)
	}
}
