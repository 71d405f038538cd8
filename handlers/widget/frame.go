package widget

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
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
	page := surroundings(c, w)
	f, err := h.front(c.Request().Context(), w, page.Language)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, views.Frame(f, page))
}

// front is the widget as everybody sees it now.
func (h *Handler) front(ctx context.Context, w *models.Widget, language string) (views.Front, error) {
	hours, err := h.hours(ctx, w, nil)
	if err != nil {
		return views.Front{}, err
	}
	return views.NewFront(w, language, hours, models.At(h.Desk.Now()))
}

// openings is the front anew, for a frame that waits for the team to come, or to
// leave.
func (h *Handler) openings(c echo.Context) error {
	w := widgetOf(c)
	f, err := h.front(c.Request().Context(), w, language(c, w))
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, views.Hours(f))
}
