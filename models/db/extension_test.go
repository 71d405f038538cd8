package db_test

import (
	"strings"
	"testing"
)

// Each connection keeps the plan of a statement whatever is bound to it: an index of what
// is beyond five doesn't serve a query that could as well be asked from four.
func TestPlansDoNotDependOnWhatIsBound(t *testing.T) {
	l := openLedger(t)
	if err := l.Write.Exec("CREATE TABLE counts (n INTEGER, name TEXT); CREATE INDEX counts_beyond ON counts (n) WHERE n > 5").Error; err != nil {
		t.Fatal(err)
	}
	plan := func(where string, values ...any) string {
		var row struct{ Detail string }
		if err := l.Read.Raw("EXPLAIN QUERY PLAN SELECT name FROM counts WHERE "+where, values...).Scan(&row).Error; err != nil {
			t.Fatal(err)
		}
		return row.Detail
	}
	if got := plan("n > 5"); !strings.Contains(got, "counts_beyond") {
		t.Fatalf("with five in the text: %s", got)
	}
	if got := plan("n > ?", 5); strings.Contains(got, "counts_beyond") {
		t.Errorf("with five bound: %s", got)
	}
}
