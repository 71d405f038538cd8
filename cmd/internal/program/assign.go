package program

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"linger/models"
)

const (
	// repairEvery is how often everything that waits is looked at, whatever was told:
	// another node may have gone down with what it had to do.
	repairEvery = 5 * time.Second
	// assignShare is which part of the time looking for agents may take: a busy desk
	// gathers what happens meanwhile.
	assignShare = 4
)

// assigner looks for agents when something waits or somebody is free.
type assigner struct {
	desk *models.Desk
	log  *slog.Logger
	took *metrics.PrometheusHistogram

	mu   sync.Mutex
	next models.Routes
	poke chan struct{}
}

func newAssigner(desk *models.Desk, log *slog.Logger, set *metrics.Set) *assigner {
	took := set.NewPrometheusHistogramExt("linger_assign_duration_seconds", changeBuckets)
	return &assigner{desk: desk, log: log, took: took, poke: make(chan struct{}, 1)}
}

// route notes what has to be looked at. It never waits.
func (a *assigner) route(r models.Routes) {
	a.mu.Lock()
	a.next.Merge(r)
	a.mu.Unlock()
	select {
	case a.poke <- struct{}{}:
	default: // it has been told already
	}
}

func (a *assigner) take() models.Routes {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.next
	a.next = models.Routes{}
	return r
}

// run looks until ctx ends. While the database is away it keeps trying, and says so
// once.
func (a *assigner) run(ctx context.Context) error {
	repair := time.NewTicker(repairEvery)
	defer repair.Stop()
	failing := false
	for {
		routes := models.Routes{All: true}
		select {
		case <-ctx.Done():
			return nil
		case <-repair.C:
		case <-a.poke:
			routes = a.take()
		}
		begun := time.Now()
		_, err := a.desk.Assignments.Run(ctx, routes)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			failing = true
			a.log.ErrorContext(ctx, "agents are not being looked for; trying again", "error", err)
		case err == nil:
			a.took.Update(time.Since(begun).Seconds())
			if failing {
				failing = false
				a.log.InfoContext(ctx, "agents are being looked for again")
			}
		}
		pause := time.NewTimer(time.Since(begun) * (assignShare - 1))
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}
