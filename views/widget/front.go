package widget

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"linger/models"
	"linger/static"
	"linger/views/components"
)

// Front is a widget as everybody sees it, whoever they are: how it looks, and
// whether a chat can start now.
type Front struct {
	Pane           // of somebody without a conversation
	Theme, Offline components.Theme
	Changes        time.Duration // until the operating hours change that; zero: they don't
}

// NewFront is the widget's in a language, with what the hours say at now.
func NewFront(w *models.Widget, language string, hours models.Openness, now models.Time) (Front, error) {
	f := Front{Pane: Pane{Widget: w, Language: language, Hours: hours}}
	var err error
	if f.Theme, err = components.ThemeOf(w.Color); err != nil {
		return f, err
	}
	f.Offline = f.Theme
	if w.Mode != models.ModeLive {
		return f, nil
	}
	if w.ShownOutsideHours {
		if f.Offline, err = components.ThemeOf(w.OfflineColor); err != nil {
			return f, err
		}
	}
	if changes := hours.Changes(); !changes.IsZero() {
		f.Changes = max(changes.Time.Sub(now.Time), time.Millisecond)
	}
	return f, nil
}

// Away reports whether a chat can't start now. A persistent one always can.
func (p Pane) Away() bool {
	return p.Widget.Mode == models.ModeLive && p.Standing == nil && p.Hours.Closed
}

// Now is the theme of the moment.
func (f Front) Now() components.Theme {
	if f.Away() {
		return f.Offline
	}
	return f.Theme
}

// Launcher is the round button of the moment, while no chat runs.
func (f Front) Launcher() static.Launcher {
	theme := f.Now()
	return static.Launcher{Color: theme.Accent, OnColor: theme.OnAccent, Hidden: f.Away() && !f.Widget.ShownOutsideHours}
}

// Label is the launcher's name.
func (f Front) Label() string {
	if title := f.Title(); title != f.Widget.Title {
		return title
	}
	return fmt.Sprintf(f.Words().Launcher, f.Widget.Title)
}

// open is the widget in hours.
func (f Front) open() Front {
	f.Hours = models.Openness{}
	return f
}

// style is the launcher's own, for the loader.
func (f Front) style() (string, error) { return f.Launcher().Style() }

func (f Front) changes() string { return strconv.FormatInt(f.Changes.Milliseconds(), 10) }

// Title is what stands where nobody has joined: outside hours the admin's words for
// that, if there are some.
func (p Pane) Title() string {
	if p.Away() && p.Widget.ShownOutsideHours {
		return cmp.Or(p.Widget.OfflineTitle, p.Widget.Title)
	}
	return p.Widget.Title
}

// colors are a theme for the script, which puts it on: the content policy lets no
// style stand in the markup.
func colors(t components.Theme) templ.Attributes {
	return templ.Attributes{
		"data-accent": t.Accent, "data-on-accent": t.OnAccent, "data-accent-hover": t.Hover,
		"data-accent-ink": t.Ink, "data-accent-ink-dark": t.InkDark,
	}
}
