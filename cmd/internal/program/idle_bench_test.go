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
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linger/models"
	"linger/models/credential"
	"linger/models/modeltest"
)

// idleBudget is what an idle customer stream may cost at 10,000, in KiB.
const idleBudget = 6.0

// at once is how many streams are opened at the same time, as a balancer would.
const atOnce = 128

// BenchmarkIdleStreams holds many idle customer streams on the binary as it is
// shipped, each a customer's with a conversation of her own: memory for each, the
// processor's time while nothing happens, all of them gone and back at once, and one
// message that is shown on all of them.
func BenchmarkIdleStreams(b *testing.B) {
	binary := shipped(b)
	for _, dialect := range []string{"sqlite", "postgres"} {
		store := Store{Data: b.TempDir()}
		if dialect == "postgres" {
			store.DatabaseURL = modeltest.Postgres(b)
		}
		const most = 19_500 // of the 20,000 files that a process may have open here
		widget, tokens := crowd(b, store, most)
		for _, streams := range []int{10_000, most} {
			b.Run(fmt.Sprintf("%s/%d", dialect, streams), func(b *testing.B) {
				for b.Loop() {
					holdIdle(b, binary, store, widget, tokens[:streams])
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// crowd makes a widget and so many customers who have written, and returns the
// widget's key and the tokens of their visits.
func crowd(b *testing.B, store Store, n int) (key string, tokens []string) {
	b.Helper()
	desk, err := OpenDesk(b.Context(), store, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	if err := desk.DB.Close(); err != nil {
		b.Fatal(err)
	}
	d := modeltest.New(b, store.database())
	d.Now = time.Now
	w := d.Channel(models.ModePersistent, nil)
	visit, _, _, err := d.Visits.Open(d.Ctx(), models.Arrival{Widget: w, Identity: models.Identity{
		ExternalID: "customer", Name: "Customer", ExpiresAt: models.At(time.Now().Add(12 * time.Hour)),
	}, UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", Locale: "en-GB"})
	if err != nil {
		b.Fatal(err)
	}
	return w.Key, copies(b, d, visit, d.Write(visit, "Where is my parcel?"), n)
}

// copies are the tokens of n customers who did as the one with the visit.
func copies(b *testing.B, d *modeltest.Desk, visit *models.Visit, conversation *models.Conversation, n int) []string {
	b.Helper()
	var customer models.Customer
	err := d.DB.Write.Where("id = ?", visit.CustomerID).Take(&customer).Error
	log, stored := d.Log(conversation), d.Reload(conversation)
	tokens := make([]string, n)
	var customers []models.Customer
	var visits []models.Visit
	var conversations []models.Conversation
	var messages []models.Message
	for i := range tokens {
		tokens[i] = models.NewID()
		who, came, c := customer, *visit, *stored
		external := fmt.Sprint("customer-", i)
		who.ID, who.ExternalID = models.NewID(), &external
		came.ID, came.CustomerID, came.TokenHash = models.NewID(), who.ID, credential.Hash(tokens[i])
		c.ID, c.CustomerID = models.NewID(), who.ID
		customers, visits, conversations = append(customers, who), append(visits, came), append(conversations, c)
		for _, m := range log {
			m.ConversationID = c.ID
			if m.VisitID != nil {
				m.VisitID = &came.ID
			}
			messages = append(messages, m)
		}
	}
	for _, rows := range []any{customers, visits, conversations, messages} {
		err = errors.Join(err, d.DB.Write.CreateInBatches(rows, 300).Error)
	}
	if err != nil {
		b.Fatal(err)
	}
	return tokens
}

// server is the binary in another process.
type server struct {
	b       *testing.B
	cmd     *exec.Cmd
	address string
}

func serveIdle(b *testing.B, binary string, store Store) *server {
	b.Helper()
	args := []string{"serve", "--listen", "127.0.0.1:0", "--data", store.Data}
	if store.DatabaseURL != "" {
		args = append(args, "--database-url", store.DatabaseURL)
	}
	s := &server{b: b, cmd: exec.Command(binary, args...)}
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for s.address == "" && lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			s.address = found[1]
		}
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, stderr)
	}()
	b.Cleanup(func() {
		if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
			b.Error(err)
		}
		<-read
		if err := s.cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	res, err := http.Get("http://" + s.address + firstPage)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
	return s
}

// busy is the processor's time that the process has had.
func (s *server) busy() time.Duration {
	s.b.Helper()
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "stat"))
	if err != nil {
		s.b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')'):])) // from the state on
	user, err1 := strconv.Atoi(fields[12])
	system, err2 := strconv.Atoi(fields[13])
	if err := errors.Join(err1, err2); err != nil {
		s.b.Fatal(err)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

func holdIdle(b *testing.B, binary string, store Store, widget string, tokens []string) {
	s := serveIdle(b, binary, store)
	<-time.After(time.Second)
	base := residentMiB(b, s.cmd.Process.Pid)
	n := len(tokens)

	c := &crowdOf{b: b, s: s, widget: widget}
	opening := c.open(tokens)
	<-time.After(6 * time.Second)
	each := (residentMiB(b, s.cmd.Process.Pid) - base) * 1024 / float64(n)
	busy := s.busy()
	const idle = 20 * time.Second
	<-time.After(idle)
	cpu := (s.busy() - busy).Seconds() / idle.Seconds() * 100
	rested := (residentMiB(b, s.cmd.Process.Pid) - base) * 1024 / float64(n)

	c.leave()
	storm := c.open(tokens)
	after := (residentMiB(b, s.cmd.Process.Pid) - base) * 1024 / float64(n)
	c.leave()

	// One customer in as many windows: each of them shows what she writes.
	same := slices.Repeat(tokens[:1], n)
	c.open(same)
	var all, last []time.Duration
	for i := range 3 {
		late := c.tell(tokens[0], fmt.Sprintf("message %d for all", i))
		all = append(all, late...)
		last = append(last, slices.Max(late))
	}
	c.leave()
	slices.Sort(all)
	p50, p99, most := all[len(all)/2], all[len(all)*99/100], slices.Max(last)
	b.ReportMetric(each, "KiB/stream")
	b.ReportMetric(cpu, "%idle-cpu")
	b.ReportMetric(ms(p99), "ms/all-p99")
	b.ReportMetric(storm.Seconds(), "s/storm")
	b.Logf("%d streams: memory each %s, %.1f KiB after %v, %.1f after the storm (base %.0f MiB) · idle %.1f %% of a core · opened in %.1f s · "+
		"one message to all p50 %.0f, p99 %.0f, last %.0f ms · gone and back in %.1f s",
		n, against(each, idleBudget, "KiB"), rested, 6*time.Second+idle, after, base, cpu, opening.Seconds(), ms(p50), ms(p99), ms(most), storm.Seconds())
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// crowdOf are the browsers that hold streams.
type crowdOf struct {
	b      *testing.B
	s      *server
	widget string
	conns  []net.Conn
	wait   sync.WaitGroup
	heard  atomic.Pointer[hearing]
}

// hearing is one message that all browsers wait for.
type hearing struct {
	text []byte
	due  time.Time
	late chan time.Duration
}

// open opens a stream for each token and returns how long it took until all were told
// how things stand.
func (c *crowdOf) open(tokens []string) time.Duration {
	c.b.Helper()
	begun := time.Now()
	c.conns = make([]net.Conn, len(tokens))
	var next atomic.Int64
	var group sync.WaitGroup
	for range atOnce {
		group.Go(func() {
			for i := int(next.Add(1) - 1); i < len(tokens); i = int(next.Add(1) - 1) {
				if err := c.hold(i, tokens[i]); err != nil {
					c.b.Errorf("stream %d: %v", i, err)
					return
				}
			}
		})
	}
	group.Wait()
	if c.b.Failed() {
		c.b.FailNow()
	}
	return time.Since(begun)
}

// hold opens one stream, up to its header, and reads on in the background.
func (c *crowdOf) hold(i int, token string) error {
	conn, err := net.Dial("tcp", c.s.address)
	if err != nil {
		return err
	}
	c.conns[i] = conn
	_, err = fmt.Fprintf(conn, "GET /w/%s/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nLinger-Visit: %s\r\n"+
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n"+
		"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\nCache-Control: no-cache\r\nReferer: http://shop.example/\r\n"+
		"Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n\r\n", c.widget, c.s.address, token)
	if err != nil {
		return err
	}
	r := bufio.NewReaderSize(conn, 2048)
	for {
		line, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("before it was told how things stand: %w", err)
		}
		if bytes.Contains(line, []byte(`id="who"`)) {
			break
		}
	}
	c.wait.Go(func() {
		for {
			line, err := r.ReadSlice('\n')
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return
			}
			if h := c.heard.Load(); h != nil && bytes.Contains(line, h.text) {
				h.late <- time.Since(h.due)
			}
		}
	})
	return nil
}

// tell has the customer write, and returns how long after that each stream had it.
func (c *crowdOf) tell(token, text string) []time.Duration {
	c.b.Helper()
	ctx, cancel := context.WithTimeout(c.b.Context(), time.Minute)
	defer cancel()
	form := url.Values{"client_id": {models.NewID()}, "body": {text}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.s.address+"/w/"+c.widget+"/messages", strings.NewReader(form.Encode()))
	if err != nil {
		c.b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Linger-Visit", token)
	h := &hearing{text: []byte(text), late: make(chan time.Duration, len(c.conns)), due: time.Now()}
	c.heard.Store(h)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.b.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		c.b.Fatalf("written: %s", res.Status)
	}
	var late []time.Duration
	for len(late) < len(c.conns) {
		select {
		case d := <-h.late:
			late = append(late, d)
		case <-ctx.Done():
			c.b.Fatalf("%d of %d streams had the message after a minute", len(late), len(c.conns))
		}
	}
	return late
}

// leave closes all streams.
func (c *crowdOf) leave() {
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.wait.Wait()
}
