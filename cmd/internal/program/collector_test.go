package program

import (
	"testing"
	"time"
)

func TestCollectorTradesMemoryForTime(t *testing.T) {
	const mib = 1 << 20
	looked := collector{cycles: 4, percent: 100} // one for all rows: each goes on from the one before
	start := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name    string
		after   time.Duration
		cycles  uint64 // in all
		live    uint64
		streams int
		want    int
		calm    bool
	}{
		{"just started, at rest", 0, 4, 8 * mib, 0, 100, false},
		{"one collection now and then", time.Second, 5, 8 * mib, 5, 100, false},
		{"much to do, little that lives", 2 * time.Second, 12, 8 * mib, 10, 400, false},
		{"a crowd arrives", 3 * time.Second, 14, 30 * mib, 1500, 50, false},
		{"the last of it", 4 * time.Second, 16, 32 * mib, 2000, 50, false},
		{"it has arrived, and is busy: the room for garbage stays", 7 * time.Second, 18, 32 * mib, 2000, 200, false},
		{"a bigger one", 12 * time.Second, 20, 200 * mib, 9000, 50, false},
		{"busy, and much lives: as ever", 21 * time.Second, 21, 200 * mib, 9000, 100, false},
		{"calm again", 22 * time.Second, 22, 8 * mib, 100, 100, false},
		{"much to do again", 23 * time.Second, 24, 8 * mib, 100, 400, false},
		{"calm: it is given back", 33 * time.Second, 25, 8 * mib, 100, 100, true},
		{"and calm", 34 * time.Second, 26, 8 * mib, 100, 100, false},
	} {
		if got, calm := looked.look(start.Add(row.after), row.cycles, row.live, row.streams); got != row.want || calm != row.calm {
			t.Errorf("%s: %d %% garbage, calm %t; want %d, %t", row.name, got, calm, row.want, row.calm)
		}
	}
}
