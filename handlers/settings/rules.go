package settings

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/models/routing"
	"linger/views/settings"
)

// rules has the pages about which queue a workstream's conversations go to.
type rules struct{ *Handler }

func (h rules) mount(g *echo.Group) {
	store := h.Desk.RoutingRules
	g.GET("/routing-rules/:rule", h.lead)
	g.GET("/workstreams/:id/rules", h.list)
	g.POST("/workstreams/:id/rules", h.create)
	g.GET("/workstreams/:id/rules/new", h.fresh)
	g.GET("/workstreams/:id/rules/test", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, rulesPath(c)) })
	g.POST("/workstreams/:id/rules/test", h.test)
	g.GET("/workstreams/:id/rules/:part", h.show)
	g.POST("/workstreams/:id/rules/:part", h.edit)
	g.POST("/workstreams/:id/rules/:part/copy", h.copy)
	g.POST("/workstreams/:id/rules/:part/move", h.move)
	g.POST("/workstreams/:id/rules/:part/activate", h.does("activated", store.Activate))
	g.POST("/workstreams/:id/rules/:part/deactivate", h.does("deactivated", store.Deactivate))
	g.POST("/workstreams/:id/rules/:part/delete", h.delete)
}

// lead leads to the page of a rule for who does not know whose it is.
func (h rules) lead(c echo.Context) error {
	id, err := h.Desk.RoutingRules.WorkstreamOf(c.Request().Context(), c.Param("rule"))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings/workstreams/"+id+"/rules/"+c.Param("rule"))
}

func rulesPath(c echo.Context) string { return "/settings/workstreams/" + c.Param("id") + "/rules" }

func (h rules) list(c echo.Context) error { return h.showList(c, http.StatusOK, nil) }

