package sse

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is a Teller that says what a test hands it, and notes what becomes of it.
type script struct {
	tell func(ctx context.Context, out *Stream) error
	out  chan *Stream  // has the stream once it was told for the first time
	left chan struct{} // closed at its end
	once sync.Once
}

func newScript(tell func(ctx context.Context, out *Stream) error) *script {
	return &script{tell: tell, out: make(chan *Stream, 1), left: make(chan struct{})}
}

func (s *script) Tell(ctx context.Context, out *Stream) error {
	s.once.Do(func() { s.out <- out })
	if s.tell == nil {
		return nil
	}
	return s.tell(ctx, out)
}

func (s *script) Left() { close(s.left) }

// stream is the stream that the script tells.
func (s *script) stream(t testing.TB) *Stream {
	t.Helper()
	select {
	case out := <-s.out:
		return out
	case <-time.After(10 * time.Second):
		t.Fatal("the stream was not told")
		return nil
	}
}

// gone waits until the stream has ended.
func (s *script) gone(t testing.TB) {
	t.Helper()
	select {
	case <-s.left:
	case <-time.After(10 * time.Second):
		t.Fatal("the stream goes on")
	}
}

// way is one of the two ways a stream goes.
type way struct {
	name  string
	taken bool
	serve func(testing.TB, http.Handler) *httptest.Server
}

// ways are a connection that is taken over, where the system can, and one over
// HTTP/2 and TLS, which can't be.
func ways() []way {
	return []way{
		{"taken over", canTakeOver, func(t testing.TB, h http.Handler) *httptest.Server { return httptest.NewServer(h) }},
		{"plain", false, func(_ testing.TB, h http.Handler) *httptest.Server {
			srv := httptest.NewUnstartedServer(h)
			srv.EnableHTTP2 = true
			srv.StartTLS()
			return srv
		}},
	}
}

// both runs a test on both ways.
func both(t *testing.T, test func(t *testing.T, w way)) {
	t.Helper()
	for _, w := range ways() {
		t.Run(w.name, func(t *testing.T) { test(t, w) })
	}
}

// open serves streams that next makes Tellers for, over a real connection.
func (w way) open(t testing.TB, set *Streams, next func() Teller) *httptest.Server {
	t.Helper()
	srv := w.serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Frame-Options", "DENY")
		w.Header().Set("Vary", "Accept-Encoding")
		if err := set.Serve(w, r, next()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := set.Drain(ctx); err != nil {
			t.Error(err)
		}
	})
	return srv
}

// client reads one stream.
type client struct {
	*http.Response
	lines *bufio.Scanner
}

func get(t testing.TB, srv *httptest.Server) *client {
	t.Helper()
	res, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	return &client{res, lines}
}

// event is the next event's lines, without comments; empty at the end.
func (c *client) event() string {
	var event strings.Builder
	for c.lines.Scan() {
		switch line := c.lines.Text(); {
		case line == "" && event.Len() > 0:
			return event.String()
		case line != "" && line[0] != ':':
			event.WriteString(line + "|")
		}
	}
	return event.String()
}

// ask sends raw bytes to a server and returns the connection, with all that it
// answers read up to the first text.
func ask(t testing.TB, srv *httptest.Server, request, until string) (*net.TCPConn, *bufio.Reader, string) {
	t.Helper()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	var got bytes.Buffer
	for !strings.Contains(got.String(), until) {
		b, err := reader.ReadByte()
		if err != nil {
			t.Fatalf("after %q: %v", got.String(), err)
		}
		got.WriteByte(b)
	}
	return conn.(*net.TCPConn), reader, got.String()
}

// eventually waits for a condition, looking often.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(10 * time.Second); !holds(); {
		select {
		case <-look.C:
		case <-limit:
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

// waits answers how long a browser was told to stay away.
func waits(event string) string {
	_, wait, _ := strings.Cut(event, "retry: ")
	wait, _, _ = strings.Cut(wait, "|")
	return wait
}

func number(n int) []byte { return fmt.Append(nil, n) }
