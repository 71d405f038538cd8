package program

import (
	"errors"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// unheard is how long a browser may acknowledge nothing before its connection counts
// as lost. Without it a network that vanishes is noticed after a quarter of an hour:
// a live customer would be there all the while.
const unheard = 20 * time.Second

// listenOptions are the options of the listener, which its connections inherit.
func listenOptions() *net.ListenConfig {
	return &net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var set error
		err := c.Control(func(fd uintptr) {
			set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unheard.Milliseconds()))
		})
		return errors.Join(err, set)
	}}
}
