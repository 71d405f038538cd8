package widget

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/components"
	views "linger/views/widget"
)

// frame is the document in the frame: the same for everybody, without a word of
// any customer. What is not published answers with a page that has its frame
// taken away.
func (h *Handler) frame(c echo.Context) error {
	w, err := h.widget(c, c.Param("key"))
	if models.KindOf(err) == models.NotFound {
		web.AllowFrame(c, []string{"*"}) // the page that shows it has to hear of it
		return web.Render(c, http.StatusNotFound, views.Gone(surroundings(c, nil)))
	}
	if err != nil {
		return err
	}
	h.sighted(c, w)
	hosts, err := h.Desk.Widgets.Domains(c.Request().Context(), w.ID)
	if err != nil {
		return err
	}
	if len(hosts) == 0 {
		hosts = []string{"*"}
	}
	web.AllowFrame(c, hosts, models.OriginOf(w.LogoURL))
	theme, err := components.ThemeOf(w.Color)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, views.Frame(w, theme, surroundings(c, w)))
}
