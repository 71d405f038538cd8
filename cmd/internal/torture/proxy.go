package torture

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy is a balancer of connections in which each goes to the next server, whoever
// opened it, and in which some break. What it does to them it counts.
type Proxy struct {
	// Network and Servers are where to: a connection goes to the next that is there.
	Network string
	Servers []string
	// Share is how many of a thousand connections break, each within Within.
	Share  int
	Within time.Duration

	Cut, Delayed, HalfOpen atomic.Int64

	listener net.Listener
	calm     atomic.Bool
	next     atomic.Uint64
	mu       sync.Mutex
	pairs    map[*pair]bool
}

// pair is a connection and the one it goes on by.
type pair struct {
	client, server net.Conn
	stalled        atomic.Bool
	wait           atomic.Int64 // before each part that is passed on
	left           atomic.Int64 // bytes to the client until it is cut; negative: no end
}

// silence is how long a connection that is half open says nothing before it ends.
const silence = 4 * time.Second

// Listen begins to pass on and returns where.
func (p *Proxy) Listen() (string, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	p.listener, p.pairs = l, map[*pair]bool{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(c)
		}
	}()
	return l.Addr().String(), nil
}

// Calm ends the faults: what is broken is closed, and nothing breaks any more.
func (p *Proxy) Calm() {
	p.calm.Store(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	for each := range p.pairs {
		if each.stalled.Load() {
			each.cut()
		}
		each.wait.Store(0)
		each.left.Store(-1)
	}
}

// Close ends everything.
func (p *Proxy) Close() {
	_ = p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for each := range p.pairs {
		each.cut()
	}
}

// Add has connections go to one more server from now on.
func (p *Proxy) Add(server string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Servers = append(slices.Clone(p.Servers), server)
}

func (p *Proxy) dial() net.Conn {
	p.mu.Lock()
	servers := p.Servers
	p.mu.Unlock()
	for range servers {
		to := servers[p.next.Add(1)%uint64(len(servers))]
		if c, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), p.Network, to); err == nil {
			return c
		}
	}
	return nil
}

func (p *Proxy) pass(client net.Conn) {
	server := p.dial()
	if server == nil {
		_ = client.Close()
		return
	}
	each := &pair{client: client, server: server}
	each.left.Store(-1)
	p.mu.Lock()
	p.pairs[each] = true
	p.mu.Unlock()
	var timer *time.Timer
	if !p.calm.Load() && rand.IntN(1000) < p.Share {
		timer = p.harm(each)
	}
	var both sync.WaitGroup
	both.Go(func() { each.copy(server, client, false) })
	both.Go(func() { each.copy(client, server, true) })
	both.Wait()
	if timer != nil {
		timer.Stop()
	}
	_, _ = client.Close(), server.Close()
	p.mu.Lock()
	delete(p.pairs, each)
	p.mu.Unlock()
}

// harm decides what becomes of a connection.
func (p *Proxy) harm(each *pair) *time.Timer {
	after := time.Duration(rand.Int64N(int64(p.Within)))
	switch rand.IntN(4) {
	case 0: // in the middle of an answer
		each.left.Store(rand.Int64N(3000))
		p.Cut.Add(1)
	case 1:
		return time.AfterFunc(after, func() {
			if !p.calm.Load() {
				p.Cut.Add(1)
				each.cut()
			}
		})
	case 2:
		each.wait.Store(rand.Int64N(int64(300 * time.Millisecond)))
		p.Delayed.Add(1)
	default:
		return time.AfterFunc(after, func() {
			if p.calm.Load() {
				return
			}
			p.HalfOpen.Add(1)
			each.stalled.Store(true)
			time.AfterFunc(silence, each.cut)
		})
	}
	return nil
}

// copy passes on until either end is gone. Of an answer it may pass on a part only.
func (each *pair) copy(to, from net.Conn, answer bool) {
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if wait := each.wait.Load(); wait > 0 && n > 0 {
			<-time.After(time.Duration(wait))
		}
		if each.stalled.Load() { // taken, and never passed on
			n = 0
		}
		if left := each.left.Load(); answer && left >= 0 && n > 0 {
			if int64(n) >= left {
				_, _ = to.Write(buf[:left])
				each.cut()
				return
			}
			each.left.Store(left - int64(n))
		}
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				each.cut()
				return
			}
		}
		if err != nil {
			half, ok := to.(interface{ CloseWrite() error })
			switch {
			case !errors.Is(err, io.EOF):
				each.cut()
			case ok && !answer:
				_ = half.CloseWrite()
			default: // what was passed on is still to arrive
				_, _ = each.client.Close(), each.server.Close()
			}
			return
		}
	}
}

// cut ends both connections at once, without a goodbye.
func (each *pair) cut() {
	for _, c := range []net.Conn{each.client, each.server} {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}
