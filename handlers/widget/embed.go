package widget

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/static"
	"linger/views/components"
	views "linger/views/widget"
)

// embed is the loader's script with the widget's look. It may be kept for a few
// minutes, so that a changed colour shows soon and pages cost us little.
func (h *Handler) embed(c echo.Context) error {
	script, err := h.loader(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=300, stale-while-revalidate=3600")
	return static.ServeEmbed(c.Response(), c.Request(), script)
}

func (h *Handler) loader(c echo.Context) ([]byte, error) {
	ctx := c.Request().Context()
	w, err := h.widget(c, c.QueryParam("widget"))
	if models.KindOf(err) == models.NotFound {
		return static.Embed(nil)
	}
	if err != nil {
		return nil, err
	}
	h.sighted(c, w)
	theme, err := components.ThemeOf(w.Color)
	if err != nil {
		return nil, err
	}
	words := views.In(language(c, w))
	look := &static.Look{
		Origin: h.Origin, Path: "/w/" + w.Key, Label: fmt.Sprintf(words.Launcher, w.Title), Unread: words.Unread,
		Failed: words.Failed, Color: theme.Accent, OnColor: theme.OnAccent, Left: w.Position == "left",
	}
	if w.AuthenticationSettingsID != nil {
		settings, err := h.Desk.AuthenticationSettings.Find(ctx, *w.AuthenticationSettingsID)
		if err != nil {
			return nil, err
		}
		look.Function = settings.ClientFunction
	}
	return static.Embed(look)
}
