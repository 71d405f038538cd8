package automated

import "strings"

// English is the language that everything is written in first.
const English = "en"

// Tongue is a language in which texts can be written.
type Tongue struct {
	Tag  string // as browsers name it
	Name string // for admins
}

// Languages are those that the widget speaks. Another one is a line here, its unit
// and tomorrow in span.go, its forms in plural.go, a file of texts here and one of
// words in views/widget: the tests of both say what is missing.
var Languages = []Tongue{
	{English, "English"}, {"es", "Spanish"}, {"fr", "French"}, {"de", "German"},
	{"pt-BR", "Portuguese (Brazil)"}, {"ja", "Japanese"}, {"zh-Hans", "Chinese (simplified)"}, {"ar", "Arabic"},
}

// Known is the language with tag; nil if it is none of ours.
func Known(tag string) *Tongue {
	for i := range Languages {
		if Languages[i].Tag == tag {
			return &Languages[i]
		}
	}
	return nil
}

// Match is ours for a browser's locale: the same language, though spoken elsewhere
// or in another script; empty if it is none of ours.
func Match(locale string) string {
	language, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(locale, "_", "-")), "-")
	for _, l := range Languages {
		if ours, _, _ := strings.Cut(l.Tag, "-"); ours == language {
			return l.Tag
		}
	}
	return ""
}
