package widget_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"linger/handlers"
	"linger/handlers/sse"
	"linger/models"
	"linger/models/hub"
	"linger/models/modeltest"
	"linger/static"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// site is the whole program's routes over a desk, and customers who use them.
type site struct {
	*modeltest.Desk
	*httptest.Server
	hub      *hub.Hub
	presence *hub.Presence
	streams  *sse.Streams
	widget   *models.Widget
	agent    *models.Agent
}

// signer is the site's own key, whose public half the desk has.
var signer, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)

// token is what the site signs for its customer sub, valid for so long.
func (s *site) token(sub string, valid time.Duration) string {
	now := s.Now()
	text, err := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": "shop", "sub": sub, "name": sub, "iat": now.Unix(), "exp": now.Add(valid).Unix(),
	}).SignedString(signer)
	if err != nil {
		s.T.Fatal(err)
	}
	return text
}

// channel is a published widget whose customers the site's key proves.
func (s *site) channel(t testing.TB, mode models.Mode) *models.Widget {
	t.Helper()
	w := s.Channel(mode, nil)
	der, err := x509.MarshalPKIXPublicKey(&signer.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := s.AuthenticationSettings.Find(s.Ctx(), *w.AuthenticationSettingsID)
	if err != nil {
		t.Fatal(err)
	}
	draft := settings.Draft()
	draft.PublicKey = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	if _, err := s.AuthenticationSettings.Edit(s.Ctx(), nil, settings.ID, settings.UpdatedAt, draft); err != nil {
		t.Fatal(err)
	}
	return w
}

func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	modeltest.Each(t, func(t *testing.T, desk *modeltest.Desk) { test(t, open(t, desk)) })
}

func open(t testing.TB, desk *modeltest.Desk, change ...func(*handlers.Options)) *site {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s := &site{Desk: desk, hub: hub.New(), presence: hub.NewPresence(desk.Streams, log), streams: sse.NewStreams()}
	desk.Wake = s.hub.Wake
	options := handlers.Options{
		Log: log, PublicURL: &url.URL{Scheme: "http", Host: "chat.example.com"}, Ready: func(context.Context) error { return nil },
		Desk: desk.Desk, Hub: s.hub, Presence: s.presence, Streams: s.streams, Authenticator: models.NewAuthenticator(desk.Desk, nil),
		Metrics: handlers.NewMetrics(s.streams), Assets: static.Handler(),
	}
	for _, do := range change {
		do(&options)
	}
	e, err := handlers.New(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(e)
	t.Cleanup(s.Close)
	s.widget = s.channel(t, models.ModePersistent)
	s.agent = desk.Agent("Maria", models.RoleAgent)
	return s
}

// browser is a customer's frame: it has a widget and, once she is known, a visit.
type browser struct {
	t     testing.TB
	s     *site
	key   string
	visit string
	chat  *answer // what the exchange answered
}

// answer is what a request brought.
type answer struct {
	*http.Response
	body string
}

// arrive opens the widget as the customer whom the site calls sub; "" is nobody, for
// an anonymous one.
func (s *site) arrive(t testing.TB, sub string) *browser {
	t.Helper()
	b := &browser{t: t, s: s, key: s.widget.Key}
	token := ""
	if sub != "" {
		token = s.token(sub, time.Hour)
	}
	b.chat = b.post("/visit", "token", token)
	if b.chat.StatusCode != http.StatusOK {
		t.Fatalf("exchange for %s: %s %s", sub, b.chat.Status, b.chat.body)
	}
	b.visit = b.chat.Header.Get("Linger-Visit")
	return b
}

func (b *browser) ask(method, path string, body io.Reader, headers ...string) *answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.s.URL+"/w/"+b.key+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.visit != "" {
		r.Header.Set("Linger-Visit", b.visit)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return &answer{response, string(text)}
}

func (b *browser) get(path string) *answer { b.t.Helper(); return b.ask("GET", path, nil) }

// post sends a form of names and values.
func (b *browser) post(path string, fields ...string) *answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.ask("POST", path, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// say sends a message in conversation and returns the answer.
func (b *browser) say(conversation, text string) *answer {
	b.t.Helper()
	return b.post("/messages", "client_id", models.NewID(), "body", text, "conversation", conversation)
}

// event is one event of a stream.
type event struct{ id, name, data string }

// listener reads a stream in the background.
type listener struct {
	t      testing.TB
	events chan event
	stop   func()
}

// listen opens the stream as a browser that has seen everything up to after.
func (b *browser) listen(after string, query ...string) *listener {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	address := b.s.URL + "/w/" + b.key + "/stream?" + strings.Join(query, "&")
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Linger-Visit", b.visit)
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		b.t.Fatalf("stream: %s", response.Status)
	}
	l := &listener{t: b.t, events: make(chan event, 1000), stop: cancel}
	b.t.Cleanup(cancel)
	go func() {
		defer close(l.events)
		defer func() { _ = response.Body.Close() }()
		lines := bufio.NewScanner(response.Body)
		lines.Buffer(nil, 8<<20)
		var e event
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data += value + "\n"
			case "":
				if e != (event{}) && e.name != "beat" {
					l.events <- e
				}
				e = event{}
			}
		}
	}()
	return l
}

// next is the next event; ok is false when the stream has ended.
func (l *listener) next() (event, bool) {
	l.t.Helper()
	select {
	case e, ok := <-l.events:
		return e, ok
	case <-time.After(30 * time.Second):
		l.t.Fatal("no event came")
		return event{}, false
	}
}

// until reads on to the first event that says text, or is called so.
func (l *listener) until(text string) event {
	l.t.Helper()
	for {
		e, ok := l.next()
		if !ok {
			l.t.Fatalf("the stream ended before %q came", text)
		}
		if e.name == text || strings.Contains(e.data, text) {
			return e
		}
	}
}

// rest is all that comes until the stream ends.
func (l *listener) rest() []event {
	l.t.Helper()
	var all []event
	for {
		e, ok := l.next()
		if !ok {
			return all
		}
		all = append(all, e)
	}
}

var attribute = regexp.MustCompile(`data-([a-z-]+)="([^"]*)"`)

// data is the first data attribute of that name in html.
func data(html, name string) string {
	for _, found := range attribute.FindAllStringSubmatch(html, -1) {
		if found[1] == name {
			return found[2]
		}
	}
	return ""
}
