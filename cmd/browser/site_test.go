package browser

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linger/cmd/internal/program"
	"linger/cmd/internal/seed"
	"linger/cmd/internal/shop"
	"linger/models"
	"linger/models/modeltest"
)

// site is the whole program with the demo's shop, as main runs it.
type site struct {
	t       *testing.T
	config  program.Config
	program *program.Program
	stopped chan error // closed when the program has ended
	cancel  context.CancelFunc
	log     *logbook
	ahead   atomic.Int64 // how far the program's clock is ahead of the world's
}

// eachDatabase runs a test on SQLite and on Postgres.
func eachDatabase(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, startSite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, startSiteOn(t, modeltest.Postgres(t))) })
}

// startSite runs the program on an SQLite file of its own: staff, a published
// widget, no conversations.
func startSite(t *testing.T) *site { return startSiteOn(t, "") }

func startSiteOn(t *testing.T, databaseURL string) *site {
	t.Helper()
	s := newSite(t, databaseURL)
	s.setUp()
	s.start()
	return s
}

// startSeededSite runs the program with everything that the demo begins with.
func startSeededSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t, "")
	s.start()
	return s
}

// newSite chooses ports once, so that the program can go away and come back at
// the same addresses. A test with a site of its own is in nobody's way: while people in
// one wait, those in another act.
func newSite(t *testing.T, databaseURL string) *site {
	t.Helper()
	t.Parallel()
	s := &site{t: t, log: &logbook{}}
	s.config = program.Config{
		Store:   program.Store{Data: t.TempDir(), DatabaseURL: databaseURL},
		Site:    program.Site{Listen: address(t), MetricsFrom: []string{"127.0.0.1"}, DrainTimeout: 5 * time.Second},
		Demo:    program.Demo{Demo: true, DemoListen: address(t)},
		Logging: program.Logging{LogLevel: "info", LogFormat: "text"},
	}
	if databaseURL == "" {
		if err := os.Rename(modeltest.SQLite(t), filepath.Join(s.config.Data, "linger.db")); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the program's log:\n%s", s.log)
		}
	})
	return s
}

func address(t *testing.T) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", port)
}

// shopURL is the shop's address: another site than Linger's.
func (s *site) shopURL() *url.URL {
	_, port, _ := bytes.Cut([]byte(s.config.DemoListen), []byte(":"))
	return &url.URL{Scheme: "http", Host: "localhost:" + string(port)}
}

func (s *site) url() string { return "http://" + s.config.Listen }

// setUp makes staff and widget before the first start, so that nothing is seeded.
func (s *site) setUp() {
	s.t.Helper()
	signer, err := shop.NewSigner(s.config.Data)
	if err != nil {
		s.t.Fatal(err)
	}
	desk, err := program.OpenDesk(s.t.Context(), s.config.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	place := &shop.Shop{Signer: signer, URL: s.shopURL()}
	_, err = seed.Setup(s.t.Context(), desk, seed.Site{
		URL: place.URL, KeysURL: place.KeysURL(), Keys: signer.Keys(), ClientFunction: shop.ClientFunction, Audience: shop.Audience,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := desk.DB.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// start runs the program until stop or the end of the test.
func (s *site) start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p, err := program.Open(ctx, s.config, slog.New(slog.NewTextHandler(s.log, nil)))
	if err != nil {
		cancel()
		s.t.Fatal(err)
	}
	p.Desk.Now = func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }
	stopped := make(chan error, 1)
	s.program, s.cancel, s.stopped = p, cancel, stopped
	go func() {
		err := p.Run(ctx)
		if closing := p.Close(); err == nil {
			err = closing
		}
		stopped <- err
		close(stopped)
	}()
	s.t.Cleanup(s.stop)
}

// stop ends the program as a signal would, and waits for it.
func (s *site) stop() {
	s.t.Helper()
	s.cancel()
	if err := <-s.stopped; err != nil {
		s.t.Errorf("the program ended with: %v", err)
	}
}

// later moves the program's clock, and that of the shop's tokens with it.
func (s *site) later(d time.Duration) { s.ahead.Add(int64(d)) }

// passes moves the clock like later, with the program there all the while: who is here
// or away has been recorded, and is not given the time again for which nobody watched.
func (s *site) passes(d time.Duration) {
	s.t.Helper()
	s.records()
	const step = models.NodeLease / 2
	for ; d > 0; d -= step {
		s.later(min(d, step))
		var node models.Node
		err := s.desk().DB.Read.Take(&node).Error
		if err == nil {
			_, err = s.desk().Streams.Renew(s.t.Context(), node.ID)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// records waits until who is connected is recorded, which takes a moment.
func (s *site) records() {
	s.t.Helper()
	err := await(s.t.Context(), func() (bool, error) {
		var recorded int64
		err := s.desk().DB.Read.Model(&models.Stream{}).Count(&recorded).Error
		return s.metric("linger_streams_open") == strconv.FormatInt(recorded, 10), err
	})
	if err != nil {
		s.t.Fatalf("waited in vain for the streams to be recorded: %v", err)
	}
}

// desk is the running program's.
func (s *site) desk() *models.Desk { return s.program.Desk }

// logbook keeps what the program says, for tests that fail.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.Bytes()
	return string(text[max(0, len(text)-6000):])
}
