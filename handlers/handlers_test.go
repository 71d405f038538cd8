package handlers

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/models"
	"linger/models/credential"
)

// site is the routes with a log to look at, and room for routes of the test.
type site struct {
	*echo.Echo
	log bytes.Buffer
}

func newSite(t *testing.T, change func(*Options)) *site {
	t.Helper()
	s := &site{}
	streams := sse.NewStreams()
	o := Options{
		Log:       slog.New(slog.NewTextHandler(&s.log, nil)),
		PublicURL: &url.URL{Scheme: "https", Host: "chat.example.com"},
		Ready:     func(context.Context) error { return nil },
		Streams:   streams,
		Metrics:   NewMetrics(streams),
		Assets:    http.NotFoundHandler(),
		Desk:      new(models.Desk),
	}
	if change != nil {
		change(&o)
	}
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Echo = e
	return s
}

func (s *site) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

const secret = "pq: relation gone at 10.0.0.7"

func TestErrorsAreAnswered(t *testing.T) {
	internal := errors.New(secret)
	tests := []struct {
		name   string
		err    error
		status int
		code   string
		shows  string
	}{
		{"invalid", &models.Error{Kind: models.Invalid, Message: "Write a message first."}, 422, "invalid", "Write a message first."},
		{"unauthorized", &models.Error{Kind: models.Unauthorized}, 401, "unauthorized", "Sign in to see this."},
		{"forbidden", &models.Error{Kind: models.Forbidden}, 403, "forbidden", "This isn&#39;t allowed."},
		{"absent", &models.Error{Kind: models.NotFound}, 404, "not_found", "There is nothing here."},
		{"overtaken", &models.Error{Kind: models.Conflict, Code: "conversation_ended", Message: "This conversation has ended."}, 409, "conversation_ended", "This conversation has ended."},
		{"too often", &models.Error{Kind: models.Limited}, 429, "limited", "Too many tries."},
		{"away, as the stores say it", fmt.Errorf("send: %w", &models.Error{Kind: models.Unavailable, Message: "Not saved."}), 503, "unavailable", "Not saved."},
		{"away, from below", fmt.Errorf("send: %w", driver.ErrBadConn), 503, "unavailable", "its database"},
		{"away, without a word", fmt.Errorf("send: %w", context.DeadlineExceeded), 503, "unavailable", "its database"},
		{"going down", sse.ErrDraining, 503, "unavailable", "restarting"},
		{"no route", echo.ErrNotFound, 404, "not_found", "There is nothing here."},
		{"ours", internal, 500, "internal", "Something went wrong on our side."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, nil)
			s.GET("/broken", func(echo.Context) error { return tt.err })
			for _, form := range []struct {
				name string
				head []string
				look string
			}{
				{"page", []string{"Accept", "text/html"}, "<!doctype html>"},
				{"fragment", []string{"Accept", "text/html", "HX-Request", "true", "HX-Request-Type", "partial"}, `<div class="notice`},
				{"json", []string{"Accept", "application/json"}, `{"error":`},
				{"text", []string{"Accept", "text/event-stream"}, ""},
			} {
				w := s.ask("GET", "/broken", form.head...)
				body := w.Body.String()
				if w.Code != tt.status {
					t.Errorf("%s: status %d, want %d", form.name, w.Code, tt.status)
				}
				if got := w.Header().Get("Linger-Error"); got != tt.code {
					t.Errorf("%s: code %q, want %q", form.name, got, tt.code)
				}
				if (tt.status == 503 || tt.status == 429) != (w.Header().Get("Retry-After") != "") {
					t.Errorf("%s: Retry-After %q", form.name, w.Header().Get("Retry-After"))
				}
				if !strings.HasPrefix(strings.ToLower(body), form.look) {
					t.Errorf("%s: answered %.80q", form.name, body)
				}
				shows := tt.shows
				if form.name == "json" || form.name == "text" {
					shows = strings.ReplaceAll(shows, "&#39;", "'")
				}
				if !strings.Contains(body, shows) {
					t.Errorf("%s: %q not shown in %q", form.name, shows, body)
				}
				if strings.Contains(body, secret) {
					t.Errorf("%s: the cause is shown", form.name)
				}
			}
			if ours := strings.Contains(s.log.String(), secret); ours != (tt.err == internal) { //nolint:errorlint // the same value
				t.Errorf("cause logged: %v", ours)
			}
		})
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	s := newSite(t, nil)
	s.GET("/panic", func(echo.Context) error { panic(secret) })
	w := s.ask("GET", "/panic", "Accept", "text/html", "X-Request-Id", "abc-1")
	if w.Code != 500 || strings.Contains(w.Body.String(), secret) || !strings.Contains(w.Body.String(), "abc-1") {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
	for _, want := range []string{secret, "handlers_test.go", "status=500"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("log lacks %q", want)
		}
	}
}

