package program

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"linger/models"
)

// counted counts what is written to conversations on its way to the streams.
func (p *Program) counted(wake func(models.Wake)) func(models.Wake) {
	changes := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "linger_conversation_changes_total",
		Help: "Messages and events that this process wrote to conversations.",
	})
	p.registry.MustRegister(changes)
	return func(w models.Wake) {
		if w.Changed > 0 && w.Signal == nil {
			changes.Inc()
		}
		wake(w)
	}
}

// measure registers what /metrics shows of the process and its database.
func (p *Program) measure() error {
	pool, err := p.Desk.DB.SQL()
	if err != nil {
		return err
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "linger_build_info",
		Help: "1, with what this process was built from and which database it uses.",
		ConstLabels: prometheus.Labels{
			"version": Version(), "go": runtime.Version(), "database": p.Desk.DB.Dialect,
		},
	})
	build.Set(1)
	p.registry.MustRegister(build,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewDBStatsCollector(pool, "linger"),
	)
	return nil
}
