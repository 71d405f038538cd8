package settings

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/models/automated"
	"linger/views/settings"
)

// messages has the pages about what the system says by itself.
type messages struct{ *Handler }

func (h messages) mount(g *echo.Group) {
	g.GET("/messages", h.list)
	g.GET("/messages/:trigger", h.show)
	g.POST("/messages/:trigger", h.save)
	g.GET("/messages/:trigger/preview", h.show)
	g.POST("/messages/:trigger/preview", h.preview)
	g.POST("/messages/:trigger/reset", h.reset)
}

func (h messages) list(c echo.Context) error {
	ctx := c.Request().Context()
	rows, err := h.Desk.AutomatedMessages.List(ctx, "")
	if err != nil {
		return err
	}
	list, _ := listOf(c, "/settings/messages")
	var lines []settings.MessageLine
	for i := range automated.Catalogue {
		l := settings.MessageLine{Message: &automated.Catalogue[i]}
		at := models.AutomatedPlace{Trigger: l.Trigger, Language: automated.English}
		if l.Text, err = h.Desk.AutomatedMessages.Text(ctx, at, models.Mode(l.Modes[0])); err != nil {
			return err
		}
		for _, r := range rows {
			if r.TriggerName == l.Trigger && r.Place() != at {
				l.Others = append(l.Others, r)
			}
		}
		if list.Has(l.Texts()...) {
			lines = append(lines, l)
		}
	}
	return web.Render(c, http.StatusOK, settings.MessageList(frame(c, settings.Messages, "Automated messages"), list, lines))
}

// form is the form for the place that the address names, with what is said there.
func (h messages) form(c echo.Context) (settings.MessageForm, error) {
	ctx, f := c.Request().Context(), settings.MessageForm{}
	f.AutomatedPlace = models.AutomatedPlace{Trigger: automated.Trigger(c.Param("trigger")), Language: c.QueryParam("language"), WidgetID: c.QueryParam("widget")}
	if f.WidgetID == settings.AllWidgets {
		f.WidgetID = ""
	}
	if f.Language == "" {
		f.Language = automated.English
	}
	f.Message = automated.Of(f.Trigger)
	if f.Message == nil || automated.Known(f.Language) == nil {
		return f, errNothing()
	}
	var err error
	if f.Widgets, err = h.widgets(c, f.Trigger); err != nil {
		return f, err
	}
	mode := models.Mode(f.Message.Modes[0])
	if f.WidgetID != "" {
		i := slices.IndexFunc(f.Widgets, func(w models.Widget) bool { return w.ID == f.WidgetID })
		if i < 0 {
			return f, errNothing()
		}
		f.Widget, mode = f.Widgets[i].Name, f.Widgets[i].Mode
	}
	if f.Rows, err = h.Desk.AutomatedMessages.List(ctx, f.Trigger); err != nil {
		return f, err
	}
	at := f.AutomatedPlace
	text, err := h.Desk.AutomatedMessages.Text(ctx, at, mode)
	if err != nil {
		return f, err
	}
	f.AutomatedDraft, f.Instead = text.AutomatedDraft, text
	if text.Own != nil && text.Own.Place() == at {
		f.Own = true
		f.Instead, err = h.Desk.AutomatedMessages.Without(ctx, at, mode)
	}
	var version models.Time
	var by *string
	if f.Own {
		version, by = text.Own.UpdatedAt, text.Own.UpdatedByID
	}
	if err == nil {
		f.Form, err = h.editForm(c, "/settings/messages", string(f.Trigger), version, by, nil)
	}
	f.Page = templ.SafeURL(settings.MessagePath(at, ""))
	f.Action = f.Page
	return f, err
}

// widgets are those in which the trigger can be said.
func (h messages) widgets(c echo.Context, t automated.Trigger) ([]models.Widget, error) {
	all, err := h.Desk.AutomatedMessages.Widgets(c.Request().Context())
	return slices.DeleteFunc(all, func(w models.Widget) bool { return !t.In(string(w.Mode)) }), err
}

func errNothing() error {
	return &models.Error{Kind: models.NotFound, Message: "There is nothing here."}
}

func (h messages) show(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, form)
}

func (h messages) render(c echo.Context, status int, form settings.MessageForm) error {
	said := done(c, "message")
	if c.QueryParam("done") == "reset" {
		said = "The words that were saved here are deleted."
	}
	f, err := h.recordFrame(c, form.AutomatedPlace)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.MessageEdit(f, form, said))
}

// typed is the form with what was typed into it.
func (h messages) typed(c echo.Context) (settings.MessageForm, models.Time, error) {
	var in struct {
		Version int64  `form:"version"`
		Body    string `form:"body"`
		Active  string `form:"active"`
	}
	if err := c.Bind(&in); err != nil {
		return settings.MessageForm{}, models.Time{}, err
	}
	form, err := h.form(c)
	form.AutomatedDraft = models.AutomatedDraft{Body: in.Body, Active: in.Active != ""}
	var opened models.Time
	if in.Version != 0 {
		opened = version(in.Version)
	}
	return form, opened, err
}

func (h messages) save(c echo.Context) error {
	form, opened, err := h.typed(c)
	if err != nil {
		return err
	}
	_, err = h.Desk.AutomatedMessages.Save(c.Request().Context(), web.Agent(c), form.AutomatedPlace, opened, form.AutomatedDraft)
	if status := again(err); status != 0 {
		form.Problem = err
		return h.render(c, status, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, settings.MessagePath(form.AutomatedPlace, "")+"&done=saved")
}

// preview shows what was typed with examples: to a script alone, to a browser
// without one on its page.
func (h messages) preview(c echo.Context) error {
	form, _, err := h.typed(c)
	if err != nil {
		return err
	}
	if web.IsFragment(c) {
		return web.Render(c, http.StatusOK, settings.MessagePreview(form))
	}
	form.Unsaved = true
	return h.render(c, http.StatusOK, form)
}

func (h messages) reset(c echo.Context) error {
	form, opened, err := h.typed(c)
	if err != nil {
		return err
	}
	if err := h.Desk.AutomatedMessages.Reset(c.Request().Context(), web.Agent(c), form.AutomatedPlace, opened); err != nil {
		return err
	}
	return web.Redirect(c, settings.MessagePath(form.AutomatedPlace, "")+"&done=reset")
}
