package components

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Readable is the contrast that text needs on its ground (WCAG AA).
const Readable = 4.5

// Theme is an admin's colour made usable: something can be read on it, and it can
// be read on the surfaces of both schemes. All values are #rrggbb.
type Theme struct {
	Accent   string // the colour itself, moved a little if nothing reads on it
	OnAccent string // text on Accent
	Hover    string // Accent under the pointer, further from OnAccent
	Ink      string // Accent as text and lines on light surfaces
	InkDark  string // the same on dark surfaces
}

// The grounds that text of the accent's colour may stand on, of static/css/tokens.css:
// the one of each scheme that leaves the least contrast.
const (
	lightGround = "#f2f0ee"
	darkGround  = "#272421"
)

const (
	white = "#ffffff"
	black = "#1c1917" // the ink of light pages, a warm black
)

// ThemeOf makes a theme of a colour written as #rrggbb or #rgb.
func ThemeOf(hex string) (Theme, error) {
	c, err := parseHex(hex)
	if err != nil {
		return Theme{}, err
	}
	on := white
	switch {
	case contrast(c.hex(), white) >= Readable:
	case contrast(c.hex(), black) >= Readable:
		on = black
	default: // between the two: a shade darker carries white
		c = c.until(-1, func(hex string) bool { return contrast(hex, white) >= Readable })
	}
	away := -0.05
	if on == black {
		away = 0.05
	}
	reads := func(ground string) func(string) bool {
		return func(hex string) bool { return contrast(hex, ground) >= Readable }
	}
	return Theme{
		Accent:   c.hex(),
		OnAccent: on,
		Hover:    c.lighter(away).hex(),
		Ink:      c.until(-1, reads(lightGround)).hex(),
		InkDark:  c.until(+1, reads(darkGround)).hex(),
	}, nil
}

// Contrast is that of text on the accent, from 1 to 21.
func (t Theme) Contrast() float64 { return contrast(t.Accent, t.OnAccent) }

// OnColor returns the colour of text on a theme colour, #rrggbb; white where the
// colour can't be read at all.
func OnColor(hex string) string {
	t, err := ThemeOf(hex)
	if err != nil {
		return white
	}
	return t.OnAccent
}

// contrast is the ratio of WCAG 2 between two colours, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	r, g, b, err := components8(hex)
	if err != nil {
		return 0
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func encoded(v float64) uint8 {
	if v <= 0.0031308 {
		v *= 12.92
	} else {
		v = 1.055*math.Pow(v, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * min(max(v, 0), 1)))
}

func components8(hex string) (r, g, b uint8, err error) {
	digits := strings.TrimPrefix(strings.TrimSpace(hex), "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 || strings.ContainsAny(digits, "+-_") {
		return 0, 0, 0, fmt.Errorf("%q is not a colour such as #1f6feb", hex)
	}
	return uint8(v >> 16), uint8(v >> 8), uint8(v), nil
}

// oklch is a colour as the eye sorts it: lightness, chroma and hue.
type oklch struct{ l, c, h float64 }

func parseHex(hex string) (oklch, error) {
	r8, g8, b8, err := components8(hex)
	if err != nil {
		return oklch{}, err
	}
	r, g, b := linear(r8), linear(g8), linear(b8)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	L := 0.2104542553*l + 0.7936177850*m - 0.0040720468*s
	A := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	B := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return oklch{L, math.Hypot(A, B), math.Atan2(B, A)}, nil
}

// hex is the colour on a screen; what the screen can't show gives up chroma, not
// lightness or hue.
func (c oklch) hex() string {
	for {
		r, g, b := c.rgb()
		const slack = 0.0005
		inside := func(v float64) bool { return v >= -slack && v <= 1+slack }
		if c.c <= 0 || inside(r) && inside(g) && inside(b) {
			return fmt.Sprintf("#%02x%02x%02x", encoded(r), encoded(g), encoded(b))
		}
		c.c = max(0, c.c-0.002)
	}
}

// rgb is the colour in linear light, unlimited.
func (c oklch) rgb() (r, g, b float64) {
	a, bb := c.c*math.Cos(c.h), c.c*math.Sin(c.h)
	l := math.Pow(c.l+0.3963377774*a+0.2158037573*bb, 3)
	m := math.Pow(c.l-0.1055613458*a-0.0638541728*bb, 3)
	s := math.Pow(c.l-0.0894841775*a-1.2914855480*bb, 3)
	return 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s
}

func (c oklch) lighter(by float64) oklch {
	c.l = min(max(c.l+by, 0), 1)
	return c
}

// until makes the colour lighter or darker in small steps until it is good.
func (c oklch) until(direction float64, good func(hex string) bool) oklch {
	end := max(direction, 0) // black or white
	for c.l != end && !good(c.hex()) {
		c = c.lighter(direction * 0.005)
	}
	return c
}
