package components

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Whatever colour an admin picks, everything drawn with it can be read.
func TestThemeIsReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hex := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(t, "colour"))
		checkTheme(t, hex)
	})
}

// The hues in order, at every lightness: the steps between black and white text.
func TestThemeOverAllHues(t *testing.T) {
	for degrees := range 360 {
		for l := 5; l < 100; l += 5 {
			checkTheme(t, oklch{float64(l) / 100, 0.15, float64(degrees) * math.Pi / 180}.hex())
		}
	}
}

func checkTheme(t interface{ Errorf(string, ...any) }, hex string) {
	theme, err := ThemeOf(hex)
	if err != nil {
		t.Errorf("%s: %v", hex, err)
	}
	for _, pair := range []struct{ what, ink, ground string }{
		{"text on the accent", theme.OnAccent, theme.Accent},
		{"text under the pointer", theme.OnAccent, theme.Hover},
		{"accent on a light ground", theme.Ink, lightGround},
		{"accent on a dark ground", theme.InkDark, darkGround},
	} {
		if got := contrast(pair.ink, pair.ground); got < Readable {
			t.Errorf("%s: %s has contrast %.2f (%s on %s)", hex, pair.what, got, pair.ink, pair.ground)
		}
	}
}

func TestThemeOf(t *testing.T) {
	tests := []struct {
		name, hex string
		want      Theme
	}{
		{"a deep blue keeps itself and carries white", "#1f4fd8", Theme{"#1f4fd8", "#ffffff", "", "#1f4fd8", ""}},
		{"yellow carries black", "#ffd60a", Theme{"#ffd60a", "#1c1917", "", "", "#ffd60a"}},
		{"short form", "#000", Theme{"#000000", "#ffffff", "", "#000000", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ThemeOf(tt.hex)
			if err != nil {
				t.Fatal(err)
			}
			for _, each := range []struct{ what, got, want string }{
				{"Accent", got.Accent, tt.want.Accent}, {"OnAccent", got.OnAccent, tt.want.OnAccent},
				{"Ink", got.Ink, tt.want.Ink}, {"InkDark", got.InkDark, tt.want.InkDark},
			} {
				if each.want != "" && each.got != each.want {
					t.Errorf("%s is %s, want %s", each.what, each.got, each.want)
				}
			}
		})
	}
}

func TestThemeOfNonsense(t *testing.T) {
	for _, hex := range []string{"", "#", "red", "#12345", "#1234567", "#+12345", "url(x)", "#ffffff;}"} {
		if _, err := ThemeOf(hex); err == nil {
			t.Errorf("%q was taken for a colour", hex)
		}
		if OnColor(hex) != "#ffffff" {
			t.Errorf("OnColor(%q) is not white", hex)
		}
	}
}
