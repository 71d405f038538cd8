package torture

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"linger/cmd/internal/people"
	"linger/cmd/internal/program"
	"linger/cmd/internal/stand"
	"linger/models"
	"linger/models/modeltest"
)

// Options say what a run is.
type Options struct {
	// Command is the program, as of stand.Server.
	Command func(args ...string) *exec.Cmd
	// Dir is where to keep the data of the nodes.
	Dir string
	// Postgres says that there is one, of the run's own, and Nodes how many servers; SQLite has one.
	Postgres bool
	Nodes    int
	For      time.Duration
	// Customers, each with two tabs, who write so often.
	Customers int
	Pace      time.Duration
	Agents    int // who do what comes to mind; two at least, of whom the second is a supervisor
	// Log is told how it goes.
	Log func(format string, args ...any)
}

// Report is what a run came to.
type Report struct {
	Acknowledged  int            `json:"acknowledged"`
	Refused       int64          `json:"refused"`
	TriedAgain    int64          `json:"tried_again"`
	Verbs         int64          `json:"verbs"`
	Conversations int            `json:"conversations"`
	Rows          int            `json:"rows_seen"`
	Events        map[string]int `json:"events"`
	Faults        map[string]int `json:"faults"`
	Violations    []Violation    `json:"violations"`
}

// run is one run while it goes on.
type run struct {
	Options
	desk    *stand.Desk
	cluster *modeltest.Cluster
	servers []*stand.Server
	front   *Proxy // before the servers
	behind  *Proxy // before Postgres
	url     string
	client  *http.Client
	over    atomic.Bool // writers finish what they have begun

	writing, reading sync.WaitGroup
	leave            context.CancelFunc

	tried, refused, verbs          atomic.Int64
	kills, restarts, databaseKills int

	mu     sync.Mutex
	acks   []Ack
	whose  map[string]string // the customer of a conversation
	tabs   []*tab
	agents []*worker
	skewed int
}

// Run lets everything happen and compares what came of it. An error means that the run
// itself could not be.
func Run(ctx context.Context, o Options) (*Report, error) {
	r := &run{Options: o, client: people.NewClient(false), whose: map[string]string{}}
	r.client.Timeout = 0 // streams; requests have their own
	defer r.end()
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	if err := r.release(ctx); err != nil {
		return nil, err
	}
	if err := r.torment(ctx); err != nil {
		return nil, err
	}
	if err := r.settle(ctx); err != nil {
		return nil, err
	}
	h := &History{Acks: r.acks}
	if err := r.collect(ctx, h); err != nil {
		return nil, err
	}
	for _, s := range r.servers {
		if err := s.Stop(); err != nil {
			return nil, err
		}
	}
	if err := r.logs(ctx, h); err != nil {
		return nil, err
	}
	return r.report(h), nil
}

