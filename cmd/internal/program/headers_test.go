package program

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/models/modeltest"
)

// TestSecurityHeaders asks every route, as nobody and as an admin, and compares what its
// answers tell browsers with testdata/headers.txt. What holds for all is asserted apart: a
// route can't be listed without it.
func TestSecurityHeaders(t *testing.T) {
	r := startAs(t, "https://chat.example.com")
	routes, ok := r.server.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("the handler is a %T", r.server.Handler)
	}
	widget := modeltest.Of(t, r.Desk).Channel(models.ModePersistent, nil)
	askers := []asker{{t: t, routes: routes}, signedIn(t, r, routes, models.RoleAdmin)}
	var lines []string
	for _, route := range append(routes.Routes(), strays...) {
		if route.Method == echo.RouteNotFound || route.Path == "/sign-out" { // it would end the asker's sign-in
			continue
		}
		path := strings.Replace(route.Path, ":key", widget.Key, 1)
		var seen []string
		for _, a := range askers {
			h := a.ask(route.Method, path, nil).Result().Header
			wantForAll(t, route.Method+" "+path, h)
			seen = append(seen, told(h, widget.Key))
		}
		for _, line := range slices.Compact(seen) { // first as nobody, then as an admin, where they differ
			lines = append(lines, fmt.Sprintf("%-7s %s  %s", route.Method, route.Path, line))
		}
	}
	slices.Sort(lines)
	golden(t, "headers.txt", strings.Join(lines, "\n")+"\n")
}

// strays are addresses where no route is: their error pages are pages like others.
var strays = []*echo.Route{
	{Method: "GET", Path: "/nowhere"}, {Method: "GET", Path: "/console/no/such/page"}, {Method: "GET", Path: "/settings/nowhere/at/all"},
	{Method: "GET", Path: "/w/:key/nowhere"}, {Method: "GET", Path: "/api/nowhere"}, {Method: "DELETE", Path: "/sign-in"}, {Method: "TRACE", Path: "/"},
}

// wantForAll checks what holds for every answer of the process.
func wantForAll(t *testing.T, what string, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options":    "nosniff",
		"Referrer-Policy":           "same-origin",
		"Strict-Transport-Security": "max-age=31536000",
		"Permissions-Policy":        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action ", "frame-ancestors "} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s: the policy %q lacks %q", what, policy, want)
		}
	}
	content, _, _ := strings.Cut(policy, "frame-ancestors") // a widget may be on everybody's pages
	for _, bad := range []string{"unsafe", "*", "http:", "https:"} {
		if strings.Contains(content, bad) {
			t.Errorf("%s: the policy %q holds %q", what, policy, bad)
		}
	}
	if h.Get("X-Request-Id") == "" {
		t.Errorf("%s has no request id", what)
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if got := h.Get(name); got != "" {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
}

// told is what differs by audience, on one line.
func told(h http.Header, widget string) string {
	policy := h.Get("Content-Security-Policy")
	_, ancestors, _ := strings.Cut(policy, "frame-ancestors ")
	scripts := "no scripts"
	if strings.Contains(policy, "script-src 'self'") {
		scripts = "own scripts"
	}
	parts := []string{"frames by " + ancestors, scripts, "resource " + h.Get("Cross-Origin-Resource-Policy")}
	if opener := h.Get("Cross-Origin-Opener-Policy"); opener != "" {
		parts = append(parts, "opener "+opener)
	}
	if cache := h.Get("Cache-Control"); cache != "no-store" {
		parts = append(parts, "cache "+cache)
	}
	return strings.ReplaceAll(strings.Join(parts, ", "), widget, "KEY")
}

// TestEveryRouteRefusesTooMuch sends each route that reads a body more than any of them takes.
func TestEveryRouteRefusesTooMuch(t *testing.T) {
	r := start(t, "")
	routes, ok := r.server.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("the handler is a %T", r.server.Handler)
	}
	widget := modeltest.Of(t, r.Desk).Channel(models.ModePersistent, nil)
	admin := signedIn(t, r, routes, models.RoleAdmin)
	much := strings.Repeat("x", 1<<20)
	for _, route := range routes.Routes() {
		if route.Method == http.MethodGet || route.Method == http.MethodHead || route.Method == echo.RouteNotFound {
			continue
		}
		path := parameter.ReplaceAllString(strings.Replace(route.Path, ":key", widget.Key, 1), "none")
		req := httptest.NewRequestWithContext(t.Context(), route.Method, path, strings.NewReader(url.Values{"x": {much}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Cookie", admin.cookie)
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, req)
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s answers %d", route.Method, route.Path, w.Code)
		}
	}
}

// TestTheServerWaitsForNobodyForEver looks at the limits that no route can lift by mistake.
func TestTheServerWaitsForNobodyForEver(t *testing.T) {
	r := start(t, "")
	for name, limit := range map[string]time.Duration{
		"headers": r.server.ReadHeaderTimeout, "a request": r.server.ReadTimeout, "an answer": r.server.WriteTimeout, "the next request": r.server.IdleTimeout,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s may take %v", name, limit)
		}
	}
	if most := r.server.MaxHeaderBytes; most <= 0 || most > 64<<10 {
		t.Errorf("headers of %d bytes are read", most)
	}
}

// startAs is a program that browsers reach at public.
func startAs(t *testing.T, public string) *running {
	t.Helper()
	r := &running{log: &safeBuffer{}, done: make(chan error, 1)}
	var err error
	r.Program, err = Open(context.WithoutCancel(t.Context()), Config{
		Store: Store{Data: t.TempDir()},
		Site:  Site{Listen: "127.0.0.1:0", PublicURL: public, MetricsFrom: []string{"127.0.0.0/8"}, DrainTimeout: 10 * time.Second},
	}, Logging{LogLevel: "info"}.Log(r.log))
	if err != nil {
		t.Fatal(err)
	}
	r.run(t)
	return r
}

// golden compares got with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("not as in %s; look at each difference, then run go test ./cmd/internal/program -run %s -update\n%s", path, t.Name(), difference(string(want), got))
	}
}
