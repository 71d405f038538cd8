package widget

import (
	"slices"
	"strings"
)

// Surroundings are what the page around the frame says of itself, in the
// snippet's data attributes. Anybody can say anything; what makes no sense is
// not heard.
type Surroundings struct {
	Locale string // its language tag, such as "ar-EG"
	Theme  string // "light" or "dark"; else the browser's preference
}

// rightToLeft are the languages and scripts that are written so.
var rightToLeft = []string{
	"ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "iw", "khw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
}

// direction is that of the panel's layout; it follows the page, whatever
// language our own words are in.
func (s Surroundings) direction() string {
	tag := strings.Split(strings.ToLower(strings.ReplaceAll(s.Locale, "_", "-")), "-")
	if slices.Contains(rightToLeft, tag[0]) && !slices.Contains(tag, "latn") && !slices.Contains(tag, "cyrl") ||
		len(tag) > 1 && slices.Contains(rightToLeft, tag[0]+"-"+tag[1]) {
		return "rtl"
	}
	return ""
}

func (s Surroundings) scheme() string {
	if s.Theme == "light" || s.Theme == "dark" {
		return s.Theme
	}
	return ""
}