func TestSigningInIsOffered(t *testing.T) {
	s := newSite(t, nil)
	refuse := func(echo.Context) error { return &models.Error{Kind: models.Unauthorized} }
	s.Any("/console/*", refuse)
	s.Any("/w/:key/chat", refuse)

	w := s.ask("GET", "/console/mine?before=x", "Accept", "text/html")
	if got := w.Header().Get("Location"); w.Code != 303 || got != "/sign-in?next=%2Fconsole%2Fmine%3Fbefore%3Dx" {
		t.Errorf("page: %d to %q", w.Code, got)
	}
	w = s.ask("POST", "/console/conversations/1/end", "Accept", "text/html", "HX-Request", "true",
		"HX-Current-URL", "https://evil.example/console/mine/1")
	if got := w.Header().Get("HX-Redirect"); w.Code != 401 || got != "/sign-in?next=%2Fconsole%2Fmine%2F1" {
		t.Errorf("fragment: %d to %q", w.Code, got)
	}
	w = s.ask("GET", "/w/k/chat", "Accept", "text/html", "HX-Request", "true")
	if w.Code != 401 || w.Header().Get("HX-Redirect") != "" {
		t.Errorf("the customer's frame: %d, redirected to %q", w.Code, w.Header().Get("HX-Redirect"))
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newSite(t, nil)
	s.GET("/w/:key", func(c echo.Context) error { return c.HTML(200, "x") })
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/nowhere", "/w/k", "/w/k/nowhere", "/settings/nowhere", "/static/x.css"} {
		h := s.ask("GET", path, "Accept", "text/html").Header()
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action ", "frame-ancestors "} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %q", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", path, name, got, want)
			}
		}
		if h.Get("X-Request-Id") == "" {
			t.Errorf("%s: no request id", path)
		}
	}
}

func TestOtherSitesMayNotWrite(t *testing.T) {
	s := newSite(t, nil)
	done := func(c echo.Context) error { return c.NoContent(204) }
	s.POST("/console/do", done)
	s.POST("/api/v1/do", done)
	tests := []struct {
		name, path string
		head       []string
		want       int
	}{
		{"our own page", "/console/do", []string{"Sec-Fetch-Site", "same-origin"}, 204},
		{"no browser", "/console/do", nil, 204},
		{"another site", "/console/do", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"an old browser on another site", "/console/do", []string{"Origin", "https://evil.example"}, 403},
		{"our public address behind a proxy", "/console/do", []string{"Origin", "https://chat.example.com", "Sec-Fetch-Site", "cross-site"}, 204},
		{"the API by a token", "/api/v1/do", []string{"Sec-Fetch-Site", "cross-site"}, 204},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if w := s.ask("POST", tt.path, tt.head...); w.Code != tt.want {
				t.Errorf("status %d, want %d", w.Code, tt.want)
			}
		})
	}
}

func TestLogHoldsNoQuery(t *testing.T) {
	s := newSite(t, nil)
	s.ask("GET", "/setup?code=hush", "X-Request-Id", "bad id\nforged=1")
	if log := s.log.String(); strings.Contains(log, "hush") || strings.Contains(log, "forged") || !strings.Contains(log, "path=/setup") {
		t.Errorf("logged %q", log)
	}
}

func TestReadiness(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Ready = func(context.Context) error { return errors.New("migrations 1 of 2") } })
	w := s.ask("GET", "/readyz", "Accept", "application/json")
	var body struct {
		Error struct{ Kind, Message string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != 503 || !strings.Contains(body.Error.Message, "migrations 1 of 2") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.ask("GET", "/healthz"); w.Code != 200 {
		t.Errorf("the process itself: %d", w.Code)
	}
}

func TestMetricsAreForTheirReaders(t *testing.T) {
	readers, err := ParsePrefixes([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	proxies, err := ParsePrefixes([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(o *Options) { o.MetricsReaders, o.TrustedProxies = readers, proxies })
	for remote, want := range map[string]int{"10.1.2.3:1": 200, "[::1]:1": 200, "[::ffff:10.1.2.3]:1": 200, "127.0.0.1:1": 404, "203.0.113.5:1": 404} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = remote
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", remote, w.Code, want)
		}
	}
	if w := s.ask("GET", "/metrics", "X-Forwarded-For", "10.1.2.3"); w.Code != 404 { // not from a proxy of ours
		t.Errorf("by a claim: %d", w.Code)
	}
}

func TestTrustedProxies(t *testing.T) {
	trusted, err := ParsePrefixes([]string{"127.0.0.0/8", "192.0.2.9"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, remote, forwarded, want string }{
		{"direct", "203.0.113.5:1", "", "203.0.113.5"},
		{"a claim by anyone", "203.0.113.5:1", "10.1.1.1", "203.0.113.5"},
		{"behind our proxy", "127.0.0.1:1", "203.0.113.5", "203.0.113.5"},
		{"behind two", "127.0.0.1:1", "1.2.3.4, 203.0.113.5, 192.0.2.9", "203.0.113.5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.remote
			if tt.forwarded != "" {
				r.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			if got := realIP(trusted)(r); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Why a customer's token was refused is for the log; she is told what to do.
func TestRefusedTokensAreLogged(t *testing.T) {
	s := newSite(t, nil)
	refusal := &credential.Failure{Code: credential.CodeTokenExpired, Admin: "The token expired an hour ago."}
	s.GET("/broken", func(echo.Context) error {
		return errors.Join(models.Fail(models.Unauthorized, string(refusal.Code), "Sign in again."), refusal)
	})
	w := s.ask("GET", "/broken", "Accept", "text/html")
	if w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "hour ago") || !strings.Contains(w.Body.String(), "Sign in again.") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if log := s.log.String(); !strings.Contains(log, "token_expired") || !strings.Contains(log, "an hour ago") {
		t.Errorf("the log says %q", log)
	}
}
