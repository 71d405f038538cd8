package automated

// Plural is the form that a language bends words to for the whole number n, by the
// names of the Unicode CLDR, which browsers use too (Intl.PluralRules). The rules of
// our languages fit here; a test holds them to the CLDR's own.
func Plural(language string, n int64) string {
	switch language {
	case "ja", "zh-Hans":
		return "other"
	case "fr", "pt-BR":
		if n == 0 || n == 1 {
			return "one"
		}
		return "other"
	case "ar":
		switch rest := n % 100; {
		case n == 0:
			return "zero"
		case n == 1:
			return "one"
		case n == 2:
			return "two"
		case rest >= 3 && rest <= 10:
			return "few"
		case rest >= 11:
			return "many"
		}
		return "other"
	}
	if n == 1 {
		return "one"
	}
	return "other"
}

// Forms are those that Plural can give for a language.
func Forms(language string) []string {
	switch language {
	case "ja", "zh-Hans":
		return []string{"other"}
	case "ar":
		return []string{"zero", "one", "two", "few", "many", "other"}
	}
	return []string{"one", "other"}
}
