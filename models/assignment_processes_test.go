package models_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/db"
	"linger/models/modeltest"
)

// arrivals is how many conversations the test of several processes has; `make
// simulation` has 20,000.
var arrivals = flag.Int("arrivals", 300, "conversations that four processes hand out at once")

// deskOf is the environment variable that makes the test program a process of its own,
// which hands out what waits on the database named there.
const deskOf = "LINGER_TEST_ASSIGN"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(deskOf); dsn != "" {
		if err := handOut(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// What rapid draws here are whole lives of customers, and slow. Its own flag has the
	// last word: make promises asks for many more.
	if err := flag.Set("rapid.checks", "50"); err != nil {
		panic(err)
	}
	modeltest.Main(m)
}

// handOut gives what waits to agents until its input ends, and then prints how many it
// gave.
func handOut(dsn string) error {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	database, err := db.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { _ = database.Close() }()
	desk, given := models.New(database), 0
	for pause := time.NewTicker(5 * time.Millisecond); ctx.Err() == nil; {
		// Not ended by ctx: what is given is counted.
		n, err := desk.Assignments.Run(context.WithoutCancel(ctx), models.Routes{All: true})
		if err != nil {
			return err
		}
		given += n
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
	}
	fmt.Println(given)
	return nil
}

// looksPerVacuum is after how many looks the tables are vacuumed, which Postgres does by
// itself but for a test's.
const looksPerVacuum = 50

// crowd is a desk of two hundred agents in twenty queues, of which each agent is in three.
type crowd struct {
	*modeltest.Desk
	agents  map[string]*models.Agent
	widgets []*models.Widget
	queues  []*models.Queue
}

func newCrowd(t *testing.T, dsn string) *crowd {
	d := modeltest.New(t, dsn)
	d.Now = time.Now
	c := &crowd{Desk: d, agents: map[string]*models.Agent{}}
	const people, queues = 200, 20
	all := make([]*models.Agent, people)
	for n := range all {
		all[n] = d.Agent(fmt.Sprintf("A%d", n), models.RoleAgent)
		c.agents[all[n].ID] = all[n]
	}
	for n := range queues {
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) {
			ws.CapacityUnits, ws.CoolDownSeconds = []int64{20, 25, 50}[n%3], 1
		})
		var members []*models.Agent
		for i, a := range all {
			if i%queues == n || (i+7)%queues == n || (i/queues+n)%10 == 0 {
				members = append(members, a)
			}
		}
		c.widgets, c.queues = append(c.widgets, w), append(c.queues, d.Queue(w, fmt.Sprintf("Queue %d", n), members...))
	}
	d.Online(all...)
	return c
}

// arrive has n more conversations begin, each in one of the queues in turn, the first
// of them number from.
func (c *crowd) arrive(from, n int) {
	c.T.Helper()
	const id = "'%s0000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + i AS TEXT), 2)"
	var widgets, streams, queues []string
	for i, w := range c.widgets {
		widgets, streams, queues = append(widgets, w.ID), append(streams, w.WorkstreamID), append(queues, c.queues[i].ID)
	}
	now := models.At(time.Now())
	pick := fmt.Sprintf("1 + CAST(i AS INTEGER) %% %d", len(widgets))
	list := func(ids []string) string { return "(ARRAY['" + strings.Join(ids, "','") + "'])[" + pick + "]" }
	must(c.T, c.DB.Write.Exec(`INSERT INTO customers (id, name, created_at, updated_at)
		SELECT `+fmt.Sprintf(id, "a")+`, 'Customer', CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ) FROM generate_series(CAST(? AS BIGINT), ?) AS i`,
		now, now, from, from+n-1).Error)
	must(c.T, c.DB.Write.Exec(`INSERT INTO conversations (id, widget_id, workstream_id, queue_id, customer_id, mode, state, reason, turn, turn_since,
			last_seq, last_changed_seq, last_message_at, inbox_order, created_at, wait_started_at, state_changed_at, updated_at)
		SELECT `+fmt.Sprintf(id, "b")+`, `+list(widgets)+`, `+list(streams)+`, `+list(queues)+`, `+fmt.Sprintf(id, "a")+`, 'persistent', 'open', ?, 'agent', CAST(? AS TIMESTAMPTZ),
			0, 0, CAST(? AS TIMESTAMPTZ), i, CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ) FROM generate_series(CAST(? AS BIGINT), ?) AS i`,
		models.ReasonAwaitingAssignment, now, now, now, now, now, now, from, from+n-1).Error)
}

