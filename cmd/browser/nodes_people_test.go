package browser

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/cmd/internal/program"
	"linger/cmd/internal/shop"
	"linger/models"
	views "linger/views/shop"
)

var quiet = slog.New(slog.DiscardHandler)

// people are customers without a browser, at a cluster: each has some tabs that write
// and some that read.
type people struct {
	t       *testing.T
	at      string // the widget's address
	planned int64

	acknowledged, failed, returns atomic.Int64
	changed                       chan struct{}
	writing, reading              sync.WaitGroup
	leave                         context.CancelFunc
	readers                       []*reader
	writers                       []*author

	mu  sync.Mutex
	ack map[string]time.Time // by client id
}

// tabbed is one tab of a customer.
type tabbed struct {
	people                 *people
	address                string // whence it comes
	token, visit, customer string
}

// people lets n customers write, in as many conversations.
func (c *cluster) people(n int) *people {
	c.t.Helper()
	desk, err := program.OpenDesk(c.t.Context(), c.site.config.Store, quiet)
	if err != nil {
		c.t.Fatal(err)
	}
	var widget models.Widget
	err = errors.Join(desk.DB.Read.Where("mode = ?", models.ModePersistent).Take(&widget).Error, desk.DB.Close())
	if err != nil {
		c.t.Fatal(err)
	}
	signer, err := shop.NewSigner(c.site.config.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	p := &people{t: c.t, at: c.balancer.URL + "/w/" + widget.Key, changed: make(chan struct{}, 1), ack: map[string]time.Time{}}
	ctx, leave := context.WithCancel(context.Background())
	p.leave = leave
	c.t.Cleanup(func() { leave(); p.writing.Wait(); p.reading.Wait() })
	each := int(float64(*nodesRate) * nodesFor.Seconds() / float64(n*nodesEach))
	p.planned = int64(each * n * nodesEach)
	pace := time.Duration(float64(n*nodesEach) / float64(*nodesRate) * float64(time.Second))
	for i := range n {
		person := &shop.Person{ID: fmt.Sprintf("customer-%d", i), GivenName: "Customer", Family: fmt.Sprint(i), Plan: "standard", Cart: views.Products[:1]}
		token, err := signer.Token(person, c.site.shopURL().String(), time.Now(), shop.Life)
		if err != nil {
			c.t.Fatal(err)
		}
		for k := range nodesEach {
			tab := tabbed{people: p, token: token, address: fmt.Sprintf("10.1.%d.%d", i, k)}
			r, w := &reader{tabbed: tab, seen: map[string]time.Time{}}, &author{tabbed: tab}
			p.readers, p.writers = append(p.readers, r), append(p.writers, w)
			p.reading.Go(func() { r.read(ctx) })
			p.writing.Go(func() { w.write(ctx, each, pace) })
		}
	}
	return p
}

func (p *people) tell() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// reach waits until so many messages were acknowledged.
func (p *people) reach(count int64) {
	p.t.Helper()
	p.until(fmt.Sprintf("%d acknowledged messages", count), func() bool { return p.acknowledged.Load() >= count })
}

func (p *people) until(what string, holds func() bool) {
	p.t.Helper()
	limit := time.After(*nodesFor + 3*patience)
	for !holds() {
		select {
		case <-p.changed:
		case <-limit:
			p.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// finish waits until all is written and every reader has seen all of it.
func (p *people) finish() {
	p.t.Helper()
	p.writing.Wait()
	p.until("every reader to see everything", func() bool {
		return !slices.ContainsFunc(p.readers, func(r *reader) bool { return r.count() < int(p.planned)/threads })
	})
	p.leave()
	p.reading.Wait()
}

// check compares what was acknowledged with what is stored and what each reader saw.
func (p *people) check(store program.Store) {
	p.t.Helper()
	stored := logs(p.t, store)
	if len(stored) != threads {
		p.t.Errorf("%d conversations, want %d", len(stored), threads)
	}
	said := map[string][]string{}
	times := map[string]int{}
	for customer, log := range stored {
		for i, m := range log {
			if m.Seq != int64(i+1) {
				p.t.Errorf("row %d of %s bears number %d", i+1, customer, m.Seq)
			}
			if m.Kind == models.KindCustomer {
				times[*m.ClientID]++
				said[customer] = append(said[customer], fmt.Sprintf("%d %s", m.Seq, *m.ClientID))
			}
		}
	}
	for id := range p.ack {
		if times[id] != 1 {
			p.t.Errorf("a message that was acknowledged is stored %d times", times[id])
		}
	}
	if len(times) != len(p.ack) || int64(len(p.ack)) != p.planned {
		p.t.Errorf("%d messages are stored, %d were acknowledged, of %d", len(times), len(p.ack), p.planned)
	}
	for i, r := range p.readers {
		if diff := cmp.Diff(said[r.customer], r.order); diff != "" {
			p.t.Errorf("reader %d has not seen what is stored (-stored +seen):\n%s", i, diff)
		}
	}
}

// gaps is the longest time that a reader waited for a message that was acknowledged,
// and how long it was at most for a part of them.
func (p *people) gaps() (longest time.Duration, quantile func(float64) time.Duration) {
	var all []time.Duration
	for _, r := range p.readers {
		for id, at := range r.seen {
			all = append(all, max(0, at.Sub(p.ack[id])))
		}
	}
	slices.Sort(all)
	return all[len(all)-1], func(q float64) time.Duration { return all[int(q*float64(len(all)-1))] }
}

// author writes in one tab, as the widget's outbox does: one message at a time, under
// one client id, until it is acknowledged.
type author struct{ tabbed }

func (w *author) write(ctx context.Context, n int, pace time.Duration) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for i := range n {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		id := models.NewID()
		form := url.Values{"client_id": {id}, "body": {fmt.Sprintf("message %d of %s", i, w.address)}}
		for !w.acknowledged(ctx, form) {
			w.people.failed.Add(1)
			if !pauses(ctx, 20*time.Millisecond) {
				return
			}
		}
		w.people.mu.Lock()
		w.people.ack[id] = time.Now()
		w.people.mu.Unlock()
		w.people.acknowledged.Add(1)
		w.people.tell()
	}
}

func (w *author) acknowledged(ctx context.Context, form url.Values) bool {
	if w.arrive(ctx) != nil {
		return false
	}
	response, err := w.ask(ctx, http.MethodPost, "/messages", form, nil)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, response.Body) // acknowledged is who has the whole answer
	_ = response.Body.Close()
	return err == nil
}

// arrive makes sure that the tab has a visit.
func (a *tabbed) arrive(ctx context.Context) error {
	if a.visit != "" {
		return nil
	}
	response, err := a.ask(ctx, http.MethodPost, "/visit", url.Values{"token": {a.token}}, nil)
	if err != nil {
		return err
	}
	_ = response.Body.Close()
	a.visit, a.customer = response.Header.Get("Linger-Visit"), response.Header.Get("Linger-Customer")
	return nil
}

// ask is an error but for an answer that is well.
func (a *tabbed) ask(ctx context.Context, method, path string, form url.Values, header http.Header) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.people.at+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Linger-Visit", a.visit)
	request.Header.Set("X-Forwarded-For", a.address)
	response, err := crowded.Do(request)
	if err == nil && response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		err = errors.New(response.Status)
	}
	return response, err
}

