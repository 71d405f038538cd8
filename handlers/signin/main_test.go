package signin_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"linger/handlers"
	"linger/handlers/sse"
	"linger/models"
	"linger/models/hub"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

const (
	password = "a cold lamp sings"
	code     = "ONLYWHORUNSIT"
)

// site is the whole process's routes over one desk.
type site struct {
	*modeltest.Desk
	routes *echo.Echo
}

// each runs a test on both databases, at an address such as browsers use.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) { test(t, open(t, d, "https://chat.example.com")) })
}

func open(t *testing.T, d *modeltest.Desk, public string) *site {
	t.Helper()
	return openWith(t, d, public, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func openWith(t *testing.T, d *modeltest.Desk, public string, log *slog.Logger) *site {
	t.Helper()
	address, err := url.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	streams := sse.NewStreams()
	routes, err := handlers.New(handlers.Options{
		Log: log, PublicURL: address, SetupCode: code, Desk: d.Desk, Hub: hub.New(), Presence: hub.NewPresence(d.Streams, log),
		Ready: func(context.Context) error { return nil }, Streams: streams, Metrics: handlers.NewMetrics(streams), Assets: http.NotFoundHandler(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &site{d, routes}
}

// employ makes somebody who can sign in.
func (s *site) employ(first string, role models.Role) *models.Agent {
	s.T.Helper()
	a, err := s.Agents.Create(s.Ctx(), nil, models.Profile{FirstName: first, LastName: "Miller", Email: first + "@desk.example", Role: role}, password)
	if err != nil {
		s.T.Fatal(err)
	}
	return a
}

// browser keeps cookies, as a browser does.
type browser struct {
	*site
	cookies map[string]*http.Cookie
}

func (s *site) browser() *browser { return &browser{s, map[string]*http.Cookie{}} }

func (b *browser) ask(method, path string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	b.T.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	req.Header.Set("Accept", "text/html")
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	for _, c := range b.cookies {
		req.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.routes.ServeHTTP(w, req)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

func (b *browser) signIn(email string) *httptest.ResponseRecorder {
	return b.ask("POST", "/sign-in", url.Values{"email": {email}, "password": {password}})
}

// in reports whether the browser is signed in.
func (b *browser) in() bool { return b.ask("GET", "/account", nil).Code == http.StatusOK }

// text is what the elements of class, or with the id "#class", say.
func text(t *testing.T, w *httptest.ResponseRecorder, class string) string {
	t.Helper()
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for n := range page.Descendants() {
		for _, attr := range n.Attr {
			if attr.Key == "class" && strings.Contains(" "+attr.Val+" ", " "+class+" ") || attr.Key == "id" && "#"+attr.Val == class {
				for d := range n.Descendants() {
					if d.Type == html.TextNode {
						words = append(words, strings.Fields(d.Data)...)
					}
				}
			}
		}
	}
	return strings.Join(words, " ")
}

func versionText(v models.Time) string { return strconv.FormatInt(v.UnixMicro(), 10) }
