package signin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestSignInAndOut(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.employ("Dana", models.RoleAdmin)
		b := s.browser()
		if w := b.ask("GET", "/sign-in?next=/settings/staff", nil); w.Code != 200 || !strings.Contains(w.Body.String(), `name="next" value="/settings/staff"`) {
			t.Errorf("the page: %d", w.Code)
		}
		wrong := b.ask("POST", "/sign-in", url.Values{"email": {"dana@desk.example"}, "password": {"not it"}, "next": {"/settings/staff"}})
		nobody := b.ask("POST", "/sign-in", url.Values{"email": {"nemo@desk.example"}, "password": {"not it"}, "next": {"/settings/staff"}})
		if wrong.Code != 422 || text(t, wrong, "notice--danger") != "The e-mail or the password is wrong." || !strings.Contains(wrong.Body.String(), `value="dana@desk.example"`) {
			t.Errorf("a wrong password: %d %s", wrong.Code, text(t, wrong, "notice--danger"))
		}
		if nobody.Code != wrong.Code || strings.Replace(nobody.Body.String(), "nemo@", "dana@", 1) != wrong.Body.String() {
			t.Error("the answer tells who works here")
		}
		w := b.ask("POST", "/sign-in", url.Values{"email": {"dana@desk.example"}, "password": {password}, "next": {"//evil.example"}})
		if w.Code != 303 || w.Header().Get("Location") != "/console" {
			t.Errorf("signed in: %d to %s", w.Code, w.Header().Get("Location"))
		}
		if w := b.ask("GET", "/sign-in?next=/settings/staff", nil); w.Header().Get("Location") != "/settings/staff" {
			t.Errorf("already signed in: %d", w.Code)
		}
		stolen := s.browser()
		stolen.cookies = map[string]*http.Cookie{}
		for name, c := range b.cookies {
			stolen.cookies[name] = c
		}
		if w := b.ask("POST", "/sign-out", nil); w.Code != 303 || w.Header().Get("Location") != "/sign-in?left=1" || len(b.cookies) != 0 {
			t.Errorf("signed out: %d, cookies %v", w.Code, b.cookies)
		}
		if stolen.in() {
			t.Error("the cookie still lets in after signing out")
		}
		if w := b.ask("POST", "/sign-out", nil); w.Code != 303 {
			t.Errorf("signed out twice: %d", w.Code)
		}
	})
}

func TestTheCookie(t *testing.T) {
	for public, want := range map[string]string{
		"https://chat.example.com": "__Host-linger=; Path=/; Max-Age=1209600; HttpOnly; Secure; SameSite=Lax",
		"http://127.0.0.1:8080":    "linger=; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax",
	} {
		s := open(t, modeltest.New(t, modeltest.SQLite(t)), public)
		s.employ("Dana", models.RoleAdmin)
		w := s.browser().signIn("dana@desk.example")
		cookie := w.Result().Cookies()[0]
		if len(cookie.Value) < 40 {
			t.Errorf("%s: the token is short: %q", public, cookie.Value)
		}
		cookie.Value, cookie.Raw, cookie.Expires = "", "", time.Time{}
		if got := cookie.String(); got != want {
			t.Errorf("%s: %s, want %s", public, got, want)
		}
	}
}

// A cookie that was there before signing in is worth nothing afterwards.
func TestSigningInRotates(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.employ("Dana", models.RoleAdmin)
		b := s.browser()
		b.signIn("dana@desk.example")
		before := s.browser()
		for name, c := range b.cookies {
			before.cookies[name] = c
		}
		b.signIn("dana@desk.example")
		if before.in() || !b.in() {
			t.Errorf("the old cookie lets in: %v, the new one: %v", before.in(), b.in())
		}
	})
}