// crowded is a client for many at once.
var crowded = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}

func pauses(ctx context.Context, pause time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// reader reads in one tab, as the widget's script does: it comes back when it was told
// to, or soon, and says how far it has read.
type reader struct {
	tabbed
	cursor string
	order  []string // what it saw: numbers and client ids

	mu   sync.Mutex
	seen map[string]time.Time // by client id
}

func (r *reader) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.seen)
}

func (r *reader) read(ctx context.Context) {
	for first := true; ctx.Err() == nil; first = false {
		pause := 250 * time.Millisecond
		if r.arrive(ctx) == nil {
			if !first {
				r.people.returns.Add(1)
			}
			if told := r.follow(ctx); told > 0 {
				pause = told
			}
		}
		pauses(ctx, pause)
	}
}

// follow reads one stream to its end and returns when it was told to come back.
func (r *reader) follow(ctx context.Context) (told time.Duration) {
	response, err := r.ask(ctx, http.MethodGet, "/stream", nil, http.Header{"Accept": {"text/event-stream"}, "Last-Event-Id": {r.cursor}})
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	var id, name, data string
	for lines := bufio.NewReader(response.Body); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return told // what was cut off in the middle never was an event
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch field {
		case "id":
			id = value
		case "event":
			name = value
		case "data":
			data += value + "\n"
		case "":
			if name == "retry" {
				if ms, err := strconv.Atoi(strings.TrimSpace(data)); err == nil {
					told = time.Duration(ms) * time.Millisecond
				}
			}
			r.take(id, name, data)
			id, name, data = "", "", ""
		}
	}
}

// own is a message of the customer, with its number and its client id.
var own = regexp.MustCompile(`<li id="m-(\d+)" class="message[^>]* data-client-id="([^"]+)"`)

func (r *reader) take(id, name, data string) {
	if name == "reload" {
		r.people.t.Error("a reader was told to begin anew")
	}
	now := time.Now()
	r.mu.Lock()
	for _, row := range own.FindAllStringSubmatch(data, -1) {
		r.order = append(r.order, row[1]+" "+row[2])
		r.seen[row[2]] = now
	}
	r.mu.Unlock()
	if id != "" {
		r.cursor = id
	}
	r.people.tell()
}
