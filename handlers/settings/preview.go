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
	return h.draw(c, &models.Widget{Mode: models.ModePersistent})
}

// preview draws a widget with what stands in its form now.
func (h widgets) preview(c echo.Context) error {
	w, err := h.Desk.Widgets.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.draw(c, w)
}

// draw is the widget's own page with a sample conversation. Nothing of it is
// stored, and nothing of it refused: who is still typing sees what there is.
func (h widgets) draw(c echo.Context, w *models.Widget) error {
	d := settings.WidgetForm{Sent: c.QueryParams()}.Settings()
	w.Title, w.Subtitle, w.AgentNameStyle, w.Language = d.Title, d.Subtitle, d.AgentNameStyle, d.Language
	typed := d.Color
	theme := settings.ThemeOf(typed)
	web.AllowFrame(c, nil)
	sheet := "/settings/widgets/theme.css?" + url.Values{"color": {theme.Accent}}.Encode()
	return web.Render(c, http.StatusOK, widget.Preview(w, theme, sheet, settings.ContrastSaid(typed)))
}

// theme is a theme's colours as a style sheet: the pages' policy allows none in
// the page itself.
func (h widgets) theme(c echo.Context) error {
	t := settings.ThemeOf(c.QueryParam("color"))
	sheet := fmt.Sprintf(":root {\n  --color-accent: %s;\n  --color-on-accent: %s;\n  --color-accent-hover: %s;\n  --color-accent-ink: light-dark(%s, %s);\n}\n",
		t.Accent, t.OnAccent, t.Hover, t.Ink, t.InkDark)
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", []byte(sheet))
}
