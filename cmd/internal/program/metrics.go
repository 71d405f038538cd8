package program

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"golang.org/x/sys/unix"

	"linger/models"
)

// Buckets of the histograms.
var (
	changeBuckets = []float64{.0005, .001, .0015, .002, .004, .008, .016, .032, .064, .125, .25, .5, 1, 2.5, 5}
	sharedBuckets = []float64{1, 2, 4, 8, 16, 32, 64}
)

// counted counts what is written to conversations on its way to the streams.
func counted(set *metrics.Set, wake func(models.Wake)) func(models.Wake) {
	changes := set.NewCounter("linger_conversation_changes_total")
	return func(w models.Wake) {
		if w.Changed > 0 && w.Signal == nil {
			changes.Inc()
		}
		wake(w)
	}
}

// timed measures changes from their arrival until they are on the disk, counts those that the
// database failed, and on SQLite how many shared each commit.
func timed(set *metrics.Set, database *models.Database) {
	took := set.NewPrometheusHistogramExt("linger_change_duration_seconds", changeBuckets)
	failed := set.NewCounter("linger_db_errors_total")
	shared := set.NewPrometheusHistogramExt("linger_commit_changes", sharedBuckets)
	database.Observe(func(ctx context.Context, spent time.Duration, err error) {
		if err == nil {
			took.Update(spent.Seconds())
		} else if models.Failed(err) && ctx.Err() == nil {
			failed.Inc()
		}
	})
	database.Committed = func(changes int) { shared.Update(float64(changes)) }
}

// measure adds to what /metrics shows what is known of the process, its database and its
// desk.
func (p *Program) measure(set *metrics.Set) error {
	pool, err := p.Desk.DB.SQL()
	if err != nil {
		return err
	}
	build := fmt.Sprintf("linger_build_info{version=%q,go=%q,database=%q}", Version(), runtime.Version(), p.Desk.DB.Dialect)
	set.NewGauge(build, nil).Set(1)
	desk := &load{desk: p.Desk}
	for name, read := range map[string]func() float64{
		"linger_db_open_connections":     func() float64 { return float64(pool.Stats().OpenConnections) },
		"linger_db_in_use_connections":   func() float64 { return float64(pool.Stats().InUse) },
		"linger_db_idle_connections":     func() float64 { return float64(pool.Stats().Idle) },
		"linger_db_max_open_connections": func() float64 { return float64(pool.Stats().MaxOpenConnections) },
		"linger_db_wait_total":           func() float64 { return float64(pool.Stats().WaitCount) },
		"linger_db_wait_seconds_total":   func() float64 { return pool.Stats().WaitDuration.Seconds() },

		"linger_conversations_open":    func() float64 { return float64(desk.now().Open) },
		"linger_conversations_offered": func() float64 { return float64(desk.now().Offered) },
		"linger_open_oldest_seconds":   func() float64 { return desk.now().Oldest.Seconds() },
		"linger_sweep_lag_seconds":     func() float64 { return desk.now().Overdue.Seconds() },
		"linger_jobs_waiting":          func() float64 { return float64(desk.now().Jobs) },
		"linger_jobs_dead":             func() float64 { return float64(desk.now().DeadJobs) },
	} {
		set.NewGauge(name, read)
	}
	if !p.Config.postgres() {
		set.NewGauge("linger_backup_timestamp_seconds", p.backedUp)
		set.NewGauge("linger_data_free_bytes", p.free)
	}
	return nil
}

// load is how much the desk has to do, asked anew after some seconds at the soonest: who reads
// the figures often costs no more.
type load struct {
	desk *models.Desk

	mu   sync.Mutex
	at   time.Time
	last models.Load
}

const (
	loadFor    = 5 * time.Second
	loadWithin = 2 * time.Second
)

// now is the load; while the database is away, the last that was known.
func (l *load) now() models.Load {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) >= loadFor {
		ctx, cancel := context.WithTimeout(context.Background(), loadWithin)
		defer cancel()
		if fresh, err := l.desk.Load(ctx); err == nil {
			l.last = fresh
		}
		l.at = time.Now()
	}
	return l.last
}

// backedUp is when the newest backup was made, in seconds since 1970; 0 if none was.
func (p *Program) backedUp() float64 {
	var last manifest
	text, err := os.ReadFile(filepath.Join(p.Config.Data, backupsIn, lastBackup))
	if err != nil || json.Unmarshal(text, &last) != nil {
		return 0
	}
	return float64(last.Made.Unix())
}

// free is the space left for the database; 0 if that can't be told.
func (p *Program) free() float64 {
	var disk unix.Statfs_t
	if err := unix.Statfs(p.Config.Data, &disk); err != nil {
		return 0
	}
	return float64(disk.Bavail) * float64(disk.Bsize)
}
