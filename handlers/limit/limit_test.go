package limit_test

import (
	"fmt"
	"testing"
	"time"

	"linger/handlers/limit"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestABucketIsEmptiedAndFills(t *testing.T) {
	b := limit.New(limit.Rule{PerSecond: 1, Burst: 3})
	draw := limit.Draw{From: b, Key: "omar"}
	for i := range 3 {
		if wait := limit.Take(monday, draw); wait != 0 {
			t.Errorf("the %d. waits %v", i+1, wait)
		}
	}
	for range 5 { // who is refused is not held against anybody
		if wait := limit.Take(monday, draw); wait != time.Second {
			t.Errorf("one too many waits %v", wait)
		}
	}
	if wait := limit.Take(monday.Add(time.Second), draw); wait != 0 {
		t.Errorf("a second later: %v", wait)
	}
	if wait := limit.Take(monday, limit.Draw{From: b, Key: "mina"}); wait != 0 {
		t.Errorf("somebody else waits %v", wait)
	}
}

// What one bucket refuses is taken from no other.
func TestAllBucketsOrNone(t *testing.T) {
	wide, narrow := limit.New(limit.Rule{PerSecond: .1, Burst: 3}), limit.New(limit.Rule{PerSecond: .1, Burst: 1})
	both := []limit.Draw{{From: wide, Key: "office"}, {From: narrow, Key: "omar"}}
	for range 5 {
		limit.Take(monday, both...)
	}
	for range 2 {
		if wait := limit.Take(monday, limit.Draw{From: wide, Key: "office"}); wait != 0 {
			t.Errorf("his office waits %v", wait)
		}
	}
	if wait := limit.Take(monday, limit.Draw{From: narrow}); wait != 0 {
		t.Errorf("nobody in particular waits %v", wait)
	}
}

// However many come, memory is bounded; and who was refused is not forgotten before
// the bucket is full again.
func TestBucketsAreForgotten(t *testing.T) {
	b := limit.New(limit.Rule{PerSecond: 1, Burst: 10})
	for i := range 100_000 {
		limit.Take(monday, limit.Draw{From: b, Key: fmt.Sprint(i)})
	}
	if n := b.Len(); n > 40_000 {
		t.Errorf("%d buckets are kept", n)
	}
	flood := limit.Draw{From: b, Key: "flood"}
	at := monday.Add(time.Hour)
	passed := 0
	for range 60 * 100 { // a hundred a second for a minute, over several generations
		at = at.Add(10 * time.Millisecond)
		if limit.Take(at, flood) == 0 {
			passed++
		}
	}
	if passed > 10+60 {
		t.Errorf("%d passed, want the burst and one a second", passed)
	}
	limit.Take(at.Add(time.Hour), flood)
	limit.Take(at.Add(2*time.Hour), flood)
	if n := b.Len(); n > 2 { // it, in both generations
		t.Errorf("%d buckets are left after hours", n)
	}
}
