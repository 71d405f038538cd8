package program

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

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
