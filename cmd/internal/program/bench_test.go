package program

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"linger/models/modeltest"
)

// The budgets of a process on two cores: see the project's architecture.
const (
	sizeBudget = 25.0 // MB, stripped
	restBudget = 30.0 // MiB resident, after the first page
)

var startBudget = map[string]float64{"sqlite": 40, "postgres": 80} // ms

// firstPage is what a start is over with.
const firstPage = "/sign-in"

// BenchmarkProcess measures the binary as it is shipped, from exec to the first
// page, over a database that is up to date; what it holds in memory afterwards;
// and how large it is.
func BenchmarkProcess(b *testing.B) {
	binary := shipped(b)
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	size := float64(info.Size()) / 1e6
	for _, dialect := range []string{"sqlite", "postgres"} {
		b.Run(dialect, func(b *testing.B) {
			args := []string{"serve", "--listen", "127.0.0.1:0", "--data", b.TempDir()}
			if dialect == "postgres" {
				args = append(args, "--database-url", modeltest.Postgres(b))
			}
			boot(b, binary, args) // makes the database
			var took time.Duration
			var rest float64
			runs := 0
			for b.Loop() {
				t, r := boot(b, binary, args)
				took, rest = took+t, rest+r
				runs++
			}
			start := took.Seconds() * 1000 / float64(runs)
			rest /= float64(runs)
			b.ReportMetric(0, "ns/op") // it includes a second of rest
			b.ReportMetric(start, "ms/start")
			b.ReportMetric(rest, "MiB")
			b.ReportMetric(size, "MB")
			b.Logf("%s: start %s · memory at rest %s · binary %s", dialect,
				against(start, startBudget[dialect], "ms"), against(rest, restBudget, "MiB"), against(size, sizeBudget, "MB"))
		})
	}
}

func against(ours, budget float64, unit string) string {
	verdict := "within"
	if ours > budget {
		verdict = "OVER"
	}
	return fmt.Sprintf("%.1f %s (%s %.0f)", ours, unit, verdict, budget)
}

// shipped is what make build makes.
func shipped(b *testing.B) string {
	b.Helper()
	cmd := exec.Command("make", "-C", root, "build")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(root, "bin", "linger")
}

var listening = regexp.MustCompile(`listen=(\S+)`)

// boot runs the binary until it has shown a page and rested a second, and
// returns how long the page took and how much memory is resident, in MiB.
func boot(b *testing.B, binary string, args []string) (took time.Duration, resident float64) {
	b.Helper()
	cmd := exec.Command(binary, args...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			b.Error(err)
		}
		_, _ = io.Copy(io.Discard, stderr)
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	}()
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		found := listening.FindStringSubmatch(lines.Text())
		if found == nil {
			continue
		}
		res, err := http.Get("http://" + found[1] + firstPage)
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("first page: %s, %v", res.Status, err)
		}
		took = time.Since(begun)
		<-time.After(time.Second)
		return took, residentMiB(b, cmd.Process.Pid)
	}
	b.Fatalf("the process did not serve: %v", lines.Err())
	return 0, 0
}

func residentMiB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := bytes.Cut(status, []byte("VmRSS:"))
	kib, err := strconv.ParseFloat(string(bytes.Fields(after)[0]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
