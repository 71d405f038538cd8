package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// widgets has the pages about the chats on customers' sites.
type widgets struct{ *Handler }

func (h widgets) mount(g *echo.Group) {
	g.GET("/widgets", h.list)
	g.GET("/widgets/new", h.fresh)
	g.GET("/widgets/new/preview", h.previewNew)
	g.GET("/widgets/theme.css", h.theme)
	g.POST("/widgets", h.create)
	g.GET("/widgets/:id", h.show)
	g.GET("/widgets/:id/preview", h.preview)
	g.POST("/widgets/:id", h.edit)
	g.POST("/widgets/:id/publish", h.publish)
	g.POST("/widgets/:id/unpublish", h.unpublish)
	g.POST("/widgets/:id/deactivate", h.deactivate)
	g.POST("/widgets/:id/activate", h.activate)
	g.POST("/widgets/:id/fix/:item", h.fix)
}

func (h widgets) list(c echo.Context) error {
	l, listing := listOf(c, "/settings/widgets")
	rows, more, err := h.Desk.Widgets.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.WidgetList(frame(c, settings.Widgets, "Widgets"), l, rows))
}

func (h widgets) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.NewWidgetForm(models.ModePersistent, models.WidgetSettings{
		Title: "Chat with us", Color: models.Colors[0].Hex, Position: models.Positions[0], AgentNameStyle: models.NameFirst,
	}))
}

func (h widgets) showNew(c echo.Context, status int, form settings.WidgetForm) error {
	form.Form = newForm("/settings/widgets", "Create widget", form.Problem)
	form.Preview = "/settings/widgets/new/preview"
	if err := h.choices(c, &form, nil); err != nil {
		return err
	}
	return web.Render(c, status, settings.WidgetNew(frame(c, settings.Widgets, "New widget"), form))
}

// choices puts into the form what the widget may choose from. What w has now is
// among it, even if it is deactivated.
func (h widgets) choices(c echo.Context, form *settings.WidgetForm, w *models.Widget) error {
	ctx := c.Request().Context()
	var err error
	if form.Workstreams, err = h.Desk.Workstreams.OfMode(ctx, form.Mode); err != nil {
		return err
	}
	for after, more := "", true; more; {
		var rows []models.AuthenticationRow
		if rows, more, err = h.Desk.AuthenticationSettings.List(ctx, models.Listing{After: after}); err != nil {
			return err
		}
		for _, row := range rows {
			form.Authentications = append(form.Authentications, row.AuthenticationSettings)
			after = row.ID
		}
	}
	var kept string
	if w != nil && w.OperatingHoursID != nil {
		kept = *w.OperatingHoursID
	}
	if form.Hours, err = h.Desk.OperatingHours.Choices(ctx, kept); err != nil || w == nil {
		return err
	}
	ws, err := h.Desk.Workstreams.Find(ctx, w.WorkstreamID)
	if err != nil {
		return err
	}
	if !ws.Active() {
		form.Workstreams = append(form.Workstreams, *ws)
	}
	auth, err := h.authenticationOf(ctx, w)
	if err == nil && auth != nil && !auth.Active {
		form.Authentications = append(form.Authentications, *auth)
	}
	return err
}

func (h widgets) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	form.Mode = models.ModePersistent
	made, err := h.Desk.Widgets.Create(c.Request().Context(), web.Agent(c), form.Mode, form.Settings())
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/widgets/"+made.ID+"?done=created")
}

func (h widgets) show(c echo.Context) error { return h.showStored(c, http.StatusOK, nil) }

// showStored is the page with what is stored, and what was wrong with a press of
// one of its buttons.
func (h widgets) showStored(c echo.Context, status int, problem error) error {
	ctx, id := c.Request().Context(), c.Param("id")
	w, err := h.Desk.Widgets.Find(ctx, id)
	if err != nil {
		return err
	}
	domains, err := h.Desk.Widgets.Domains(ctx, id)
	if err != nil {
		return err
	}
	form := settings.NewWidgetForm(w.Mode, w.Settings(domains))
	form.Problem, form.Stored = problem, true
	return h.showOne(c, status, w, form)
}