// work has agents answer what is put before them: one of ten is declined, the others
// are accepted and put aside. It returns how many these are.
func (c *crowd) work(tb testing.TB) int {
	var standing []struct{ ID, OfferedAgentID string }
	must(tb, c.DB.Read.Raw("SELECT id, offered_agent_id FROM conversations WHERE state = 'open' AND offered_agent_id IS NOT NULL LIMIT 200").Scan(&standing).Error)
	var hands sync.WaitGroup
	problems := make(chan error, len(standing))
	share := make(chan int)
	for range 4 {
		hands.Go(func() {
			for i := range share {
				problems <- c.answer(standing[i].ID, c.agents[standing[i].OfferedAgentID])
			}
		})
	}
	for i := range standing {
		share <- i
	}
	close(share)
	hands.Wait()
	close(problems)
	for err := range problems {
		must(tb, err)
	}
	var done int64
	must(tb, c.DB.Read.Raw("SELECT COUNT(*) FROM conversations WHERE state = 'waiting'").Scan(&done).Error)
	return int(done)
}

func (c *crowd) answer(id string, a *models.Agent) error {
	if rand.IntN(10) == 0 {
		return second(c.Conversations.Decline(c.Ctx(), a, id))
	}
	if err := second(c.Conversations.Accept(c.Ctx(), a, id)); err != nil {
		return err
	}
	return second(c.Conversations.Park(c.Ctx(), a, id, -1))
}

// overloaded is who has more than their capacity, at one instant.
func (c *crowd) overloaded(tb testing.TB) []string {
	tb.Helper()
	var found []string
	must(tb, c.DB.Read.Raw(`SELECT 'over capacity: ' || agents.id FROM agents JOIN (
			SELECT COALESCE(offered_agent_id, agent_id) AS agent_id, SUM(capacity_units) AS units
			FROM conversations JOIN workstreams ON workstreams.id = workstream_id
			WHERE state = 'active' OR state = 'open' AND offered_agent_id IS NOT NULL GROUP BY 1
		) AS held ON held.agent_id = agents.id WHERE held.units > agents.capacity`).Scan(&found).Error)
	return found
}

// wronged is what must never have been: somebody was asked who is not in the queue, or
// something was put before two.
func (c *crowd) wronged(tb testing.TB) []string {
	tb.Helper()
	var found []string
	must(tb, c.DB.Read.Raw(`SELECT 'not in the queue: ' || offers.agent_id FROM offers JOIN conversations ON conversations.id = offers.conversation_id
			WHERE NOT EXISTS (SELECT 1 FROM queue_members WHERE queue_members.queue_id = conversations.queue_id AND queue_members.agent_id = offers.agent_id)
		UNION ALL SELECT 'put before two: ' || a.conversation_id FROM offers AS a JOIN offers AS b ON b.conversation_id = a.conversation_id AND b.id > a.id
			WHERE a.outcome = 'accepted' AND b.outcome = 'accepted'
		UNION ALL SELECT 'decided twice: ' || conversation_id FROM decisions WHERE agent_id IS NOT NULL GROUP BY conversation_id
			HAVING COUNT(*) > (SELECT COUNT(*) FROM offers WHERE offers.conversation_id = decisions.conversation_id)`).Scan(&found).Error)
	return found
}

