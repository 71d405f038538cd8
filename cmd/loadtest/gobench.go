package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// goTest runs a benchmark or a test of ours, of which the figures are read off.
func goTest(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-count=1"}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out.String())
	}
	return out.String(), nil
}

// greatest takes the values that a benchmark reports for a database, the greatest of each
// unit.
func (f *figures) greatest(output string) {
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") || !strings.Contains(fields[0], "/"+f.Database) {
			continue
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				continue
			}
			f.set(fields[0]+" "+fields[i+1], value)
			f.set(fields[i+1], max(value, f.Values[fields[i+1]]))
		}
	}
}

func benchmark(ctx context.Context, o options, name, pkg string, args ...string) (*figures, error) {
	f := newFigures(name, o)
	database := "sqlite"
	if o.Postgres {
		database = "postgres"
	}
	out, err := goTest(ctx, append([]string{"-run", "^$", "-timeout", "60m", "-bench", "^" + name + "$/^" + database + "$", pkg}, args...)...)
	if err != nil {
		return nil, err
	}
	f.greatest(out)
	return f, nil
}

func (m benchMode) process(ctx context.Context, o options) (*figures, error) {
	return benchmark(ctx, o, "BenchmarkProcess", "./cmd/internal/program")
}

func (m benchMode) inbox(ctx context.Context, o options) (*figures, error) {
	return benchmark(ctx, o, "BenchmarkInbox", "./models", "-sizes", m.Sizes)
}

func (m benchMode) lists(ctx context.Context, o options) (*figures, error) {
	return benchmark(ctx, o, "BenchmarkLists", "./models", "-sizes", m.Sizes)
}

func (m benchMode) search(ctx context.Context, o options) (*figures, error) {
	return benchmark(ctx, o, "BenchmarkSearch", "./models", "-sizes", "300000")
}

var bytesLine = regexp.MustCompile(`before opening (\d+) bytes gzip in \d+ request, to the open chat (\d+) bytes`)

// download asks the browser that the tests use.
func (m benchMode) download(ctx context.Context, o options) (*figures, error) {
	f := newFigures("download", o)
	out, err := goTest(ctx, "-v", "-run", "^TestBytes$", "./cmd/browser")
	if err != nil {
		return nil, err
	}
	found := bytesLine.FindStringSubmatch(out)
	if found == nil {
		return nil, fmt.Errorf("the test says nothing of bytes:\n%s", out)
	}
	for i, name := range []string{"before", "open"} {
		value, err := strconv.ParseFloat(found[i+1], 64)
		if err != nil {
			return nil, err
		}
		f.set(name, value)
	}
	return f, nil
}
