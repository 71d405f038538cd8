package hours

import "time"

// DateOf is t's day in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

func (s Schedule) dateOf(t time.Time) Date { return DateOf(t, s.zone()) }

func (s Schedule) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// Plus is the date so many days later.
func (d Date) Plus(days int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, time.UTC), time.UTC)
}

// Before reports whether d comes first.
func (d Date) Before(e Date) bool { return d.serial() < e.serial() }

func (d Date) serial() int { return (d.Year*100+int(d.Month))*100 + d.Day }

// Weekday is the day of its week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// midnight is when date begins: in zones that skip midnight, the moment after.
func (s Schedule) midnight(date Date) time.Time { return s.instant(date, 0, false) }

// instant is the moment when clocks in the schedule's zone show a wall time. A
// time that clocks show twice is the first, or the last of the two; a time that
// they skip is the jump.
func (s Schedule) instant(date Date, minute Minute, last bool) time.Time {
	zone := s.zone()
	wall := time.Date(date.Year, date.Month, date.Day, 0, int(minute), 0, 0, time.UTC)
	before, after := offset(wall.Add(-26*time.Hour), zone), offset(wall.Add(26*time.Hour), zone)
	first, second := wall.Add(-before), wall.Add(-after)
	switch firstShows, secondShows := shows(first, zone, wall), shows(second, zone, wall); {
	case firstShows && secondShows && last: // twice, or there is no change near
		return later(first, second)
	case firstShows && secondShows:
		return earlier(first, second)
	case firstShows:
		return first
	case secondShows:
		return second
	}
	// Skipped: with the old offset it lies after the jump, so the jump is where
	// the zone that holds then began.
	jump, _ := later(first, second).In(zone).ZoneBounds()
	return jump.UTC()
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// shows reports whether clocks in zone show wall at t.
func shows(t time.Time, zone *time.Location, wall time.Time) bool {
	return t.Add(offset(t, zone)).Equal(wall)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
