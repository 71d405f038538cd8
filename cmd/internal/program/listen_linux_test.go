package program

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A connection whose browser acknowledges nothing any more is given up soon.
func TestLostConnectionsAreNoticed(t *testing.T) {
	listener, err := listenOptions().Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	raw, err := accepted.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var ms int
	var asked error
	if err := raw.Control(func(fd uintptr) { ms, asked = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT) }); err != nil {
		t.Fatal(err)
	}
	if got := time.Duration(ms) * time.Millisecond; asked != nil || got != unheard {
		t.Errorf("given up after %v, %v; want %v", got, asked, unheard)
	}
}