func TestTheCookieLastsWithUse(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.employ("Dana", models.RoleAdmin)
		b := s.browser()
		b.signIn("dana@desk.example")
		if w := b.ask("GET", "/account", nil); len(w.Result().Cookies()) != 0 {
			t.Error("the cookie is set anew within a minute")
		}
		for range 3 {
			s.Clock.Advance(models.SignInLifetime - time.Hour)
			if w := b.ask("GET", "/account", nil); w.Code != 200 || len(w.Result().Cookies()) != 1 {
				t.Fatalf("after two weeks: %d, %d cookies", w.Code, len(w.Result().Cookies()))
			}
		}
		s.Clock.Advance(models.SignInLifetime)
		if b.in() {
			t.Error("still in after two weeks without use")
		}
	})
}

func TestGuessingIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.employ("Dana", models.RoleAdmin)
		for _, email := range []string{"dana@desk.example", "nemo@desk.example"} {
			b := s.browser()
			guess := url.Values{"email": {email}, "password": {"guess"}}
			for range 5 {
				b.ask("POST", "/sign-in", guess)
			}
			w := b.ask("POST", "/sign-in", guess)
			if w.Code != 429 || w.Header().Get("Retry-After") != "30" || !strings.Contains(text(t, w, "notice--danger"), "Try again in 30 seconds.") {
				t.Errorf("%s: %d, after %s: %s", email, w.Code, w.Header().Get("Retry-After"), text(t, w, "notice--danger"))
			}
		}
	})
}

func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for _, path := range []string{"/account", "/settings", "/settings/widgets?after=x", "/settings/nowhere", "/console/mine"} {
			next := "/sign-in?next=" + url.QueryEscape(path)
			b := s.browser()
			if w := b.ask("GET", path, nil); w.Code != 303 || w.Header().Get("Location") != next {
				t.Errorf("%s: %d to %s", path, w.Code, w.Header().Get("Location"))
			}
			w := b.ask("GET", path, nil, "HX-Request", "true", "HX-Current-URL", "https://chat.example.com"+path)
			if w.Code != 401 || w.Header().Get("HX-Redirect") != next {
				t.Errorf("%s as a fragment: %d to %s", path, w.Code, w.Header().Get("HX-Redirect"))
			}
			if w := b.ask("GET", path, nil, "Accept", "text/event-stream"); w.Code != 401 || w.Header().Get("Location") != "" {
				t.Errorf("%s as a stream: %d", path, w.Code)
			}
			b.cookies["__Host-linger"] = &http.Cookie{Name: "__Host-linger", Value: "made-up"}
			if w := b.ask("GET", path, nil); w.Code != 303 {
				t.Errorf("%s with a made-up cookie: %d", path, w.Code)
			}
		}
	})
}

// Who signs in from another site's page, or signs somebody out, is refused.
func TestOtherSitesCantSignInOrOut(t *testing.T) {
	s := open(t, modeltest.New(t, modeltest.SQLite(t)), "https://chat.example.com")
	s.employ("Dana", models.RoleAdmin)
	b := s.browser()
	b.signIn("dana@desk.example")
	for _, path := range []string{"/sign-in", "/sign-out", "/setup", "/account/password", "/account/sign-ins/revoke-others"} {
		if w := b.ask("POST", path, url.Values{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); w.Code != 403 {
			t.Errorf("%s from another site: %d", path, w.Code)
		}
	}
	if !b.in() {
		t.Error("signed out from another site")
	}
}

func TestSetup(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		b := s.browser()
		if w := b.ask("GET", "/sign-in", nil); w.Header().Get("Location") != "/setup" {
			t.Errorf("nobody works here, and signing in answers %d", w.Code)
		}
		if w := b.ask("GET", "/setup?code="+code, nil); w.Code != 200 || !strings.Contains(w.Body.String(), `value="`+code+`"`) {
			t.Errorf("the page: %d", w.Code)
		}
		form := url.Values{"first_name": {"Dana"}, "last_name": {"Miller"}, "email": {"dana@desk.example"}, "password": {password}}
		for _, wrong := range []string{"", "GUESS", code + "X"} {
			form.Set("code", wrong)
			if w := b.ask("POST", "/setup", form); w.Code != 422 || text(t, w, "#code-problem") == "" {
				t.Errorf("with the code %q: %d", wrong, w.Code)
			}
		}
		form.Set("code", " "+strings.ToLower(code))
		form.Set("password", "password1")
		if w := b.ask("POST", "/setup", form); w.Code != 422 || text(t, w, "#password-problem") == "" || strings.Contains(w.Body.String(), "password1") {
			t.Errorf("with a weak password: %d", w.Code)
		}
		form.Set("password", password)
		if w := b.ask("POST", "/setup", form); w.Code != 303 || w.Header().Get("Location") != "/settings" {
			t.Fatalf("set up: %d to %s", w.Code, w.Header().Get("Location"))
		}
		if w := b.ask("GET", "/settings/staff", nil); w.Code != 200 || !strings.Contains(text(t, w, "table"), "Dana Miller You") {
			t.Errorf("not signed in as the admin: %d", w.Code)
		}
		form.Set("email", "eve@desk.example")
		for _, method := range []string{"GET", "POST"} {
			if w := s.browser().ask(method, "/setup", form); w.Code != 404 {
				t.Errorf("%s a second time: %d", method, w.Code)
			}
		}
	})
}

