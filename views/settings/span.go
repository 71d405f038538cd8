package settings

import "linger/views/components"

// Span is a time as it is typed: a number of units.
type Span struct {
	Number string // empty for none
	Unit   string // of so many of the smallest one
}

var (
	minutes = []components.Option{{Value: "1", Label: "minutes"}, {Value: "60", Label: "hours"}, {Value: "1440", Label: "days"}}
	seconds = []components.Option{{Value: "1", Label: "seconds"}, {Value: "60", Label: "minutes"}, {Value: "3600", Label: "hours"}}
)

// spanOf is a time in the largest unit in which it is a whole number. None is
// nothing of the middle one.
func spanOf(n int64, units []components.Option) Span {
	if n == 0 {
		return Span{Unit: units[1].Value}
	}
	s := Span{number(n), units[0].Value}
	for _, u := range units {
		if size := whole(u.Value, 1); n%size == 0 {
			s = Span{number(n / size), u.Value}
		}
	}
	return s
}

// total is the time in the smallest unit; nothing is zero, and what is no time, or
// more than most, is one that is refused.
func (s Span) total(units []components.Option, most int64) int64 {
	n := whole(s.Number, -1)
	if s.Number == "" {
		n = 0
	}
	for _, u := range units {
		if u.Value != s.Unit {
			continue
		}
		if n > most { // so many units overflow
			return n
		}
		return n * whole(u.Value, 1)
	}
	return -1
}

// optionalNumber is a number of which zero is none.
func optionalNumber(n int64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// optionalWhole is the number that text says: zero for nothing.
func optionalWhole(text string) int64 {
	if text == "" {
		return 0
	}
	return whole(text, -1)
}

// unitsOf are the units of a time, by its field.
func unitsOf(field string) []components.Option {
	switch field {
	case "cool_down", "wait_target", "handling_target":
		return seconds
	}
	return minutes
}
