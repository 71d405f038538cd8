package automated

import (
	"strconv"
	"strings"
	"unicode"
)

// unit is a unit of time as a language counts it: by form (Plural), # for the
// number.
type unit map[string]string

// units are days, hours and minutes, as they follow "after" or stand alone.
var units = map[string][3]unit{
	"en":      {{"one": "# day", "other": "# days"}, {"one": "# hour", "other": "# hours"}, {"one": "# minute", "other": "# minutes"}},
	"es":      {{"one": "# día", "other": "# días"}, {"one": "# hora", "other": "# horas"}, {"one": "# minuto", "other": "# minutos"}},
	"fr":      {{"one": "# jour", "other": "# jours"}, {"one": "# heure", "other": "# heures"}, {"one": "# minute", "other": "# minutes"}},
	"de":      {{"one": "# Tag", "other": "# Tage"}, {"one": "# Stunde", "other": "# Stunden"}, {"one": "# Minute", "other": "# Minuten"}},
	"pt-BR":   {{"one": "# dia", "other": "# dias"}, {"one": "# hora", "other": "# horas"}, {"one": "# minuto", "other": "# minutos"}},
	"ja":      {{"other": "#日間"}, {"other": "#時間"}, {"other": "#分間"}},
	"zh-Hans": {{"other": "# 天"}, {"other": "# 小时"}, {"other": "# 分钟"}},
	"ar": {
		{"zero": "# يوم", "one": "يوم واحد", "two": "يومين", "few": "# أيام", "many": "# يومًا", "other": "# يوم"},
		{"zero": "# ساعة", "one": "ساعة واحدة", "two": "ساعتين", "few": "# ساعات", "many": "# ساعة", "other": "# ساعة"},
		{"zero": "# دقيقة", "one": "دقيقة واحدة", "two": "دقيقتين", "few": "# دقائق", "many": "# دقيقة", "other": "# دقيقة"},
	},
}

// Span is a number of minutes in a language, in the largest unit that fits: "28 days".
func Span(language string, minutes int64) string {
	kinds, ok := units[language]
	if !ok {
		language, kinds = English, units[English]
	}
	n, kind := minutes, kinds[2]
	switch {
	case n%(24*60) == 0:
		n, kind = n/(24*60), kinds[0]
	case n%60 == 0:
		n, kind = n/60, kinds[1]
	}
	return strings.Replace(kind[Plural(language, n)], "#", strconv.FormatInt(n, 10), 1)
}

// Isolated is a name for a text in a language. One that is written the other way
// round is set apart, by the marks that plain text has for that: else it would turn
// its neighbours around.
func Isolated(language, name string) string {
	const first, end = "\u2068", "\u2069"
	for _, r := range name {
		if unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) != (language == "ar") {
			return first + name + end
		}
	}
	return name
}

// tomorrows are examples of an opening, as browsers write them.
var tomorrows = map[string]string{
	"es": "mañana 9:00", "fr": "demain 09:00", "de": "morgen 09:00", "pt-BR": "amanhã 09:00",
	"ja": "明日 9:00", "zh-Hans": "明天 09:00", "ar": "غدًا 9:00 ص",
}
