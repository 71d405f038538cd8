package program

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// running is a program that serves.
type running struct {
	*Program
	log  *safeBuffer
	stop context.CancelFunc
	done chan error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start boots a program on a free port over the database at url, or SQLite.
func start(t *testing.T, url string) *running {
	t.Helper()
	r := &running{log: &safeBuffer{}, done: make(chan error, 1)}
	config := Config{
		Store: Store{Data: t.TempDir(), DatabaseURL: url},
		Site:  Site{Listen: "127.0.0.1:0", TrustedProxies: []string{"127.0.0.0/8"}, MetricsFrom: []string{"127.0.0.0/8"}, DrainTimeout: 10 * time.Second},
	}
	var err error
	r.Program, err = Open(t.Context(), config, slog.New(withRequest{slog.NewTextHandler(r.log, nil)}))
	if err != nil {
		t.Fatal(err)
	}
	r.run(t)
	return r
}

// run serves until the end of the test.
func (r *running) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	r.stop = stop
	go func() { r.done <- r.Run(ctx) }()
	t.Cleanup(func() {
		r.end(t)
		if err := r.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
}

// end stops the program and waits for it; a second call does nothing.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	select {
	case err, first := <-r.done:
		if first {
			close(r.done)
		}
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the program does not stop")
	}
}

func (r *running) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	res, err := http.Get(r.URL.String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// until waits for a condition, looking often.
func (r *running) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(10 * time.Second); !holds(); {
		select {
		case <-look.C:
		case <-limit:
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

func TestServesOnBothDatabases(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			url := ""
			if name == "postgres" {
				url = modeltest.Postgres(t)
			}
			r := start(t, url)
			if res, body := r.get(t, "/healthz"); res.StatusCode != 200 || body != "ok\n" {
				t.Errorf("healthz: %d %q", res.StatusCode, body)
			}
			if res, body := r.get(t, "/readyz"); res.StatusCode != 200 || body != "ready\n" {
				t.Errorf("readyz: %d %q", res.StatusCode, body)
			}
			_, metrics := r.get(t, "/metrics")
			for _, want := range []string{
				`database="` + name + `"} 1`, "linger_streams_open 0", "linger_db_open_connections",
				`linger_http_request_duration_seconds_count{method="GET",route="/readyz",status="200"} 1`,
				"process_resident_memory_bytes",
			} {
				if !strings.Contains(metrics, want) {
					t.Errorf("metrics lack %s", want)
				}
			}
			if r.URL.Port() == "0" {
				t.Error("the bound port is not known")
			}
		})
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	store := Store{Data: t.TempDir()}
	for range 2 {
		desk, err := OpenDesk(t.Context(), store, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.DB.Close(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(store.Data, "linger.db"))
	if err != nil || info.Size() == 0 {
		t.Errorf("no database file: %v", err)
	}
}

// TestShutdownDrains holds a request and a stream while the process is told to
// stop: the request is answered whole, the stream is told when to come back.
func TestShutdownDrains(t *testing.T) {
	r := start(t, "")
	res, err := http.Get(r.URL.String() + "/healthz/stream") // lasts about half a second
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && lines.Text() != "data: 0" {
	}
	r.end(t)
	told := false
	for lines.Scan() {
		told = told || strings.HasPrefix(lines.Text(), "retry: ")
	}
	if lines.Err() != nil || !told {
		t.Errorf("stream told: %v, error %v", told, lines.Err())
	}
	if _, err := http.Get(r.URL.String() + "/healthz"); err == nil {
		t.Error("still accepts connections")
	}
	if !strings.Contains(r.log.String(), "msg=stopped") {
		t.Errorf("log: %s", r.log)
	}
}

// TestRequestInFlightIsAnswered has half of a form on its way when the process
// is told to stop, and sends the rest afterwards.
func TestRequestInFlightIsAnswered(t *testing.T) {
	r := start(t, "")
	conn, err := net.Dial("tcp", r.URL.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const form = "email=nobody%40example.com&password=wrong"
	_, err = fmt.Fprintf(conn, "POST /sign-in HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", r.URL.Host, len(form))
	if err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") { // its handler reads the body now
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := answers.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() {
		r.end(t)
		close(stopped)
	}()
	r.until(t, "the process stops accepting", func() bool {
		other, err := net.Dial("tcp", r.URL.Host)
		if err == nil {
			_ = other.Close()
		}
		return err != nil
	})
	if _, err := io.WriteString(conn, form); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusUnprocessableEntity || len(body) == 0 {
		t.Errorf("answered %s with %d bytes, %v", res.Status, len(body), err)
	}
	<-stopped
}

func TestDatabaseGoesAndComesBack(t *testing.T) {
	cluster, err := modeltest.StartCluster()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Stop)
	r := start(t, cluster.URL("postgres"))
	if res, _ := r.get(t, "/readyz"); res.StatusCode != 200 {
		t.Fatalf("not ready at first: %d", res.StatusCode)
	}
	_, err = r.Desk.Agents.Create(t.Context(), nil, models.Profile{FirstName: "Ada", Email: "ada@example.com", Role: models.RoleAgent}, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	signIn := func() *http.Response {
		t.Helper()
		stay := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := stay.PostForm(r.URL.String()+"/sign-in", url.Values{"email": {"ada@example.com"}, "password": {"correct horse battery"}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if err := cluster.Kill(); err != nil {
		t.Fatal(err)
	}
	if res := signIn(); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("a form while the database is away: %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	res, body := r.get(t, "/readyz")
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "database") {
		t.Errorf("away: %d, Retry-After %q, %q", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
	if res, _ := r.get(t, "/healthz"); res.StatusCode != 200 {
		t.Errorf("the process itself: %d", res.StatusCode)
	}
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	// Each connection that died in the pool is found out by its next user.
	r.until(t, "the database is back", func() bool { res, _ := r.get(t, "/readyz"); return res.StatusCode == 200 })
	r.until(t, "forms are taken again", func() bool { return signIn().StatusCode == 303 })
	if log := r.log.String(); !strings.Contains(log, "level=ERROR") || strings.Contains(log, "correct horse") {
		t.Errorf("the log does not say why: %s", log)
	}
}

func TestOneProcessServesAFile(t *testing.T) {
	r := start(t, "")
	second, err := Open(t.Context(), r.Config, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Fatal(second.Close(), "a second process serves the same file")
	}
	if !strings.Contains(err.Error(), "another linger") {
		t.Error(err)
	}
	r.end(t)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), r.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestLogLinesCarryTheRequest(t *testing.T) {
	r := start(t, "")
	req, err := http.NewRequest(http.MethodGet, r.URL.String()+"/nowhere?secret=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Request-Id", "from-the-proxy")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	r.end(t)
	if log := r.log.String(); !strings.Contains(log, "request=from-the-proxy") || strings.Contains(log, "secret") {
		t.Errorf("logged %s", log)
	}
}
