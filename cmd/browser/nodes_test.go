package browser

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"linger/cmd/internal/program"
	"linger/models"
	"linger/models/modeltest"
)

// How hard TestRollingRestart is: make nodes makes it harder.
var (
	nodesRate = flag.Int("nodes.rate", 40, "messages a second that are written to all nodes together")
	nodesFor  = flag.Duration("nodes.for", 9*time.Second, "how long they are written")
)

const (
	threads   = 8 // conversations that are written in at once
	nodesEach = 2 // writers, and readers, of each: tabs of its customer
)

// Two nodes behind a balancer that sends each request to the other one: while people
// write and read on, each is restarted, and then one dies. What was acknowledged is
// there once, and every reader has seen it, in the one order, with nothing missing.
func TestRollingRestart(t *testing.T) {
	c := startCluster(t, 2)
	people := c.people(threads)
	part := func(n int64) int64 { return people.planned * n / 10 }

	people.reach(part(2))
	c.restart(0)
	people.reach(part(4))
	c.restart(1)
	people.reach(part(6))
	c.kill(0)
	people.reach(part(8))
	c.spawn(0)
	people.finish()
	people.check(c.site.config.Store)

	gap, lag := people.gaps()
	t.Logf("%d messages acknowledged, %d requests tried again; %d readers came back %d times; longest gap %v; shown after the acknowledgement: median %v, p99 %v",
		people.acknowledged.Load(), people.failed.Load(), len(people.readers), people.returns.Load(), gap.Round(time.Millisecond),
		lag(0.5).Round(100*time.Microsecond), lag(0.99).Round(100*time.Microsecond))
	if people.returns.Load() == 0 {
		t.Error("no reader was ever sent away: the restarts missed them all")
	}
	if gap > 10*time.Second {
		t.Errorf("somebody waited %v for a message", gap)
	}
}

// cluster is nodes of one desk behind a balancer, each a process with a data directory
// of its own.
type cluster struct {
	t        *testing.T
	site     *site // whose database and signer it uses
	nodes    []*clusterNode
	balancer *httptest.Server
	next     atomic.Uint64
}

type clusterNode struct {
	listen, data string
	child        *exec.Cmd
}

// startCluster starts n nodes on a Postgres of their own.
func startCluster(t *testing.T, n int) *cluster {
	t.Helper()
	c := &cluster{t: t, site: newSite(t, modeltest.Postgres(t))}
	c.site.setUp()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
			r.Out.Host = r.In.Host
		},
		Transport:     c,
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0), // nodes die on purpose
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	c.balancer = httptest.NewServer(proxy)
	t.Cleanup(c.balancer.Close)
	for range n {
		c.nodes = append(c.nodes, &clusterNode{listen: address(t), data: t.TempDir()})
	}
	for i := range c.nodes {
		c.spawn(i)
	}
	return c
}

// RoundTrip sends a request to the next node, and to the one after it if that one is
// not there. What was on its way when a node died is not sent again: only its
// sender knows whether it may be.
func (c *cluster) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	var err error
	for range c.nodes {
		node := c.nodes[c.next.Add(1)%uint64(len(c.nodes))]
		out := r.Clone(r.Context())
		out.URL.Scheme, out.URL.Host = "http", node.listen
		out.Body = io.NopCloser(bytes.NewReader(body))
		var response *http.Response
		if response, err = http.DefaultTransport.RoundTrip(out); err == nil {
			return response, nil
		}
		var dial *net.OpError
		if !errors.As(err, &dial) || dial.Op != "dial" {
			break
		}
	}
	return nil, err
}

// spawn starts node i as a process and waits until it serves.
func (c *cluster) spawn(i int) {
	c.t.Helper()
	node := c.nodes[i]
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), childArgs+"="+strings.Join([]string{
		"serve", "--data", node.data, "--listen", node.listen, "--public-url", c.balancer.URL,
		"--database-url", c.site.config.DatabaseURL, "--log-level", "warn",
		"--no-rate-limits", // few people write what many would
	}, "\n"))
	child.Stderr = c.site.log
	if err := child.Start(); err != nil {
		c.t.Fatal(err)
	}
	node.child = child
	c.t.Cleanup(func() {
		if child.ProcessState == nil {
			_ = child.Process.Kill()
			_ = child.Wait()
		}
	})
	deadline := time.Now().Add(patience)
	for {
		response, err := http.Get("http://" + node.listen + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("node %d does not serve: %v", i, err)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// restart tells node i to stop, waits until it has, and starts it anew.
func (c *cluster) restart(i int) {
	c.t.Helper()
	begun := time.Now()
	if err := c.nodes[i].child.Process.Signal(syscall.SIGTERM); err != nil {
		c.t.Fatal(err)
	}
	if err := c.nodes[i].child.Wait(); err != nil {
		c.t.Errorf("node %d ended with %v", i, err)
	}
	stopped := time.Now()
	c.spawn(i)
	c.t.Logf("node %d restarted: stopped in %v, served again %v later", i, stopped.Sub(begun).Round(time.Millisecond), time.Since(stopped).Round(time.Millisecond))
}

// kill ends node i without a goodbye.
func (c *cluster) kill(i int) {
	c.t.Helper()
	if err := c.nodes[i].child.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	_ = c.nodes[i].child.Wait()
}

// logs is the conversations with their logs, by the customer's id.
func logs(t *testing.T, store program.Store) map[string][]models.Message {
	t.Helper()
	desk, err := program.OpenDesk(t.Context(), store, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	var conversations []models.Conversation
	if err := desk.DB.Read.Find(&conversations).Error; err != nil {
		t.Fatal(err)
	}
	all := map[string][]models.Message{}
	for _, c := range conversations {
		if _, twice := all[c.CustomerID]; twice {
			t.Errorf("customer %s has two conversations", c.CustomerID)
		}
		var log []models.Message
		if err := desk.DB.Read.Where("conversation_id = ?", c.ID).Order("seq").Find(&log).Error; err != nil {
			t.Fatal(err)
		}
		all[c.CustomerID] = log
	}
	return all
}
