package hours

import (
	"testing"
	"time"
)

// What the program brings must do for all that people choose from, on a system that
// has no zones.
func TestEveryZoneIsBrought(t *testing.T) {
	for _, name := range Zones() {
		for range 2 { // unpacked, and remembered
			zone, err := ownZone(name)
			if err != nil {
				t.Fatal(err)
			}
			if zone.String() != name {
				t.Errorf("asked for %s, got %s", name, zone)
			}
		}
	}
	berlin, err := ownZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for month, want := range map[time.Month]int{time.January: 3600, time.July: 7200} {
		if _, offset := time.Date(2026, month, 1, 0, 0, 0, 0, berlin).Zone(); offset != want {
			t.Errorf("in %s Berlin is %d s from UTC, want %d", month, offset, want)
		}
	}
	for _, none := range []string{"", "Mars/Phobos", "Europe", "../etc/passwd"} {
		if _, err := ownZone(none); err == nil {
			t.Errorf("%q is a zone", none)
		}
	}
}
