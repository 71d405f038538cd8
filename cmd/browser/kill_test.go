package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/cmd/internal/program"
	"linger/cmd/internal/shop"
	"linger/models"
	"linger/models/modeltest"
	views "linger/views/shop"
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

// crowd is customers without a browser, who send as the widget's outbox
// does: one message at a time, under one client id, until it is acknowledged.
type crowd struct {
	t            *testing.T
	site         *site
	key          string
	acknowledged atomic.Int64
	failed       atomic.Int64
	changed      chan struct{}          // something was acknowledged or failed
	more         func(written int) bool // whether one who has written so many goes on
	done         sync.WaitGroup
	writers      []*writer
}

type writer struct {
	crowd  *crowd
	token  string
	visit  string
	bodies []string
}

// customers lets n customers begin to write, each of them that many messages.
func (s *site) customers(t *testing.T, n int) *crowd {
	t.Helper()
	return s.customersWhile(t, n, func(written int) bool { return written < each })
}

// customersWhile lets n customers begin to write, each as long as more says.
func (s *site) customersWhile(t *testing.T, n int, more func(written int) bool) *crowd {
	t.Helper()
	d := &crowd{t: t, site: s, changed: make(chan struct{}, 1), more: more}
	page, err := http.Get(s.shopURL().String())
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	_ = page.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body), "embed.js?widget=")
	d.key, _, _ = strings.Cut(rest, `"`)
	signer, err := shop.NewSigner(s.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		person := &shop.Person{ID: fmt.Sprintf("writer-%d", i), GivenName: "Writer", Family: fmt.Sprint(i), Plan: "standard", Cart: views.Products[:1]}
		w := &writer{crowd: d}
		if w.token, err = signer.Token(person, s.shopURL().String(), time.Now(), shop.Life); err != nil {
			t.Fatal(err)
		}
		d.writers = append(d.writers, w)
		d.done.Go(w.write)
	}
	return d
}

// write sends the writer's messages in order.
func (w *writer) write() {
	for i := 0; w.crowd.more(i); i++ {
		body := fmt.Sprintf("message %d", i)
		w.send(models.NewID(), body)
		w.bodies = append(w.bodies, body)
		w.crowd.acknowledged.Add(1)
		w.crowd.tell()
	}
}

func (d *crowd) tell() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// send repeats until the message is acknowledged.
func (w *writer) send(id, body string) {
	deadline := time.Now().Add(3 * patience)
	for {
		err := w.try(id, body)
		if err == nil {
			return
		}
		w.crowd.failed.Add(1)
		w.crowd.tell()
		if time.Now().After(deadline) {
			w.crowd.t.Errorf("%q could not be sent: %v", body, err)
			return
		}
		<-time.After(10 * time.Millisecond) // the server is away: not at once again
	}
}

func (w *writer) try(id, body string) error {
	if w.visit == "" {
		answer, err := w.post("/visit", url.Values{"token": {w.token}})
		if err != nil {
			return err
		}
		w.visit = answer.Get("Linger-Visit")
	}
	_, err := w.post("/messages", url.Values{"client_id": {id}, "body": {body}})
	return err
}

// post is nil only when the server has acknowledged with its whole answer.
func (w *writer) post(path string, form url.Values) (http.Header, error) {
	request, err := http.NewRequest(http.MethodPost, w.crowd.site.url()+"/w/"+w.crowd.key+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Linger-Visit", w.visit)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.300s", response.Status, body)
	}
	return response.Header, err
}

// reach waits until so many messages were acknowledged.
func (d *crowd) reach(count int64) {
	d.t.Helper()
	d.wait(fmt.Sprintf("%d acknowledged messages", count), func() bool { return d.acknowledged.Load() >= count })
}

// fails waits until somebody noticed that the server can't write.
func (d *crowd) fails() {
	d.t.Helper()
	before := d.failed.Load()
	d.wait("a request to fail", func() bool { return d.failed.Load() > before })
}

func (d *crowd) wait(what string, condition func() bool) {
	d.t.Helper()
	deadline := time.After(3 * patience)
	for !condition() {
		select {
		case <-d.changed:
		case <-deadline:
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *crowd) finish() { d.done.Wait() }

// check reads what the database holds, with the program gone.
func (d *crowd) check() {
	d.t.Helper()
	ctx := context.Background()
	desk, err := program.OpenDesk(ctx, d.site.config.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	var conversations []models.Conversation
	var names []models.Customer
	if err := errors.Join(desk.DB.Read.Find(&conversations).Error, desk.DB.Read.Find(&names).Error); err != nil {
		d.t.Fatal(err)
	}
	written := map[string]int{}
	for _, who := range names {
		for i, w := range d.writers {
			if who.Name == fmt.Sprintf("Writer %d", i) {
				written[who.ID] = len(w.bodies)
			}
		}
	}
	if len(conversations) != len(d.writers) {
		d.t.Errorf("%d conversations, want one for each of %d customers", len(conversations), len(d.writers))
	}
	for _, c := range conversations {
		var log []models.Message
		if err := desk.DB.Read.Where("conversation_id = ?", c.ID).Order("seq").Find(&log).Error; err != nil {
			d.t.Fatal(err)
		}
		next := 0
		for i, m := range log {
			if m.Seq != int64(i+1) {
				d.t.Errorf("the log of %s has a gap: row %d has seq %d", c.ID, i+1, m.Seq)
			}
			if m.Kind != models.KindCustomer {
				continue
			}
			if want := fmt.Sprintf("message %d", next); m.Body != want {
				d.t.Errorf("seq %d of %s is %q, want %q", m.Seq, c.ID, m.Body, want)
			}
			next++
		}
		if want := written[c.CustomerID]; next != want || next < each {
			d.t.Errorf("%s holds %d messages, want %d", c.ID, next, want)
		}
	}
}
