package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"linger/cmd/internal/stand"
	"linger/cmd/internal/torture"
)

// tortureMode is the long form of the test of package torture.
type tortureMode struct {
	options
	Minutes   float64       `help:"How long." default:"10"`
	Nodes     int           `help:"How many servers, of a desk on Postgres." default:"1"`
	Customers int           `help:"How many customers write, each in two tabs." default:"8"`
	Agents    int           `help:"How many agents do what comes to mind." default:"8"`
	Pace      time.Duration `help:"How long a tab waits between two messages, on average." default:"100ms"`
}

// Validate refuses what can't be. Kong calls it.
func (m tortureMode) Validate() error {
	if m.Nodes < 1 || m.Nodes > 10 || m.Nodes > 1 && !m.Postgres {
		return errors.New("1 to 10 nodes, and one on SQLite")
	}
	if m.Minutes <= 0 || m.Minutes > 600 || m.Customers < 1 || m.Customers > 1000 || m.Agents < 2 || m.Agents > 100 || m.Pace <= 0 {
		return errors.New("up to 600 minutes, 1000 customers and 100 agents, of whom there must be 2")
	}
	return nil
}

// Run tortures and says what was seen.
func (m tortureMode) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	report, err := torture.Run(ctx, torture.Options{
		Command: stand.Binary(m.Binary), Dir: dir, Postgres: m.Postgres, Nodes: m.Nodes,
		For: time.Duration(m.Minutes * float64(time.Minute)), Customers: m.Customers, Agents: m.Agents, Pace: m.Pace,
		Log: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) },
	})
	if err != nil {
		return err
	}
	if len(report.Violations) > 100 {
		fmt.Fprintf(os.Stderr, "%d violations, of which the first 100:\n", len(report.Violations))
		report.Violations = report.Violations[:100]
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(report); err != nil {
		return err
	}
	if n := len(report.Violations); n > 0 {
		return fmt.Errorf("%d violations", n)
	}
	return nil
}
