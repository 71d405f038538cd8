package people

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// atOnce is how many streams are opened at the same time, as a balancer would.
const atOnce = 128

// Held is many streams of customers, each on a bare connection, so that whoever
// holds them takes little of the machine that is measured.
type Held struct {
	Address, Key string // of the server and of the widget

	conns []net.Conn
	wait  sync.WaitGroup
	heard atomic.Pointer[hearing]
}

// hearing is one message that all wait for.
type hearing struct {
	text []byte
	due  time.Time
	late chan time.Duration
}

// Open opens a stream for each visit's token and returns how long it took until all
// were told how things stand.
func (h *Held) Open(tokens []string) (time.Duration, error) {
	begun := time.Now()
	h.conns = make([]net.Conn, len(tokens))
	var next atomic.Int64
	var group sync.WaitGroup
	var failed atomic.Pointer[error]
	for range atOnce {
		group.Go(func() {
			for i := int(next.Add(1) - 1); i < len(tokens) && failed.Load() == nil; i = int(next.Add(1) - 1) {
				if err := h.hold(i, tokens[i]); err != nil {
					err = fmt.Errorf("stream %d: %w", i, err)
					failed.Store(&err)
				}
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return time.Since(begun), nil
}

// hold opens one stream, up to its header, and reads on in the background.
func (h *Held) hold(i int, token string) error {
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", h.Address)
	if err != nil {
		return err
	}
	h.conns[i] = conn
	_, err = fmt.Fprintf(conn, "GET /w/%s/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nLinger-Visit: %s\r\n"+
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n"+
		"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\nCache-Control: no-cache\r\nReferer: http://shop.example/\r\n"+
		"Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n\r\n", h.Key, h.Address, token)
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
	h.wait.Go(func() {
		for {
			line, err := r.ReadSlice('\n')
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return
			}
			if all := h.heard.Load(); all != nil && bytes.Contains(line, all.text) {
				all.late <- time.Since(all.due)
			}
		}
	})
	return nil
}

// Hear has somebody write text, and returns how long after that each stream had it.
func (h *Held) Hear(ctx context.Context, text string, write func(context.Context) error) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	all := &hearing{text: []byte(text), late: make(chan time.Duration, len(h.conns)), due: time.Now()}
	h.heard.Store(all)
	if err := write(ctx); err != nil {
		return nil, err
	}
	var late []time.Duration
	for len(late) < len(h.conns) {
		select {
		case d := <-all.late:
			late = append(late, d)
		case <-ctx.Done():
			return nil, fmt.Errorf("%d of %d streams had the message after a minute", len(late), len(h.conns))
		}
	}
	return late, nil
}

// Leave closes all streams.
func (h *Held) Leave() {
	for _, conn := range h.conns {
		if conn != nil {
			_ = conn.Close()
		}
	}
	h.wait.Wait()
}
