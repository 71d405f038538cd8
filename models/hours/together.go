package hours

import "time"

// Together is several schedules that must all be open, such as those of a widget
// and of its queue. None at all is always open.
type Together []Schedule

// OpenAt reports whether all are open at t.
func (all Together) OpenAt(t time.Time) bool {
	for _, s := range all {
		if !s.OpenAt(t) {
			return false
		}
	}
	return true
}

// NextOpening is the next moment after t at which all are open, when one of them
// is closed at t; false if that is more than a year away.
func (all Together) NextOpening(t time.Time) (time.Time, bool) {
	at, limit := t, t.AddDate(0, 0, search)
	for at.Before(limit) {
		waits := at
		for _, s := range all {
			if s.OpenAt(at) {
				continue
			}
			opens, ok := s.NextOpening(at)
			if !ok {
				return time.Time{}, false
			}
			waits = later(waits, opens)
		}
		if waits.Equal(at) {
			return at, true
		}
		at = waits
	}
	return time.Time{}, false
}

// NextClosing is when the first of them closes, if all are open at t and one
// closes within a year.
func (all Together) NextClosing(t time.Time) (first time.Time, ok bool) {
	if !all.OpenAt(t) {
		return time.Time{}, false
	}
	for _, s := range all {
		if closes, closing := s.NextClosing(t); closing && (!ok || closes.Before(first)) {
			first, ok = closes, true
		}
	}
	return first, ok
}

// HolidayAt is the holiday of the first of them that has one at t.
func (all Together) HolidayAt(t time.Time) (Holiday, bool) {
	for _, s := range all {
		if h, ok := s.HolidayAt(t); ok {
			return h, true
		}
	}
	return Holiday{}, false
}
