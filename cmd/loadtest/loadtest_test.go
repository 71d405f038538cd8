package main

import (
	"strings"
	"testing"
)

func TestBenchmarksAreRead(t *testing.T) {
	f := newFigures("any", options{Postgres: true})
	f.greatest("goos: linux\nBenchmarkInbox/sqlite/1000/mine-2   10   9.0 p99-ms\n" +
		"BenchmarkInbox/postgres/1000/mine-2   10   1.5 p50-ms   2.5 p99-ms\nBenchmarkInbox/postgres/1000/open-2   10   1.0 p50-ms   4.5 p99-ms\nPASS\n")
	if f.Values["p99-ms"] != 4.5 || f.Values["p50-ms"] != 1.5 {
		t.Errorf("read %v", f.Values)
	}
}

func TestVerdicts(t *testing.T) {
	runs := func(values ...float64) []*figures {
		var all []*figures
		for _, v := range values {
			all = append(all, &figures{Values: map[string]float64{"x": v}})
		}
		return all
	}
	most := budget{"it", "ms", "x", 10, 20, false}
	least := budget{"it", "/s", "x", 10, 20, true}
	for _, c := range []struct {
		b    budget
		on   string
		runs []*figures
		want string
	}{
		{most, "sqlite", runs(9, 100, 8), "within"},
		{most, "sqlite", runs(9, 100, 11), "OVER"},
		{most, "postgres", runs(9, 100, 11), "within"},
		{least, "sqlite", runs(12, 1, 11), "within"},
		{least, "postgres", runs(12, 1, 11), "UNDER"},
		{most, "sqlite", nil, "not measured"},
	} {
		if got := c.b.line(c.on, c.runs); !strings.Contains(got, c.want) {
			t.Errorf("%q, want %s", got, c.want)
		}
	}
}

// What is shown is counted: a message that one side never saw, saw twice, or saw
// before another one.
func TestWhatWasToldIsCounted(t *testing.T) {
	talkOf := func(customer, agent []int64) *load {
		tk := &talk{acked: map[int64]bool{2: true, 3: true, 4: true}}
		tk.sides[theCustomer].shown, tk.sides[theAgent].shown = customer, agent
		return &load{talks: []*talk{tk}}
	}
	for _, c := range []struct {
		customer, agent           []int64
		lost, doubled, disordered float64
	}{
		{[]int64{2, 3, 4}, []int64{2, 3, 4}, 0, 0, 0},
		{[]int64{2, 4}, []int64{2, 4, 3}, 1, 0, 0},
		{[]int64{2, 3, 4, 4}, []int64{2, 3, 4}, 0, 1, 0},
		{[]int64{2, 4, 3}, []int64{2, 3, 4}, 0, 0, 2},
	} {
		f := newFigures("any", options{})
		f.told(talkOf(c.customer, c.agent))
		if f.Values["lost"] != c.lost || f.Values["doubled"] != c.doubled || f.Values["disordered"] != c.disordered {
			t.Errorf("%v and %v: %v", c.customer, c.agent, f.Values)
		}
	}
}
