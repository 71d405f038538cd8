package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"linger/models/hours"
)

// OperatingHours is when a team answers: windows of a week by the clocks of a
// place, minus holidays. Widgets and queues refer to them.
type OperatingHours struct {
	ID            string
	Name          string
	TimeZone      string // by name, such as Europe/Berlin
	Always        bool   // around the clock, but for holidays
	CreatedAt     Time
	UpdatedAt     Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string // who changed it last
	DeactivatedAt Time

	Windows  []hours.Window  `gorm:"-"`
	Holidays []hours.Holiday `gorm:"-"`
}

// TableName is the table of the entity: hours have no singular.
func (OperatingHours) TableName() string { return "operating_hours" }

// Active reports whether widgets and queues may choose them.
func (o *OperatingHours) Active() bool { return o.DeactivatedAt.IsZero() }

// Schedule is what the hours mean. A zone that this system does not know is an
// error; the doctor tells about it.
func (o *OperatingHours) Schedule() (hours.Schedule, error) {
	zone, err := hours.LoadZone(o.TimeZone)
	return hours.Schedule{Zone: zone, Always: o.Always, Windows: o.Windows, Holidays: o.Holidays}, err
}

// HoursDraft is what an admin may set, as typed.
type HoursDraft struct {
	Name     string
	TimeZone string
	Always   bool
	Windows  []WindowDraft
	Holidays []HolidayDraft
}

// WindowDraft is a time of day on some weekdays.
type WindowDraft struct {
	Days     []time.Weekday
	From, To string // 09:00
}

// HolidayDraft is a range of dates on which nobody works.
type HolidayDraft struct {
	From, To string // 2026-12-24; To may be empty for one day
	Reason   string
	Yearly   bool
}

// Weekdays are the days of a week as forms show them.
var Weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// NewHours is what new operating hours start with (Dynamics' first calendar).
func NewHours() HoursDraft {
	return HoursDraft{Windows: []WindowDraft{{Days: slices.Clone(Weekdays[:5]), From: "08:00", To: "17:00"}}}
}

// Draft is what the hours say now, to be edited: windows of the same times in
// one line.
func (o *OperatingHours) Draft() HoursDraft {
	d := HoursDraft{Name: o.Name, TimeZone: o.TimeZone, Always: o.Always}
	for _, day := range Weekdays {
		for _, w := range o.Windows {
			if w.Weekday != day {
				continue
			}
			from, to := w.From.String(), (w.To % hours.Day).String()
			i := slices.IndexFunc(d.Windows, func(line WindowDraft) bool { return line.From == from && line.To == to })
			if i < 0 {
				d.Windows, i = append(d.Windows, WindowDraft{From: from, To: to}), len(d.Windows)
			}
			d.Windows[i].Days = append(d.Windows[i].Days, day)
		}
	}
	for _, h := range o.Holidays {
		line := HolidayDraft{From: h.From.String(), To: h.To.String(), Reason: h.Reason, Yearly: h.Yearly}
		if line.To == line.From {
			line.To = ""
		}
		d.Holidays = append(d.Holidays, line)
	}
	return d
}

// inWords is the draft's lines as the audit trail keeps them.
func (d HoursDraft) inWords() (windows, holidays []string) {
	windows, holidays = []string{}, []string{}
	for _, w := range d.Windows {
		days := make([]string, len(w.Days))
		for i, day := range w.Days {
			days[i] = day.String()[:3]
		}
		windows = append(windows, strings.Join(days, ", ")+" "+w.From+"–"+w.To)
	}
	for _, h := range d.Holidays {
		text := h.From
		if h.To != "" {
			text += "–" + h.To
		}
		if h.Yearly {
			text += ", every year"
		}
		holidays = append(holidays, strings.TrimSuffix(text+": "+h.Reason, ": "))
	}
	return windows, holidays
}

// Limits of operating hours.
const (
	MaxWindows  = 30 // lines, each of up to seven days
	MaxHolidays = 200
)

// WindowField is the name of a line of times in a form and in its problems.
func WindowField(line int) string { return "window-" + strconv.Itoa(line) }

// HolidayField is the same for a holiday.
func HolidayField(line int) string { return "holiday-" + strconv.Itoa(line) }

