// Package limit holds the buckets that keep one customer, visit or address from
// taking what is there for all. They are this process's own: with several, each
// gives as much, and a balancer spreads who comes.
package limit

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rule is how often something may happen: Burst times at once, PerSecond in the long run.
type Rule struct {
	PerSecond float64
	Burst     int
}

// refilled is how long an empty bucket takes to be full, and so like none.
func (r Rule) refilled() time.Duration {
	return time.Duration(float64(r.Burst) / r.PerSecond * float64(time.Second))
}

// most is how many buckets of a rule are kept in each of two generations. Who floods
// us from more addresses than that is not held by this.
const most = 20_000

// Buckets are those of one rule, by key. What nobody asked for in a whole generation is
// dropped: it is full again, unless there are too many.
type Buckets struct {
	rule Rule

	mu       sync.Mutex
	since    time.Time
	now, old map[string]*rate.Limiter
}

// New returns the buckets of rule.
func New(rule Rule) *Buckets { return &Buckets{rule: rule, now: map[string]*rate.Limiter{}} }

// of is the bucket of key, full at first.
func (b *Buckets) of(key string, now time.Time) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.now) >= most || now.Sub(b.since) >= b.rule.refilled() || now.Before(b.since) {
		b.old, b.now, b.since = b.now, map[string]*rate.Limiter{}, now
	}
	bucket := b.now[key]
	if bucket == nil {
		if bucket = b.old[key]; bucket == nil {
			bucket = rate.NewLimiter(rate.Limit(b.rule.PerSecond), b.rule.Burst)
		}
		b.now[key] = bucket
	}
	return bucket
}

// Len is how many buckets there are.
func (b *Buckets) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.now) + len(b.old)
}

// Draw is one bucket that a request is to be taken from.
type Draw struct {
	From *Buckets
	Key  string // none: it is not limited
}

// Take takes one from each bucket, or from none of them if one is empty; then it returns
// how long to wait.
func Take(now time.Time, draws ...Draw) time.Duration {
	var taken []*rate.Reservation
	for _, d := range draws {
		if d.Key == "" {
			continue
		}
		r := d.From.of(d.Key, now).ReserveN(now, 1)
		taken = append(taken, r)
		if wait := r.DelayFrom(now); wait > 0 {
			for _, each := range taken {
				each.CancelAt(now)
			}
			return wait
		}
	}
	return 0
}
