package automated

import "strings"

// English is the language of the default texts, and the one that is spoken where
// the customer's is not among ours.
const English = "en"

// Tongue is a language in which texts can be written.
type Tongue struct {
	Tag  string // as browsers name it
	Name string // for admins
}

// Languages are those that the widget speaks.
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

// Language is ours for a browser's locale: of the same language, though spoken
// elsewhere, as long as it is written alike.
func Language(locale string) string {
	parts := strings.Split(strings.ToLower(strings.ReplaceAll(locale, "_", "-")), "-")
	switch parts[0] {
	case "pt":
		return "pt-BR"
	case "zh":
		for _, part := range parts[1:] {
			if part == "hant" || part == "tw" || part == "hk" || part == "mo" {
				return English
			}
		}
		return "zh-Hans"
	}
	if Known(parts[0]) != nil {
		return parts[0]
	}
	return English
}
