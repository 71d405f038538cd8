package program

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/models/modeltest"
)

// TestRoutes compares the route table with testdata/routes.txt: method, path and
// who may pass, found by asking as nobody. A route that opens to the world by
// mistake shows up as a difference.
func TestRoutes(t *testing.T) {
	r := start(t, "")
	routes, ok := r.server.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("the handler is a %T", r.server.Handler)
	}
	widget := modeltest.New(t, r.Config.database()).Channel(models.ModePersistent, nil)
	var lines []string
	for _, route := range routes.Routes() {
		if route.Method == echo.RouteNotFound {
			continue
		}
		lines = append(lines, route.Path+" "+route.Method+" "+passes(t, routes, route.Method, strings.Replace(route.Path, ":key", widget.Key, 1)))
	}
	if strings.Contains(r.log.String(), "level=ERROR") {
		t.Error(r.log)
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"

	golden := filepath.Join("testdata", "routes.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the routes are not those of %s; look at each difference, then run go test ./cmd/internal/program -run Routes -update\n%s", golden, difference(string(want), got))
	}
}

var parameter = regexp.MustCompile(`:[a-z_]+|\*`)

// passes asks as nobody, and says whom the route wants.
func passes(t *testing.T, routes http.Handler, method, path string) string {
	req := httptest.NewRequest(method, parameter.ReplaceAllString(path, "none"), nil)
	req.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	routes.ServeHTTP(w, req)
	if w.Code >= 500 {
		t.Errorf("%s %s answers nobody with %d", method, path, w.Code)
	}
	switch {
	case w.Code == http.StatusUnauthorized && strings.HasPrefix(path, "/w/"):
		return "visit"
	case w.Code == http.StatusUnauthorized, w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?"):
		return "staff"
	default:
		return "anyone"
	}
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
