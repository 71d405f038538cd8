package models

import "linger/models/hours"

// PreviewDays is how far ahead an admin sees what operating hours mean.
const PreviewDays = 60

// HoursPreview is what operating hours make of the days to come.
type HoursPreview struct {
	Days    []hours.DayPlan
	Now     Openness
	Problem error // why there is none: what is typed can't be used yet
}

// Preview is what the draft makes of the days from now on. What it is called does
// not matter.
func (d HoursDraft) Preview(now Time) HoursPreview {
	d.Name = "Preview"
	var o OperatingHours
	if err := o.Set(d, now); err != nil {
		return HoursPreview{Problem: err}
	}
	schedule, err := o.Schedule()
	if err != nil {
		return HoursPreview{Problem: err}
	}
	return HoursPreview{
		Days: schedule.Preview(hours.DateOf(now.Time, schedule.Zone), PreviewDays),
		Now:  opennessAt(hours.Together{schedule}, now),
	}
}
