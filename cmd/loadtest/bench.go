package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// benchMode measures every budget of the architecture.
type benchMode struct {
	Binary string        `help:"The program." default:"bin/linger" type:"existingfile"`
	Row    string        `help:"One row only: ${enum}. Empty: all." enum:"start,idle,rate100,rate500,max,inbox,lists,search,download,resume,crash," default:""`
	On     string        `help:"One database only: ${enum}. Empty: both." enum:"sqlite,postgres," default:""`
	Runs   int           `help:"How many runs the median is of." default:"3"`
	For    time.Duration `help:"How long each load lasts." default:"20s"`
	Sizes  string        `help:"At how many conversations lists are measured. 1000000 takes minutes to fill." default:"1000,100000"`
	Out    string        `help:"Where the raw figures go." default:"bench.json"`
}

// budget is one figure of the table.
type budget struct {
	what, unit       string
	figure           string // its name among the figures of a run
	sqlite, postgres float64
	atLeast          bool
}

// row is what one kind of run measures.
type row struct {
	name    string
	once    bool // one run is enough: it has its own repetitions
	alone   bool // the database makes no difference
	measure func(ctx context.Context, o options) (*figures, error)
	budgets []budget
}

// result is the figures of all runs of a row on a database.
type result struct {
	Row  string     `json:"row"`
	Runs []*figures `json:"runs"`
}

// rows are the table of the architecture's budgets, a kind of run each.
func (m benchMode) rows() []row {
	talk := crowd{Conversations: 40, Agents: 40, For: m.For}
	kept := []budget{{"lost", "", "lost", 0, 0, false}, {"doubled", "", "doubled", 0, 0, false}, {"disordered", "", "disordered", 0, 0, false}}
	pace := func(rate float64) func(context.Context, options) (*figures, error) {
		return func(ctx context.Context, o options) (*figures, error) { return rateMode{o, talk, rate}.measure(ctx) }
	}
	shown := func(rate string) []budget {
		return []budget{
			{"sent to shown at " + rate + "/s, p50", "ms", "due to shown, both ways, p50 ms", 1.5, 3, false},
			{"sent to shown at " + rate + "/s, p99", "ms", "due to shown, both ways, p99 ms", 4, 8, false},
		}
	}
	return []row{
		{name: "start", measure: m.process, budgets: []budget{
			{"cold start to first page", "ms", "ms/start", 40, 80, false},
			{"memory at rest", "MiB", "MiB", 30, 30, false},
			{"binary, stripped", "MB", "MB", 25, 25, false},
		}},
		{name: "idle", measure: func(ctx context.Context, o options) (*figures, error) {
			return idleMode{o, 10_000, 20 * time.Second}.measure(ctx)
		}, budgets: []budget{{"memory of an idle stream at 10,000", "KiB", "KiB each", 6, 6, false}}},
		{name: "rate100", measure: pace(100), budgets: shown("100")},
		{name: "rate500", measure: pace(500), budgets: append(shown("500"), budget{"CPU seconds for 10,000 messages", "s", "CPU s for 10,000", 4, 8, false})},
		{name: "max", measure: func(ctx context.Context, o options) (*figures, error) { return maxMode{o, talk}.measure(ctx) },
			budgets: []budget{{"highest sustained rate, both sides served", "/s", "messages a second", 4000, 2500, true}}},
		{name: "inbox", once: true, measure: m.inbox, budgets: []budget{{"inbox page, p99, slowest list and size", "ms", "p99-ms", 5, 5, false}}},
		{name: "lists", once: true, measure: m.lists, budgets: []budget{{"page of the board or the settings, p99, slowest list and size", "ms", "p99-ms", 5, 5, false}}},
		{name: "search", once: true, measure: m.search, budgets: []budget{{"search in 300,000 messages, p99", "ms", "p99-ms", 20, 20, false}}},
		{name: "download", once: true, alone: true, measure: m.download, budgets: []budget{
			{"download before opening", "B", "before", 2000, 2000, false},
			{"download to the open chat", "B", "open", 25_000, 25_000, false},
		}},
		{name: "resume", measure: func(ctx context.Context, o options) (*figures, error) {
			return resumeMode{o, talk, 200, 2 * time.Second}.measure(ctx)
		}, budgets: append([]budget{{"resume after a cut, p99", "ms", "back to the first word, p99 ms", 250, 250, false}}, kept...)},
		{name: "crash", measure: func(ctx context.Context, o options) (*figures, error) {
			return crashMode{o, talk, 200, 5}.measure(ctx)
		}, budgets: append([]budget{{"kill -9 to serving again", "ms", "started to serving again, p50 ms", 60, 60, false}}, kept...)},
	}
}

// Run measures and prints the table.
func (m benchMode) Run(ctx context.Context) error {
	if m.Runs < 1 || m.Runs > 20 {
		return fmt.Errorf("1 to 20 runs")
	}
	var all []result
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\ton\tours\tbudget\t\tload of the machine")
	for _, r := range m.rows() {
		if m.Row != "" && m.Row != r.name {
			continue
		}
		for _, on := range []string{"sqlite", "postgres"} {
			if m.On != "" && m.On != on || r.alone && on == "postgres" {
				continue
			}
			of := result{Row: r.name}
			for range m.Runs {
				f, err := r.measure(ctx, options{Binary: m.Binary, Postgres: on == "postgres"})
				if err != nil {
					return fmt.Errorf("%s on %s: %w", r.name, on, err)
				}
				of.Runs = append(of.Runs, f)
				fmt.Fprintf(os.Stderr, "measured %s on %s\n", r.name, on)
				if r.once {
					break
				}
			}
			all = append(all, of)
			for _, b := range r.budgets {
				fmt.Fprintln(table, b.line(on, of.Runs))
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(m.Out, append(text, '\n'), 0o644)
}

// line is the median of the runs against the budget.
func (b budget) line(on string, runs []*figures) string {
	limit := b.sqlite
	if on == "postgres" {
		limit = b.postgres
	}
	var values []float64
	var busy []string
	for _, f := range runs {
		if v, there := f.Values[b.figure]; there {
			values = append(values, v)
		}
		busy = append(busy, f.Busy)
	}
	if len(values) == 0 {
		return fmt.Sprintf("%s\t%s\tnot measured\t\t\t", b.what, on)
	}
	ours := median(values)
	verdict := "within"
	if b.atLeast && ours < limit || !b.atLeast && ours > limit {
		verdict = "OVER"
		if b.atLeast {
			verdict = "UNDER"
		}
	}
	return fmt.Sprintf("%s\t%s\t%.1f %s\t%g %s\t%s\t%s", b.what, on, ours, b.unit, limit, b.unit, verdict, strings.Join(busy, " "))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
