package program

import (
	"context"

	"github.com/VictoriaMetrics/metrics"

	"linger/models"
	"linger/models/bus"
)

// openBus joins the other processes of the desk, of which there can be some on
// Postgres: what happens here wakes streams there, and the other way round.
func (p *Program) openBus(set *metrics.Set) (err error) {
	p.Desk.Wake = counted(set, p.Hub.Wake)
	if !p.Config.postgres() {
		return nil
	}
	if p.bus, err = bus.New(p.Config.DatabaseURL, p.presence.Node, p.Desk, p.Hub.Wake, p.Log); err != nil {
		return err
	}
	here := p.Desk.Wake
	p.Desk.Wake = func(w models.Wake) {
		here(w)
		p.bus.Send(w)
	}
	for name, read := range map[string]func(bus.Figures) int64{
		"linger_bus_sent_total":      func(f bus.Figures) int64 { return f.Sent },
		"linger_bus_heard_total":     func(f bus.Figures) int64 { return f.Heard },
		"linger_bus_looks_total":     func(f bus.Figures) int64 { return f.Looks },
		"linger_bus_missed_total":    func(f bus.Figures) int64 { return f.Missed },
		"linger_bus_forgotten_total": func(f bus.Figures) int64 { return f.Forgotten },
		"linger_bus_listening": func(f bus.Figures) int64 {
			if f.Listening {
				return 1
			}
			return 0
		},
	} {
		set.NewGauge(name, func() float64 { return float64(read(p.bus.Figures())) })
	}
	return nil
}

// runBus runs it until ctx ends, if there is one.
func (p *Program) runBus(ctx context.Context) error {
	if p.bus == nil {
		return nil
	}
	return p.bus.Run(ctx)
}
