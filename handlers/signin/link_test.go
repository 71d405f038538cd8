package signin_test

import (
	"bytes"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// link is that of a new member of staff, and who it is.
func (s *site) link(first string) (a *models.Agent, token string) {
	s.T.Helper()
	a, token, err := s.PasswordLinks.Invite(s.Ctx(), nil, models.StaffDraft{Profile: models.Profile{
		FirstName: first, LastName: "Field", Email: strings.ToLower(first) + "@desk.example", Role: models.RoleAgent,
	}})
	if err != nil {
		s.T.Fatal(err)
	}
	return a, token
}

func TestInvitationPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sam, token := s.link("Sam")
		b := s.browser()
		for range 2 {
			w := b.ask("GET", "/choose-password?link="+token, nil)
			if got := text(t, w, "entrance"); w.Code != 200 || !strings.Contains(got, "Welcome, Sam") || !strings.Contains(got, "at chat.example.com , as an agent") ||
				!strings.Contains(got, "sam@desk.example") {
				t.Errorf("the page: %d %s", w.Code, got)
			}
			if h := w.Header(); h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("the page can be kept, or says where it was: %v", h)
			}
		}
		weak := b.ask("POST", "/choose-password", url.Values{"link": {token}, "password": {"short"}})
		if weak.Code != 422 || !strings.Contains(text(t, weak, "#password-problem"), "at least 10") || !strings.Contains(weak.Body.String(), `value="`+token+`"`) || strings.Contains(weak.Body.String(), `"short"`) {
			t.Errorf("a weak password: %d %s", weak.Code, text(t, weak, "#password-problem"))
		}
		w := b.ask("POST", "/choose-password", url.Values{"link": {token}, "password": {password}})
		if w.Code != 303 || w.Header().Get("Location") != "/console" || !b.in() {
			t.Errorf("chosen: %d to %s", w.Code, w.Header().Get("Location"))
		}
		for _, w := range []func() (int, string){
			func() (int, string) {
				w := s.browser().ask("GET", "/choose-password?link="+token, nil)
				return w.Code, text(t, w, "entrance")
			},
			func() (int, string) {
				w := s.browser().ask("POST", "/choose-password", url.Values{"link": {token}, "password": {"another cold lamp"}})
				return w.Code, text(t, w, "entrance")
			},
		} {
			if code, said := w(); code != 404 || !strings.Contains(said, "used already") || strings.Contains(said, "Sam") || strings.Contains(said, sam.Email) {
				t.Errorf("again: %d %s", code, said)
			}
		}
		if w := b.signIn(sam.Email); w.Code != 303 {
			t.Errorf("with the password: %d", w.Code)
		}
	})
}

// A link opens what it is for and nothing else, whoever is signed in where it is
// opened.
func TestAnothersLink(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		dana := s.employ("Dana", models.RoleAdmin)
		_, token := s.link("Sam")
		b := s.browser()
		b.signIn(dana.Email)
		old := *b.cookies["__Host-linger"]
		if w := b.ask("POST", "/choose-password", url.Values{"link": {token}, "password": {"a cold boat sings"}, "id": {dana.ID}, "email": {dana.Email}}); w.Code != 303 {
			t.Fatalf("chosen: %d", w.Code)
		}
		if got := text(t, b.ask("GET", "/account", nil), "page-head__about"); got != "Sam Field · sam@desk.example" {
			t.Errorf("signed in as %s", got)
		}
		if w := b.ask("GET", "/settings/staff", nil); w.Code != 403 {
			t.Errorf("an invited agent sees the settings: %d", w.Code)
		}
		b.cookies["__Host-linger"] = &old
		if b.in() {
			t.Error("who was signed in there still is")
		}
		if w := s.browser().signIn(dana.Email); w.Code != 303 {
			t.Errorf("the other's password is another: %d", w.Code)
		}
	})
}

// Tokens are not guessed, not sent from elsewhere, and not in the log.
func TestLinksAreKeptSafe(t *testing.T) {
	var log bytes.Buffer
	s := openWith(t, modeltest.New(t, modeltest.SQLite(t)), "https://chat.example.com", slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	_, token := s.link("Sam")
	b := s.browser()
	b.ask("GET", "/choose-password?link="+token, nil)
	if !strings.Contains(log.String(), "path=/choose-password") || strings.Contains(log.String(), token) {
		t.Errorf("the log says %s", &log)
	}
	w := b.ask("POST", "/choose-password", url.Values{"link": {token}, "password": {password}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	if w.Code != 403 {
		t.Errorf("from another site: %d", w.Code)
	}
	for n, guess := range []string{"", token[:len(token)-1], token + "A", strings.ToLower(token), "'; --", strings.Repeat("x", 4000)} {
		w := b.ask("GET", "/choose-password?link="+url.QueryEscape(guess), nil)
		if got := text(t, w, "entrance"); w.Code != 404 || !strings.Contains(got, "There is no such link") || strings.Contains(got, "Sam") {
			t.Errorf("guess %d: %d %s", n, w.Code, got)
		}
	}
	for range 100 {
		w = b.ask("POST", "/choose-password", url.Values{"link": {"guess"}, "password": {password}})
	}
	if w.Code != 429 || w.Header().Get("Retry-After") == "" || !strings.Contains(text(t, w, "entrance"), "Too many tries") {
		t.Errorf("after many guesses: %d %s", w.Code, text(t, w, "entrance"))
	}
	if strings.Contains(log.String(), token) {
		t.Error("the log has the token")
	}
}

// How one reads dates is one's own to set; an admin who did it meanwhile is not
// overwritten.
func TestAccountLocale(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		dana := s.employ("Dana", models.RoleAdmin)
		sam := s.employ("Sam", models.RoleAgent)
		b := s.browser()
		b.signIn(sam.Email)
		save := func(version models.Time, language, zone string) (int, string, string) {
			w := b.ask("POST", "/account/locale", url.Values{"version": {versionText(version)}, "language": {language}, "time_zone": {zone}})
			return w.Code, w.Body.String(), text(t, w, "#time_zone-problem")
		}
		code, page, problem := save(sam.UpdatedAt, "fr", "Nowhere")
		if code != 422 || problem == "" || !strings.Contains(page, `value="Nowhere"`) || !strings.Contains(page, `value="fr" selected`) {
			t.Errorf("refused: %d %s", code, problem)
		}
		if code, _, _ := save(sam.UpdatedAt, "fr", "Europe/Paris"); code != 303 {
			t.Errorf("saved: %d", code)
		}
		stored, err := s.Agents.Find(s.Ctx(), sam.ID)
		if err != nil || stored.Locale() != (models.Locale{Language: "fr", TimeZone: "Europe/Paris"}) {
			t.Errorf("stored: %+v, %v", stored.Locale(), err)
		}
		if w := b.ask("GET", "/account", nil); !strings.Contains(w.Body.String(), "10:00 CET") {
			t.Error("the page tells times in another zone")
		}
		p := stored.Profile()
		p.TimeZone = "Asia/Tokyo"
		if _, err := s.Agents.Edit(s.Ctx(), dana, sam.ID, stored.UpdatedAt, models.StaffDraft{Profile: p}); err != nil {
			t.Fatal(err)
		}
		code, page, _ = save(stored.UpdatedAt, "de", "Europe/Berlin")
		if code != 409 || !strings.Contains(page, "Dana Miller saved this at") || !strings.Contains(page, `value="Europe/Berlin"`) {
			t.Errorf("after an admin: %d", code)
		}
	})
}
