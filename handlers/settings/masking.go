package settings

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/models/masking"
	"linger/views/settings"
)

// maskingRules has the pages about what is replaced before it is stored.
type maskingRules struct{ *Handler }

func (h maskingRules) mount(g *echo.Group) {
	g.GET("/masking", h.list)
	g.GET("/masking/new", h.fresh)
	g.POST("/masking", h.create)
	g.GET("/masking/test", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/settings/masking") })
	g.POST("/masking/test", h.test)
	g.GET("/masking/:id", h.show)
	g.POST("/masking/:id", h.edit)
	g.POST("/masking/:id/switch", h.turn)
	g.POST("/masking/:id/move", h.move)
	g.POST("/masking/:id/copy", does("/settings/masking", "copied", h.Desk.MaskingRules.Copy))
}

func (h maskingRules) list(c echo.Context) error {
	trial, err := h.try(c, settings.MaskingSample, "", nil)
	if err != nil {
		return err
	}
	return h.showList(c, http.StatusOK, trial)
}

func (h maskingRules) showList(c echo.Context, status int, trial settings.Trial) error {
	rows, err := h.Desk.MaskingRules.List(c.Request().Context())
	if err != nil {
		return err
	}
	l, _ := listOf(c, "/settings/masking")
	found := slices.DeleteFunc(slices.Clone(rows), func(r models.MaskingRule) bool { return !l.Has(r.Name, r.Description) })
	return web.Render(c, status, settings.MaskingList(frame(c, settings.Masking, "Data masking"), l, found, len(rows), trial, done(c, "rule")))
}

// try is text masked; what keeps the draft from being tried is said instead.
func (h maskingRules) try(c echo.Context, text, id string, draft *models.MaskingDraft) (settings.Trial, error) {
	trial := settings.Trial{Text: text, Edited: draft != nil}
	result, err := h.Desk.MaskingRules.Try(c.Request().Context(), text, id, draft)
	if models.KindOf(err) == models.Invalid {
		trial.Problem = models.FieldProblem(err, "text")
		for _, field := range []string{"pattern", "mask", "kind"} {
			if trial.Problem == "" && trial.Unready == "" && models.FieldProblem(err, field) != "" {
				trial.Unready = "The rule can't be tried yet. " + models.FieldProblem(err, field)
			}
		}
		return trial, nil
	}
	trial.Result = result
	return trial, err
}

// test tries a text: by what is saved, or by a rule as it stands in its form. A
// script gets the result, a browser without one the page it was on.
func (h maskingRules) test(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	edited := form.Kind != ""
	form.Tried = edited
	var draft *models.MaskingDraft
	if edited {
		draft = &form.MaskingDraft
	}
	trial, err := h.try(c, form.Trial.Text, form.ID, draft)
	if err != nil {
		return err
	}
	switch {
	case web.IsFragment(c):
		return web.Render(c, http.StatusOK, settings.MaskingTrial(trial))
	case !edited:
		return h.showList(c, http.StatusOK, trial)
	case form.ID == "":
		return h.showNew(c, http.StatusOK, form)
	}
	r, err := h.Desk.MaskingRules.Find(c.Request().Context(), form.ID)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, r, form)
}

func (h maskingRules) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.MaskingForm{
		MaskingDraft: models.MaskingDraft{Kind: masking.Pattern, Mask: models.DefaultMask, Active: true},
		Trial:        settings.Trial{Text: settings.MaskingSample},
	})
}

func (h maskingRules) showNew(c echo.Context, status int, form settings.MaskingForm) error {
	form.Form = newForm("/settings/masking", "Create rule", form.Problem)
	form.Form.ID, form.Unsaved = settings.MaskingFormID, form.Tried
	return h.render(c, status, nil, form)
}

func (h maskingRules) render(c echo.Context, status int, r *models.MaskingRule, form settings.MaskingForm) (err error) {
	begun := form.Kind != masking.Pattern || form.Pattern != "" || form.Tried
	if form.Trial.Edited = true; begun {
		if form.Trial, err = h.try(c, form.Trial.Text, form.ID, &form.MaskingDraft); err != nil {
			return err
		}
	}
	if r == nil {
		return web.Render(c, status, settings.MaskingNew(frame(c, settings.Masking, "New masking rule"), form))
	}
	f, err := h.recordFrame(c, r)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.MaskingEdit(f, r, form, done(c, "rule")))
}

func (h maskingRules) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	made, err := h.Desk.MaskingRules.Create(c.Request().Context(), web.Agent(c), form.MaskingDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/masking/"+made.ID+"?done=created")
}

func (h maskingRules) show(c echo.Context) error {
	r, err := h.Desk.MaskingRules.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, r, settings.MaskingForm{MaskingDraft: r.Draft(), Trial: settings.Trial{Text: settings.MaskingSample}})
}

// showOne is the page of a rule with the form as it is given.
func (h maskingRules) showOne(c echo.Context, status int, r *models.MaskingRule, form settings.MaskingForm) (err error) {
	form.ID = r.ID
	form.Form, err = h.editForm(c, "/settings/masking", r.ID, r.UpdatedAt, r.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	form.Form.ID, form.Unsaved = settings.MaskingFormID, form.Tried
	return h.render(c, status, r, form)
}

func (h maskingRules) edit(c echo.Context) error {
	form, version, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	_, err = h.Desk.MaskingRules.Edit(ctx, web.Agent(c), id, version, form.MaskingDraft)
	if status := again(err); status != 0 {
		stored, findErr := h.Desk.MaskingRules.Find(ctx, id)
		if findErr != nil {
			return findErr
		}
		form.Problem = err
		return h.showOne(c, status, stored, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/masking/"+id+"?done=saved")
}

func (h maskingRules) turn(c echo.Context) error {
	_, err := h.Desk.MaskingRules.Switch(c.Request().Context(), web.Agent(c), c.Param("id"), c.FormValue("on") != "")
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/masking")
}

func (h maskingRules) move(c echo.Context) error {
	if err := h.Desk.MaskingRules.Move(c.Request().Context(), web.Agent(c), c.Param("id"), c.FormValue("way") == "up"); err != nil {
		return err
	}
	return web.Redirect(c, "/settings/masking")
}

func (h maskingRules) bind(c echo.Context) (settings.MaskingForm, models.Time, error) {
	var form struct {
		Version     int64        `form:"version"`
		ID          string       `form:"id"`
		Name        string       `form:"name"`
		Description string       `form:"description"`
		Kind        masking.Kind `form:"kind"`
		Pattern     string       `form:"pattern"`
		Mask        string       `form:"mask"`
		Active      string       `form:"active"`
		Text        string       `form:"text"`
	}
	err := c.Bind(&form)
	if err == nil && form.ID != "" && !models.ValidID(form.ID) {
		err = &models.Error{Kind: models.NotFound, Message: "There is nothing here."}
	}
	return settings.MaskingForm{
		ID: form.ID, Trial: settings.Trial{Text: form.Text},
		MaskingDraft: models.MaskingDraft{
			Name: form.Name, Description: form.Description, Kind: form.Kind, Pattern: form.Pattern, Mask: form.Mask, Active: form.Active != "",
		},
	}, version(form.Version), err
}