func TestAccount(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		dana, sam := s.employ("Dana", models.RoleAdmin), s.employ("Sam", models.RoleAgent)
		here, there, third, sams := s.browser(), s.browser(), s.browser(), s.browser()
		for _, b := range []*browser{there, third, here} {
			b.signIn(dana.Email)
			s.Clock.Advance(time.Second)
		}
		sams.signIn(sam.Email)
		page := here.ask("GET", "/account", nil)
		if got := text(t, page, "sign-ins"); strings.Count(got, "Firefox on Linux") != 3 || strings.Count(got, "This browser") != 1 || !strings.Contains(got, "192.0.2.1") {
			t.Errorf("listed: %s", got)
		}
		if got := text(t, sams.ask("GET", "/account", nil), "sections__list"); got != "Your account" {
			t.Errorf("an agent is offered %q", got)
		}
		rows, err := s.SignIns.List(s.Ctx(), dana.ID)
		if err != nil {
			t.Fatal(err)
		}
		oldest := rows[len(rows)-1].ID
		for _, id := range []string{oldest, models.NewID(), "none"} {
			if w := sams.ask("POST", fmt.Sprintf("/account/sign-ins/%s/revoke", id), nil); w.Code != 404 {
				t.Errorf("somebody else's sign-in %s: %d", id, w.Code)
			}
		}
		here.ask("POST", fmt.Sprintf("/account/sign-ins/%s/revoke", oldest), nil)
		if there.in() || !third.in() {
			t.Errorf("revoked one: it is in %v, the third %v", there.in(), third.in())
		}
		here.ask("POST", "/account/sign-ins/revoke-others", nil)
		if third.in() || !here.in() || !sams.in() {
			t.Errorf("revoked others: the third is in %v, this one %v, Sam %v", third.in(), here.in(), sams.in())
		}

		third.signIn(dana.Email)
		change := func(current, next string) int {
			return here.ask("POST", "/account/password", url.Values{"current": {current}, "password": {next}}).Code
		}
		if got := change("not it", "four dry green boats"); got != 422 {
			t.Errorf("with a wrong password: %d", got)
		}
		if got := change(password, "short"); got != 422 {
			t.Errorf("to a weak password: %d", got)
		}
		before := here.cookies["__Host-linger"].Value
		if got := change(password, "four dry green boats"); got != 303 {
			t.Errorf("changed: %d", got)
		}
		if here.cookies["__Host-linger"].Value == before || !here.in() || third.in() {
			t.Errorf("afterwards this one is in: %v, the third: %v", here.in(), third.in())
		}
	})
}
