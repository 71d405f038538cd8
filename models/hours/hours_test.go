package hours_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"

	"linger/models/hours"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func week(from, to hours.Minute) []hours.Window {
	var list []hours.Window
	for day := time.Monday; day <= time.Friday; day++ {
		list = append(list, hours.Window{Weekday: day, From: from, To: to})
	}
	return list
}

func TestOpenAtAndNextOpening(t *testing.T) {
	berlin, nine := zone(t, "Europe/Berlin"), hours.Minute(9*60)
	office := hours.Schedule{Zone: berlin, Windows: week(nine, 17*60)}
	split := hours.Schedule{Zone: berlin, Windows: append(week(nine, 12*60), week(13*60, 17*60)...)}
	night := hours.Schedule{Zone: berlin, Windows: []hours.Window{{Weekday: time.Friday, From: 22 * 60, To: 6 * 60}}}
	christmas := office
	christmas.Holidays = []hours.Holiday{{From: hours.Date{Year: 2025, Month: 12, Day: 24}, To: hours.Date{Year: 2026, Month: 1, Day: 1}, Reason: "Christmas", Yearly: true}}
	nightHoliday := night
	nightHoliday.Holidays = []hours.Holiday{{From: hours.Date{Year: 2026, Month: 3, Day: 7}, To: hours.Date{Year: 2026, Month: 3, Day: 7}}}
	tests := []struct {
		name     string
		schedule hours.Schedule
		at       string
		open     bool
		opens    string // next opening; empty: never
	}{
		{"Monday morning, a second before nine", office, "2026-03-02T08:59:59+01:00", false, "2026-03-02T09:00:00+01:00"},
		{"nine on the dot", office, "2026-03-02T09:00:00+01:00", true, "2026-03-03T09:00:00+01:00"},
		{"five on the dot", office, "2026-03-02T17:00:00+01:00", false, "2026-03-03T09:00:00+01:00"},
		{"Friday evening", office, "2026-03-06T20:00:00+01:00", false, "2026-03-09T09:00:00+01:00"},
		{"over the change to summer time", office, "2026-03-27T18:00:00+01:00", false, "2026-03-30T09:00:00+02:00"},
		{"the lunch break", split, "2026-03-02T12:30:00+01:00", false, "2026-03-02T13:00:00+01:00"},
		{"an overnight window before midnight", night, "2026-03-06T23:00:00+01:00", true, "2026-03-13T22:00:00+01:00"},
		{"an overnight window after midnight", night, "2026-03-07T05:59:59+01:00", true, "2026-03-13T22:00:00+01:00"},
		{"after the overnight window", night, "2026-03-07T06:00:00+01:00", false, "2026-03-13T22:00:00+01:00"},
		{"a holiday cuts the overnight window at midnight", nightHoliday, "2026-03-07T00:00:00+01:00", false, "2026-03-13T22:00:00+01:00"},
		{"a yearly holiday over new year", christmas, "2027-12-27T12:00:00+01:00", false, "2028-01-03T09:00:00+01:00"},
		{"never", hours.Schedule{Zone: berlin}, "2026-03-02T12:00:00+01:00", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			when := at(t, tt.at)
			if got := tt.schedule.OpenAt(when); got != tt.open {
				t.Errorf("open %v, want %v", got, tt.open)
			}
			got, ok := tt.schedule.NextOpening(when)
			if ok != (tt.opens != "") || ok && !got.Equal(at(t, tt.opens)) {
				t.Errorf("opens %v (%v), want %q", got.In(berlin), ok, tt.opens)
			}
		})
	}
}

