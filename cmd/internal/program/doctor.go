package program

import (
	"context"
	"errors"
	"fmt"
	"io"

	"linger/static"
)

// doctor looks at everything that serving needs and says what to do.
type doctor struct {
	Store
	Site
}

// finding is one line of the doctor's.
type finding struct {
	grade  grade
	about  string
	found  string
	remedy string // what to do; empty when all is well
}

type grade int

const (
	ok grade = iota
	warn
	fail
)

// String is the grade as the first column shows it.
func (g grade) String() string { return [...]string{"ok", "warn", "fail"}[g] }

func fine(about, format string, args ...any) finding {
	return finding{ok, about, fmt.Sprintf(format, args...), ""}
}

func doubtful(about, found, remedy string) finding { return finding{warn, about, found, remedy} }

func broken(about, found, remedy string) finding { return finding{fail, about, found, remedy} }

// Run prints a line for each thing looked at, and fails if one of them failed.
func (d *doctor) Run(ctx context.Context, term Terminal) error {
	worst := ok
	report := func(findings ...finding) {
		for _, f := range findings {
			worst = max(worst, f.grade)
			f.print(term.Out)
		}
	}
	report(fine("binary", "%s", Build()))
	report(lookAtAssets())
	report(lookAtData(d.Store)...)
	report(lookAtDatabase(ctx, d.Store, d.PrivateKeyURLs)...)
	report(lookAtBackups(d.Store)...)
	report(lookAtZones())
	report(lookAtSite(ctx, d.Site)...)
	if worst == fail {
		return errFailed
	}
	return nil
}

func (f finding) print(out io.Writer) {
	fmt.Fprintf(out, "%-5s %-12s %s\n", f.grade, f.about, f.found)
	if f.remedy != "" {
		fmt.Fprintf(out, "%-5s %-12s → %s\n", "", "", f.remedy)
	}
}

func lookAtAssets() finding {
	if err := static.Check(); err != nil {
		return broken("assets", err.Error(), "Use a release, or build with make build.")
	}
	return fine("assets", "bundled")
}

// because is the innermost part of an error: the outer ones repeat what the
// line is about.
func because(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err.Error()
}
