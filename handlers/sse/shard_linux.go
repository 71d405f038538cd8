package sse

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// canTakeOver says that this system can tell about many connections at once.
const canTakeOver = true

// mostShards bounds the goroutines; one alone serves ten thousand idle streams.
const mostShards = 8

// shard looks after a part of the connections that were taken over: one goroutine
// and one epoll set, which the runtime's own poller waits for.
type shard struct {
	set *os.File
	raw syscall.RawConn

	mu    sync.Mutex
	conns map[int32]*takenWire
	turn  int32
}

// shardFor is the shard that has the connection.
func (s *Streams) shardFor(t *takenWire) (*shard, error) {
	var err error
	broken := t.raw.Control(func(fd uintptr) { t.fd = int32(fd) })
	if broken != nil {
		return nil, broken
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shards == nil {
		s.shards = make([]*shard, min(runtime.GOMAXPROCS(0), mostShards))
	}
	at := &s.shards[int(t.fd)%len(s.shards)]
	if *at == nil {
		if *at, err = newShard(); err != nil {
			return nil, err
		}
		go (*at).work()
	}
	return *at, nil
}

func newShard() (*shard, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil { // then the runtime waits for it, without a thread
		return nil, errors.Join(err, unix.Close(fd))
	}
	set := os.NewFile(uintptr(fd), "epoll")
	raw, err := set.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, set.Close())
	}
	return &shard{set: set, raw: raw, conns: map[int32]*takenWire{}}, nil
}

// add watches a connection. Closing it takes it out of the set.
func (s *shard) add(t *takenWire) error {
	s.mu.Lock()
	s.turn++
	t.turn = s.turn
	s.conns[t.fd] = t
	s.mu.Unlock()
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET, Fd: t.fd, Pad: t.turn}
	var err error
	broken := s.raw.Control(func(set uintptr) {
		err = os.NewSyscallError("epoll_ctl", unix.EpollCtl(int(set), unix.EPOLL_CTL_ADD, int(t.fd), &event))
	})
	return errors.Join(err, broken)
}

func (s *shard) remove(t *takenWire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns[t.fd] == t {
		delete(s.conns, t.fd)
	}
}

// find is the connection that an event is about; one that is gone by now may have
// left its number to another.
func (s *shard) find(event unix.EpollEvent) *takenWire {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.conns[event.Fd]; t != nil && t.turn == event.Pad {
		return t
	}
	return nil
}

// work serves what happens to the connections until the shard is closed.
func (s *shard) work() {
	events := make([]unix.EpollEvent, 256)
	for {
		var n int
		var err error
		broken := s.raw.Read(func(set uintptr) bool {
			for n, err = unix.EpollWait(int(set), events, 0); errors.Is(err, unix.EINTR); {
				n, err = unix.EpollWait(int(set), events, 0)
			}
			return n != 0 || err != nil
		})
		if broken != nil || err != nil {
			return
		}
		for _, event := range events[:n] {
			t := s.find(event)
			if t == nil {
				continue
			}
			if event.Events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
				t.stream.end(errLeft)
				continue
			}
			if event.Events&unix.EPOLLIN != 0 {
				t.hear()
			}
			if event.Events&unix.EPOLLOUT != 0 {
				t.room()
			}
		}
	}
}

func (s *shard) close() {
	if s != nil {
		_ = s.set.Close()
	}
}

// hear throws away what a browser says after its request: there is no second answer
// on this connection. Left unread, it would have the system cut off our last words.
func (t *takenWire) hear() {
	var over bool
	broken := t.raw.Read(func(fd uintptr) bool {
		var scrap [4096]byte
		for {
			n, err := unix.Read(int(fd), scrap[:])
			t.heard += max(n, 0)
			switch {
			case errors.Is(err, unix.EINTR):
				continue
			case errors.Is(err, unix.EAGAIN):
			case err != nil, n == 0, t.heard > mostHeard:
				over = true
			default:
				continue
			}
			return true
		}
	})
	if over || broken != nil {
		t.stream.end(errLeft)
	}
}

// writeSome writes what the system takes at once.
func writeSome(fd int, b []byte) (int, error) {
	for {
		n, err := unix.Write(fd, b)
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			return 0, nil
		default:
			return 0, os.NewSyscallError("write", err)
		}
	}
}
