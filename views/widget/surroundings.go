package widget

import (
	"slices"
	"strings"
)

// Surroundings are what the page around the frame says of itself, in the
// snippet's data attributes, and the language that was chosen by it. Anybody can
// say anything; what makes no sense is not heard.
type Surroundings struct {
	Language string // one of ours
	Locale   string // the page's own language tag, such as "ar-EG"
	Theme    string // "light" or "dark"; else the browser's preference
}

// rightToLeft are the languages and scripts that are written so.
var rightToLeft = []string{
	"ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "iw", "khw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
}

// direction is that of the panel's layout. A page that is written from right to
// left has a panel that fits it also where its language is none of ours.
func (s Surroundings) direction() string {
	if dir := direction(s.Language); dir != "" {
		return dir
	}
	return direction(s.Locale)
}

// direction is that in which a language is written; empty from left to right.
func direction(locale string) string {
	tag := strings.Split(strings.ToLower(strings.ReplaceAll(locale, "_", "-")), "-")
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
