package console

import (
	"regexp"
	"strings"

	"linger/models"
	"linger/models/automated"
)

// browsers are the names in a User-Agent, the more particular ones first: nearly
// all also claim to be those below them.
var browsers = []struct {
	name string
	mark *regexp.Regexp
}{
	{"Edge", regexp.MustCompile(`(?:Edg|EdgA|EdgiOS)/(\d+)`)},
	{"Opera", regexp.MustCompile(`OPR/(\d+)`)},
	{"Samsung Internet", regexp.MustCompile(`SamsungBrowser/(\d+)`)},
	{"Firefox", regexp.MustCompile(`(?:Firefox|FxiOS)/(\d+)`)},
	{"Chrome", regexp.MustCompile(`(?:Chrome|CriOS)/(\d+)`)},
	{"Safari", regexp.MustCompile(`Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/`)},
}

var systems = []struct{ mark, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
	{"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
}

// browser is a User-Agent in words, such as "Firefox 144 on Windows"; empty when
// it says nothing known.
func browser(userAgent string) string {
	var parts []string
	for _, b := range browsers {
		if found := b.mark.FindStringSubmatch(userAgent); found != nil {
			parts = append(parts, b.name+" "+found[1])
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(userAgent, s.mark) {
			return strings.Join(append(parts, s.name), " on ")
		}
	}
	return strings.Join(parts, "")
}

// spoken is the language in which the widget speaks to a visit's customer, and the
// one that her browser is set to where that says more.
func spoken(v *models.Visit) string {
	name := v.Language
	if l := automated.Known(v.Language); l != nil {
		name = l.Name
	}
	if v.Locale == "" || v.Locale == v.Language {
		return name
	}
	return name + "; browser in " + v.Locale
}
