package sse

import "testing"

func TestTrimming(t *testing.T) {
	var tr trimmer
	for name, tt := range map[string]struct {
		moves []int64
		want  int // in which slot, from 1
	}{
		"a crowd, then quiet": {[]int64{300, 900, 900, 900, 900, 900, 900}, 5},
		"a crowd, then a few": {[]int64{900, 1800, 1803, 1805, 1810, 1811}, 5},
		"a few":               {[]int64{10, 10, 10, 10, 10}, 0},
		"coming all the time": {[]int64{300, 600, 900, 1200, 1500}, 0},
	} {
		tr = trimmer{}
		got := 0
		for i, moves := range tt.moves {
			if tr.due(moves) {
				if got != 0 {
					t.Errorf("%s: twice", name)
				}
				got = i + 1
			}
		}
		if got != tt.want {
			t.Errorf("%s: in slot %d, want %d", name, got, tt.want)
		}
	}
}
