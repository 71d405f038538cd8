package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// presences has the pages about the presences that agents can choose.
type presences struct{ *Handler }

const presencesPath = "/settings/presences"

func (h presences) mount(g *echo.Group) {
	g.GET("/presences", h.list)
	g.GET("/presences/new", h.fresh)
	g.POST("/presences", h.create)
	g.GET("/presences/:id", h.show)
	g.POST("/presences/:id", h.edit)
	g.POST("/presences/:id/copy", does(presencesPath, "copied", h.Desk.CustomPresences.Copy))
	g.POST("/presences/:id/deactivate", does(presencesPath, "deactivated", h.Desk.CustomPresences.Deactivate))
	g.POST("/presences/:id/activate", does(presencesPath, "activated", h.Desk.CustomPresences.Activate))
}

func (h presences) list(c echo.Context) error {
	l, listing := listOf(c, presencesPath)
	rows, more, err := h.Desk.CustomPresences.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.PresenceList(frame(c, settings.Presences, "Presences"), l, rows))
}

func (h presences) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.PresenceForm{CustomPresenceDraft: models.CustomPresenceDraft{Base: models.PresenceAway}})
}

func (h presences) showNew(c echo.Context, status int, form settings.PresenceForm) error {
	form.Form = newForm(presencesPath, "Create presence", form.Problem)
	return web.Render(c, status, settings.PresenceNew(frame(c, settings.Presences, "New presence"), form))
}

func (h presences) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	made, err := h.Desk.CustomPresences.Create(c.Request().Context(), web.Agent(c), form.CustomPresenceDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, presencesPath+"/"+made.ID+"?done=created")
}

func (h presences) show(c echo.Context) error {
	p, err := h.Desk.CustomPresences.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, p, settings.PresenceForm{CustomPresenceDraft: p.Draft()})
}

// showOne is the page of a presence with the form as it is given.
func (h presences) showOne(c echo.Context, status int, p *models.CustomPresence, form settings.PresenceForm) error {
	users, err := h.Desk.CustomPresences.Users(c.Request().Context(), p.ID)
	if err != nil {
		return err
	}
	if form.Form, err = h.editForm(c, presencesPath, p.ID, p.UpdatedAt, p.UpdatedByID, form.Problem); err != nil {
		return err
	}
	f, err := h.recordFrame(c, p)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.PresenceEdit(f, settings.PresenceRecord{CustomPresence: p, Users: users}, form, done(c, "presence")))
}

func (h presences) edit(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	_, err = h.Desk.CustomPresences.Edit(ctx, web.Agent(c), id, edited, form.CustomPresenceDraft)
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.CustomPresences.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, presencesPath+"/"+id+"?done=saved")
}

func (h presences) bind(c echo.Context) (settings.PresenceForm, models.Time, error) {
	var form struct {
		Version     int64           `form:"version"`
		Name        string          `form:"name"`
		Text        string          `form:"text"`
		Base        models.Presence `form:"base"`
		Description string          `form:"description"`
	}
	err := c.Bind(&form)
	draft := models.CustomPresenceDraft{Name: form.Name, Text: form.Text, Base: form.Base, Description: form.Description}
	return settings.PresenceForm{CustomPresenceDraft: draft}, version(form.Version), err
}
