//go:build !linux

package program

import "net"

// listenOptions are the options of the listener: the system's own.
func listenOptions() *net.ListenConfig { return &net.ListenConfig{} }
