package program

import (
	"fmt"
	"runtime"

	"github.com/VictoriaMetrics/metrics"

	"linger/models"
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

// measure adds to what /metrics shows what is known of the process and its
// database.
func (p *Program) measure(set *metrics.Set) error {
	pool, err := p.Desk.DB.SQL()
	if err != nil {
		return err
	}
	build := fmt.Sprintf("linger_build_info{version=%q,go=%q,database=%q}", Version(), runtime.Version(), p.Desk.DB.Dialect)
	set.NewGauge(build, nil).Set(1)
	for name, read := range map[string]func() float64{
		"linger_db_open_connections":     func() float64 { return float64(pool.Stats().OpenConnections) },
		"linger_db_in_use_connections":   func() float64 { return float64(pool.Stats().InUse) },
		"linger_db_idle_connections":     func() float64 { return float64(pool.Stats().Idle) },
		"linger_db_max_open_connections": func() float64 { return float64(pool.Stats().MaxOpenConnections) },
		"linger_db_wait_total":           func() float64 { return float64(pool.Stats().WaitCount) },
		"linger_db_wait_seconds_total":   func() float64 { return pool.Stats().WaitDuration.Seconds() },
	} {
		set.NewGauge(name, read)
	}
	return nil
}
