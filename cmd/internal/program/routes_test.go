package program

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/models/modeltest"
)

// TestRoutes compares the route table with testdata/routes.txt: method, path and
// who may pass, found by asking as nobody and as each role. A route that opens to
// the world by mistake shows up as a difference.
func TestRoutes(t *testing.T) {
	r := start(t, "")
	routes, ok := r.server.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("the handler is a %T", r.server.Handler)
	}
	widget := modeltest.Of(t, r.Desk).Channel(models.ModePersistent, nil)
	nobody, roles := asker{t: t, routes: routes}, map[models.Role]asker{}
	for _, role := range models.Roles {
		roles[role] = signedIn(t, r, routes, role)
	}
	var lines []string
	for _, route := range routes.Routes() {
		if route.Method == echo.RouteNotFound {
			continue
		}
		lines = append(lines, route.Path+" "+route.Method+" "+passes(nobody, roles, route.Method, strings.Replace(route.Path, ":key", widget.Key, 1)))
	}
	if strings.Contains(r.log.String(), "level=ERROR") {
		t.Error(r.log)
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	golden(t, "routes.txt", got)
}

var parameter = regexp.MustCompile(`:[a-z_]+|\*`)

// asker sends requests as one person.
type asker struct {
	t      *testing.T
	routes http.Handler
	cookie string
}

func (a asker) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	a.t.Helper()
	ctx := a.t.Context()
	if strings.HasSuffix(path, "/stream") { // it would go on for ever
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
	}
	req := httptest.NewRequestWithContext(ctx, method, parameter.ReplaceAllString(path, "none"), strings.NewReader(form.Encode()))
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Cookie", a.cookie)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	a.routes.ServeHTTP(w, req)
	if w.Code >= 500 {
		a.t.Errorf("%s %s answers with %d", method, path, w.Code)
	}
	return w
}

// signedIn is somebody new of that role.
func signedIn(t *testing.T, r *running, routes http.Handler, role models.Role) asker {
	t.Helper()
	const password = "correct horse battery"
	email := string(role) + "@example.com"
	_, err := r.Desk.Agents.Create(t.Context(), nil, models.Profile{FirstName: string(role), Email: email, Role: role}, password)
	if err != nil {
		t.Fatal(err)
	}
	w := asker{t: t, routes: routes}.ask(http.MethodPost, "/sign-in", url.Values{"email": {email}, "password": {password}})
	var cookies []string
	for _, c := range w.Result().Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	if len(cookies) == 0 {
		t.Fatalf("signing in as %s set no cookie: %d", role, w.Code)
	}
	return asker{t, routes, strings.Join(cookies, "; ")}
}

// passes asks as nobody, then as each role, and says whom the route lets pass.
func passes(nobody asker, roles map[models.Role]asker, method, path string) string {
	w := nobody.ask(method, path, nil)
	switch {
	case w.Code == http.StatusUnauthorized && strings.HasPrefix(path, "/w/"):
		return "visit"
	case w.Code == http.StatusUnauthorized, w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?"):
	default:
		return "anyone"
	}
	if path == "/sign-out" { // asking would end the sign-in that the others are asked with
		return string(models.RoleAgent)
	}
	for _, role := range models.Roles {
		if w := roles[role].ask(method, path, nil); w.Code != http.StatusForbidden {
			return string(role)
		}
	}
	return "nobody"
}

// difference lists the lines that only one of the two has.
func difference(want, got string) string {
	var out strings.Builder
	wanted, found := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range wanted {
		if !slices.Contains(found, line) {
			out.WriteString("- " + line + "\n")
		}
	}
	for _, line := range found {
		if !slices.Contains(wanted, line) {
			out.WriteString("+ " + line + "\n")
		}
	}
	return out.String()
}
