// Command loadtest measures a server that it starts itself, on this machine alone, with
// a database that it throws away: customers and agents by the requests and streams that
// browsers use. It also tortures one: see package torture.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"

	"linger/cmd/internal/program"
	"linger/cmd/internal/stand"
	"linger/models/modeltest"
)

// options are what every mode has.
type options struct {
	Binary   string `help:"The program." default:"bin/linger" type:"existingfile"`
	Postgres bool   `help:"On a Postgres of its own, whose commits reach the disk, instead of SQLite."`
	JSON     bool   `help:"Print the figures as JSON." name:"json"`
}

type cli struct {
	Rate    rateMode    `cmd:"" help:"Messages at a rate that does not wait for answers, both ways: from when each was due until it is shown on the other side."`
	Max     maxMode     `cmd:"" help:"As many messages as there can be, each writer waiting for the answer to the one before."`
	Idle    idleMode    `cmd:"" help:"Many idle streams: memory, CPU, one message to all, all gone and back at once."`
	Resume  resumeMode  `cmd:"" help:"Cut every stream again and again while messages are written: what is lost, doubled, and how soon readers are back."`
	Crash   crashMode   `cmd:"" help:"Kill the server again and again under load."`
	Bench   benchMode   `cmd:"" help:"All budgets of the architecture, each figure the median of several runs."`
	Torture tortureMode `cmd:"" help:"Kill servers and database, break connections, and compare everything that anybody saw."`
}

func main() { os.Exit(run()) }

func run() int {
	var c cli
	chosen := kong.Parse(&c, kong.Name("loadtest"), kong.Description("Measures Linger on this machine."), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	if err := chosen.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		return 1
	}
	return 0
}

// place is a desk with a server, to be thrown away.
type place struct {
	desk    *stand.Desk
	server  *stand.Server
	cluster *modeltest.Cluster
	dir     string
}

// newPlace sets a desk up and starts a server on it.
func newPlace(ctx context.Context, o options, agents int) (p *place, err error) {
	p = &place{}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.dir, err = os.MkdirTemp("", "loadtest-"); err != nil {
		return p, err
	}
	store := program.Store{Data: filepath.Join(p.dir, "data")}
	if o.Postgres {
		// As on a machine that serves customers: what is committed is on the disk.
		p.cluster, err = modeltest.StartCluster("fsync=on", "full_page_writes=on", "autovacuum=on", "shared_buffers=256MB")
		if err != nil {
			return p, err
		}
		store.DatabaseURL = p.cluster.URL("postgres")
	}
	if p.desk, err = stand.SetUp(ctx, store, agents); err != nil {
		return p, err
	}
	if err = p.desk.Picked(ctx); err != nil {
		return p, err
	}
	if p.server, err = stand.NewServer(stand.Binary(o.Binary), store, ""); err != nil {
		return p, err
	}
	if err := stand.LoopbackOnly(p.server.URL()); err != nil {
		return p, err
	}
	return p, p.server.Run(ctx)
}

func (p *place) widget() string { return p.server.URL() + "/w/" + p.desk.Key }

// usage is what server and database have taken so far.
func (p *place) usage() (server, database stand.Usage, err error) {
	if server, err = stand.UsageOf(p.server.PID(), false); err != nil || p.cluster == nil {
		return server, database, err
	}
	database, err = stand.UsageOf(p.cluster.PID(), true)
	return server, database, err
}

func (p *place) close() {
	if p.server != nil {
		if err := p.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "loadtest:", err)
		}
	}
	if p.cluster != nil {
		p.cluster.Stop()
	}
	_ = os.RemoveAll(p.dir)
}
