package stand

import (
	"fmt"
	"net"
	"net/url"
)

// LoopbackOnly refuses an address that is not this machine's alone: what comes is an attack
// anywhere else.
func LoopbackOnly(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not on this machine's loopback: only such are loaded", address)
	}
	return nil
}
