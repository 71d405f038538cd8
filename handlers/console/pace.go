package console

import "time"

// pace lets something be sent at once when it was quiet before, and then not more often
// than once in every: a busy desk must not cost a look at its lists per message.
type pace struct {
	every time.Duration
	next  time.Time // when it may be sent again
	due   bool
}

// take reports whether what is due is to be sent now, and else how long that has to
// wait: zero when nothing is due.
func (p *pace) take(now time.Time) (bool, time.Duration) {
	if !p.due {
		return false, 0
	}
	if wait := p.next.Sub(now); wait > 0 {
		return false, wait
	}
	p.due, p.next = false, now.Add(p.every)
	return true, 0
}
