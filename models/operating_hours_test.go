package models_test

import (
	"testing"
	"time"

	"linger/models"
)

func TestHoursDraftIsChecked(t *testing.T) {
	day := []time.Weekday{time.Monday}
	line := func(from, to string) models.WindowDraft { return models.WindowDraft{Days: day, From: from, To: to} }
	tests := []struct {
		name, field string // no field: it is fine
		change      func(*models.HoursDraft)
	}{
		{"what a new one begins with", "", func(*models.HoursDraft) {}},
		{"no name", "name", func(d *models.HoursDraft) { d.Name = " " }},
		{"no zone", "time_zone", func(d *models.HoursDraft) { d.TimeZone = "" }},
		{"a zone that is none", "time_zone", func(d *models.HoursDraft) { d.TimeZone = "Berlin" }},
		{"no windows", "windows", func(d *models.HoursDraft) { d.Windows = nil }},
		{"no windows, around the clock", "", func(d *models.HoursDraft) { d.Windows, d.Always = nil, true }},
		{"an empty line", "", func(d *models.HoursDraft) { d.Windows = append(d.Windows, models.WindowDraft{}) }},
		{"a window without days", "window-1", func(d *models.HoursDraft) {
			d.Windows = append(d.Windows, models.WindowDraft{From: "18:00", To: "19:00"})
		}},
		{"a window without an end", "window-0", func(d *models.HoursDraft) { d.Windows = []models.WindowDraft{line("09:00", "")} }},
		{"a time that is none", "window-0", func(d *models.HoursDraft) { d.Windows = []models.WindowDraft{line("09:00", "25:00")} }},
		{"a window of no length", "window-0", func(d *models.HoursDraft) { d.Windows = []models.WindowDraft{line("09:00", "09:00")} }},
		{"the whole day", "", func(d *models.HoursDraft) { d.Windows = []models.WindowDraft{line("00:00", "00:00")} }},
		{"past midnight", "", func(d *models.HoursDraft) { d.Windows = []models.WindowDraft{line("22:00", "06:00")} }},
		{"windows that overlap", "window-1", func(d *models.HoursDraft) { d.Windows = append(d.Windows, line("16:59", "18:00")) }},
		{"windows that meet", "", func(d *models.HoursDraft) { d.Windows = append(d.Windows, line("17:00", "18:00")) }},
		{"the lunch break", "", func(d *models.HoursDraft) {
			d.Windows = []models.WindowDraft{line("09:00", "12:00"), line("13:00", "17:00")}
		}},
		{"a holiday without a date", "holiday-0", func(d *models.HoursDraft) { d.Holidays = []models.HolidayDraft{{Reason: "Fair"}} }},
		{"a holiday that ends before it begins", "holiday-0", func(d *models.HoursDraft) { d.Holidays = []models.HolidayDraft{{From: "2026-05-02", To: "2026-05-01"}} }},
		{"a date that is none", "holiday-0", func(d *models.HoursDraft) { d.Holidays = []models.HolidayDraft{{From: "2026-02-30"}} }},
		{"a yearly holiday of a year", "holiday-0", func(d *models.HoursDraft) {
			d.Holidays = []models.HolidayDraft{{From: "2026-01-01", To: "2027-01-01", Yearly: true}}
		}},
		{"the same holiday twice", "holiday-1", func(d *models.HoursDraft) {
			d.Holidays = []models.HolidayDraft{{From: "2026-05-01"}, {From: "2026-05-01"}}
		}},
		{"holidays that never end", "holidays", func(d *models.HoursDraft) { d.Holidays = []models.HolidayDraft{{From: "2020-01-01", To: "2030-01-01"}} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := models.NewHours()
			d.Name, d.TimeZone = "Support", "Europe/Berlin"
			tt.change(&d)
			var o models.OperatingHours
			err := o.Set(d, models.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)))
			if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %q", err, tt.field)
			}
		})
	}
}
