package program

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// collectEvery is how often the collector's work is looked at.
	collectEvery = time.Second
	// busyCycles is from how many collections between two looks on it has much to do.
	busyCycles = 2
	// busyFor is how long garbage may pile up after the last such look.
	busyFor = 10 * time.Second
	// garbageRoom is how much garbage may pile up meanwhile, in bytes, and mostGarbage how
	// much in percent of what lives.
	garbageRoom = 64 << 20
	mostGarbage = 400
	// usualGarbage is Go's own default.
	usualGarbage = 100
	// crowdGarbage is for while a crowd arrives, as many browsers at least between two
	// looks, and for how long after the last such look.
	crowdGarbage = 50
	crowdSize    = 200
	crowdFor     = 3 * time.Second
)

// collector trades memory for time while there is much work, and gives it back after. What
// lives is small here, so that Go's default collects every few dozen requests: a fifth of
// all the time at a desk's highest rate. A desk at rest keeps to the default.
//
// While a crowd arrives it is the other way round. What is kept of each lies between what
// is thrown away, and the room that leaves is never given back: a quarter of all memory,
// for as long as they stay.
type collector struct {
	cycles  uint64    // collections up to the last look
	streams int       // how many there were then
	busy    time.Time // when it last had much to do
	crowded time.Time // when a crowd last arrived
	percent int       // what the last look said
}

// look is how much garbage may pile up from now on, in percent of live, the bytes that
// live; cycles is how many collections there have been, streams how many there are. It is
// calm when that was another and the work is done.
func (c *collector) look(now time.Time, cycles, live uint64, streams int) (percent int, calm bool) {
	if cycles-c.cycles >= busyCycles {
		c.busy = now
	}
	if streams >= c.streams+crowdSize {
		c.crowded = now
	}
	was := c.percent
	c.cycles, c.streams = cycles, streams
	switch {
	case now.Sub(c.crowded) < crowdFor:
		c.percent = crowdGarbage
	case live > 0 && now.Sub(c.busy) < busyFor:
		c.percent = int(min(max(garbageRoom*100/live, usualGarbage), mostGarbage))
	default:
		c.percent = usualGarbage
		return c.percent, was != usualGarbage
	}
	return c.percent, false
}

// collect keeps to it until ctx ends, unless whoever runs us has decided by GOGC.
func (p *Program) collect(ctx context.Context) error {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	defer debug.SetGCPercent(usualGarbage)
	tick := time.NewTicker(collectEvery)
	defer tick.Stop()
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(samples)
	c := collector{cycles: samples[0].Value.Uint64(), percent: usualGarbage}
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			metrics.Read(samples)
			was := c.percent
			percent, calm := c.look(now, samples[0].Value.Uint64(), samples[1].Value.Uint64(), p.streams.Len())
			if percent != was {
				debug.SetGCPercent(percent)
			}
			if calm {
				debug.FreeOSMemory()
			}
		}
	}
}
