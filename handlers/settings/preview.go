package settings

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
	"linger/views/widget"
)

// previewNew draws a widget that does not exist yet.
func (h widgets) previewNew(c echo.Context) error {
	w := models.NewWidget(models.ModePersistent)
	return h.draw(c, &w)
}

// preview draws a widget with what stands in its form now.
func (h widgets) preview(c echo.Context) error {
	w, err := h.Desk.Widgets.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.draw(c, w)
}

// draw is the widget's own page at a moment. Nothing of it is stored, and nothing of
// it refused: who is still typing sees what there is.
func (h widgets) draw(c echo.Context, w *models.Widget) error {
	form := settings.WidgetForm{Sent: c.QueryParams(), Widget: w}
	d := form.Settings()
	w.Mode, w.Title, w.Subtitle, w.AgentNameStyle, w.Sound = form.Shown(), d.Title, d.Subtitle, d.AgentNameStyle, d.Sound
	w.Language, w.DetectLanguage, w.LogoURL = d.Language, false, ""
	if logo, err := models.CleanAddress(d.LogoURL); err == nil {
		w.LogoURL = logo
	}
	w.ShownOutsideHours, w.OfflineTitle, w.OfflineSubtitle = d.ShownOutsideHours, d.OfflineTitle, d.OfflineSubtitle
	w.Color, w.OfflineColor = settings.Readable(d.Color), settings.Readable(d.OfflineColor)
	example, err := widget.NewExample(w, widget.Moment(c.QueryParam("moment")))
	if err != nil {
		return err
	}
	example.Contrast, example.OfflineContrast = settings.ContrastSaid(d.Color), settings.ContrastSaid(d.OfflineColor)
	example.Unseen = settings.Unseen
	example.Sheet = "/settings/widgets/theme.css?" + url.Values{"color": {example.Now().Accent}}.Encode()
	web.AllowFrame(c, nil, example.Pictures)
	return web.Render(c, http.StatusOK, widget.Preview(example))
}

// theme is a theme's colours as a style sheet: the pages' policy allows none in
// the page itself.
func (h widgets) theme(c echo.Context) error {
	t := settings.ThemeOf(c.QueryParam("color"))
	sheet := fmt.Sprintf(":root {\n  --color-accent: %s;\n  --color-on-accent: %s;\n  --color-accent-hover: %s;\n  --color-accent-ink: light-dark(%s, %s);\n}\n",
		t.Accent, t.OnAccent, t.Hover, t.Ink, t.InkDark)
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", []byte(sheet))
}