// showList is the page of the rules, with a trial if one was made.
func (h rules) showList(c echo.Context, status int, trial *settings.RuleTrial) error {
	ctx := c.Request().Context()
	ws, err := h.Desk.Workstreams.Find(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	rows, err := h.Desk.RoutingRules.List(ctx, ws.ID)
	if err != nil {
		return err
	}
	page := settings.RulesPage{Workstream: ws}
	if page.Words, err = h.Desk.RoutingRules.Words(ctx, ws.ID); err != nil {
		return err
	}
	if page.Fallback, err = h.Desk.Queues.Find(ctx, ws.Queue()); err != nil {
		return err
	}
	page.Parts = settings.Parts{
		Title: "Routing rules", Back: ws.Name, Path: rulesPath(c), New: "New rule", Rows: settings.Rules(rows, page.Words), Ordered: true,
		About: "To which queue a conversation goes when it begins. Rules are asked in this order; the first that is for it decides. Conversations that run stay where they are.",
		Full:  len(rows) >= models.MaxRules, Icon: "workflow", None: "No rules yet", Done: donePart(c, "rule"),
		Why:   "All conversations go to the queue of the workstream. Send some to another team: by language, by what the site says of the customer, by what she answers before the chat, by the hour.",
		Count: fmt.Sprintf("%d of %d rules.", len(rows), models.MaxRules),
	}
	page.BackTo = templ.SafeURL("/settings/workstreams/" + ws.ID)
	if page.Trial = settings.NewRuleTrial(page.Words, ws.Mode); trial != nil {
		page.Trial = *trial
	}
	return web.Render(c, status, settings.RuleList(frame(c, settings.Workstreams, page.Title), page))
}

// test says where an imagined conversation would go. A script gets the result, a
// browser without one the page it was on.
func (h rules) test(c echo.Context) error {
	var form struct {
		Widget     string `form:"widget"`
		Language   string `form:"language"`
		SignedIn   string `form:"authenticated"`
		Context    string `form:"context"`
		Name       string `form:"name"`
		Email      string `form:"email"`
		ExternalID string `form:"external_id"`
		At         string `form:"at"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx := c.Request().Context()
	ws, err := h.Desk.Workstreams.Find(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	trial := settings.RuleTrial{RuleTrialDraft: models.RuleTrialDraft{
		Widget: form.Widget, Language: form.Language, Authenticated: form.SignedIn != "", Context: form.Context,
		Name: form.Name, Email: form.Email, ExternalID: form.ExternalID, At: form.At,
	}}
	status := http.StatusOK
	trial.Result, err = h.Desk.RoutingRules.Try(ctx, ws, trial.RuleTrialDraft)
	if models.KindOf(err) == models.Invalid {
		trial.Problem, status = err, http.StatusUnprocessableEntity
	} else if err != nil {
		return err
	}
	if web.IsFragment(c) {
		return web.Render(c, http.StatusOK, settings.RuleTrialResult(trial))
	}
	return h.showList(c, status, &trial)
}

func (h rules) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.RuleForm{RuleDraft: models.RuleDraft{Conditions: []routing.Condition{settings.NewCondition()}}})
}

func (h rules) showNew(c echo.Context, status int, form settings.RuleForm) error {
	unsaved := form.Unsaved
	form.Form = newForm(rulesPath(c), "Create rule", form.Problem)
	form.Unsaved = unsaved
	ws, err := h.complete(c, &form, "")
	if err != nil {
		return err
	}
	form.Title, form.About = "New routing rule", "For conversations that begin in "+ws.Name+". It is asked after those that are there."
	return web.Render(c, status, settings.RulePage(frame(c, settings.Workstreams, form.Title), form))
}

// complete puts into the form what it may choose from, and returns its workstream.
func (h rules) complete(c echo.Context, form *settings.RuleForm, queue string) (*models.Workstream, error) {
	ctx := c.Request().Context()
	ws, err := h.Desk.Workstreams.Find(ctx, c.Param("id"))
	if err != nil {
		return nil, err
	}
	form.Mode = ws.Mode
	if form.Words, err = h.Desk.RoutingRules.Words(ctx, ws.ID); err != nil {
		return nil, err
	}
	form.Queues, err = h.Desk.Queues.Choices(ctx, queue)
	return ws, err
}

func (h rules) create(c echo.Context) error {
	form, _, verb, err := h.bind(c)
	if err != nil {
		return err
	}
	if verb != "" {
		if form.Do(verb); !web.IsFragment(c) {
			return h.showNew(c, http.StatusOK, form)
		}
		form.Form = newForm(rulesPath(c), "", nil)
		if _, err := h.complete(c, &form, ""); err != nil {
			return err
		}
		return web.Render(c, http.StatusOK, settings.RuleConditions(form))
	}
	_, err = h.Desk.RoutingRules.Create(c.Request().Context(), web.Agent(c), c.Param("id"), form.RuleDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, rulesPath(c)+"?done=created")
}

// find is the rule that the address names.
func (h rules) find(c echo.Context) (*models.RuleRow, error) {
	return h.Desk.RoutingRules.Find(c.Request().Context(), c.Param("id"), c.Param("part"))
}

func (h rules) show(c echo.Context) error {
	r, err := h.find(c)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, r, settings.RuleForm{RuleDraft: r.Draft()}, r.UpdatedAt)
}

func (h rules) showOne(c echo.Context, status int, r *models.RuleRow, form settings.RuleForm, version models.Time) (err error) {
	unsaved := form.Unsaved
	form.Form, err = h.editForm(c, rulesPath(c), r.ID, version, r.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	form.Unsaved, form.Rule, form.Title, form.Done = unsaved, r, r.Name, donePart(c, "rule")
	if _, err := h.complete(c, &form, r.QueueID); err != nil {
		return err
	}
	f, err := h.recordFrame(c, &r.RoutingRule)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.RulePage(f, form))
}

func (h rules) edit(c echo.Context) error {
	form, edited, verb, err := h.bind(c)
	if err != nil {
		return err
	}
	if verb != "" {
		return h.change(c, form, edited, verb)
	}
	err = h.Desk.RoutingRules.Edit(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"), edited, form.RuleDraft)
	if status := again(err); status != 0 {
		stored, findErr := h.find(c)
		if findErr != nil {
			return findErr
		}
		form.Problem = err
		return h.showOne(c, status, stored, form, stored.UpdatedAt)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, rulesPath(c)+"/"+c.Param("part")+"?done=saved")
}

// change adds a condition to a form or takes one away, and saves nothing: the form
// stays one of the version that it was opened with.
func (h rules) change(c echo.Context, form settings.RuleForm, edited models.Time, verb string) error {
	r, err := h.find(c)
	if err != nil {
		return err
	}
	if form.Do(verb); !web.IsFragment(c) {
		return h.showOne(c, http.StatusOK, r, form, edited)
	}
	if form.Form, err = h.editForm(c, rulesPath(c), r.ID, edited, nil, nil); err != nil {
		return err
	}
	if _, err := h.complete(c, &form, r.QueueID); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.RuleConditions(form))
}

func (h rules) copy(c echo.Context) error {
	r, err := h.Desk.RoutingRules.Copy(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"))
	if models.KindOf(err) == models.Invalid { // there is no form to say it in
		return models.Fail(models.Conflict, models.CodeWrongState, "%s", models.FirstProblem(err))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, rulesPath(c)+"/"+r.ID+"?done=copied")
}

func (h rules) move(c echo.Context) error {
	err := h.Desk.RoutingRules.Move(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"), c.FormValue("way") == "up")
	if err != nil {
		return err
	}
	return web.Redirect(c, rulesPath(c))
}

// does is the handler of a button that does something to a rule, and stays there.
func (h rules) does(done string, do func(context.Context, *models.Agent, string, string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := do(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part")); err != nil {
			return err
		}
		return web.Redirect(c, rulesPath(c)+"/"+c.Param("part")+"?done="+done)
	}
}

func (h rules) delete(c echo.Context) error {
	if err := h.Desk.RoutingRules.Delete(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part")); err != nil {
		return err
	}
	return web.Redirect(c, rulesPath(c)+"?done=deleted")
}

// bind reads the form, the version it edits and the verb of a button that only
// changes conditions.
func (h rules) bind(c echo.Context) (settings.RuleForm, models.Time, string, error) {
	sent, edited, err := sentForm(c)
	verb := sent.Get("do")
	form := settings.RuleForm{RuleDraft: settings.ParseRule(sent, verb)}
	form.QueueID, form.Unsaved = known(form.QueueID), verb != ""
	return form, edited, verb, err
}
