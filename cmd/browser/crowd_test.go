package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linger/cmd/internal/program"
	"linger/cmd/internal/shop"
	"linger/models"
	views "linger/views/shop"
)

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

// customers lets n customers begin to write, as many messages as each says.
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
