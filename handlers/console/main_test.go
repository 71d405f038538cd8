package console_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linger/handlers"
	"linger/handlers/sse"
	"linger/models"
	"linger/models/hub"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// site is the whole program's routes over a desk, and who works in it.
type site struct {
	*modeltest.Desk
	*httptest.Server
	streams *sse.Streams
	hub     *hub.Hub
	widget  *models.Widget
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	modeltest.Each(t, func(t *testing.T, desk *modeltest.Desk) {
		log := slog.New(slog.NewTextHandler(io.Discard, nil))
		s := &site{Desk: desk, streams: sse.NewStreams(), hub: hub.New()}
		desk.Wake = s.hub.Wake
		e, err := handlers.New(handlers.Options{
			Log: log, PublicURL: &url.URL{Scheme: "http", Host: "chat.example.com"}, Ready: func(context.Context) error { return nil },
			Desk: desk.Desk, Hub: s.hub, Presence: hub.NewPresence(desk.Streams, log), Streams: s.streams,
			Authenticator: models.NewAuthenticator(desk.Desk, nil), Metrics: handlers.NewMetrics(s.streams), Assets: http.NotFoundHandler(),
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Server = httptest.NewServer(e)
		t.Cleanup(s.Close)
		s.widget = desk.Channel(models.ModePersistent, nil)
		test(t, s)
	})
}

// browser is one browser, signed in as somebody or nobody.
type browser struct {
	t      *testing.T
	s      *site
	agent  *models.Agent
	cookie string
}

const password = "correct horse battery"

// as signs somebody new of role in.
func (s *site) as(t *testing.T, first string, role models.Role) *browser {
	t.Helper()
	email := strings.ToLower(first) + "@desk.example"
	agent, err := s.Agents.Create(s.Ctx(), nil, models.Profile{FirstName: first, LastName: "Miller", Email: email, Role: role, Capacity: 100}, password)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, s: s, agent: agent}
	b.signIn()
	return b
}

// signIn signs the browser's agent in once more.
func (b *browser) signIn() {
	b.t.Helper()
	b.cookie = ""
	answer := b.post("/sign-in", nil, "email", b.agent.Email, "password", password)
	for _, c := range answer.Cookies() {
		b.cookie = c.Name + "=" + c.Value
	}
	if b.cookie == "" {
		b.t.Fatalf("signing in: %s %.300s", answer.Status, answer.body)
	}
}

// answer is what a request brought.
type answer struct {
	*http.Response
	body string
}

// htmx are the headers of a request for a part of the page, to be put into the
// element called target.
func htmx(target string) http.Header {
	return http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Target": {"div#" + target}}
}

func (b *browser) request(method, path string, header http.Header, body io.Reader) *answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.s.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if r.Header.Get("Accept") == "" {
		r.Header.Set("Accept", "text/html")
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.cookie != "" {
		r.Header.Set("Cookie", b.cookie)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
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

func (b *browser) get(path string, header http.Header) *answer {
	b.t.Helper()
	return b.request("GET", path, header, nil)
}

func (b *browser) post(path string, header http.Header, fields ...string) *answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.request("POST", path, header, strings.NewReader(form.Encode()))
}

// do presses a verb's button as htmx would.
func (b *browser) do(c *models.Conversation, verb string, fields ...string) *answer {
	b.t.Helper()
	return b.post("/console/conversations/"+c.ID+"/"+verb, htmx("x"), fields...)
}

// must stops the test unless the answer has the status.
func (a *answer) must(t *testing.T, status int) *answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %s, want %d\n%.600s", a.Request.Method, a.Request.URL.Path, a.Status, status, a.body)
	}
	return a
}

// shows reports all texts that the answer lacks, and those after "not" that it has.
func (a *answer) shows(t *testing.T, texts ...string) {
	t.Helper()
	want := true
	for _, text := range texts {
		if text == "not" {
			want = false
			continue
		}
		if strings.Contains(a.body, text) != want {
			t.Errorf("%s %s: shows %q: %t, want %t", a.Request.Method, a.Request.URL.Path, text, !want, want)
		}
	}
}

// event is one event of a stream.
type event struct{ id, name, data string }

// listener reads a stream in the background.
type listener struct {
	t      *testing.T
	events chan event
	stop   func()
}

// listen opens the stream of a view, as a browser that stands at after.
func (b *browser) listen(query, after string) *listener {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", b.s.URL+"/console/stream?"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Cookie", b.cookie)
	r.Header.Set("Accept", "text/event-stream")
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

// until reads on to the first event that says all the texts, or is called so.
func (l *listener) until(texts ...string) event {
	l.t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case e, ok := <-l.events:
			if !ok {
				l.t.Fatalf("the stream ended before %q came", texts)
			}
			all := true
			for _, text := range texts {
				all = all && (e.name == text || strings.Contains(e.data, text))
			}
			if all {
				return e
			}
		case <-timeout:
			l.t.Fatalf("%q did not come", texts)
		}
	}
}

// all waits until each of texts has come, and returns the events that brought them.
func (l *listener) all(texts ...string) (brought []event) {
	l.t.Helper()
	for len(texts) > 0 {
		e := l.until("")
		brought = append(brought, e)
		texts = slices.DeleteFunc(texts, func(text string) bool { return strings.Contains(e.data, text) })
	}
	return brought
}

// ended waits until the server has ended the stream.
func (l *listener) ended() {
	l.t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case _, ok := <-l.events:
			if !ok {
				return
			}
		case <-timeout:
			l.t.Fatal("the stream goes on")
		}
	}
}

// taken makes a conversation that b's agent has.
func (b *browser) taken(sub, text string) (*models.Conversation, *models.Visit) {
	b.t.Helper()
	visit := b.s.Visit(b.s.widget, sub)
	c := b.s.Write(visit, text)
	b.do(c, "accept").must(b.t, http.StatusOK)
	return b.s.Reload(c), visit
}
