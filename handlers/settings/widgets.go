package settings

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/models/automated"
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
	g.POST("/widgets/mode", h.mode)
	g.POST("/widgets/:id/mode", h.mode)
	g.POST("/widgets/:id/copy", does("/settings/widgets", "copied", h.Desk.Widgets.Copy))
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
	mode := models.ModePersistent
	if c.QueryParam("mode") == string(models.ModeLive) {
		mode = models.ModeLive
	}
	return h.showNew(c, http.StatusOK, settings.NewWidgetForm(preset(mode)))
}

// preset is what the form of a new widget begins with.
func preset(mode models.Mode) models.WidgetSettings {
	w := models.NewWidget(mode)
	w.Title = "Chat with us"
	return w.Settings(nil)
}

func (h widgets) showNew(c echo.Context, status int, form settings.WidgetForm) error {
	if err := h.completeNew(c, &form); err != nil {
		return err
	}
	return web.Render(c, status, settings.WidgetNew(frame(c, settings.Widgets, "New widget"), form))
}

// completeNew puts around the fields what belongs to the form of a new widget.
func (h widgets) completeNew(c echo.Context, form *settings.WidgetForm) error {
	unsaved := form.Unsaved
	form.Form = newForm("/settings/widgets", "Create widget", form.Problem)
	form.Unsaved, form.Preview = unsaved, "/settings/widgets/new/preview"
	return h.choices(c, form, nil)
}

// choices puts into the form what the widget may choose from. What w has now is
// among it, even if it is deactivated.
func (h widgets) choices(c echo.Context, form *settings.WidgetForm, w *models.Widget) error {
	ctx := c.Request().Context()
	form.Widget = w
	var err error
	if form.Workstreams, err = h.Desk.Workstreams.OfMode(ctx, form.Shown()); err != nil {
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
	form.Silent = !ws.AutomatedMessages
	if !ws.Active() && ws.Mode == form.Shown() {
		form.Workstreams = append(form.Workstreams, *ws)
	}
	auth, err := h.authenticationOf(ctx, w.AuthenticationSettingsID)
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
	if form.Lacks() {
		form = form.Switched(preset(form.Mode()))
	}
	made, err := h.Desk.Widgets.Create(c.Request().Context(), web.Agent(c), form.Mode(), form.Settings())
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

// stored is the widget of the address and the form with what is saved of it.
func (h widgets) stored(c echo.Context) (*models.Widget, settings.WidgetForm, error) {
	ctx, id := c.Request().Context(), c.Param("id")
	w, err := h.Desk.Widgets.Find(ctx, id)
	if err != nil {
		return nil, settings.WidgetForm{}, err
	}
	domains, err := h.Desk.Widgets.Domains(ctx, id)
	return w, settings.NewWidgetForm(w.Settings(domains)), err
}

// showStored is the page with what is stored, and what was wrong with a press of
// one of its buttons.
func (h widgets) showStored(c echo.Context, status int, problem error) error {
	w, form, err := h.stored(c)
	if err != nil {
		return err
	}
	form.Problem, form.Stored = problem, true
	return h.showOne(c, status, w, form, w.UpdatedAt)
}

// showOne is the page of a widget with the form as it is given, which edits a
// version.
func (h widgets) showOne(c echo.Context, status int, w *models.Widget, form settings.WidgetForm, version models.Time) error {
	record, err := h.complete(c, w, &form, version)
	if err != nil {
		return err
	}
	f, err := h.recordFrame(c, w)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.WidgetEdit(f, record, form, h.said(c)))
}

// complete puts around the fields what belongs to the form of w, and reads what
// stands beside it.
func (h widgets) complete(c echo.Context, w *models.Widget, form *settings.WidgetForm, version models.Time) (settings.WidgetRecord, error) {
	var err error
	stored, unsaved := form.Stored, form.Unsaved
	if form.Form, err = h.editForm(c, "/settings/widgets", w.ID, version, w.UpdatedByID, form.Problem); err != nil {
		return settings.WidgetRecord{}, err
	}
	form.Stored, form.Unsaved = stored, unsaved
	form.Preview = "/settings/widgets/" + w.ID + "/preview"
	if form.Unclosed, err = h.Desk.Widgets.Unclosed(c.Request().Context(), w.ID); err != nil {
		return settings.WidgetRecord{}, err
	}
	if err = h.choices(c, form, w); err != nil {
		return settings.WidgetRecord{}, err
	}
	if form.Messages, err = h.ownMessages(c, w); err != nil {
		return settings.WidgetRecord{}, err
	}
	draft := form.Settings()
	draft.Mode = form.Shown()
	return h.record(c, w, draft)
}

// ownMessages are the automated messages that can have words of the widget's own.
func (h widgets) ownMessages(c echo.Context, w *models.Widget) ([]settings.WidgetMessage, error) {
	rows, err := h.Desk.AutomatedMessages.List(c.Request().Context(), "")
	if err != nil {
		return nil, err
	}
	own := map[automated.Trigger]bool{}
	for _, row := range rows {
		if row.WidgetID != nil && *row.WidgetID == w.ID {
			own[row.TriggerName] = true
		}
	}
	var list []settings.WidgetMessage
	for _, m := range automated.Catalogue {
		if m.Trigger.In(string(w.Mode)) {
			at := models.AutomatedPlace{Trigger: m.Trigger, Language: w.Language, WidgetID: w.ID}
			list = append(list, settings.WidgetMessage{Name: m.Name, Href: templ.SafeURL(settings.MessagePath(at, "")), Own: own[m.Trigger]})
		}
	}
	return list, nil
}

func (h widgets) said(c echo.Context) string {
	switch c.QueryParam("done") {
	case "published":
		return "The widget is published: customers can use it now."
	case "unpublished":
		return "The widget is a draft again: customers don't see it."
	case "fixed":
		return "Done."
	case "copied":
		return "This is the copy, a draft with a snippet of its own. Give it a name."
	}
	return done(c, "widget")
}

func (h widgets) edit(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	if form.Lacks() {
		_, stored, err := h.stored(c)
		if err != nil {
			return err
		}
		form = form.Switched(stored.Settings())
	}
	_, err = h.Desk.Widgets.Edit(ctx, web.Agent(c), id, edited, form.Settings())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Widgets.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form, stored.UpdatedAt)
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

// bind reads the form and the version it edits.
func (h widgets) bind(c echo.Context) (settings.WidgetForm, models.Time, error) {
	sent, edited, err := sentForm(c)
	if err != nil {
		return settings.WidgetForm{}, edited, err
	}
	for _, name := range []string{"workstream_id", "authentication_settings_id", "operating_hours_id"} {
		if id := sent.Get(name); id != settings.NewOne {
			sent.Set(name, known(id))
		}
	}
	return settings.WidgetForm{Sent: sent}, edited, nil
}
