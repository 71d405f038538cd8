package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// mode draws the form anew for the mode that is chosen in it. Nothing is saved.
func (h widgets) mode(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	if c.Param("id") == "" {
		return h.modeOfNew(c, form)
	}
	w, stored, err := h.stored(c)
	if err != nil {
		return err
	}
	form = form.Switched(stored.Settings())
	if form.Mode() != w.Mode {
		n, err := h.Desk.Widgets.Unclosed(c.Request().Context(), w.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			form.Problem = models.KeepsMode(n)
		}
	}
	if !web.IsFragment(c) {
		return h.showOne(c, http.StatusOK, w, form, edited)
	}
	record, err := h.complete(c, w, &form, edited)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.WidgetSwitched(form, record))
}

func (h widgets) modeOfNew(c echo.Context, form settings.WidgetForm) error {
	form = form.Switched(preset(form.Mode()))
	if !web.IsFragment(c) {
		return h.showNew(c, http.StatusOK, form)
	}
	if err := h.completeNew(c, &form); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.WidgetSwitched(form, settings.WidgetRecord{}))
}
