package settings

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// guide leads a new installation's first admin to the first answered message.
// What it changes, it changes as the other pages do, and it keeps nothing of its
// own: how far somebody is stands in what there is.
type guide struct{ *Handler }

const guidePath = "/settings/guide"

func (h guide) mount(g *echo.Group) {
	g.GET("/guide", h.overview)
	g.POST("/guide/away", h.away)
	g.GET("/guide/:step", h.show)
	g.POST("/guide/mode", h.mode)
	g.POST("/guide/widget", h.widget)
	g.POST("/guide/identity", h.identity)
	g.POST("/guide/identity/decode", h.decode)
	g.POST("/guide/hours", h.hours)
	g.POST("/guide/snippet", h.publish)
	g.POST("/guide/domains", h.domains)
}

const guidedKey = "linger.guided"

// guided notes whether the guide is in the list of the settings. Once everything
// was done there is no need to look again.
func (h *Handler) guided(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !h.guideFinished.Load() {
			g, err := h.Desk.Guide.Read(c.Request().Context())
			if err != nil {
				return err
			}
			h.guideFinished.Store(g.Finished())
			c.Set(guidedKey, !g.Finished() && !g.PutAway)
		}
		return next(c)
	}
}

func isGuided(c echo.Context) bool {
	guided, _ := c.Get(guidedKey).(bool)
	return guided
}

// home is where the settings begin.
func (h guide) home(c echo.Context) error {
	if isGuided(c) {
		return web.Redirect(c, guidePath)
	}
	return web.Redirect(c, "/settings/widgets")
}

// page is the guide at a step.
func (h guide) page(c echo.Context, step models.GuideStep) (settings.GuidePage, error) {
	g, err := h.Desk.Guide.Read(c.Request().Context())
	page := settings.GuidePage{Guide: g, Step: step, Done: guideDone[c.QueryParam("done")], Shop: h.Shop, Language: settings.LanguageOf(c.FormValue("in"))}
	if err == nil && g.Widget != nil {
		page.Record = settings.WidgetRecord{Widget: g.Widget, Origin: h.PublicURL.Scheme + "://" + h.PublicURL.Host}
	}
	return page, err
}

// guideDone is what a step says that was sent on to from another.
var guideDone = map[string]string{
	"mode": "The workstream is saved.", "widget": "The widget is saved, as a draft: nobody sees it yet.", "identity": "Saved, and the key is verified.",
	"anonymous": "Saved: customers stay anonymous.", "hours": "The hours are saved.", "published": "The widget is published.",
	"domains": "Saved.", "away": "The guide is put away. It stays at this address.", "back": "The guide is in the list again.",
}

func (h guide) overview(c echo.Context) error {
	page, err := h.page(c, "")
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.GuideOverview(frame(c, settings.Guide, "Set up"), page))
}

func (h guide) away(c echo.Context) error {
	away := c.FormValue("away") != ""
	if err := h.Desk.Guide.PutAway(c.Request().Context(), away); err != nil {
		return err
	}
	if away {
		return web.Redirect(c, guidePath+"?done=away")
	}
	return web.Redirect(c, guidePath+"?done=back")
}

// show is the page of a step; of one whose ground is missing, the overview.
func (h guide) show(c echo.Context) error {
	step := models.GuideStep(c.Param("step"))
	if !slices.Contains(models.GuideSteps, step) {
		return models.Fail(models.NotFound, "", "There is nothing here.")
	}
	page, err := h.page(c, step)
	if err != nil {
		return err
	}
	if !page.Possible(step) {
		return web.Redirect(c, guidePath)
	}
	if web.IsFragment(c) {
		return h.news(c, page)
	}
	switch step {
	case models.GuideMode:
		page.Form.Values = modeValues(page.Guide)
	case models.GuideWidget:
		page.Form.Values = widgetValues(page.Guide)
	case models.GuideIdentity:
		if page, err = h.identityPage(c, page); err != nil {
			return err
		}
	case models.GuideHours:
		page.Hours.HoursDraft = hoursOf(page.Guide)
	default:
	}
	return h.render(c, http.StatusOK, page)
}

// news is the part of a step that waits for something; nothing as long as the
// reader knows all there is.
func (h guide) news(c echo.Context, page settings.GuidePage) error {
	part := settings.GuideSightings(page)
	if page.Step == models.GuideMessage {
		part = settings.GuideMessages(page)
	}
	if page.Known() == c.QueryParam("known") || page.Step != models.GuideSnippet && page.Step != models.GuideMessage {
		return c.NoContent(http.StatusNoContent)
	}
	return web.Render(c, http.StatusOK, part)
}

// render is a step's page, with the form in its frame.
func (h guide) render(c echo.Context, status int, page settings.GuidePage) error {
	form := &page.Form.Form
	if page.Step == models.GuideHours {
		form = &page.Hours.Form
	}
	version, byID := versionOf(page)
	if version.IsZero() && page.Widget != nil {
		page.Base = page.Widget.UpdatedAt
	}
	var err error
	if *form, err = h.editForm(c, guidePath, string(page.Step), version, byID, form.Problem); err != nil {
		return err
	}
	form.Submit = "Save and go on"
	return web.Render(c, status, settings.GuideStep(frame(c, settings.Guide, settings.GuideTitle(page.Step)), page))
}

// versionOf is the version of what the step's form edits, and who saved that;
// zero if it makes something new.
func versionOf(page settings.GuidePage) (models.Time, *string) {
	g := page.Guide
	switch {
	case page.Step == models.GuideMode && g.Workstream != nil:
		return g.Workstream.UpdatedAt, g.Workstream.UpdatedByID
	case page.Step == models.GuideIdentity && g.Authentication != nil:
		return g.Authentication.UpdatedAt, g.Authentication.UpdatedByID
	case page.Step == models.GuideHours && g.Hours != nil && !g.OfQueue:
		return g.Hours.UpdatedAt, g.Hours.UpdatedByID
	case page.Step == models.GuideWidget && g.Widget != nil:
		return g.Widget.UpdatedAt, g.Widget.UpdatedByID
	}
	return models.Time{}, nil
}

// begin reads the form of a step and the guide as it is.
func (h guide) begin(c echo.Context, step models.GuideStep) (page settings.GuidePage, sent url.Values, edited models.Time, err error) {
	var form struct {
		Version int64 `form:"version"`
	}
	if err = c.Bind(&form); err != nil {
		return page, nil, edited, err
	}
	if sent, err = c.FormParams(); err != nil {
		return page, nil, edited, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	page, err = h.page(c, step)
	if err == nil && !page.Possible(step) {
		err = models.Fail(models.Conflict, models.CodeWrongState, "An earlier step of the guide has to be done first.")
	}
	page.Form.Values = sent
	return page, sent, version(form.Version), err
}

// overtaken is the answer to whoever begins something that another admin has begun
// meanwhile.
func overtaken() error {
	return models.Fail(models.Conflict, models.CodeChanged, "Another admin has changed this since you opened it. What you entered is kept here and not saved yet.")
}

// goOn leads to what is to be done next, or gives the refused form back.
func (h guide) goOn(c echo.Context, page settings.GuidePage, done string, err error) error {
	if status := again(err); status != 0 {
		page.Form.Problem, page.Hours.Problem = err, err
		return h.render(c, status, page)
	}
	if err != nil {
		return err
	}
	g, err := h.Desk.Guide.Read(c.Request().Context())
	if err != nil {
		return err
	}
	return web.Redirect(c, settings.GuidePath(g.After(page.Step))+"?done="+done)
}