// showOne is the page of a widget with the form as it is given.
func (h widgets) showOne(c echo.Context, status int, w *models.Widget, form settings.WidgetForm) error {
	ctx := c.Request().Context()
	var err error
	stored := form.Stored
	if form.Form, err = h.editForm(c, "/settings/widgets", w.ID, w.UpdatedAt, w.UpdatedByID, form.Problem); err != nil {
		return err
	}
	form.Stored = stored
	form.Mode, form.Preview = w.Mode, "/settings/widgets/"+w.ID+"/preview"
	if form.Unclosed, err = h.Desk.Widgets.Unclosed(ctx, w.ID); err != nil {
		return err
	}
	if err := h.choices(c, &form, w); err != nil {
		return err
	}
	record, err := h.record(c, w)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.WidgetEdit(frame(c, settings.Widgets, w.Name), record, form, h.said(c)))
}

func (h widgets) said(c echo.Context) string {
	switch c.QueryParam("done") {
	case "published":
		return "The widget is published: customers can use it now."
	case "unpublished":
		return "The widget is a draft again: customers don't see it."
	case "fixed":
		return "Done."
	}
	return done(c, "widget")
}

func (h widgets) edit(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	_, err = h.Desk.Widgets.Edit(ctx, web.Agent(c), id, edited, form.Settings())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Widgets.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/widgets/"+id+"?done=saved")
}

func (h widgets) publish(c echo.Context) error {
	_, err := h.Desk.Widgets.Publish(c.Request().Context(), web.Agent(c), c.Param("id"))
	if models.KindOf(err) == models.Invalid {
		return h.showStored(c, http.StatusUnprocessableEntity, err)
	}
	return h.back(c, "published", err)
}

func (h widgets) unpublish(c echo.Context) error {
	_, err := h.Desk.Widgets.Unpublish(c.Request().Context(), web.Agent(c), c.Param("id"))
	return h.back(c, "unpublished", err)
}

func (h widgets) deactivate(c echo.Context) error {
	_, err := h.Desk.Widgets.Deactivate(c.Request().Context(), web.Agent(c), c.Param("id"))
	return h.back(c, "deactivated", err)
}

func (h widgets) activate(c echo.Context) error {
	_, err := h.Desk.Widgets.Activate(c.Request().Context(), web.Agent(c), c.Param("id"))
	return h.back(c, "activated", err)
}

// back leads to the widget's page, which says what was done.
func (h widgets) back(c echo.Context, done string, err error) error {
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/widgets/"+c.Param("id")+"?done="+done)
}

func (h widgets) bind(c echo.Context) (settings.WidgetForm, models.Time, error) {
	var form struct {
		Version        int64            `form:"version"`
		Name           string           `form:"name"`
		Workstream     string           `form:"workstream_id"`
		Authentication string           `form:"authentication_settings_id"`
		Title          string           `form:"title"`
		Subtitle       string           `form:"subtitle"`
		Color          string           `form:"color"`
		CustomColor    string           `form:"custom_color"`
		Position       string           `form:"position"`
		AgentNameStyle models.NameStyle `form:"agent_name_style"`
		Domains        string           `form:"domains"`
		Hours          string           `form:"operating_hours_id"`
	}
	err := c.Bind(&form)
	for _, id := range []*string{&form.Workstream, &form.Authentication, &form.Hours} {
		if *id != "" && !models.ValidID(*id) {
			*id = models.NewID() // nothing has it, so it is refused beside its field
		}
	}
	return settings.WidgetForm{
		Name: form.Name, WorkstreamID: form.Workstream, AuthenticationSettingsID: form.Authentication,
		Title: form.Title, Subtitle: form.Subtitle, Color: form.Color, CustomColor: form.CustomColor,
		Position: form.Position, AgentNameStyle: form.AgentNameStyle, Domains: form.Domains, OperatingHoursID: form.Hours,
	}, version(form.Version), err
}
