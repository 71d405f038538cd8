package components

import (
	"context"

	"linger/models"
)

// Form is how a time is told.
type Form string

// Forms of times. Each is in the reader's zone; if only the browser knows it, once the
// page's script has run, and in UTC until then.
const (
	Relative Form = "relative" // "5 min ago" under a day, then the date; exact on hover
	Clock    Form = "clock"    // "09:41"; exact on hover
	Exact    Form = "exact"    // date and time in full
	Opening  Form = "opening"  // "tomorrow 09:00", "Monday 09:00"; the date when it is further
)

// machine is a time as <time datetime> wants it.
func machine(t models.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// plain is a time for readers without a script, in their zone if it is known.
func plain(ctx context.Context, t models.Time, form Form) string {
	at := t.In(models.LocaleOf(ctx).Zone())
	switch form {
	case Clock:
		return at.Format("15:04 MST")
	case Opening:
		return at.Format("Monday 2 January, 15:04 MST")
	case Relative, Exact:
	}
	return at.Format("2 Jan 2006, 15:04 MST")
}
