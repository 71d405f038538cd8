package browser

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/cmd/internal/program"
	"linger/models"
	"linger/models/modeltest"
)

const (
	writers  = 10 // customers who write at once
	each     = 40 // messages of each of them
	killings = 3  // times that the server dies meanwhile
)

// A process that is killed while ten customers write loses nothing that it
// acknowledged, doubles nothing that was in flight, and leaves no gap.
func TestKill9(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { kill9(t, "") })
	t.Run("postgres", func(t *testing.T) { kill9(t, modeltest.Postgres(t)) })
}

func kill9(t *testing.T, database string) {
	s := newSite(t, database)
	s.setUp()
	child := s.spawn()
	d := s.customers(t, writers)
	for i := range killings {
		d.reach(int64((i + 1) * writers * each / (killings + 1)))
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
		child = s.spawn()
	}
	d.finish()
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("the last process ended with %v", err)
	}
	d.check()
	if d.failed.Load() == 0 {
		t.Error("no request failed: the killing missed them all")
	}
	t.Logf("%d messages sent, %d requests failed on the way", writers*each, d.failed.Load())
}

// The same with people in browsers: the customer writes on while the process is
// dead, and the agent's console catches up by itself.
func TestKill9InTheBrowser(t *testing.T) {
	s := newSite(t, "")
	s.setUp()
	child := s.spawn()
	ana, omar := begun(t, s)
	omar.expect("Failed to load resource", "ERR_")
	ana.expect("Failed to load resource", "ERR_")
	want := []string{"Is my order lost?"}
	for round := range killings {
		texts := []string{fmt.Sprintf("before death %d", round), fmt.Sprintf("in death %d", round), fmt.Sprintf("in death %d, again", round)}
		omar.says(texts[0])
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
		omar.says(texts[1])
		omar.says(texts[2])
		child = s.spawn()
		for _, text := range texts {
			omar.reads(text)
			ana.reads(text)
		}
		want = append(want, texts...)
	}
	ana.answers("All here.")
	omar.reads("All here.")
	omar.chat.holds("an empty outbox", `document.querySelectorAll("#pending li").length === 0`)
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("the last process ended with %v", err)
	}
	for _, each := range []struct {
		who  *tab
		rows string
	}{{omar.chat, "#transcript .message--own"}, {ana.tab, "#messages .message--customer"}} {
		if got := each.who.count(each.rows); got != len(want) {
			t.Errorf("%s sees %d messages of the customer, want %d", each.who.who, got, len(want))
		}
	}
	desk, err := program.OpenDesk(t.Context(), s.config.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	var got []string
	if err := desk.DB.Read.Model(&models.Message{}).Where("kind = ?", models.KindCustomer).Order("seq").Pluck("body", &got).Error; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the customer's messages (-want +got):\n%s", diff)
	}
}

// The database server dies and comes back; the program stays.
func TestPostgresKilled(t *testing.T) {
	cluster, err := modeltest.StartCluster()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Stop)
	s := startSiteOn(t, cluster.URL("postgres"))
	d := s.customers(t, writers)
	for i := range killings {
		d.reach(int64((i + 1) * writers * each / (killings + 1)))
		if err := cluster.Kill(); err != nil {
			t.Fatal(err)
		}
		d.fails()
		if err := cluster.Start(); err != nil {
			t.Fatal(err)
		}
	}
	d.finish()
	s.stop()
	d.check()
	t.Logf("%d messages sent, %d requests failed on the way", writers*each, d.failed.Load())
}

// childArgs is the variable by which this test binary knows that it is to be
// the program: a real process, to be killed as one.
const childArgs = "LINGER_TEST_SERVE"

// beProgram runs the program instead of the tests when it is asked to.
func beProgram() {
	if args := os.Getenv(childArgs); args != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(program.Main(ctx, strings.Split(args, "\n"), program.Terminal{Out: io.Discard, Err: os.Stderr}))
	}
}

// spawn starts the program as a process of its own and waits until it serves.
func (s *site) spawn() *exec.Cmd {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), childArgs+"="+strings.Join([]string{
		"serve", "--demo", "--data", s.config.Data, "--listen", s.config.Listen, "--demo-listen", s.config.DemoListen,
		"--database-url", s.config.DatabaseURL, "--log-level", "warn",
	}, "\n"))
	child.Stderr = s.log
	if err := child.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if child.ProcessState == nil {
			_ = child.Process.Kill()
			_ = child.Wait()
		}
	})
	deadline := time.Now().Add(patience)
	for {
		response, err := http.Get(s.url() + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return child
			}
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the program does not serve: %v", err)
		}
		<-time.After(5 * time.Millisecond)
	}
}