// begin starts the database, the servers and what stands between them.
func (r *run) begin(ctx context.Context) error {
	store := program.Store{Data: filepath.Join(r.Dir, "node0")}
	through := store
	if r.Postgres {
		var err error
		if r.cluster, err = modeltest.StartCluster(); err != nil {
			return err
		}
		store.DatabaseURL = r.cluster.URL("postgres")
		r.behind = &Proxy{Network: "unix", Servers: []string{r.cluster.Socket()}, Share: 300, Within: 8 * time.Second}
		address, err := r.behind.Listen()
		if err != nil {
			return err
		}
		through.DatabaseURL = "postgres://linger@" + address + "/postgres?sslmode=disable&connect_timeout=2"
	}
	var err error
	if r.desk, err = stand.SetUp(ctx, store, r.Agents); err != nil {
		return err
	}
	r.front = &Proxy{Network: "tcp", Share: 100, Within: 3 * time.Second}
	address, err := r.front.Listen()
	if err != nil {
		return err
	}
	r.url = "http://" + address
	for i := range max(r.Nodes, 1) {
		through.Data = filepath.Join(r.Dir, fmt.Sprint("node", i))
		s, err := stand.NewServer(r.Command, through, r.url)
		if err != nil {
			return err
		}
		r.servers = append(r.servers, s)
		r.front.Add(s.Listen)
		if err := r.serve(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// serve starts a server, as often as it takes: its database may break, too.
func (r *run) serve(ctx context.Context, s *stand.Server) error {
	var err error
	for range 20 {
		if err = s.Run(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		_ = s.Kill()
	}
	return err
}

// release lets people in.
func (r *run) release(ctx context.Context) error {
	ctx, r.leave = context.WithCancel(ctx)
	for i := range r.Customers {
		name := fmt.Sprint("c", i)
		for k := range 2 {
			t := &tab{run: r, name: fmt.Sprintf("%s/%d", name, k), customer: name, readings: map[string]*Reading{}, seen: map[string]map[int64]bool{}}
			if r.skew(t) != 0 {
				r.skewed++
			}
			r.tabs = append(r.tabs, t)
			r.writing.Go(func() { t.write(ctx) })
			r.reading.Go(func() { t.read(ctx) })
		}
	}
	for i, email := range r.desk.Emails {
		agent := &people.Agent{Client: r.client, URL: r.servers[0].URL(), Email: email, Password: stand.Password}
		if err := signIn(ctx, agent); err != nil {
			return err
		}
		agent.URL = r.url
		w := &worker{run: r, name: fmt.Sprint("a", i), agent: agent, readings: map[string]*Reading{}, cursors: map[string]string{}, seen: map[string]map[int64]bool{}}
		r.agents = append(r.agents, w)
		r.writing.Go(func() { w.work(ctx) })
		r.reading.Go(func() { w.read(ctx) })
	}
	return nil
}

// signIn lets an agent in, who tries again while the database is being broken.
func signIn(ctx context.Context, agent *people.Agent) error {
	for {
		err := agent.SignIn(ctx)
		var refused *people.Refusal
		if !errors.As(err, &refused) || refused.Final() || !sleep(ctx, 100*time.Millisecond) {
			return err
		}
	}
}

// skew sets the clock of a browser wrong: by up to a day, in every second one.
func (r *run) skew(t *tab) time.Duration {
	if rand.IntN(2) == 0 {
		t.skew = time.Duration(rand.Int64N(int64(48*time.Hour))) - 24*time.Hour
	}
	return t.skew
}

// torment kills what can be killed until the time is over: a server first, so that the
// shortest run has one.
func (r *run) torment(ctx context.Context) error {
	pause := max(r.For/120, 700*time.Millisecond)
	for end := time.Now().Add(r.For); time.Now().Before(end); {
		if !sleep(ctx, pause/2+time.Duration(rand.Int64N(int64(pause)))) {
			return ctx.Err()
		}
		down := time.Duration(rand.Int64N(int64(800 * time.Millisecond)))
		if r.cluster != nil && r.kills > 0 && rand.IntN(3) == 0 {
			r.databaseKills++
			if err := r.cluster.Kill(); err != nil {
				return err
			}
			sleep(ctx, down)
			if err := r.cluster.Start(); err != nil {
				return err
			}
			continue
		}
		s := r.servers[rand.IntN(len(r.servers))]
		if r.kills > 0 && rand.IntN(4) == 0 {
			r.restarts++
			if err := s.Stop(); err != nil {
				said := strings.TrimSpace(err.Error()) // and before it all that it logged last
				r.Log("a server could not say goodbye, its database was away meanwhile: %s", said[strings.LastIndexByte(said, '\n')+1:])
			}
		} else {
			r.kills++
			if err := s.Kill(); err != nil {
				return err
			}
		}
		sleep(ctx, down)
		if err := r.serve(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// settle ends the faults and lets everybody finish and read to the end.
func (r *run) settle(ctx context.Context) error {
	r.over.Store(true)
	r.front.Calm()
	if r.behind != nil {
		r.behind.Calm()
	}
	r.writing.Wait()
	limit := time.Now().Add(time.Minute)
	for !r.everythingSeen() && time.Now().Before(limit) {
		if !sleep(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	r.leave()
	r.reading.Wait()
	return nil
}

// last is the conversation that began last of each customer.
func (r *run) last() map[string]string {
	all := map[string]string{}
	for id, customer := range r.whose {
		all[customer] = max(all[customer], id) // ids rise with time
	}
	return all
}

func (r *run) everythingSeen() bool {
	r.mu.Lock()
	last := r.last()
	want := map[string]map[string]bool{}
	for _, a := range r.acks {
		s, _ := parse(a.Body)
		if s.kind != models.KindInternal && a.Conversation == last[s.customer] {
			if want[s.customer] == nil {
				want[s.customer] = map[string]bool{}
			}
			want[s.customer][a.Body] = true
		}
	}
	r.mu.Unlock()
	for _, t := range r.tabs {
		if !t.has(last[t.customer], want[t.customer]) {
			return false
		}
	}
	return true
}

// logs reads what is stored, with the servers gone.
func (r *run) logs(ctx context.Context, h *History) error {
	desk, err := program.OpenDesk(ctx, r.desk.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { _ = desk.DB.Close() }()
	var customers []models.Customer
	var conversations []models.Conversation
	if err := errors.Join(desk.DB.Read.Find(&customers).Error, desk.DB.Read.Order("id").Find(&conversations).Error); err != nil {
		return err
	}
	names := map[string]string{}
	for _, c := range customers {
		if c.ExternalID != nil {
			names[c.ID] = *c.ExternalID
		}
	}
	for _, c := range conversations {
		l := Log{Conversation: c.ID, Customer: names[c.CustomerID], State: c.State}
		if err := desk.DB.Read.Where("conversation_id = ?", c.ID).Order("seq").Find(&l.Rows).Error; err != nil {
			return err
		}
		h.Logs = append(h.Logs, l)
	}
	return nil
}

func (r *run) report(h *History) *Report {
	rep := &Report{
		Acknowledged: len(h.Acks), Refused: r.refused.Load(), TriedAgain: r.tried.Load(), Verbs: r.verbs.Load(), Conversations: len(h.Logs),
		Events: map[string]int{}, Violations: Check(h),
		Faults: map[string]int{
			"servers killed": r.kills, "servers restarted": r.restarts, "clocks skewed": r.skewed,
			"connections cut": int(r.front.Cut.Load()), "connections delayed": int(r.front.Delayed.Load()), "connections half-opened": int(r.front.HalfOpen.Load()),
		},
	}
	if r.behind != nil {
		rep.Faults["database killed"] = r.databaseKills
		rep.Faults["database connections cut"] = int(r.behind.Cut.Load())
		rep.Faults["database connections delayed"] = int(r.behind.Delayed.Load())
		rep.Faults["database connections half-opened"] = int(r.behind.HalfOpen.Load())
	}
	for _, l := range h.Logs {
		for _, m := range l.Rows {
			if m.Kind == models.KindEvent {
				rep.Events[string(m.Event)]++
			}
		}
	}
	for _, reading := range h.Readings {
		rep.Rows += len(reading.Rows)
	}
	return rep
}

func (r *run) end() {
	if r.leave != nil {
		r.over.Store(true)
		r.leave()
		r.writing.Wait()
		r.reading.Wait()
	}
	for _, s := range r.servers {
		_ = s.Kill()
	}
	for _, p := range []*Proxy{r.front, r.behind} {
		if p != nil && p.listener != nil {
			p.Close()
		}
	}
	if r.cluster != nil {
		r.cluster.Stop()
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
