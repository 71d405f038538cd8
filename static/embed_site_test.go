package static_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linger/static"
	"linger/static/statictest"
)

// site is a shop's page and, on another site, a Linger with a frame that does as
// it is told. It keeps what was asked of Linger and what the frame heard.
type site struct {
	shop, linger string
	look         static.Look
	tag          string // more of the script tag
	head         string // before the script tag

	mu    sync.Mutex
	asked []string
	heard []map[string]any
	news  chan struct{} // closed when the frame hears more
}

func startSite(t *testing.T) *site {
	t.Helper()
	s := &site{news: make(chan struct{})}
	linger := httptest.NewServer(http.HandlerFunc(s.serveLinger))
	t.Cleanup(linger.Close)
	shop := httptest.NewServer(http.HandlerFunc(s.serveShop))
	t.Cleanup(shop.Close)
	_, port, err := net.SplitHostPort(linger.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.shop, s.linger = shop.URL, "http://localhost:"+port // two sites
	s.look = static.Look{
		Origin: s.linger, Path: "/w/talking", Label: "Chat with us", Unread: "unread:", Failed: "Try again",
		Launcher: static.Launcher{Color: "#1f6feb", OnColor: "#ffffff"},
	}
	return s
}

// serveShop is a page as strict as pages get, with a style that would spoil ours.
func (s *site) serveShop(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/page.css":
		w.Header().Set("Content-Type", "text/css")
		_, _ = io.WriteString(w, "* { margin: 40px; padding: 9px } button, iframe { display: none } body { height: 3000px }")
		return
	case "/":
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Content-Security-Policy",
		fmt.Sprintf("default-src 'none'; script-src %s; frame-src %s; style-src 'self'", s.linger, s.linger))
	w.Header().Set("Content-Type", "text/html")
	_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="en" dir=%q><head><title>Shop</title>
<link rel="stylesheet" href="/page.css">%s<script src="%s/embed.js" %s></script></head>
<body><a id="shop" href="#">Shop</a></body></html>`, r.URL.Query().Get("dir"), s.head, s.linger, s.tag)
}

func (s *site) serveLinger(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path != "/heard" {
		s.asked = append(s.asked, r.URL.RequestURI())
	}
	switch {
	case r.URL.Path == "/embed.js":
		script, err := static.Embed(&s.look)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(script)
	case r.URL.Path == "/stub.js":
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, stub)
	case strings.HasPrefix(r.URL.Path, "/w/"):
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!DOCTYPE html><html lang="en"><title>Chat</title><input id="token" aria-label="Token" autofocus><script src="/frame.js"></script></html>`)
	case r.URL.Path == "/frame.js":
		script, err := os.ReadFile("testdata/frame.js")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(script)
	case r.URL.Path == "/heard":
		var m map[string]any
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			s.heard = append(s.heard, m)
			close(s.news)
			s.news = make(chan struct{})
		}
	}
}

// stub is the snippet of embed.js and of the README.
const stub = `window.Linger ??= new Proxy([], { get: (queue, name) => name in queue ? queue[name]
  : (...args) => new Promise((resolve) => queue.push([name, args, resolve])) })
window.results = []
Linger.on("ready", () => results.push("ready"))
Linger.unreadCount().then((n) => results.push("unread " + n))
Linger.open().then(() => results.push("opened"))`

// requests are the addresses asked of Linger so far.
func (s *site) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// hears waits until the frame heard a message of that type, takes it and returns it.
func (s *site) hears(t *testing.T, kind string) map[string]any {
	t.Helper()
	late := time.After(statictest.Patience)
	for {
		m, news := s.take(kind)
		if m != nil {
			return m
		}
		select {
		case <-news:
		case <-late:
			t.Fatalf("the frame never heard %q", kind)
		}
	}
}

// take is the first message of a type that the frame has heard, or nil and what is
// closed when it hears more.
func (s *site) take(kind string) (map[string]any, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.heard, func(m map[string]any) bool { return m["type"] == kind })
	if at < 0 {
		return nil, s.news
	}
	m := s.heard[at]
	s.heard = slices.Delete(s.heard, at, at+1)
	return m, nil
}
