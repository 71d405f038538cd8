package models

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"linger/models/hours"
)

// Locale is how a member of staff reads dates and times.
type Locale struct {
	Language string // as browsers name it; empty for the console's own
	TimeZone string // by name, such as Europe/Berlin; empty for the browser's
}

// Languages are those in which staff can have dates and times written.
var Languages = []string{"en-US", "en-GB", "es", "fr", "de", "pt-BR", "ja", "zh-Hans", "ar"}

// Locale is how the agent reads dates and times.
func (a *Agent) Locale() Locale { return Locale{a.Language, a.TimeZone} }

// clean is the locale as it is stored; what can't be used goes to problems.
func (l Locale) clean(problems Problems) Locale {
	l.TimeZone = strings.TrimSpace(l.TimeZone)
	if l.Language != "" && !slices.Contains(Languages, l.Language) {
		problems.Add("language", "Choose a language.")
	}
	if l.TimeZone == "" {
		return l
	}
	zone, err := hours.LoadZone(l.TimeZone)
	if err != nil {
		problems.Add("time_zone", "Choose a time zone by its name, such as Europe/Berlin, or leave it empty.")
		return l
	}
	l.TimeZone = zone.String()
	return l
}

// zones are those that were asked for, by name: to look one up reads a file.
var zones sync.Map

// Zone is the locale's time zone; UTC while only the browser knows it.
func (l Locale) Zone() *time.Location {
	if known, ok := zones.Load(l.TimeZone); ok {
		return known.(*time.Location)
	}
	zone, err := hours.LoadZone(l.TimeZone)
	if err != nil {
		return time.UTC
	}
	zones.Store(l.TimeZone, zone)
	return zone
}

type localeKey struct{}

// WithLocale returns ctx carrying how its reader reads dates and times.
func WithLocale(ctx context.Context, l Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

// LocaleOf is how the reader of what is made within ctx reads dates and times.
func LocaleOf(ctx context.Context) Locale {
	l, _ := ctx.Value(localeKey{}).(Locale)
	return l
}
