package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// workstreams has the pages about how conversations live and reach agents.
type workstreams struct{ *Handler }

func (h workstreams) mount(g *echo.Group) {
	g.GET("/workstreams", h.list)
	g.GET("/workstreams/new", h.fresh)
	g.POST("/workstreams", h.create)
	g.GET("/workstreams/:id", h.show)
	g.POST("/workstreams/:id", h.edit)
	g.POST("/workstreams/:id/copy", does("/settings/workstreams", "copied", h.Desk.Workstreams.Copy))
	g.POST("/workstreams/:id/deactivate", h.deactivate)
	g.POST("/workstreams/:id/activate", h.activate)
}

func (h workstreams) list(c echo.Context) error {
	l, listing := listOf(c, "/settings/workstreams")
	rows, more, err := h.Desk.Workstreams.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.WorkstreamList(frame(c, settings.Workstreams, "Workstreams"), l, rows))
}

func (h workstreams) fresh(c echo.Context) error {
	mode := models.ModePersistent
	if c.QueryParam("mode") == string(models.ModeLive) {
		mode = models.ModeLive
	}
	preset := models.Presets(mode)
	return h.showNew(c, http.StatusOK, settings.NewWorkstreamForm(preset.Draft()))
}

func (h workstreams) showNew(c echo.Context, status int, form settings.WorkstreamForm) error {
	form.Form = newForm("/settings/workstreams", "Create workstream", form.Problem)
	var err error
	if form.Queues, err = h.Desk.Queues.Choices(c.Request().Context(), ""); err != nil {
		return err
	}
	return web.Render(c, status, settings.WorkstreamNew(frame(c, settings.Workstreams, "New workstream"), form))
}

func (h workstreams) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	made, err := h.Desk.Workstreams.Create(c.Request().Context(), web.Agent(c), form.Draft())
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/workstreams/"+made.ID+"?done=created")
}

func (h workstreams) show(c echo.Context) error {
	w, err := h.Desk.Workstreams.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, w, settings.NewWorkstreamForm(w.Draft()))
}

// showOne is the page of a workstream with the form as it is given.
func (h workstreams) showOne(c echo.Context, status int, w *models.Workstream, form settings.WorkstreamForm) error {
	ctx := c.Request().Context()
	users, err := h.Desk.Workstreams.Users(ctx, w.ID)
	if err != nil {
		return err
	}
	parked, err := h.Desk.Workstreams.Parked(ctx, w.ID)
	if err != nil {
		return err
	}
	form.Form, err = h.editForm(c, "/settings/workstreams", w.ID, w.UpdatedAt, w.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	if form.Queues, err = h.Desk.Queues.Choices(ctx, w.Queue()); err != nil {
		return err
	}
	running, err := h.Desk.Workstreams.Running(ctx, w.ID)
	if err != nil {
		return err
	}
	f, err := h.recordFrame(c, w)
	if err != nil {
		return err
	}
	record := settings.WorkstreamRecord{Workstream: w, Users: users, Parked: parked, Running: running}
	return web.Render(c, status, settings.WorkstreamEdit(f, record, form, done(c, "workstream")))
}

func (h workstreams) edit(c echo.Context) error {
	form, version, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	stored, err := h.Desk.Workstreams.Find(ctx, id)
	if err != nil {
		return err
	}
	if form.Mode() == "" {
		form.Sent.Set("mode", string(stored.Mode))
	}
	_, err = h.Desk.Workstreams.Edit(ctx, web.Agent(c), id, version, form.Draft())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Workstreams.Find(ctx, id); findErr == nil {
			form.Problem = err
			form.Sent.Set("mode", string(stored.Mode))
			return h.showOne(c, status, stored, form)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/workstreams/"+id+"?done=saved")
}

func (h workstreams) deactivate(c echo.Context) error {
	w, err := h.Desk.Workstreams.Deactivate(c.Request().Context(), web.Agent(c), c.Param("id"))
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/workstreams/"+w.ID+"?done=deactivated")
}

func (h workstreams) activate(c echo.Context) error {
	w, err := h.Desk.Workstreams.Activate(c.Request().Context(), web.Agent(c), c.Param("id"))
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/workstreams/"+w.ID+"?done=activated")
}

func (h workstreams) bind(c echo.Context) (settings.WorkstreamForm, models.Time, error) {
	sent, edited, err := sentForm(c)
	if err == nil {
		sent.Set("queue_id", known(sent.Get("queue_id")))
	}
	return settings.WorkstreamForm{Sent: sent}, edited, err
}