// Four processes hand out the work of one Postgres at once: nothing is claimed twice,
// nobody has more than fits or what is not theirs, and nobody waits for ever.
func TestAssignFromSeveralProcesses(t *testing.T) {
	dsn := modeltest.Postgres(t)
	c := newCrowd(t, dsn)
	program, err := os.Executable()
	must(t, err)
	const processes = 4
	outputs, inputs := make([]*strings.Builder, processes), make([]io.Closer, processes)
	running := make([]*exec.Cmd, processes)
	for n := range running {
		p := exec.CommandContext(t.Context(), program)
		p.Env, outputs[n] = append(os.Environ(), deskOf+"="+dsn), &strings.Builder{}
		p.Stdout, p.Stderr = outputs[n], os.Stderr
		inputs[n], err = p.StdinPipe()
		must(t, err)
		must(t, p.Start())
		running[n] = p
	}
	begun := time.Now()
	renewed, looks := begun, 0
	for arrived, done := 0, 0; done < *arrivals; done = c.work(t) {
		if n := min(50, *arrivals-arrived); n > 0 {
			c.arrive(arrived, n)
			arrived += n
		}
		if looks++; time.Since(renewed) > models.NodeLease/4 {
			c.Alive()
			renewed = time.Now()
		}
		if bad := c.overloaded(t); len(bad) > 0 {
			t.Fatalf("after %d: %q", done, bad)
		}
		if looks%looksPerVacuum == 0 {
			must(t, c.DB.Write.Exec("VACUUM (ANALYZE) conversations, agents, offers, decisions, messages, presence_log").Error)
		}
	}
	if bad := c.wronged(t); len(bad) > 0 {
		t.Fatalf("in the end: %q", bad)
	}
	given, shares := 0, make([]string, processes)
	for n, p := range running {
		must(t, inputs[n].Close())
		must(t, p.Wait())
		shares[n] = strings.TrimSpace(outputs[n].String())
		count, err := strconv.Atoi(shares[n])
		must(t, err)
		given += count
	}
	var offers int64
	must(t, c.DB.Read.Raw("SELECT COUNT(*) FROM offers").Scan(&offers).Error)
	if int(offers) != given {
		t.Errorf("the processes gave %d, there are %d offers", given, offers)
	}
	var longest float64
	must(t, c.DB.Read.Raw("SELECT MAX(EXTRACT(EPOCH FROM first.offered_at - created_at)) FROM (SELECT conversation_id, MIN(offered_at) AS offered_at FROM offers GROUP BY 1) AS first JOIN conversations ON conversations.id = conversation_id").Scan(&longest).Error)
	t.Logf("%d arrivals, %d offers by four processes (%s), longest wait for the first %.1fs, looked at %d times, in %v",
		*arrivals, offers, strings.Join(shares, " + "), longest, looks, time.Since(begun).Round(time.Second))
}

// The test above can fail: each thing that it looks for is found where it is planted.
func TestAssignViolationsAreFound(t *testing.T) {
	c := newCrowd(t, modeltest.Postgres(t))
	c.arrive(0, 60)
	violations := func(c *crowd) []string { return slices.Concat(c.overloaded(t), c.wronged(t)) }
	if bad := violations(c); len(bad) > 0 {
		t.Fatalf("before anything: %q", bad)
	}
	var agent string
	for id := range c.agents {
		agent = id
	}
	offer := "INSERT INTO offers (id, conversation_id, agent_id, kind, offered_at, expires_at, ended_at, outcome) SELECT CAST(gen_random_uuid() AS TEXT), id, '" + agent + "', 'work', created_at, created_at, created_at, 'accepted' FROM conversations"
	for want, plant := range map[string]string{
		"over capacity":    "UPDATE conversations SET state = 'active', agent_id = '" + agent + "'",
		"not in the queue": offer,
		"put before two":   offer + "; " + offer,
		"decided twice":    "INSERT INTO decisions (id, conversation_id, at, cause, queue_id, agent_id, reason, considered) SELECT id, id, created_at, 'arrived', queue_id, '" + agent + "', '-', '[]' FROM conversations",
	} {
		tx := c.DB.Write.Begin()
		for _, statement := range strings.Split(plant, "; ") {
			must(t, tx.Exec(statement).Error)
		}
		planted := &crowd{Desk: &modeltest.Desk{Desk: models.New(&models.Database{Dialect: c.DB.Dialect, Read: tx, Write: tx}), T: t}}
		if bad := strings.Join(violations(planted), " "); !strings.Contains(bad, want) {
			t.Errorf("%s was planted, found %.200q", want, bad)
		}
		must(t, tx.Rollback().Error)
	}
}
