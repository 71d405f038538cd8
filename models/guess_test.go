package models

import (
	"testing"
	"time"
)

func TestGuessBackoff(t *testing.T) {
	now := At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	g := Guess{FirstAt: now}
	want := []time.Duration{
		0, 0, 0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute,
		15 * time.Minute, 15 * time.Minute,
	}
	for i, wait := range want {
		if refused := g.try(perEmail, now); refused != 0 {
			t.Fatalf("try %d was not judged: wait %v", i+1, refused)
		}
		if got := max(0, g.BlockedUntil.Sub(now)); wait == 0 && !g.BlockedUntil.IsZero() || wait != 0 && got != wait {
			t.Errorf("after failure %d: wait %v, want %v", i+1, got, wait)
		}
		if wait > 0 {
			if refused := g.try(perEmail, now.Add(wait-time.Second)); refused != time.Second {
				t.Errorf("a second early: told to wait %v, want 1s", refused)
			}
			now = now.Add(wait)
		}
	}
	g.try(perEmail, now.Add(24*time.Hour))
	if g.Failures != 1 {
		t.Errorf("a day later the count stands at %d, want 1", g.Failures)
	}
}

func TestAddressSubject(t *testing.T) {
	tests := []struct{ address, want string }{
		{"203.0.113.9", "address:203.0.113.9"},
		{"::ffff:203.0.113.9", "address:203.0.113.9"},
		{"2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"},
		{"fe80::1%eth0", "address:fe80::/64"},
		{"nonsense", "address:unknown"},
	}
	for _, tt := range tests {
		if got := addressSubject(tt.address); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.address, got, tt.want)
		}
	}
}
