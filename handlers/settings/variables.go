package settings

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// variables has the pages about what comes along with the conversations of a
// workstream.
type variables struct{ *Handler }

func (h variables) mount(g *echo.Group) {
	g.GET("/workstreams/:id/variables", h.list)
	g.POST("/workstreams/:id/variables", h.create)
	g.GET("/workstreams/:id/variables/new", h.fresh)
	g.GET("/workstreams/:id/variables/:part", h.show)
	g.POST("/workstreams/:id/variables/:part", h.edit)
	g.POST("/workstreams/:id/variables/:part/delete", h.delete)
}

func variablesPath(c echo.Context) string {
	return "/settings/workstreams/" + c.Param("id") + "/variables"
}

func (h variables) list(c echo.Context) error {
	ctx := c.Request().Context()
	ws, err := h.Desk.Workstreams.Find(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	rows, err := h.Desk.ContextVariables.List(ctx, ws.ID)
	if err != nil {
		return err
	}
	page := settings.Parts{
		Title: "Context variables", Back: ws.Name, Path: variablesPath(c), New: "New variable", Rows: settings.Variables(rows),
		About: "What comes along with a conversation: values that the site signs in its token, that the page tells, and that customers answer before the chat. What is not listed here agents see as text under its own name.",
		Full:  len(rows) >= models.MaxVariables, Icon: "workflow", None: "No variables yet", Done: donePart(c, "variable"),
		Why:   "Give values that your site sends a name that agents understand, say that they are numbers, or keep them from agents' screens.",
		Count: fmt.Sprintf("%d of %d variables.", len(rows), models.MaxVariables),
	}
	page.BackTo = templ.SafeURL("/settings/workstreams/" + ws.ID)
	return web.Render(c, http.StatusOK, settings.PartsPage(frame(c, settings.Workstreams, page.Title), page))
}

func (h variables) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.VariableForm{VariableDraft: models.VariableDraft{Kind: models.VariableText, Shown: true}})
}

func (h variables) showNew(c echo.Context, status int, form settings.VariableForm) error {
	ws, err := h.Desk.Workstreams.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	form.Form = newForm(variablesPath(c), "Create variable", form.Problem)
	form.Title, form.About = "New context variable", "Of all conversations in "+ws.Name+"."
	return web.Render(c, status, settings.VariablePage(frame(c, settings.Workstreams, form.Title), form))
}

func (h variables) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	_, err = h.Desk.ContextVariables.Create(c.Request().Context(), web.Agent(c), c.Param("id"), form.VariableDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, variablesPath(c)+"?done=created")
}

func (h variables) find(c echo.Context) (*models.ContextVariable, error) {
	return h.Desk.ContextVariables.Find(c.Request().Context(), c.Param("id"), c.Param("part"))
}

func (h variables) show(c echo.Context) error {
	v, err := h.find(c)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, v, settings.VariableForm{VariableDraft: v.Draft()})
}

func (h variables) showOne(c echo.Context, status int, v *models.ContextVariable, form settings.VariableForm) (err error) {
	stored := form.Stored
	form.Form, err = h.editForm(c, variablesPath(c), v.ID, v.UpdatedAt, v.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	form.Stored, form.Name, form.Made = stored, v.Name, true
	form.Title, form.Done = v.DisplayName, donePart(c, "variable")
	form.Delete = "Values that come under this name are shown as text under the name itself from now on. None of them is lost."
	f, err := h.recordFrame(c, v)
	if err != nil {
		return err
	}
	f.Title = form.Title
	return web.Render(c, status, settings.VariablePage(f, form))
}

func (h variables) edit(c echo.Context) error {
	form, version, err := h.bind(c)
	if err != nil {
		return err
	}
	err = h.Desk.ContextVariables.Edit(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"), version, form.VariableDraft)
	if status := again(err); status != 0 {
		stored, findErr := h.find(c)
		if findErr != nil {
			return findErr
		}
		form.Problem = err
		return h.showOne(c, status, stored, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, variablesPath(c)+"/"+c.Param("part")+"?done=saved")
}

func (h variables) delete(c echo.Context) error {
	err := h.Desk.ContextVariables.Delete(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"))
	if models.CodeOf(err) == models.CodeInUse {
		v, findErr := h.find(c)
		if findErr != nil {
			return findErr
		}
		form := settings.VariableForm{VariableDraft: v.Draft()}
		form.Problem, form.Stored = err, true
		return h.showOne(c, http.StatusConflict, v, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, variablesPath(c)+"?done=deleted")
}

func (h variables) bind(c echo.Context) (settings.VariableForm, models.Time, error) {
	var form struct {
		Version     int64               `form:"version"`
		Name        string              `form:"name"`
		DisplayName string              `form:"display_name"`
		Kind        models.VariableKind `form:"kind"`
		Shown       string              `form:"shown"`
	}
	err := c.Bind(&form)
	return settings.VariableForm{VariableDraft: models.VariableDraft{
		Name: form.Name, DisplayName: form.DisplayName, Kind: form.Kind, Shown: form.Shown != "",
	}}, version(form.Version), err
}
