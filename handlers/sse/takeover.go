package sse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"
)

const (
	// mostKept is how many bytes wait for a browser that reads slowly. One more event,
	// and it is cut off, to come back and resume.
	mostKept = 256 << 10
	// mostHeard is how many bytes a browser may send us that we never asked for.
	mostHeard = 64 << 10
)

// takenWire is a connection taken over from the server. Nothing here waits: what a
// browser does not take at once is kept, and its shard sends it when there is room.
type takenWire struct {
	stream  *Stream
	shard   *shard
	conn    net.Conn
	raw     syscall.RawConn
	chunked bool // else the events end with the connection, as HTTP/1.0 has it
	fd      int32
	turn    int32 // tells this connection from the next one that has its number

	kept  []byte // guarded by stream.mu
	total int64  // bytes on their way, likewise
	heard int    // bytes that came, the shard's
}

// takeOver takes the connection of r, sends the head of the answer and leaves the
// rest to a shard. It reports false where that can't be done.
func (s *Streams) takeOver(stream *Stream, w http.ResponseWriter, r *http.Request) (bool, error) {
	if !canTakeOver || r.ProtoMajor != 1 || r.TLS != nil || r.Method != http.MethodGet {
		return false, nil
	}
	if _, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); !ok {
		return false, nil // what lies beneath is not ours to know
	}
	head := head(w.Header(), r.ProtoAtLeast(1, 1))
	conn, _, err := http.NewResponseController(w).Hijack() // its buffers go with the handler
	if errors.Is(err, http.ErrNotSupported) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t := &takenWire{stream: stream, conn: conn, chunked: r.ProtoAtLeast(1, 1)}
	stream.wire, stream.run = t, s.crew.push
	stream.ctx = context.WithoutCancel(r.Context())
	if stream.ending = endingOf(r.Context()); stream.ending != nil {
		stream.ctx = stream.ending.Context
	}
	stream.ending.stay()
	stream.state.Store(telling)
	// From here on nobody can be answered otherwise: a failure ends the stream.
	if err := t.begin(s, head); err != nil {
		stream.ended = err
	}
	return true, nil
}

// begin sends the head and has a shard look after the connection.
func (t *takenWire) begin(s *Streams, head []byte) error {
	system, ok := t.conn.(syscall.Conn)
	if !ok {
		return fmt.Errorf("a connection of type %T can't be watched", t.conn)
	}
	var err error
	if t.raw, err = system.SyscallConn(); err != nil {
		return err
	}
	if err := t.push(head); err != nil {
		return err
	}
	first := &Frame{}
	first.compose(func(b *bytes.Buffer) { b.WriteString(hello) })
	if err := t.send(first); err != nil {
		return err
	}
	if t.shard, err = s.shardFor(t); err != nil {
		return err
	}
	return t.shard.add(t)
}

// head is the head of the answer, with the headers that the handlers set. The
// connection is not used for another request.
func head(h http.Header, chunked bool) []byte {
	var b bytes.Buffer
	h.Del("Content-Length")
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	h.Set("Connection", "close")
	if chunked {
		b.WriteString("HTTP/1.1 200 OK\r\n")
		h.Set("Transfer-Encoding", "chunked")
	} else {
		b.WriteString("HTTP/1.0 200 OK\r\n")
	}
	_ = h.Write(&b) // into memory
	b.WriteString("\r\n")
	return b.Bytes()
}

func (t *takenWire) send(f *Frame) error {
	if t.chunked {
		return t.push(f.chunk())
	}
	return t.push(f.event())
}

// push sends b, or keeps it behind what is kept.
func (t *takenWire) push(b []byte) error {
	if len(t.kept) > 0 {
		if len(t.kept) > mostKept {
			return errSlow
		}
		t.kept = append(t.kept, b...)
		return nil
	}
	n, err := t.put(b)
	if err != nil {
		return err
	}
	if n < len(b) {
		t.kept = append(t.kept, b[n:]...)
		t.stream.set.isSlow(t.stream, true)
	}
	return nil
}

// put writes what the system takes of b.
func (t *takenWire) put(b []byte) (n int, err error) {
	broken := t.raw.Write(func(fd uintptr) bool {
		n, err = writeSome(int(fd), b)
		return true
	})
	t.total += int64(n)
	return n, errors.Join(err, broken)
}

func (t *takenWire) full() bool { return len(t.kept) > 0 }

func (t *takenWire) finish() bool {
	if t.chunked && t.push([]byte("0\r\n\r\n")) != nil {
		return true
	}
	return len(t.kept) == 0
}

func (t *takenWire) hangUp() {
	if t.shard != nil {
		t.shard.remove(t)
	}
	_ = t.conn.Close()
}

// room goes on with what is kept.
func (t *takenWire) room() {
	s := t.stream
	s.mu.Lock()
	if len(t.kept) == 0 || s.ended != nil {
		s.mu.Unlock()
		return
	}
	n, err := t.put(t.kept)
	if t.kept = t.kept[n:]; len(t.kept) > 0 && err == nil {
		s.mu.Unlock()
		return
	}
	t.kept = nil
	over, tells := s.leaving, s.tells
	s.tells = false
	s.mu.Unlock()
	s.set.isSlow(s, false)
	switch {
	case err != nil:
		s.end(err)
	case over:
		s.end(ErrOver)
	case tells:
		s.Wake()
	}
}

// lookSlow cuts off a browser that has read nothing for long.
func (s *Stream) lookSlow() {
	t, ok := s.wire.(*takenWire)
	if !ok {
		return
	}
	s.mu.Lock()
	if s.slow.mute++; t.total != s.slow.sent {
		s.slow = slowReader{sent: t.total}
	}
	mute := s.slow.mute >= mostMute
	s.mu.Unlock()
	if mute {
		s.end(errSlow)
	}
}
