package models

import (
	"fmt"
	"net/netip"
	"time"

	"linger/models/credential"
)

// Guess counts the failed tries to sign in as somebody, or from somewhere. It
// is a row, so it survives a restart and counts across nodes.
type Guess struct {
	Subject      string // see emailSubject and addressSubject
	Failures     int64
	FirstAt      Time
	BlockedUntil Time
}

// throttle is how many failures are free and what the ones after them cost.
type throttle struct {
	free   int64
	first  time.Duration // the wait after the last free one; it doubles from there
	most   time.Duration
	forget time.Duration // after so long the count begins anew
}

// An address may stand for an office of hundreds, so it is allowed far more
// than one account.
var (
	perEmail   = throttle{free: 5, first: 30 * time.Second, most: 15 * time.Minute, forget: 24 * time.Hour}
	perAddress = throttle{free: 100, first: time.Minute, most: 15 * time.Minute, forget: time.Hour}
)

// try counts a try as failed before it is judged, so that many at once are
// counted like one after the other. It returns how long to wait instead, if
// it is not to be judged at all.
func (g *Guess) try(t throttle, now Time) time.Duration {
	if g.BlockedUntil.After(now) {
		return g.BlockedUntil.Sub(now)
	}
	if !now.Before(g.FirstAt.Add(t.forget)) {
		g.Failures, g.FirstAt = 0, now
	}
	g.Failures++
	g.BlockedUntil = t.until(g.Failures, now)
	return 0
}

// undo takes back a try that turned out right.
func (g *Guess) undo(t throttle) {
	g.Failures = max(0, g.Failures-1)
	if g.Failures < t.free {
		g.BlockedUntil = Time{}
	}
}

// until is the end of the wait that the nth failure begins; zero if it is free.
func (t throttle) until(failures int64, now Time) Time {
	beyond := failures - t.free
	if beyond < 0 {
		return Time{}
	}
	wait := t.most
	if beyond < 16 { // doubling further would only overflow
		wait = min(t.most, t.first<<beyond)
	}
	return now.Add(wait)
}

// emailSubject is hashed: people type passwords into the field for the address.
func emailSubject(email string) string { return "email:" + credential.Hash(email) }

// addressSubject is the place that a try comes from.
func addressSubject(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "address:unknown"
	}
	return "address:" + Network(ip)
}

// Network is what counts as one place: the address; of IPv6 the network that one
// customer of a provider has to himself.
func Network(ip netip.Addr) string {
	ip = ip.Unmap()
	if ip.Is6() {
		network, err := ip.WithZone("").Prefix(64)
		if err == nil {
			return network.String()
		}
	}
	return ip.String()
}

// tooMany is the answer to a try that is not judged.
func tooMany(wait time.Duration) error {
	return &Error{
		Kind: Limited, Wait: wait,
		Message: fmt.Sprintf("Too many tries. Try again in %s.", inWords(wait)),
	}
}

// inWords rounds a wait up to what people say.
func inWords(d time.Duration) string {
	if seconds := int((d + time.Second - 1) / time.Second); seconds < 60 {
		return plural(seconds, "second")
	}
	return plural(int((d+time.Minute-1)/time.Minute), "minute")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
