package components

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// The colours of static/css/tokens.css, by scheme: light, dark.
func tokens(t *testing.T) map[string][2]string {
	t.Helper()
	css, err := os.ReadFile("../../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	const colour = `oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`
	found := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--color-([a-z0-9-]+): light-dark\(`+colour+`, `+colour+`\)`).FindAllStringSubmatch(string(css), -1) {
		found[m[1]] = [2]string{screen(t, m[2:5]), screen(t, m[5:8])}
	}
	found["accent-ink"] = found["accent"]
	return found
}

func screen(t *testing.T, lch []string) string {
	t.Helper()
	var v [3]float64
	for i, s := range lch {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		v[i] = f
	}
	return oklch{v[0] / 100, v[1], v[2] * math.Pi / 180}.hex()
}

func TestTokensAreReadable(t *testing.T) {
	colours := tokens(t)
	grounds := []string{"surface", "surface-raised", "surface-sunken", "surface-float"}
	softs := []string{"accent-soft", "positive-soft", "caution-soft", "danger-soft"}
	type pair struct {
		ink, ground string
		least       float64
	}
	pairs := []pair{
		{"on-accent", "accent", Readable}, {"on-accent", "accent-hover", Readable},
		{"on-danger", "danger", Readable}, {"on-danger", "danger-hover", Readable},
		{"accent-ink", "accent-soft", Readable}, {"positive", "positive-soft", Readable},
		{"caution", "caution-soft", Readable}, {"danger", "danger-soft", Readable},
	}
	for _, ground := range append(grounds, softs...) {
		pairs = append(pairs, pair{"text", ground, Readable}, pair{"text-subtle", ground, Readable})
	}
	for _, ground := range grounds {
		pairs = append(pairs, pair{"border-strong", ground, 3})
		for _, ink := range []string{"accent-ink", "positive", "caution", "danger"} {
			pairs = append(pairs, pair{ink, ground, Readable})
		}
	}
	for i := range 6 {
		pairs = append(pairs, pair{"text", fmt.Sprintf("person-%d", i+1), Readable})
	}
	for scheme, name := range []string{"light", "dark"} {
		for _, p := range pairs {
			ink, ground := colours[p.ink][scheme], colours[p.ground][scheme]
			if ink == "" || ground == "" {
				t.Fatalf("no token %q or %q", p.ink, p.ground)
			}
			if got := contrast(ink, ground); got < p.least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %v", name, p.ink, p.ground, got, p.least)
			}
		}
	}
}

// Themes are made readable on grounds no easier than the real ones.
func TestThemeGrounds(t *testing.T) {
	colours := tokens(t)
	for _, ground := range []string{"surface", "surface-raised", "surface-sunken", "surface-float"} {
		if luminance(colours[ground][0]) < luminance(lightGround) {
			t.Errorf("%s is darker than the ground themes are checked on", ground)
		}
		if luminance(colours[ground][1]) > luminance(darkGround) {
			t.Errorf("%s in dark is lighter than the ground themes are checked on", ground)
		}
	}
}
