package automated

import (
	"slices"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Our few rules are the CLDR's, for every number that we ever say. Its form for
// round millions is none of them.
func TestPluralsAreTheCLDRs(t *testing.T) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, l := range Languages {
		tag := language.MustParse(l.Tag)
		seen := map[string]bool{}
		for n := range int64(20_000) {
			got := Plural(l.Tag, n)
			seen[got] = true
			if want := names[plural.Cardinal.MatchPlural(tag, int(n), 0, 0, 0, 0)]; got != want {
				t.Fatalf("%s: %d is %q, the CLDR says %q", l.Name, n, got, want)
			}
		}
		if forms := Forms(l.Tag); len(forms) != len(seen) || slices.ContainsFunc(forms, func(f string) bool { return !seen[f] }) {
			t.Errorf("%s: the forms are said to be %v, and are %v", l.Name, forms, seen)
		}
	}
}
