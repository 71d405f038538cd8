package hours

import (
	_ "embed" // for the names
	"fmt"
	"strings"
	"time"
)

// names are the zones that people choose from: those that the zone database
// gives to places, and UTC. Older names work too.
//
//go:embed zones.txt
var names string

// Zones are the names of time zones to choose from.
func Zones() []string { return strings.Fields(names) }

// LoadZone is the zone called name, by the system's zone database or, where there
// is none, the one that the program brings.
func LoadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" { // what the process runs in is no place
		return nil, fmt.Errorf("no time zone is called %q", name)
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone, nil
	}
	return ownZone(name)
}

// ParseDate reads a date written as 2026-12-24.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, err
	}
	return DateOf(t, time.UTC), nil
}

// String is the date as 2026-12-24.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// ParseMinute reads a time of day written as 09:30; 24:00 is the day's end.
func ParseMinute(text string) (Minute, error) {
	if text == "24:00" {
		return Day, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, err
	}
	return Minute(t.Hour()*60 + t.Minute()), nil
}

// String is the time of day as 09:30.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
