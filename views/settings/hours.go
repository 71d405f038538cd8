package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"linger/models"
	"linger/models/hours"
)

// HoursForm is operating hours as they are typed, and what they make of the days
// to come.
type HoursForm struct {
	Form
	models.HoursDraft
	Preview models.HoursPreview
}

// The verbs of the buttons that change the lines of the form.
const (
	AddWindow     = "add-window"
	RemoveWindow  = "remove-window-"
	AddHoliday    = "add-holiday"
	RemoveHoliday = "remove-holiday-"
	ShowPreview   = "preview"
)

// Do changes the lines as a button says.
func (f *HoursForm) Do(verb string) {
	line := func(prefix string, lines int) (int, bool) {
		n, err := strconv.Atoi(strings.TrimPrefix(verb, prefix))
		return n, strings.HasPrefix(verb, prefix) && err == nil && n >= 0 && n < lines
	}
	if n, ok := line(RemoveWindow, len(f.Windows)); ok {
		f.Windows = slices.Delete(f.Windows, n, n+1)
	}
	if n, ok := line(RemoveHoliday, len(f.Holidays)); ok {
		f.Holidays = slices.Delete(f.Holidays, n, n+1)
	}
	switch {
	case verb == AddWindow && len(f.Windows) < models.MaxWindows:
		f.Windows = append(f.Windows, models.WindowDraft{})
	case verb == AddHoliday && len(f.Holidays) < models.MaxHolidays:
		f.Holidays = append(f.Holidays, models.HolidayDraft{})
	}
}

// ParseHours reads the form as it was sent.
func ParseHours(sent map[string][]string) models.HoursDraft {
	get := func(name string) string {
		if v := sent[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	has := func(name string) bool { return len(sent[name]) > 0 }
	d := models.HoursDraft{Name: get("name"), TimeZone: get("time_zone"), Always: has("always")}
	for i := 0; i <= models.MaxWindows && has(models.WindowField(i)+"-from"); i++ {
		field := models.WindowField(i)
		w := models.WindowDraft{From: get(field + "-from"), To: get(field + "-to")}
		for _, day := range models.Weekdays {
			if slices.Contains(sent[field+"-day"], dayValue(day)) {
				w.Days = append(w.Days, day)
			}
		}
		d.Windows = append(d.Windows, w)
	}
	for i := 0; i <= models.MaxHolidays && has(models.HolidayField(i)+"-from"); i++ {
		field := models.HolidayField(i)
		d.Holidays = append(d.Holidays, models.HolidayDraft{
			From: get(field + "-from"), To: get(field + "-to"), Reason: get(field + "-reason"), Yearly: has(field + "-yearly"),
		})
	}
	return d
}

func dayValue(d time.Weekday) string { return strconv.Itoa(int(d)) }

// HoursRecord is stored operating hours and what keeps them.
type HoursRecord struct {
	*models.OperatingHours
	Users models.HoursUsers
}

func (r HoursRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/hours/" + r.ID + rest)
}

// run is days in a row that are alike.
type run struct {
	From, To hours.Date
	hours.DayPlan
}

// runs are the days of a preview with those put together that are alike and
// follow one another.
func runs(days []hours.DayPlan) []run {
	var list []run
	for _, d := range days {
		last := len(list) - 1
		if last >= 0 && alike(list[last].DayPlan, d) {
			list[last].To = d.Date
			continue
		}
		list = append(list, run{d.Date, d.Date, d})
	}
	return list
}

func alike(a, b hours.DayPlan) bool {
	return a.Clocks == nil && b.Clocks == nil && reflect.DeepEqual(a.Open, b.Open) && reflect.DeepEqual(a.Holiday, b.Holiday)
}

// days is the run's days in words.
func (r run) days() string {
	if r.From == r.To {
		return r.From.Weekday().String()[:3] + " " + dayMonth(r.From)
	}
	if r.From.Month == r.To.Month {
		return fmt.Sprintf("%s %d – %s %s", r.From.Weekday().String()[:3], r.From.Day, r.To.Weekday().String()[:3], dayMonth(r.To))
	}
	return fmt.Sprintf("%s %s – %s %s", r.From.Weekday().String()[:3], dayMonth(r.From), r.To.Weekday().String()[:3], dayMonth(r.To))
}

func dayMonth(d hours.Date) string { return fmt.Sprintf("%d %s", d.Day, d.Month.String()[:3]) }

// times is when the run's days are open.
func (r run) times() string {
	switch {
	case len(r.Open) == 0:
		return "Closed"
	case r.Whole():
		return "All day"
	}
	spans := make([]string, len(r.Open))
	for i, s := range r.Open {
		spans[i] = fmt.Sprintf("%s–%s", s.From, s.To)
	}
	return strings.Join(spans, ", ")
}

// why is what is special about the days.
func (r run) why() string {
	var words []string
	if r.Holiday != nil {
		words = append(words, or(r.Holiday.Reason, "Holiday"))
	}
	return strings.Join(words, ", ")
}

// clocks says how the clocks of a zone jump.
func (r run) clocks(zone string) string {
	z, err := hours.LoadZone(zone)
	if r.Clocks == nil || err != nil {
		return ""
	}
	way, by := "forward", r.Clocks.By
	if by < 0 {
		way, by = "back", -by
	}
	return fmt.Sprintf("Clocks go %s %s, to %s", way, span60(by), r.Clocks.At.In(z).Format("15:04"))
}

// span60 is a duration of hours and minutes in words.
func span60(d time.Duration) string {
	if d%time.Hour == 0 {
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/time.Minute), "minute")
}

// nowSaid says whether somebody answers now, by the clocks of the place.
func nowSaid(f HoursForm) string {
	z, err := hours.LoadZone(f.TimeZone)
	if err != nil {
		return ""
	}
	at := func(t models.Time) string { return t.In(z).Format("Monday 2 January, 15:04") }
	switch o := f.Preview.Now; {
	case !o.Closed && o.Closes.IsZero():
		return "Open now, and it stays so."
	case !o.Closed:
		return "Open now, until " + at(o.Closes) + "."
	default:
		return "Closed now, until " + at(o.Opens) + "."
	}
}

// week is a row's hours in short, for the list.
func week(o *models.OperatingHours) string {
	if o.Always {
		return "Around the clock"
	}
	return "By the week"
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

func has(days []time.Weekday, day time.Weekday) bool { return slices.Contains(days, day) }

func truth(is bool) string { return strconv.FormatBool(is) }
