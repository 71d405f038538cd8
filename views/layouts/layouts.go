// Package layouts holds the frames around pages: what every page has (Base) and
// what the pages of one audience have besides.
package layouts

import (
	"context"

	"github.com/a-h/templ"

	"linger/models"
)

// Page is what a layout needs to know of the page inside it.
type Page struct {
	// Title is the page's own; the layouts append the product's name.
	Title string
	// Lang is the language tag of the page; empty means "en".
	Lang string
	// Dir is the writing direction; empty lets the browser's default stand.
	Dir string
	// Theme is "light" or "dark"; empty is what the browser prefers.
	Theme string
	// Style and Script are the bundles of the audience, as static.Path names them.
	Style, Script string
	// Class marks the body for layout.
	Class string
	// Stays says that the page has its own scroll areas and fills the window
	// exactly, on-screen keyboard included.
	Stays bool
}

// htmxConfig makes htmx fit our content policy (no eval, no injected style) and
// our streams: they go on in a hidden tab, which must still notify, and come
// back quickly. Refused forms (422) are swapped as any answer; what errors.go
// answers brings its own target.
const htmxConfig = `{"includeIndicatorCSS":false,"history":true,"defaultTimeout":20000,` +
	`"sse":{"pauseOnBackground":false,"reconnectDelay":300,"reconnectMaxDelay":10000,"reconnectJitter":0.5}}`

func (p Page) title() string {
	if p.Title == "" {
		return "Linger"
	}
	return p.Title + " · Linger"
}

func (p Page) lang() string {
	if p.Lang == "" {
		return "en"
	}
	return p.Lang
}

// localeOf tells the page's script how its reader reads dates and times, as far as
// that is not left to the browser.
func localeOf(ctx context.Context) templ.Attributes {
	attrs, l := templ.Attributes{}, models.LocaleOf(ctx)
	if l.Language != "" {
		attrs["data-locale"] = l.Language
	}
	if l.TimeZone != "" {
		attrs["data-zone"] = l.TimeZone
	}
	return attrs
}

// viewport lets the page's own panes resize with the on-screen keyboard where
// the page fills the window.
func (p Page) viewport() string {
	const all = "width=device-width, initial-scale=1, viewport-fit=cover"
	if p.Stays {
		return all + ", interactive-widget=resizes-content"
	}
	return all
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
