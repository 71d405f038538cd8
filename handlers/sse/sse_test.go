package sse_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"linger/handlers/sse"
)

func TestAfterTakesTheLater(t *testing.T) {
	tests := []struct {
		name, header, query string
		want                sse.Cursor
	}{
		{"nothing yet", "", "", sse.Cursor{}},
		{"the page's own", "", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"coming back", "c1.9", "c1.7", sse.Cursor{Conversation: "c1", Seq: 9}},
		{"a page newer than the stream", "c1.3", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"another conversation was delivered last", "c2.1", "c1.7", sse.Cursor{Conversation: "c2", Seq: 1}},
		{"a made-up header", "c1.-4", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"both made up", "x", "c1.99999999999999999999", sse.Cursor{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/stream?after="+tt.query, nil)
			r.Header.Set("Last-Event-ID", tt.header)
			if got := sse.After(r); got != tt.want {
				t.Errorf("After = %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzParseCursor(f *testing.F) {
	for _, s := range []string{"", ".", "c.1", "c.-1", "0192-ab.42", "a.b.3", "c.1\ndata: x", "c.9223372036854775808"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := sse.ParseCursor(s)
		if !ok {
			if c != (sse.Cursor{}) {
				t.Fatalf("ParseCursor(%q) refused with %v", s, c)
			}
			return
		}
		if c.Seq < 0 || strings.ContainsAny(c.Conversation, "\r\n\x00. ") {
			t.Fatalf("ParseCursor(%q) let %q through", s, c)
		}
		again, ok := sse.ParseCursor(c.String())
		if !ok || again != c {
			t.Fatalf("%v became %v", c, again)
		}
	})
}

// serve runs handle on a real connection and returns the lines it sends.
func serve(t *testing.T, set *sse.Streams, handle func(*sse.Stream)) (*bufio.Scanner, func()) {
	t.Helper()
	done := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		stream, err := set.Open(w, r)
		if err != nil {
			t.Errorf("open: %v", err)
			return
		}
		defer stream.Close()
		handle(stream)
	}))
	t.Cleanup(srv.Close)
	res, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if got := res.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("content type %q", got)
	}
	leave := func() {
		_ = res.Body.Close()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the handler did not notice that the browser left")
		}
	}
	return bufio.NewScanner(res.Body), leave
}

func TestEventOnTheWire(t *testing.T) {
	tests := []struct {
		name string
		send func(*sse.Stream) error
		want string
	}{
		{"html at a place", func(s *sse.Stream) error {
			return s.Event(sse.Cursor{Conversation: "c1", Seq: 8}, "", []byte("<p>\na</p>"))
		}, "id: c1.8|data: <p>|data: a</p>|"},
		{"passing", func(s *sse.Stream) error { return s.Event(sse.Cursor{}, "typing", []byte("{}")) }, "event: typing|data: {}|"},
		{"a line end can't forge a field", func(s *sse.Stream) error {
			return s.Event(sse.Cursor{}, "", []byte("a\rid: c9.1\r\nevent: reload"))
		}, "data: a|data: id: c9.1|data: event: reload|"},
		{"no data", func(s *sse.Stream) error { return s.Event(sse.Cursor{}, "reload", nil) }, "event: reload|data: |"},
		{"heartbeat", func(s *sse.Stream) error { return s.Beat(41) }, "event: beat|data: 41|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines, leave := serve(t, sse.NewStreams(), func(s *sse.Stream) {
				if err := tt.send(s); err != nil {
					t.Error(err)
				}
				<-s.Done()
			})
			got := ""
			for range 2 { // the opening comment
				lines.Scan()
			}
			for lines.Scan() && lines.Text() != "" {
				got += lines.Text() + "|"
			}
			leave()
			if got != tt.want {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLeavingIsNoticed(t *testing.T) {
	set := sse.NewStreams()
	lines, leave := serve(t, set, func(s *sse.Stream) { <-s.Done() })
	lines.Scan()
	if set.Len() != 1 {
		t.Fatalf("%d streams open, want 1", set.Len())
	}
	leave()
	if set.Len() != 0 {
		t.Errorf("%d streams open after the browser left", set.Len())
	}
}

func TestDrainSendsAway(t *testing.T) {
	set := sse.NewStreams()
	var cause error
	lines, leave := serve(t, set, func(s *sse.Stream) {
		<-s.Done()
		cause = context.Cause(s.Context())
		if err := s.Beat(1); err == nil {
			t.Error("a stream that was sent away still takes events")
		}
	})
	lines.Scan()
	if err := set.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "|"
	}
	leave()
	_, after, found := strings.Cut(rest, "retry: ")
	wait, said, _ := strings.Cut(after, "|")
	ms, err := strconv.Atoi(wait)
	if !found || err != nil || ms < 500 || ms > 5500 {
		t.Errorf("sent %q, want a retry time between 500 and 5500", rest)
	}
	if !strings.HasPrefix(said, "event: retry|data: "+wait+"|") {
		t.Errorf("scripts are told %q", said)
	}
	if !errors.Is(cause, sse.ErrGone) {
		t.Errorf("cause %v", cause)
	}
	if _, err := set.Open(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)); !errors.Is(err, sse.ErrDraining) {
		t.Errorf("a new stream while draining: %v", err)
	}
}

func TestDrainSpreads(t *testing.T) {
	set := sse.NewStreams()
	waits := map[string]bool{}
	const browsers = 8
	var bodies [browsers]*bufio.Scanner
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s, err := set.Open(w, r); err == nil {
			defer s.Close()
			<-s.Done()
		}
	}))
	defer srv.Close()
	for i := range bodies {
		res, err := http.Get(srv.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		bodies[i] = bufio.NewScanner(res.Body)
	}
	if err := set.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, lines := range bodies {
		for lines.Scan() {
			if wait, ok := strings.CutPrefix(lines.Text(), "retry: "); ok {
				waits[wait] = true
			}
		}
	}
	if len(waits) < browsers/2 {
		t.Errorf("%d browsers come back at %d moments", browsers, len(waits))
	}
}
