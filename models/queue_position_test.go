package models

import (
	"testing"
	"time"

	"linger/models/automated"
)

// In line she is told how many are ahead, by one row that changes in place.
func TestPlaceIsOneRow(t *testing.T) {
	type step struct {
		ahead   int64
		says    string // empty: nothing changes
		hides   bool
		changed int64 // of the row
	}
	now := At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	for _, tt := range []struct {
		name  string
		mode  Mode
		mute  bool
		steps []step
	}{
		{name: "served one by one", mode: ModeLive, steps: []step{
			{ahead: 2, says: "People ahead of you: 2", changed: 2}, {ahead: 2}, {ahead: 1, says: "People ahead of you: 1", changed: 3},
			{ahead: 0, says: "You are next.", changed: 4}, {ahead: 0}, {ahead: 1, says: "People ahead of you: 1", changed: 5},
		}},
		{name: "nobody ahead from the start", mode: ModeLive, steps: []step{{ahead: 0}, {ahead: 0}}},
		{name: "somebody comes to stand ahead", mode: ModeLive, steps: []step{{ahead: 0}, {ahead: 1, says: "People ahead of you: 1", changed: 2}}},
		{name: "taken back and in line again", mode: ModeLive, steps: []step{
			{ahead: 1, says: "People ahead of you: 1", changed: 2}, {hides: true, changed: 3}, {ahead: 0}, {ahead: 3, says: "People ahead of you: 3", changed: 4},
		}},
		{name: "R-30", mode: ModePersistent, steps: []step{{ahead: 2}, {ahead: 1}, {ahead: 0}}},
		{name: "a workstream that is silent", mode: ModeLive, mute: true, steps: []step{{ahead: 2}, {ahead: 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := NewWidget(tt.mode)
			c := newConversation(&w, "ada", nil, now)
			c.voice.speaks = !tt.mute
			c.pending = nil
			for i, s := range tt.steps {
				if s.hides {
					c.hidePosition(now)
				} else {
					c.tellPosition(s.ahead, now)
				}
				rows := append(c.pending, c.changed...)
				c.pending, c.changed = nil, nil
				if s.changed == 0 {
					if len(rows) > 0 {
						t.Fatalf("step %d writes %+v, want nothing", i, rows)
					}
					continue
				}
				if len(rows) != 1 || rows[0].Seq != 2 || rows[0].ChangedSeq != s.changed || rows[0].Body != s.says ||
					rows[0].RetractedAt.IsZero() == s.hides || rows[0].Kind != KindAutomated {
					t.Fatalf("step %d writes %+v, want %q at change %d of row 2", i, rows, s.says, s.changed)
				}
			}
		})
	}
}

func TestPlaceIsLookedAtSeldom(t *testing.T) {
	for _, tt := range []struct {
		at   string
		size int64
		want string
	}{
		{"09:00:00", 1, "09:00:30"}, {"09:00:00", 149, "09:00:30"}, {"09:00:00", 150, "09:01:00"},
		{"09:00:01", 1, "09:01:00"}, {"09:00:29", 150, "09:01:30"},
	} {
		from, _ := time.Parse(time.TimeOnly, tt.at)
		if got := nextLook(At(from), tt.size).Format(time.TimeOnly); got != tt.want {
			t.Errorf("said at %s in a line of %d it is looked at at %s, want %s", tt.at, tt.size, got, tt.want)
		}
	}
}

func TestAverageWaitInWords(t *testing.T) {
	now := At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	for _, tt := range []struct {
		n    int64
		mean time.Duration
		want string
	}{
		{49, time.Hour, ""}, {50, 59 * time.Second, ""}, {50, time.Minute, "Usual wait: about 1 min"},
		{51, 12*time.Minute + 31*time.Second, "Usual wait: about 13 min"}, {50, 59*time.Minute + 40*time.Second, "Usual wait: about 1 h"},
		{50, 2 * time.Hour, "Usual wait: about 2 h"}, {50, 80 * time.Minute, "Usual wait: about 1 h 20 min"},
	} {
		for _, mode := range []Mode{ModeLive, ModePersistent} {
			c := Conversation{Mode: mode, voice: voice{speaks: true}}
			c.tellWait(tt.n, tt.mean, now)
			got := ""
			for _, m := range c.pending {
				got += m.Body
			}
			want := tt.want
			if mode == ModePersistent {
				want = ""
			}
			if got != want {
				t.Errorf("%s: %d waits of %v on average are told as %q, want %q", mode, tt.n, tt.mean, got, want)
			}
		}
	}
	if automated.AverageWaitMinutes.In(string(ModePersistent)) {
		t.Error("a persistent customer is told a wait")
	}
}
