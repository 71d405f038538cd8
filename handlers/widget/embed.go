package widget

import (
	"time"

	"github.com/labstack/echo/v4"

	"linger/models"
	"linger/static"
)

// embed is the loader's script with the widget's look. It may be kept for a few
// minutes, so that a changed colour shows soon and pages cost us little. That
// there is none is not kept: whoever publishes it looks at once.
func (h *Handler) embed(c echo.Context) error {
	look, err := h.look(c)
	if err != nil {
		return err
	}
	script, err := static.Embed(look)
	if err != nil {
		return err
	}
	cache := "public, max-age=300, stale-while-revalidate=3600"
	if look == nil {
		cache = "no-cache"
	}
	c.Response().Header().Set("Cache-Control", cache)
	return static.ServeEmbed(c.Response(), c.Request(), script)
}

// look is the widget's; nil for one that customers can't use.
func (h *Handler) look(c echo.Context) (*static.Look, error) {
	ctx := c.Request().Context()
	w, err := h.widget(c, c.QueryParam("widget"))
	if models.KindOf(err) == models.NotFound {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	h.sighted(c, w)
	f, err := h.front(ctx, w, language(c, w))
	if err != nil {
		return nil, err
	}
	words := f.Words()
	look := &static.Look{
		Origin: h.Origin, Path: "/w/" + w.Key, Label: f.Label(), Unread: words.Unread,
		Failed: words.Failed, Launcher: f.Launcher(), Left: w.Position == "left",
	}
	if f.Changes > 0 {
		look.Change = time.Now().Add(f.Changes) // by the clock that browsers have
	}
	if w.AuthenticationSettingsID != nil {
		settings, err := h.Desk.AuthenticationSettings.Find(ctx, *w.AuthenticationSettingsID)
		if err != nil {
			return nil, err
		}
		look.Function = settings.ClientFunction
	}
	return look, nil
}
