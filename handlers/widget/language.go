package widget

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/models/automated"
	views "linger/views/widget"
)

// surroundings are what the frame's address says of the page around it, and the
// language that the frame speaks. A widget that is not there (nil) speaks the
// browser's.
func surroundings(c echo.Context, w *models.Widget) views.Surroundings {
	return views.Surroundings{Language: language(c, w), Locale: c.QueryParam("locale"), Theme: c.QueryParam("theme")}
}

// language is the one in which w speaks to who asks: the page's word in the address
// goes before the browser's, where the widget listens to them at all.
func language(c echo.Context, w *models.Widget) string {
	if w == nil {
		w = &models.Widget{Language: automated.English, DetectLanguage: true}
	}
	if w.DetectLanguage { // the answer is another one for another browser
		c.Response().Header().Add("Vary", "Accept-Language")
	}
	return w.Speaks(append([]string{c.QueryParam("locale")}, accepted(c.Request().Header.Get("Accept-Language"))...)...)
}

// accepted are the languages of an Accept-Language header, the dearest first.
func accepted(header string) []string {
	type wish struct {
		tag    string
		weight float64
	}
	var wishes []wish
	for part := range strings.SplitSeq(header, ",") {
		tag, parameter, weighted := strings.Cut(part, ";")
		w := wish{strings.TrimSpace(tag), 1}
		if weighted {
			_, q, _ := strings.Cut(parameter, "=")
			w.weight, _ = strconv.ParseFloat(strings.TrimSpace(q), 64)
		}
		if w.tag != "" && w.weight > 0 {
			wishes = append(wishes, w)
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]string, len(wishes))
	for i, w := range wishes {
		tags[i] = w.tag
	}
	return tags
}
