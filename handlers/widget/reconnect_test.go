package widget_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"linger/models"
)

// chatting is a live widget that keeps interrupted chats, with one of them: its
// customer and the link that her agent made.
func chatting(t *testing.T, s *site, sub string) (customer *browser, c *models.Conversation, link string) {
	t.Helper()
	s.widget = s.channel(t, models.ModeLive)
	s.Set(s.widget, "reconnect", true)
	s.Set(s.widget, "reconnect_page_url", "https://shop.example/help?from=link")
	if sub == "" {
		s.Set(s.widget, "authentication_settings_id", nil)
	}
	customer = s.arrive(t, sub)
	id := customer.say("", "My number is 4711").Header.Get("Linger-Conversation")
	c, err := s.Conversations.Accept(s.Ctx(), s.agent, id)
	if err != nil {
		t.Fatal(err)
	}
	if link, err = s.Conversations.ReconnectLink(s.Ctx(), s.agent, id); err != nil {
		t.Fatal(err)
	}
	return customer, c, link
}

func TestLinkLeadsToTheChat(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ada, c, link := chatting(t, s, "")
		phone := &browser{t: t, s: s, key: s.widget.Key}
		came := phone.post("/visit", "reconnect", link)
		if came.StatusCode != http.StatusOK || data(came.body, "conversation") != c.ID || !strings.Contains(came.body, "4711") {
			t.Fatalf("by the link: %s %s", came.Status, came.body)
		}
		if came.Header.Get("Linger-Link") == "" || ada.chat.Header.Get("Linger-Link") != "" {
			t.Error("the script is not told which visit a link opened")
		}
		phone.visit = came.Header.Get("Linger-Visit")
		if said := phone.say(c.ID, "I am back"); said.StatusCode != http.StatusOK {
			t.Errorf("writing: %s %s", said.Status, said.body)
		}
		stream := phone.listen("")
		stream.until("I am back")

		for name, other := range map[string]string{"forged": link[1:] + "A", "her visit's token": ada.visit} {
			stranger := &browser{t: t, s: s, key: s.widget.Key}
			got := stranger.post("/visit", "reconnect", other)
			if got.StatusCode != http.StatusConflict || got.Header.Get("Linger-Error") != models.CodeReconnectOver ||
				got.Header.Get("Linger-Visit") != "" || strings.Contains(got.body, "4711") {
				t.Errorf("%s: %s %v %s", name, got.Status, got.Header, got.body)
			}
		}

		if ended := ada.post("/end", "conversation", c.ID); ended.StatusCode != http.StatusNoContent {
			t.Fatalf("ending: %s", ended.Status)
		}
		if next := ada.say("", "Another matter"); next.StatusCode != http.StatusOK {
			t.Fatalf("a new chat: %s", next.Status)
		}
		if got := phone.get("/chat"); strings.Contains(got.body, "Another matter") {
			t.Errorf("who came by the link reads the next chat: %s", got.body)
		}
		if got := phone.say("", "In her name"); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("who came by the link starts a chat in her name: %s", got.Status)
		}
		again := phone.post("/visit")
		if again.StatusCode != http.StatusOK || again.Header.Get("Linger-Customer") == came.Header.Get("Linger-Customer") || data(again.body, "conversation") != "" {
			t.Errorf("after the end the link's visit goes on: %s %s", again.Status, again.body)
		}
	})
}

// The link itself leads to the site's page while the chat runs; later to where the
// widget says, and never anywhere else.
func TestWhereLinksLead(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ada, c, link := chatting(t, s, "")
		stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		leads := func(key, token string) (int, string) {
			t.Helper()
			response, err := stay.Get(s.URL + "/w/" + key + "/reconnect?" + models.ReconnectParameter + "=" + token)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if token == link && response.StatusCode == http.StatusSeeOther && response.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Error("the next page is told the link")
			}
			return response.StatusCode, response.Header.Get("Location")
		}
		want := func(why, key, token string, status int, to string) {
			t.Helper()
			if got, where := leads(key, token); got != status || where != to {
				t.Errorf("%s it leads to %d %q, want %d %q", why, got, where, status, to)
			}
		}
		want("while the chat runs", s.widget.Key, link, 303, "https://shop.example/help?from=link&linger-reconnect="+link)
		want("forged", s.widget.Key, "x", 303, "https://shop.example/help?from=link&linger-reconnect=x")
		want("in no widget", "nothere", link, 404, "")
		want("in another widget", s.channel(t, models.ModeLive).Key, link, 404, "")
		s.Set(s.widget, "reconnect_expired_url", "https://shop.example/contact")
		want("forged", s.widget.Key, "x", 303, "https://shop.example/contact")
		want("while the chat runs", s.widget.Key, link, 303, "https://shop.example/help?from=link&linger-reconnect="+link)
		ada.post("/end", "conversation", c.ID)
		want("after the end", s.widget.Key, link, 303, "https://shop.example/contact")
		for _, address := range []string{"javascript:alert(1)", "//evil.example", "/console", "data:text/html,x"} {
			s.Set(s.widget, "reconnect_expired_url", address)
			want("with "+address, s.widget.Key, link, 404, "")
		}
	})
}

// A signed-in customer who comes back to an interrupted chat is asked, unless she
// comes by its link; somebody else's is nothing to her.
func TestInterruptedIsAsked(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ada, c, link := chatting(t, s, "ada")
		asked := func(sub, link string) string {
			t.Helper()
			b := &browser{t: t, s: s, key: s.widget.Key}
			return b.post("/visit", "token", s.token(sub, time.Hour), "reconnect", link).Header.Get("Linger-Interrupted")
		}
		var v models.Visit
		if err := s.DB.Write.Where("customer_id = ?", ada.chat.Header.Get("Linger-Customer")).Take(&v).Error; err != nil {
			t.Fatal(err)
		}
		s.Here(&v)()
		if got := asked("ada", ""); got != "" {
			t.Errorf("at once she is asked about %q", got)
		}
		s.Clock.Advance(5 * time.Minute)
		if got := asked("ada", ""); got != c.ID {
			t.Errorf("after five minutes she is asked about %q", got)
		}
		if got := asked("ada", link); got != "" {
			t.Errorf("coming by the link she is asked about %q", got)
		}
		if got := asked("eve", ""); got != "" {
			t.Errorf("somebody else is asked about %q", got)
		}
		eve := &browser{t: t, s: s, key: s.widget.Key}
		if got := eve.post("/visit", "token", s.token("eve", time.Hour), "reconnect", link); got.Header.Get("Linger-Error") != models.CodeReconnectOver || strings.Contains(got.body, "4711") {
			t.Errorf("somebody else with the link: %s %s", got.Status, got.body)
		}
		if got := eve.post("/visit", "reconnect", link); got.StatusCode != http.StatusUnauthorized || strings.Contains(got.body, "4711") {
			t.Errorf("nobody with the link: %s %s", got.Status, got.body)
		}
	})
}