// The days on which clocks change, in zones that do it in their own ways.
func TestClockChanges(t *testing.T) {
	tests := []struct {
		name, zone string
		window     hours.Window
		start, end string
	}{
		{"clocks skip the opening", "Europe/Berlin", hours.Window{Weekday: time.Sunday, From: 150, To: 300}, "2026-03-29T03:00:00+02:00", "2026-03-29T05:00:00+02:00"},
		{"clocks skip the closing", "Europe/Berlin", hours.Window{Weekday: time.Sunday, From: 60, To: 150}, "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"the opening comes twice", "Europe/Berlin", hours.Window{Weekday: time.Sunday, From: 150, To: 300}, "2026-10-25T02:30:00+02:00", "2026-10-25T05:00:00+01:00"},
		{"the closing comes twice", "Europe/Berlin", hours.Window{Weekday: time.Sunday, From: 60, To: 150}, "2026-10-25T01:00:00+02:00", "2026-10-25T02:30:00+01:00"},
		{"half an hour's change", "Australia/Lord_Howe", hours.Window{Weekday: time.Sunday, From: 130, To: 300}, "2026-10-04T02:30:00+11:00", "2026-10-04T05:00:00+11:00"},
		{"midnight is skipped", "America/Santiago", hours.Window{Weekday: time.Sunday, From: 0, To: 120}, "2026-09-06T01:00:00-03:00", "2026-09-06T02:00:00-03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := hours.Schedule{Zone: zone(t, tt.zone), Windows: []hours.Window{tt.window}}
			start, end := at(t, tt.start), at(t, tt.end)
			got := s.Intervals(hours.DateOf(start, s.Zone), 1)
			if len(got) != 1 || !got[0].Start.Equal(start) || !got[0].End.Equal(end) {
				t.Fatalf("open %v, want %v to %v", got, start, end)
			}
			if s.OpenAt(start.Add(-time.Second)) || !s.OpenAt(start) || !s.OpenAt(end.Add(-time.Second)) || s.OpenAt(end) {
				t.Error("OpenAt disagrees with the interval")
			}
		})
	}
}

// Whatever the schedule: the next opening is open, nothing before it is, and
// the next closing is closed.
func TestOpeningsAndClosingsAgree(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca"}
	rapid.Check(t, func(rt *rapid.T) {
		s := hours.Schedule{Zone: zone(t, rapid.SampledFrom(zones).Draw(rt, "zone"))}
		for range rapid.IntRange(0, 6).Draw(rt, "windows") {
			s.Windows = append(s.Windows, hours.Window{
				Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(rt, "day")),
				From:    hours.Minute(rapid.IntRange(0, 1439).Draw(rt, "from")), To: hours.Minute(rapid.IntRange(0, 1440).Draw(rt, "to")),
			})
		}
		if rapid.Bool().Draw(rt, "holiday") {
			day := rapid.IntRange(1, 28).Draw(rt, "holiday day")
			month := time.Month(rapid.IntRange(1, 12).Draw(rt, "month"))
			s.Holidays = []hours.Holiday{{
				From: hours.Date{Year: 2026, Month: month, Day: day}, To: hours.Date{Year: 2026, Month: month, Day: day},
				Yearly: rapid.Bool().Draw(rt, "yearly"),
			}}
		}
		now := time.Date(2026, 1, 1, 0, rapid.IntRange(0, 365*24*60).Draw(rt, "minute"), 0, 0, time.UTC)
		if opens, ok := s.NextOpening(now); ok {
			if !opens.After(now) || !s.OpenAt(opens) || s.OpenAt(opens.Add(-time.Nanosecond)) {
				rt.Fatalf("the next opening after %v is %v: open then %v, just before %v", now, opens, s.OpenAt(opens), s.OpenAt(opens.Add(-time.Nanosecond)))
			}
			if !s.OpenAt(now) {
				between := now.Add(time.Duration(rapid.Int64Range(0, int64(opens.Sub(now))-1).Draw(rt, "between")))
				if s.OpenAt(between) {
					rt.Fatalf("open at %v, before the next opening %v", between, opens)
				}
			}
		} else if len(s.Windows) > 0 && !s.OpenAt(now) && len(s.Intervals(hours.DateOf(now.AddDate(0, 0, 1), s.Zone), 14)) > 0 {
			rt.Fatal("there are windows ahead and no next opening")
		}
		if closes, ok := s.NextClosing(now); ok && (s.OpenAt(closes) || !s.OpenAt(closes.Add(-time.Nanosecond))) {
			rt.Fatalf("the next closing %v: open then %v", closes, s.OpenAt(closes))
		}
	})
}

func TestAroundTheClock(t *testing.T) {
	s := hours.Schedule{Zone: zone(t, "Europe/Berlin"), Always: true, Holidays: nil}
	now := at(t, "2026-03-29T02:15:00+01:00")
	if !s.OpenAt(now) {
		t.Error("closed around the clock")
	}
	if closes, ok := s.NextClosing(now); ok {
		t.Errorf("closes %v", closes)
	}
	s.Holidays = []hours.Holiday{{From: hours.Date{Year: 2026, Month: 12, Day: 25}, To: hours.Date{Year: 2026, Month: 12, Day: 26}}}
	if closes, ok := s.NextClosing(now); !ok || !closes.Equal(at(t, "2026-12-25T00:00:00+01:00")) {
		t.Errorf("closes %v (%t), want the holiday's beginning", closes, ok)
	}
}
