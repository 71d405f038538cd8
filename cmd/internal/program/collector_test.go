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
		name   string
		after  time.Duration
		cycles uint64 // in all
		live   uint64
		want   int
		calm   bool
	}{
		{"just started, at rest", 0, 4, 8 * mib, 100, false},
		{"one collection now and then", time.Second, 5, 8 * mib, 100, false},
		{"much to do, little that lives", 2 * time.Second, 12, 8 * mib, 400, false},
		{"what lives grows: the room stays", 3 * time.Second, 14, 32 * mib, 200, false},
		{"a crowd: as ever", 4 * time.Second, 16, 200 * mib, 100, false},
		{"a pause", 13 * time.Second, 17, 8 * mib, 400, false},
		{"calm again", 14 * time.Second, 17, 8 * mib, 100, true},
		{"and calm", 15 * time.Second, 18, 8 * mib, 100, false},
		{"and again much", 16 * time.Second, 20, 8 * mib, 400, false},
	} {
		if got, calm := looked.look(start.Add(row.after), row.cycles, row.live); got != row.want || calm != row.calm {
			t.Errorf("%s: %d %% garbage, calm %t; want %d, %t", row.name, got, calm, row.want, row.calm)
		}
	}
}
