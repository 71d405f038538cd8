package bus

import (
	"context"
	"slices"
	"time"

	"linger/models"
)

const (
	// lookEvery is how often a node asks what was changed.
	lookEvery = time.Second
	// grace is how long a change is left to its notification.
	grace = time.Second
	// skew is how far the clocks of nodes may differ: see the doctor.
	skew = 5 * time.Second
	// overlap is how far each look goes back before the last one: a change bears
	// the time of its beginning and is seen when it has committed.
	overlap = models.LongestChange + skew
)

// lookOut looks once a second, and whenever something may have been missed, until ctx
// ends.
func (b *Bus) lookOut(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	first, failing := true, false
	for {
		err := b.lookOnce(ctx, first)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			failing = true
			b.log.WarnContext(ctx, "what other nodes changed is not being looked at; trying again each second", "error", err)
		case err == nil && failing:
			failing = false
			b.log.InfoContext(ctx, "what other nodes changed is being looked at again")
		}
		first = first && err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-b.look:
		}
	}
}

// lookOnce wakes the streams of what was changed since the last look and nobody told
// of. The first finds what was changed before this node was there, which is not missed.
func (b *Bus) lookOnce(ctx context.Context, first bool) error {
	until := models.At(b.desk.Now()).Add(-grace)
	place := models.Place{At: b.seen.Add(-overlap)}
	for more := true; more; {
		var wakes []models.Wake
		var err error
		if wakes, place, more, err = b.desk.Nodes.Changed(ctx, place, until); err != nil {
			return err
		}
		if wakes, err = b.desk.Nodes.Addressed(ctx, slices.DeleteFunc(wakes, b.told.knows)); err != nil {
			return err
		}
		for _, w := range wakes {
			b.told.note(w, b.desk.Now())
			b.desk.Heard(w)
			b.wake(w)
		}
		if !first {
			b.missed.Add(int64(len(wakes)))
		}
	}
	b.seen = until
	b.looks.Add(1)
	return nil
}
