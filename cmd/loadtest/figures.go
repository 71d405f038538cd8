package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"linger/cmd/internal/stand"
)

// figures are what a run came to: numbers by name, in the order in which they are shown.
type figures struct {
	Mode     string             `json:"mode"`
	Database string             `json:"database"`
	Busy     string             `json:"machine_load_before"`
	Values   map[string]float64 `json:"values"`
	names    []string
}

func newFigures(mode string, o options) *figures {
	f := &figures{Mode: mode, Database: "sqlite", Values: map[string]float64{}, Busy: machineLoad()}
	if o.Postgres {
		f.Database = "postgres"
	}
	return f
}

// machineLoad is how many others want the processors, over the last minute: figures that
// were taken among them are not the program's alone.
func machineLoad() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

func (f *figures) set(name string, value float64) {
	if _, there := f.Values[name]; !there {
		f.names = append(f.names, name)
	}
	f.Values[name] = value
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quantiles sets the middle and the slowest of a hundred, in milliseconds.
func (f *figures) quantiles(name string, all []time.Duration) {
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	f.set(name+" p50 ms", ms(all[len(all)/2]))
	f.set(name+" p99 ms", ms(all[len(all)*99/100]))
	f.set(name+" most ms", ms(all[len(all)-1]))
}

// took sets what server and database took since.
func (f *figures) took(p *place, server, database stand.Usage) error {
	s, d, err := p.usage()
	if err != nil {
		return err
	}
	f.set("server CPU s", (s.CPU - server.CPU).Seconds())
	f.set("server MiB", s.Memory)
	if p.cluster != nil {
		f.set("database CPU s", (d.CPU - database.CPU).Seconds())
		f.set("database MiB", d.Memory)
	}
	return nil
}

func (f *figures) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(f)
	}
	fmt.Fprintf(w, "%s on %s (load of the machine before: %s)\n", f.Mode, f.Database, f.Busy)
	for _, name := range f.names {
		fmt.Fprintf(w, "  %-42s %12.2f\n", name, f.Values[name])
	}
	return nil
}

// told counts what was lost, doubled or shown in another order, and how late the rest.
func (f *figures) told(l *load) {
	var lost, doubled, disordered int
	var toAgents, toCustomers, back []time.Duration
	for _, t := range l.talks {
		var firsts [2][]int64
		for which := range t.sides {
			seen := map[int64]bool{}
			for _, n := range t.sides[which].shown {
				if seen[n] {
					doubled++
					continue
				}
				seen[n] = true
				firsts[which] = append(firsts[which], n)
			}
			for n := range t.acked {
				if !seen[n] {
					lost++
				}
			}
			back = append(back, t.sides[which].back...)
		}
		for i := range min(len(firsts[0]), len(firsts[1])) {
			if firsts[0][i] != firsts[1][i] {
				disordered++
			}
		}
		toCustomers = append(toCustomers, t.sides[theCustomer].late...)
		toAgents = append(toAgents, t.sides[theAgent].late...)
	}
	f.set("acknowledged", float64(l.acked.Load()))
	f.set("requests tried again", float64(l.failed.Load()))
	f.set("lost", float64(lost))
	f.set("doubled", float64(doubled))
	f.set("disordered", float64(disordered))
	f.quantiles("due to shown, both ways,", slices.Concat(toAgents, toCustomers))
	f.quantiles("due to shown to the agent,", toAgents)
	f.quantiles("due to shown to the customer,", toCustomers)
	f.quantiles("back to the first word,", back)
}
