package models

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Time is a moment in UTC at microseconds, which is what both databases can
// hold and order alike. The zero value means "not yet" and is NULL in a row.
// Models never hold a bare time.Time: SQLite gives columns back as text, and
// times stored with different offsets do not sort.
type Time struct{ time.Time }

// At is t as a Time.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond)}
}

// Add is the moment d later.
func (t Time) Add(d time.Duration) Time { return At(t.Time.Add(d)) }

// Before reports whether t is earlier than u.
func (t Time) Before(u Time) bool { return t.Time.Before(u.Time) }

// After reports whether t is later than u.
func (t Time) After(u Time) bool { return t.Time.After(u.Time) }

// Sub is the duration from u to t.
func (t Time) Sub(u Time) time.Duration { return t.Time.Sub(u.Time) }

// Equal reports whether t and u are the same moment.
func (t Time) Equal(u Time) bool { return t.Time.Equal(u.Time) }

// Due reports whether t is set and has come by now.
func (t Time) Due(now Time) bool { return !t.IsZero() && !t.After(now) }

// Value is what the database stores.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Truncate(time.Microsecond), nil
}

// Scan reads what either database returns.
func (t *Time) Scan(source any) error {
	switch v := source.(type) {
	case nil:
		*t = Time{}
		return nil
	case time.Time:
		*t = At(v)
		return nil
	case string:
		return t.parse(v)
	case []byte:
		return t.parse(string(v))
	}
	return fmt.Errorf("scan time: %T", source)
}

func (t *Time) parse(text string) error {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano} {
		if parsed, err := time.Parse(layout, text); err == nil {
			*t = At(parsed)
			return nil
		}
	}
	return fmt.Errorf("scan time: %q", text)
}

// earliest is the first of the set times; zero when none is set.
func earliest(times ...Time) Time {
	var first Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}
