package hours

import (
	"cmp"
	"slices"
	"time"
)

// Span is a stretch of one day by its clocks.
type Span struct {
	From, To Minute // To is Day at the day's end
}

// ClockChange is a jump of the clocks.
type ClockChange struct {
	At time.Time     // the moment
	By time.Duration // forward if positive
}

// DayPlan is what a schedule makes of one day.
type DayPlan struct {
	Date    Date
	Open    []Span       // none: closed all day
	Holiday *Holiday     // why, if it is one
	Clocks  *ClockChange // clocks change on this day
}

// Whole reports whether the day is open from its beginning to its end.
func (p DayPlan) Whole() bool { return len(p.Open) == 1 && p.Open[0] == Span{0, Day} }

// Preview is what the schedule makes of the days dates from from on.
func (s Schedule) Preview(from Date, days int) []DayPlan {
	plans := make([]DayPlan, days)
	for n := range plans {
		date := from.Plus(n)
		begin, end := s.midnight(date), s.midnight(date.Plus(1))
		plan := &plans[n]
		plan.Date, plan.Clocks = date, s.clocksChange(begin, end)
		if h, ok := s.holidayOn(date); ok {
			plan.Holiday = &h
		}
		for _, i := range s.Intervals(date, 1) {
			plan.Open = append(plan.Open, s.span(later(i.Start, begin), i.End, begin, end))
		}
	}
	return plans
}

// span is an open stretch as the clocks of its day tell it.
func (s Schedule) span(start, stop, begin, end time.Time) Span {
	span := Span{To: Day}
	if start.After(begin) {
		span.From = s.minuteOf(start)
	}
	if stop.Before(end) {
		span.To = s.minuteOf(stop)
	}
	return span
}

func (s Schedule) minuteOf(t time.Time) Minute {
	local := t.In(s.zone())
	return Minute(local.Hour()*60 + local.Minute())
}

// clocksChange is the jump of the clocks from one moment until before another, if
// there is one.
func (s Schedule) clocksChange(begin, end time.Time) *ClockChange {
	_, at := begin.Add(-time.Second).In(s.zone()).ZoneBounds()
	if at.IsZero() || !at.Before(end) {
		return nil
	}
	by := offset(at, s.zone()) - offset(at.Add(-time.Second), s.zone())
	if by == 0 { // the zone got another name only
		return nil
	}
	return &ClockChange{At: at.UTC(), By: by}
}

// Overlap finds two windows of a week that share time, by their places in the
// list; false when none do.
func Overlap(windows []Window) (one, other int, found bool) {
	type stretch struct{ from, to, index int }
	const week = 7 * int(Day)
	var list []stretch
	for i, w := range windows {
		from := int(w.Weekday)*int(Day) + int(w.From)
		to := from + int(w.To-w.From)
		if w.To <= w.From {
			to += int(Day)
		}
		list = append(list, stretch{from, to, i})
		if to > week { // Saturday night reaches into Sunday
			list = append(list, stretch{from - week, to - week, i})
		}
	}
	slices.SortStableFunc(list, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(list); i++ {
		if list[i].from < list[i-1].to && list[i].index != list[i-1].index {
			return min(list[i].index, list[i-1].index), max(list[i].index, list[i-1].index), true
		}
	}
	return 0, 0, false
}