// Set takes over what an admin entered. Lines left empty are none.
func (o *OperatingHours) Set(d HoursDraft, now Time) error {
	p := Problems{}
	next := *o
	next.Name = name(p, "name", d.Name)
	if next.Name == "" {
		p.Add("name", "Give them a name, such as that of the team.")
	}
	next.TimeZone, next.Always = strings.TrimSpace(d.TimeZone), d.Always
	if _, err := hours.LoadZone(next.TimeZone); err != nil {
		p.Add("time_zone", "Choose a time zone by its name, such as Europe/Berlin.")
	}
	next.Windows = cleanWindows(p, d)
	next.Holidays = cleanHolidays(p, d.Holidays)
	if err := p.Err(); err != nil {
		return err
	}
	schedule, err := next.Schedule()
	if err != nil {
		return err
	}
	if _, opens := schedule.NextOpening(now.Time); !opens && !schedule.OpenAt(now.Time) {
		return Problems{"holidays": "With these holidays nobody ever answers: within a year from now there is no open hour."}.Err()
	}
	*o = next
	return nil
}

// cleanWindows are the windows of the lines, a line's days each for itself.
func cleanWindows(p Problems, d HoursDraft) []hours.Window {
	if d.Always {
		return nil
	}
	var windows []hours.Window
	var lines []int // of each window
	for i, line := range d.Windows {
		if line.From == "" && line.To == "" && len(line.Days) == 0 {
			continue
		}
		from, err := hours.ParseMinute(line.From)
		to, err2 := hours.ParseMinute(line.To)
		switch {
		case err != nil || err2 != nil || from == hours.Day:
			p.Add(WindowField(i), "Enter both times, such as 09:00 and 17:00.")
		case len(line.Days) == 0:
			p.Add(WindowField(i), "Choose the days.")
		case from == to && from != 0:
			p.Add(WindowField(i), "It ends when it begins. For the whole day enter 00:00 and 00:00.")
		}
		for _, day := range line.Days {
			windows, lines = append(windows, hours.Window{Weekday: day, From: from, To: to}), append(lines, i)
		}
	}
	if len(p) > 0 {
		return windows
	}
	if len(windows) == 0 {
		p.Add("windows", "Add the times at which the team answers, or choose around the clock.")
	}
	if len(d.Windows) > MaxWindows {
		p.Add("windows", "%d lines at most.", MaxWindows)
	}
	if one, other, found := hours.Overlap(windows); found {
		p.Add(WindowField(lines[other]), "On %s it overlaps with %s.", windows[other].Weekday, describe(windows[one]))
	}
	return windows
}

func describe(w hours.Window) string {
	return fmt.Sprintf("%s %s to %s", w.Weekday, w.From, w.To)
}

func cleanHolidays(p Problems, lines []HolidayDraft) []hours.Holiday {
	var holidays []hours.Holiday
	seen := map[[2]hours.Date]bool{}
	for i, line := range lines {
		if line.From == "" && line.To == "" && strings.TrimSpace(line.Reason) == "" {
			continue
		}
		if line.To == "" {
			line.To = line.From
		}
		from, err := hours.ParseDate(line.From)
		to, err2 := hours.ParseDate(line.To)
		field := HolidayField(i)
		switch {
		case err != nil || err2 != nil:
			p.Add(field, "Enter the first day, and the last if there are several.")
		case to.Before(from):
			p.Add(field, "The last day is before the first.")
		case line.Yearly && !to.Before(hours.Date{Year: from.Year + 1, Month: from.Month, Day: from.Day}):
			p.Add(field, "A holiday that comes back every year is shorter than a year.")
		case seen[[2]hours.Date{from, to}]:
			p.Add(field, "These days are here twice.")
		}
		seen[[2]hours.Date{from, to}] = true
		holidays = append(holidays, hours.Holiday{From: from, To: to, Reason: name(p, field, line.Reason), Yearly: line.Yearly})
	}
	if len(holidays) > MaxHolidays {
		p.Add("holidays", "%d holidays at most.", MaxHolidays)
	}
	slices.SortStableFunc(holidays, func(a, b hours.Holiday) int { return strings.Compare(a.From.String(), b.From.String()) })
	return holidays
}
