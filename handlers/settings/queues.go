package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// queues has the pages about teams and what waits for them.
type queues struct{ *Handler }

func (h queues) mount(g *echo.Group) {
	g.GET("/queues", h.list)
	g.GET("/queues/new", h.fresh)
	g.POST("/queues", h.create)
	g.GET("/queues/:id", h.show)
	g.POST("/queues/:id", h.edit)
	g.POST("/queues/:id/copy", does(queuesPath, "copied", h.Desk.Queues.Copy))
	g.POST("/queues/:id/deactivate", does(queuesPath, "deactivated", h.Desk.Queues.Deactivate))
	g.POST("/queues/:id/activate", does(queuesPath, "activated", h.Desk.Queues.Activate))
}

const queuesPath = "/settings/queues"

func (h queues) list(c echo.Context) error {
	l, listing := listOf(c, queuesPath)
	rows, more, err := h.Desk.Queues.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.QueueList(frame(c, settings.Queues, "Queues"), l, rows))
}

func (h queues) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.NewQueueForm(models.NewQueue().Draft(nil)))
}

func (h queues) showNew(c echo.Context, status int, form settings.QueueForm) error {
	form.Form = newForm(queuesPath, "Create queue", form.Problem)
	if err := h.choices(c, &form, &models.Queue{}); err != nil {
		return err
	}
	return web.Render(c, status, settings.QueueNew(frame(c, settings.Queues, "New queue"), form))
}

// choices puts into the form what the queue may choose from, and what it has.
func (h queues) choices(c echo.Context, form *settings.QueueForm, q *models.Queue) (err error) {
	ctx, kept := c.Request().Context(), ""
	if q.OperatingHoursID != nil {
		kept = *q.OperatingHoursID
	}
	if form.Hours, err = h.Desk.OperatingHours.Choices(ctx, kept); err != nil || q.IsDefault {
		return err
	}
	form.Candidates, err = h.Desk.Queues.Candidates(ctx, q.ID)
	return err
}

func (h queues) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	made, err := h.Desk.Queues.Create(c.Request().Context(), web.Agent(c), form.Draft())
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, queuesPath+"/"+made.ID+"?done=created")
}

func (h queues) show(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	q, err := h.Desk.Queues.Find(ctx, id)
	if err != nil {
		return err
	}
	members, err := h.Desk.Queues.Members(ctx, id)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, q, settings.NewQueueForm(q.Draft(members)))
}

// showOne is the page of a queue with the form as it is given.
func (h queues) showOne(c echo.Context, status int, q *models.Queue, form settings.QueueForm) error {
	ctx := c.Request().Context()
	users, err := h.Desk.Queues.Users(ctx, q.ID)
	if err != nil {
		return err
	}
	waiting, err := h.Desk.Queues.Open(ctx, q.ID)
	if err != nil {
		return err
	}
	if form.Form, err = h.editForm(c, queuesPath, q.ID, q.UpdatedAt, q.UpdatedByID, form.Problem); err != nil {
		return err
	}
	if form.Default = q.IsDefault; form.Default {
		form.Name = q.Name
	}
	if err := h.choices(c, &form, q); err != nil {
		return err
	}
	leading, err := h.Desk.RoutingRules.Leading(ctx, q.ID)
	if err != nil {
		return err
	}
	record := settings.QueueRecord{Queue: q, Users: users, Rules: leading, Open: waiting}
	f, err := h.recordFrame(c, q)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.QueueEdit(f, record, form, done(c, "queue")))
}

func (h queues) edit(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	_, err = h.Desk.Queues.Edit(ctx, web.Agent(c), id, edited, form.Draft())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Queues.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, queuesPath+"/"+id+"?done=saved")
}

func (h queues) bind(c echo.Context) (settings.QueueForm, models.Time, error) {
	var form struct {
		Version    int64             `form:"version"`
		Name       string            `form:"name"`
		Hours      string            `form:"operating_hours_id"`
		Members    []string          `form:"members"`
		Priority   string            `form:"priority"`
		Assignment models.Assignment `form:"assignment"`
	}
	err := c.Bind(&form)
	for i, id := range form.Members {
		form.Members[i] = known(id)
	}
	draft := models.QueueDraft{Name: form.Name, OperatingHoursID: known(form.Hours), Members: form.Members, Assignment: form.Assignment}
	return settings.QueueForm{QueueDraft: draft, Priority: form.Priority}, version(form.Version), err
}
