package program

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// Terminal is where a command reads and writes.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// commands are what the binary can do.
type commands struct {
	Serve   serve    `cmd:"" help:"Serve Linger: widget, console and settings."`
	Migrate migrate  `cmd:"" help:"Bring the database up to date. Serve does it too; this is for doing it before."`
	Seed    seedDesk `cmd:"" help:"Fill an empty database with the demo desk, for serve --demo at the same addresses."`
	Doctor  doctor   `cmd:"" help:"Check the database, the disk, the clock, keys, backups and the public address, and say what to do."`
	Backup  backup   `cmd:"" help:"Write everything that Linger keeps to one file, while it serves or not."`
	Restore restore  `cmd:"" help:"Bring back what a backup holds, where nothing is yet."`
	Ready   ready    `cmd:"" help:"Ask the serving process whether it is ready, for a container's health check."`
	User    struct {
		Add addUser `cmd:"" help:"Add somebody who may sign in."`
	} `cmd:"" help:"Staff, from the command line."`
	Version printVersion `cmd:"" help:"Print what this binary was built from."`
}

const about = "Customer chat that waits. Flags may be given as environment variables too; a flag wins."

// errFailed ends a command that has already said what is wrong.
var errFailed = errors.New("failed")

// exit carries kong's own wish to end, after --help.
type exit int

// Main runs the command that args name and returns the exit code.
func Main(ctx context.Context, args []string, term Terminal) (code int) {
	defer func() {
		if wish, ok := recover().(exit); ok {
			code = int(wish)
		}
	}()
	var cli commands
	parser, err := newParser(&cli, term)
	if err != nil {
		fmt.Fprintln(term.Err, "linger:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(term.Err, "linger:", err)
		fmt.Fprintln(term.Err, `"linger --help" lists the commands, "linger COMMAND --help" their flags.`)
		return 2
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	if err := chosen.Run(term); err != nil {
		if !errors.Is(err, errFailed) {
			fmt.Fprintln(term.Err, "linger:", err)
		}
		return 1
	}
	return 0
}

func newParser(cli *commands, term Terminal) (*kong.Kong, error) {
	return kong.New(cli,
		kong.Name("linger"),
		kong.Description(about),
		kong.Writers(term.Out, term.Err),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.UsageOnError(),
	)
}

type serve struct{ Config }

// Run serves until the process is told to stop.
func (s *serve) Run(ctx context.Context, term Terminal) error {
	p, err := Open(ctx, s.Config, s.Log(term.Err))
	if err != nil {
		return err
	}
	if p.demo != nil {
		p.welcome(term.Out)
	}
	return errors.Join(p.Run(ctx), p.Close())
}

type migrate struct {
	Store
	Logging
}

// Run brings the database up to date.
func (m *migrate) Run(ctx context.Context, term Terminal) error {
	desk, err := OpenDesk(ctx, m.Store, m.Log(term.Err))
	if err != nil {
		return err
	}
	fmt.Fprintln(term.Out, "The database is up to date.")
	return desk.DB.Close()
}

type printVersion struct{}

// Run prints the version.
func (printVersion) Run(term Terminal) error {
	_, err := fmt.Fprintln(term.Out, Build())
	return err
}
