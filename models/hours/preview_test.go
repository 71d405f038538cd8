package hours_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models/hours"
)

func date(t testing.TB, text string) hours.Date {
	t.Helper()
	d, err := hours.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// plain is a preview as text, a line a day.
func plain(days []hours.DayPlan) []string {
	lines := make([]string, 0, len(days))
	for _, d := range days {
		words := []string{d.Date.String()}
		for _, span := range d.Open {
			words = append(words, fmt.Sprintf("%v-%v", span.From, span.To))
		}
		if d.Holiday != nil {
			words = append(words, d.Holiday.Reason)
		}
		if d.Clocks != nil {
			words = append(words, fmt.Sprintf("clocks %v at %s", d.Clocks.By, d.Clocks.At.Format("15:04Z")))
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

func TestPreview(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	night := hours.Schedule{
		Zone:     berlin,
		Windows:  []hours.Window{{Weekday: time.Saturday, From: 22 * 60, To: 4 * 60}, {Weekday: time.Monday, From: 9 * 60, To: 12 * 60}, {Weekday: time.Monday, From: 13 * 60, To: 17 * 60}},
		Holidays: []hours.Holiday{{From: date(t, "2026-03-31"), To: date(t, "2026-03-31"), Reason: "Stocktaking"}},
	}
	tests := []struct {
		name     string
		schedule hours.Schedule
		from     string
		days     int
		want     []string
	}{
		{"a night over the change to summer time, a split day, a holiday", night, "2026-03-28", 4, []string{
			"2026-03-28 22:00-24:00", "2026-03-29 00:00-04:00 clocks 1h0m0s at 01:00Z", "2026-03-30 09:00-12:00 13:00-17:00", "2026-03-31 Stocktaking",
		}},
		{"around the clock over the change to winter time", hours.Schedule{Zone: berlin, Always: true}, "2026-10-24", 3, []string{
			"2026-10-24 00:00-24:00", "2026-10-25 00:00-24:00 clocks -1h0m0s at 01:00Z", "2026-10-26 00:00-24:00",
		}},
		{"a day that begins at one", hours.Schedule{Zone: zone(t, "America/Santiago"), Always: true}, "2026-09-05", 2, []string{
			"2026-09-05 00:00-24:00", "2026-09-06 00:00-24:00 clocks 1h0m0s at 04:00Z",
		}},
		{"half an hour", hours.Schedule{Zone: zone(t, "Australia/Lord_Howe")}, "2026-10-04", 1, []string{"2026-10-04 clocks 30m0s at 15:30Z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := plain(tt.schedule.Preview(date(t, tt.from), tt.days))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTogether(t *testing.T) {
	berlin, tokyo := zone(t, "Europe/Berlin"), zone(t, "Asia/Tokyo")
	widget := hours.Schedule{Zone: berlin, Windows: week(8*60, 17*60)}
	queue := hours.Schedule{Zone: berlin, Windows: []hours.Window{{Weekday: time.Tuesday, From: 15 * 60, To: 20 * 60}}}
	queue.Holidays = []hours.Holiday{{From: date(t, "2026-03-10"), To: date(t, "2026-03-10"), Reason: "Fair"}}
	far := hours.Schedule{Zone: tokyo, Windows: week(9*60, 12*60)} // 01:00 to 04:00 in Berlin
	tests := []struct {
		name          string
		all           hours.Together
		at            string
		open          bool
		opens, closes string
		holiday       string
	}{
		{"none is always open", nil, "2026-03-03T22:00:00+01:00", true, "", "", ""},
		{"one of two is open", hours.Together{widget, queue}, "2026-03-02T10:00:00+01:00", false, "2026-03-03T15:00:00+01:00", "", ""},
		{"both", hours.Together{widget, queue}, "2026-03-03T15:00:00+01:00", true, "", "2026-03-03T17:00:00+01:00", ""},
		{"the other's holiday", hours.Together{widget, queue}, "2026-03-10T16:00:00+01:00", false, "2026-03-17T15:00:00+01:00", "", "Fair"},
		{"never at the same time", hours.Together{widget, far}, "2026-03-02T10:00:00+01:00", false, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := at(t, tt.at)
			if got := tt.all.OpenAt(now); got != tt.open {
				t.Errorf("open %t", got)
			}
			if !tt.open {
				if opens, ok := tt.all.NextOpening(now); ok != (tt.opens != "") || ok && !opens.Equal(at(t, tt.opens)) {
					t.Errorf("opens %v, %t", opens.In(berlin), ok)
				}
			}
			if closes, ok := tt.all.NextClosing(now); ok != (tt.closes != "") || ok && !closes.Equal(at(t, tt.closes)) {
				t.Errorf("closes %v, %t", closes.In(berlin), ok)
			}
			if h, _ := tt.all.HolidayAt(now); h.Reason != tt.holiday {
				t.Errorf("holiday %q", h.Reason)
			}
		})
	}
}

func TestOverlap(t *testing.T) {
	day := func(d time.Weekday, from, to hours.Minute) hours.Window {
		return hours.Window{Weekday: d, From: from, To: to}
	}
	tests := []struct {
		name    string
		windows []hours.Window
		want    bool
	}{
		{"two that meet", []hours.Window{day(1, 540, 720), day(1, 720, 1020)}, false},
		{"two that share a minute", []hours.Window{day(1, 540, 721), day(1, 720, 1020)}, true},
		{"the night before", []hours.Window{day(2, 60, 120), day(1, 1320, 120)}, true},
		{"Saturday night and Sunday", []hours.Window{day(0, 60, 120), day(6, 1320, 90)}, true},
		{"all of every day", []hours.Window{day(0, 0, 0), day(1, 0, 0), day(2, 0, 0), day(3, 0, 0), day(4, 0, 0), day(5, 0, 0), day(6, 0, 0)}, false},
	}
	for _, tt := range tests {
		if _, _, got := hours.Overlap(tt.windows); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestEveryZoneIsKnown(t *testing.T) {
	for _, name := range hours.Zones() {
		if _, err := hours.LoadZone(name); err != nil {
			t.Error(err)
		}
	}
	for _, none := range []string{"", "Local", "Mars/Phobos", "../etc/passwd"} {
		if _, err := hours.LoadZone(none); err == nil {
			t.Errorf("%q is a zone", none)
		}
	}
}
