package torture

import (
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"linger/cmd/internal/program"
	"linger/models/modeltest"
)

// childArgs is the variable by which this test binary knows that it is to be the program.
const childArgs = "LINGER_TEST_SERVE"

func TestMain(m *testing.M) {
	if args := os.Getenv(childArgs); args != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(program.Main(ctx, strings.Split(args, "\n"), program.Terminal{Out: io.Discard, Err: os.Stderr}))
	}
	modeltest.Main(m)
}

// self is this test binary as the program.
func self(args ...string) *exec.Cmd {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), childArgs+"="+strings.Join(args, "\n"))
	return cmd
}

// The short form of make torture.
func TestTorture(t *testing.T) {
	for _, each := range []struct {
		name     string
		postgres bool
		nodes    int
	}{{"sqlite", false, 1}, {"postgres", true, 1}, {"three nodes", true, 3}} {
		t.Run(each.name, func(t *testing.T) {
			report, err := Run(t.Context(), Options{
				Command: self, Dir: t.TempDir(), Postgres: each.postgres, Nodes: each.nodes,
				For: 5 * time.Second, Customers: 4, Agents: 4, Pace: 50 * time.Millisecond, Log: t.Logf,
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range report.Violations {
				t.Errorf("%s: %s", v.Fault, v.What)
			}
			for _, fault := range []string{"servers killed", "connections cut"} {
				if report.Faults[fault] == 0 {
					t.Errorf("no %s: the run shows nothing", fault)
				}
			}
			if report.Acknowledged == 0 {
				t.Error("nothing was acknowledged")
			}
			t.Logf("%d acknowledged, %d tried again, %d verbs, %d conversations, %d rows seen, faults %v, events %v",
				report.Acknowledged, report.TriedAgain, report.Verbs, report.Conversations, report.Rows, report.Faults, report.Events)
		})
	}
}
