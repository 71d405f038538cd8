package components

import "linger/models"

// Form is how a time is told.
type Form string

// Forms of times. Each is in the reader's zone once the page's script has run, and
// in UTC until then.
const (
	Relative Form = "relative" // "5 min ago" under a day, then the date; exact on hover
	Clock    Form = "clock"    // "09:41"; exact on hover
	Exact    Form = "exact"    // date and time in full
	Opening  Form = "opening"  // "tomorrow 09:00", "Monday 09:00"; the date when it is further
)

// machine is a time as <time datetime> wants it.
func machine(t models.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// plain is a time for readers without a script.
func plain(t models.Time, form Form) string {
	switch form {
	case Clock:
		return t.UTC().Format("15:04 UTC")
	case Opening:
		return t.UTC().Format("Monday 2 January, 15:04 UTC")
	case Relative, Exact:
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}
