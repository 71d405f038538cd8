package settings

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// operatingHours has the pages about when teams answer.
type operatingHours struct{ *Handler }

func (h operatingHours) mount(g *echo.Group) {
	g.GET("/hours", h.list)
	g.GET("/hours/new", h.fresh)
	g.POST("/hours", h.create)
	g.POST("/hours/preview", h.preview)
	g.GET("/hours/:id", h.show)
	g.POST("/hours/:id", h.edit)
	g.POST("/hours/:id/copy", does(hoursPath, "copied", h.Desk.OperatingHours.Copy))
	g.POST("/hours/:id/deactivate", does(hoursPath, "deactivated", h.Desk.OperatingHours.Deactivate))
	g.POST("/hours/:id/activate", does(hoursPath, "activated", h.Desk.OperatingHours.Activate))
}

const hoursPath = "/settings/hours"

func (h operatingHours) list(c echo.Context) error {
	l, listing := listOf(c, hoursPath)
	rows, more, err := h.Desk.OperatingHours.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.HoursList(frame(c, settings.Hours, "Operating hours"), l, rows))
}

func (h operatingHours) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.HoursForm{HoursDraft: models.NewHours()})
}

func (h operatingHours) showNew(c echo.Context, status int, form settings.HoursForm) error {
	unsaved := form.Unsaved
	form.Form = newForm(hoursPath, "Create operating hours", form.Problem)
	form.Unsaved = unsaved
	return web.Render(c, status, settings.HoursNew(frame(c, settings.Hours, "New operating hours"), h.previewed(form)))
}

// previewed is the form with what it makes of the days to come.
func (h operatingHours) previewed(form settings.HoursForm) settings.HoursForm {
	form.Preview = form.HoursDraft.Preview(models.At(h.Desk.Now()))
	return form
}

func (h operatingHours) create(c echo.Context) error {
	form, _, verb, err := h.bind(c)
	if err != nil {
		return err
	}
	if verb != "" {
		if form.Do(verb); web.IsFragment(c) {
			form.Form = newForm(hoursPath, "", nil)
			return web.Render(c, http.StatusOK, settings.HoursChanged(h.previewed(form)))
		}
		return h.showNew(c, http.StatusOK, form)
	}
	made, err := h.Desk.OperatingHours.Create(c.Request().Context(), web.Agent(c), form.HoursDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, hoursPath+"/"+made.ID+"?done=created")
}

func (h operatingHours) preview(c echo.Context) error {
	form, _, _, err := h.bind(c)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.HoursPlan(h.previewed(form)))
}

func (h operatingHours) show(c echo.Context) error {
	o, err := h.Desk.OperatingHours.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, o, settings.HoursForm{HoursDraft: o.Draft()}, o.UpdatedAt)
}

// showOne is the page of operating hours with the form as it is given.
func (h operatingHours) showOne(c echo.Context, status int, o *models.OperatingHours, form settings.HoursForm, version models.Time) error {
	users, err := h.Desk.OperatingHours.Users(c.Request().Context(), o.ID)
	if err != nil {
		return err
	}
	unsaved := form.Unsaved
	if form.Form, err = h.editForm(c, hoursPath, o.ID, version, o.UpdatedByID, form.Problem); err != nil {
		return err
	}
	form.Unsaved = unsaved
	record := settings.HoursRecord{OperatingHours: o, Users: users}
	f, err := h.recordFrame(c, o)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.HoursEdit(f, record, h.previewed(form), h.said(c)))
}

func (h operatingHours) said(c echo.Context) string {
	if c.QueryParam("done") == "created" {
		return "The operating hours are created. They take effect once a widget or a queue keeps them."
	}
	return strings.Replace(done(c, "operating hours"), "hours is", "hours are", 1)
}

func (h operatingHours) edit(c echo.Context) error {
	form, edited, verb, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	if verb != "" {
		return h.change(c, form, edited, verb)
	}
	_, err = h.Desk.OperatingHours.Edit(ctx, web.Agent(c), id, edited, form.HoursDraft)
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.OperatingHours.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form, stored.UpdatedAt)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, hoursPath+"/"+id+"?done=saved")
}

// change adds a line to a form or takes one away, and saves nothing: the form
// stays one of the version that it was opened with.
func (h operatingHours) change(c echo.Context, form settings.HoursForm, edited models.Time, verb string) error {
	o, err := h.Desk.OperatingHours.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if form.Do(verb); !web.IsFragment(c) {
		return h.showOne(c, http.StatusOK, o, form, edited)
	}
	if form.Form, err = h.editForm(c, hoursPath, o.ID, edited, nil, nil); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.HoursChanged(h.previewed(form)))
}

// bind reads the form, the version it edits and the verb of a button that only
// changes lines.
func (h operatingHours) bind(c echo.Context) (settings.HoursForm, models.Time, string, error) {
	sent, err := c.FormParams()
	if err != nil {
		return settings.HoursForm{}, models.Time{}, "", echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	micros, _ := strconv.ParseInt(sent.Get("version"), 10, 64) // what is none is an old one
	form := settings.HoursForm{HoursDraft: settings.ParseHours(sent)}
	form.Unsaved = sent.Get("do") != ""
	return form, version(micros), sent.Get("do"), nil
}
