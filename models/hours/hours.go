// Package hours knows when a desk is open: windows of a week in a named time
// zone, minus holidays. It is pure: every question names its moment.
//
// Windows are wall-clock times. When clocks jump forward over a window's edge
// the edge is the jump; when they go back, a window opens at the first and
// closes at the second of the two equal times, so nobody finds a door closed
// that the schedule says is open.
package hours

import (
	"slices"
	"time"
)

// Minute is a time of day in minutes after midnight, 0 to 1440.
type Minute int

// Day is the whole of a day in minutes.
const Day Minute = 24 * 60

// Window is an open stretch that begins on a weekday. One whose end is not
// after its beginning runs past midnight into the next day; 00:00 to 00:00 is
// the whole day.
type Window struct {
	Weekday  time.Weekday
	From, To Minute
}

// Date is a day of the calendar, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Holiday closes the dates From to To, both included, whatever the windows say.
// A yearly one comes back on the same dates.
type Holiday struct {
	From, To Date
	Reason   string
	Yearly   bool
}

// Schedule is when a desk is open. The zero value never is.
type Schedule struct {
	Zone     *time.Location
	Always   bool // around the clock, but for holidays
	Windows  []Window
	Holidays []Holiday
}

// Interval is an open stretch of real time: from Start until before End.
type Interval struct{ Start, End time.Time }

// search is how far ahead an opening is looked for: past any yearly holiday.
const search = 400

// OpenAt reports whether the desk is open at t.
func (s Schedule) OpenAt(t time.Time) bool {
	_, open := s.current(t)
	return open
}

// current is the open stretch that t is in.
func (s Schedule) current(t time.Time) (Interval, bool) {
	today := s.dateOf(t)
	for _, i := range s.Intervals(today, 1) {
		if !t.Before(i.Start) && t.Before(i.End) {
			return i, true
		}
	}
	return Interval{}, false
}

// NextOpening is when the desk opens next after t, if it ever does within a
// year. While it is open that is the opening after the next closing.
func (s Schedule) NextOpening(t time.Time) (time.Time, bool) {
	from := s.dateOf(t)
	for ahead := 0; ahead < search; ahead += 16 { // most openings are days away, not months
		for _, i := range s.Intervals(from.Plus(ahead), 16) {
			if i.Start.After(t) {
				return i.Start, true
			}
		}
	}
	return time.Time{}, false
}

// NextClosing is when the desk closes next, if it is open at t and closes within
// a year.
func (s Schedule) NextClosing(t time.Time) (time.Time, bool) {
	now, open := s.current(t)
	if !open {
		return time.Time{}, false
	}
	end, limit := now.End, t.AddDate(0, 0, search)
	for end.Before(limit) {
		further := end
		for _, i := range s.Intervals(s.dateOf(end), 16) { // a stretch around the clock goes on beyond what one look sees
			if !i.Start.After(end) && i.End.After(further) {
				further = i.End
			}
		}
		if further.Equal(end) {
			return end, true
		}
		end = further
	}
	return time.Time{}, false
}

// HolidayAt is the holiday that t falls on, if any.
func (s Schedule) HolidayAt(t time.Time) (Holiday, bool) { return s.holidayOn(s.dateOf(t)) }

// Intervals are the open stretches that touch the days dates from from on,
// joined where they meet, in order. A stretch is given whole, also where it
// began the day before or ends the day after.
func (s Schedule) Intervals(from Date, days int) []Interval {
	var list []Interval
	begin, end := s.midnight(from), s.midnight(from.Plus(days))
	for day := -1; day <= days; day++ { // yesterday's windows reach into today, today's may touch tomorrow's
		list = append(list, s.windowsOn(from.Plus(day))...)
	}
	list = s.withoutHolidays(join(list), from, days)
	return slices.DeleteFunc(list, func(i Interval) bool { return !i.End.After(begin) || !i.Start.Before(end) })
}

// windowsOn are the stretches that begin on date, holidays not considered.
func (s Schedule) windowsOn(date Date) []Interval {
	if s.Always {
		return []Interval{{s.midnight(date), s.midnight(date.Plus(1))}}
	}
	var list []Interval
	for _, w := range s.Windows {
		if w.Weekday != date.Weekday() {
			continue
		}
		until := date
		if w.To <= w.From {
			until = date.Plus(1)
		}
		i := Interval{s.instant(date, w.From, false), s.instant(until, w.To, true)}
		if i.Start.Before(i.End) { // a window inside the hour that clocks skip is none
			list = append(list, i)
		}
	}
	return list
}

// withoutHolidays cuts the holidays' dates out of the stretches.
func (s Schedule) withoutHolidays(list []Interval, from Date, days int) []Interval {
	for day := -2; day <= days+2; day++ {
		date := from.Plus(day)
		if _, closed := s.holidayOn(date); closed {
			list = cut(list, Interval{s.midnight(date), s.midnight(date.Plus(1))})
		}
	}
	return list
}

func (s Schedule) holidayOn(date Date) (Holiday, bool) {
	for _, h := range s.Holidays {
		if h.on(date) {
			return h, true
		}
	}
	return Holiday{}, false
}

func (h Holiday) on(date Date) bool {
	if !h.Yearly {
		return !date.Before(h.From) && !h.To.Before(date)
	}
	for _, year := range []int{date.Year - 1, date.Year} { // one that began last year may reach into this
		shift := year - h.From.Year
		from, to := h.From, h.To
		from.Year, to.Year = from.Year+shift, to.Year+shift
		if !date.Before(from) && !to.Before(date) {
			return true
		}
	}
	return false
}

// join merges stretches that overlap or meet.
func join(list []Interval) []Interval {
	slices.SortFunc(list, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	var joined []Interval
	for _, i := range list {
		last := len(joined) - 1
		if last >= 0 && !i.Start.After(joined[last].End) {
			if i.End.After(joined[last].End) {
				joined[last].End = i.End
			}
			continue
		}
		joined = append(joined, i)
	}
	return joined
}

// cut takes hole out of stretches.
func cut(list []Interval, hole Interval) []Interval {
	var rest []Interval
	for _, i := range list {
		if !i.Start.Before(hole.End) || !hole.Start.Before(i.End) {
			rest = append(rest, i)
			continue
		}
		if i.Start.Before(hole.Start) {
			rest = append(rest, Interval{i.Start, hole.Start})
		}
		if hole.End.Before(i.End) {
			rest = append(rest, Interval{hole.End, i.End})
		}
	}
	return rest
}
