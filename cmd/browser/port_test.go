package browser

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
)

// Ports lie below the range from which systems take those of outgoing connections.
const (
	firstPort = 20000
	ports     = 10000
)

// lastPort begins anywhere, so that two runs on one machine are not after the same ones.
var lastPort atomic.Uint32

func init() { lastPort.Store(rand.Uint32N(ports)) }

// freePort is a port that nobody listens on, and that no other test of this run is
// given: a program that is down for a while finds its own free when it comes back.
func freePort() (int, error) {
	var last error
	for range 50 {
		port := firstPort + int(lastPort.Add(1)%ports)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, l.Close()
		}
		last = err
	}
	return 0, last
}
