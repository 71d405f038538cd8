package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A stream goes out with the headers of every answer, and is logged and counted at
// its end, with what was sent and how long it took, not when its handler returns.
func TestAStreamIsAnAnswerLikeOthers(t *testing.T) {
	lines := make(lineWriter, 10)
	var counted *Metrics
	s := newSite(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(lines, nil))
		counted = o.Metrics
	})
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	r, err := http.NewRequest(http.MethodGet, srv.URL+StreamProbe, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Request-Id", "from-the-proxy")
	r.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page := s.ask(http.MethodGet, "/healthz")
	for name, values := range page.Header() {
		if name != "Content-Type" && name != "Cache-Control" && name != "X-Request-Id" && strings.Join(res.Header[name], "|") != strings.Join(values, "|") {
			t.Errorf("%s is %q, a page has %q", name, res.Header[name], values)
		}
	}
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform",
		"X-Accel-Buffering": "no", "X-Request-Id": "from-the-proxy", "X-Content-Type-Options": "nosniff",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || !strings.HasSuffix(string(body), "event: beat\ndata: 3\n\n") {
		t.Errorf("sent %q, %v", body, err)
	}
	line := ""
	for !strings.Contains(line, "msg=request") || !strings.Contains(line, "route="+StreamProbe) {
		select {
		case line = <-lines:
		case <-time.After(10 * time.Second):
			t.Fatal("the stream is not logged")
		}
	}
	logged := regexp.MustCompile(`path=/healthz/stream route=/healthz/stream status=200 bytes=84 took=(\S+) ip=127.0.0.1`).FindStringSubmatch(line)
	if logged == nil {
		t.Fatalf("logged %s", line)
	}
	if took, err := time.ParseDuration(logged[1]); err != nil || took < StreamProbeSpan {
		t.Errorf("took %s, %v; the probe lasts %v", logged[1], err, StreamProbeSpan)
	}
	var metrics strings.Builder
	counted.Set.WritePrometheus(&metrics)
	if !strings.Contains(metrics.String(), "linger_stream_duration_seconds_count 1\n") {
		t.Errorf("counted %s", &metrics)
	}
}

// lineWriter passes on what is logged, which another goroutine may do.
type lineWriter chan string

func (w lineWriter) Write(line []byte) (int, error) {
	w <- string(line)
	return len(line), nil
}
