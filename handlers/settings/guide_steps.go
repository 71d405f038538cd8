package settings

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

func modeValues(g *models.Guide) url.Values {
	name, mode := "Customer care", models.ModePersistent
	if g.Workstream != nil {
		name, mode = g.Workstream.Name, g.Workstream.Mode
	}
	return url.Values{"name": {name}, "mode": {string(mode)}}
}

// mode makes the workstream. Until a widget hangs on it, another mode makes
// another one and puts the first away.
func (h guide) mode(c echo.Context) error {
	page, sent, edited, err := h.begin(c, models.GuideMode)
	if err != nil {
		return err
	}
	ctx, by, ws := c.Request().Context(), web.Agent(c), page.Workstream
	mode := models.Mode(sent.Get("mode"))
	fresh := ws == nil || page.Widget == nil && mode != ws.Mode
	preset := models.Presets(mode)
	draft := preset.Draft()
	if !fresh {
		draft = ws.Draft()
	}
	draft.Name, draft.Mode = sent.Get("name"), mode
	if !fresh {
		_, err = h.Desk.Workstreams.Edit(ctx, by, ws.ID, edited, draft)
	} else if ws != nil && !edited.Equal(ws.UpdatedAt) {
		err = overtaken()
	} else if _, err = h.Desk.Workstreams.Create(ctx, by, draft); err == nil && ws != nil {
		_, err = h.Desk.Workstreams.Deactivate(ctx, by, ws.ID)
	}
	return h.goOn(c, page, "mode", err)
}

func widgetValues(g *models.Guide) url.Values {
	if w := g.Widget; w != nil {
		return url.Values{"name": {w.Name}, "title": {w.Title}, "color": {w.Color}}
	}
	return url.Values{"name": {"Website"}, "title": {g.Workstream.Name}, "color": {models.Colors[0].Hex}}
}

// widget makes the widget, or changes what it is called and looks like.
func (h guide) widget(c echo.Context) error {
	page, sent, edited, err := h.begin(c, models.GuideWidget)
	if err != nil {
		return err
	}
	fresh := models.NewWidget(page.Workstream.Mode)
	draft := fresh.Settings(nil)
	draft.WorkstreamID = page.Workstream.ID
	if page.Widget != nil {
		draft = page.Widget.Settings(page.Domains)
	}
	draft.Name, draft.Title, draft.Color = sent.Get("name"), sent.Get("title"), sent.Get("color")
	ctx, by := c.Request().Context(), web.Agent(c)
	if page.Widget == nil {
		_, err = h.Desk.Widgets.Create(ctx, by, page.Workstream.Mode, draft)
	} else {
		_, err = h.Desk.Widgets.Edit(ctx, by, page.Widget.ID, edited, draft)
	}
	return h.goOn(c, page, "widget", err)
}

// hoursOf are the widget's own hours, or what new ones start with.
func hoursOf(g *models.Guide) models.HoursDraft {
	fresh := models.NewHours()
	if g.Hours == nil || g.OfQueue {
		fresh.Name = g.Widget.Name
		return fresh
	}
	draft := g.Hours.Draft()
	if len(draft.Windows) == 0 { // around the clock, so far
		draft.Windows = fresh.Windows
	}
	return draft
}

// hours makes operating hours for the widget, or changes its own; what the guide
// does not ask for stays as it is.
func (h guide) hours(c echo.Context) error {
	page, sent, edited, err := h.begin(c, models.GuideHours)
	if err != nil {
		return err
	}
	draft, typed := hoursOf(page.Guide), settings.ParseHours(sent)
	draft.TimeZone, draft.Always, draft.Windows = typed.TimeZone, typed.Always, typed.Windows
	page.Hours.HoursDraft = draft
	ctx, by := c.Request().Context(), web.Agent(c)
	if page.Guide.Hours != nil && !page.OfQueue {
		_, err = h.Desk.OperatingHours.Edit(ctx, by, page.Guide.Hours.ID, edited, draft)
		return h.goOn(c, page, "hours", err)
	}
	if !edited.Equal(page.Widget.UpdatedAt) {
		return h.goOn(c, page, "", overtaken())
	}
	made, err := h.Desk.OperatingHours.Create(ctx, by, draft)
	if err == nil {
		w := page.Widget.Settings(page.Domains)
		w.OperatingHoursID = made.ID
		_, err = h.Desk.Widgets.Edit(ctx, by, page.Widget.ID, page.Widget.UpdatedAt, w)
	}
	return h.goOn(c, page, "hours", err)
}

// publish lets customers use the widget, or says what is missing.
func (h guide) publish(c echo.Context) error {
	page, _, _, err := h.begin(c, models.GuideSnippet)
	if err != nil {
		return err
	}
	_, err = h.Desk.Widgets.Publish(c.Request().Context(), web.Agent(c), page.Widget.ID)
	if models.KindOf(err) == models.Invalid {
		page.Refused = err
		return h.render(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, settings.GuidePath(models.GuideSnippet)+"?done=published")
}

// domains lets the pages of one site show the chat, or those of any.
func (h guide) domains(c echo.Context) error {
	page, sent, _, err := h.begin(c, models.GuideSnippet)
	if err != nil {
		return err
	}
	draft := page.Widget.Settings(nil)
	if origin := sent.Get("origin"); origin != "" {
		draft.Domains = []string{origin}
	}
	if _, err := h.Desk.Widgets.Edit(c.Request().Context(), web.Agent(c), page.Widget.ID, page.Widget.UpdatedAt, draft); err != nil {
		return err
	}
	return web.Redirect(c, settings.GuidePath(models.GuideSnippet)+"?done=domains")
}
