package console

import (
	"testing"
	"time"
)

// What comes while it was quiet goes out at once; what follows waits, and goes as one.
func TestPace(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	p := pace{every: time.Second}
	for _, step := range []struct {
		after time.Duration
		asked bool
		sent  bool
		wait  time.Duration
	}{
		{0, false, false, 0},
		{0, true, true, 0},
		{0, false, false, 0},
		{300 * time.Millisecond, true, false, 700 * time.Millisecond},
		{300 * time.Millisecond, true, false, 400 * time.Millisecond},
		{400 * time.Millisecond, false, true, 0},
		{999 * time.Millisecond, true, false, time.Millisecond},
		{time.Minute, false, true, 0},
		{time.Minute, false, false, 0},
	} {
		now = now.Add(step.after)
		p.due = p.due || step.asked
		if sent, wait := p.take(now); sent != step.sent || wait != step.wait {
			t.Errorf("at %s: sent %t, wait %s; want %t, %s", now.Format("05.000"), sent, wait, step.sent, step.wait)
		}
	}
}
