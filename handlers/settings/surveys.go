package settings

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
	"linger/views/widget"
)

// surveys has the pages about what a widget asks before a conversation.
type surveys struct{ *Handler }

func (h surveys) mount(g *echo.Group) {
	g.GET("/widgets/:id/survey", h.list)
	g.POST("/widgets/:id/survey", h.create)
	g.GET("/widgets/:id/survey/new", h.fresh)
	g.GET("/widgets/:id/survey/preview", h.preview)
	g.GET("/widgets/:id/survey/:part", h.show)
	g.POST("/widgets/:id/survey/:part", h.edit)
	g.POST("/widgets/:id/survey/:part/move", h.move)
	g.POST("/widgets/:id/survey/:part/delete", h.delete)
}

func surveyPath(c echo.Context) string { return "/settings/widgets/" + c.Param("id") + "/survey" }

// both are the widget that the address names, and its questions.
func (h surveys) both(c echo.Context) (*models.Widget, models.Survey, error) {
	ctx := c.Request().Context()
	w, err := h.Desk.Widgets.Find(ctx, c.Param("id"))
	if err != nil {
		return nil, nil, err
	}
	survey, err := h.Desk.Surveys.Questions(ctx, w.ID)
	return w, survey, err
}

func (h surveys) list(c echo.Context) error {
	w, survey, err := h.both(c)
	if err != nil {
		return err
	}
	page := settings.Parts{
		Title: "Survey before the chat", Back: w.Name, Path: surveyPath(c), New: "New question", Rows: settings.Questions(survey), Ordered: true,
		Full: len(survey) >= models.MaxQuestions, Icon: "message-square", None: "No questions yet", Done: donePart(c, "question"),
		Why:   "Customers can write at once. What you ask here they answer together with their first message, and agents read it above that.",
		Count: fmt.Sprintf("%d of %d questions. Customers answer them together with their first message.", len(survey), models.MaxQuestions),
	}
	page.BackTo = templ.SafeURL("/settings/widgets/" + w.ID)
	return web.Render(c, http.StatusOK, settings.SurveyPage(frame(c, settings.Widgets, page.Title), page, w.PreChatSurvey, page.Path+"/preview"))
}

// donePart says what has just been done with a part of a record.
func donePart(c echo.Context, thing string) string {
	if c.QueryParam("done") == "deleted" {
		return "The " + thing + " is deleted."
	}
	return done(c, thing)
}

// preview is the widget's own page, with the questions and nothing said.
func (h surveys) preview(c echo.Context) error {
	w, survey, err := h.both(c)
	if err != nil {
		return err
	}
	web.AllowFrame(c, nil)
	sheet := "/settings/widgets/theme.css?" + url.Values{"color": {w.Color}}.Encode()
	return web.Render(c, http.StatusOK, widget.SurveyPreview(w, sheet, survey))
}

func (h surveys) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.QuestionForm{QuestionDraft: models.QuestionDraft{Kind: models.QuestionLine}})
}

func (h surveys) showNew(c echo.Context, status int, form settings.QuestionForm) error {
	w, err := h.Desk.Widgets.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	form.Form = newForm(surveyPath(c), "Add question", form.Problem)
	form.Title, form.About = "New question", "Before a conversation in "+w.Name+"."
	return web.Render(c, status, settings.QuestionPage(frame(c, settings.Widgets, form.Title), form))
}

func (h surveys) create(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	_, err = h.Desk.Surveys.Create(c.Request().Context(), web.Agent(c), c.Param("id"), form.QuestionDraft)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(c)+"?done=created")
}

func (h surveys) show(c echo.Context) error {
	q, err := h.find(c)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, q, settings.QuestionForm{QuestionDraft: q.Draft()})
}

// find is the question that the address names.
func (h surveys) find(c echo.Context) (*models.SurveyQuestion, error) {
	return h.Desk.Surveys.Find(c.Request().Context(), c.Param("id"), c.Param("part"))
}

func (h surveys) showOne(c echo.Context, status int, q *models.SurveyQuestion, form settings.QuestionForm) (err error) {
	form.Form, err = h.editForm(c, surveyPath(c), q.ID, q.UpdatedAt, q.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	form.Title, form.Done = q.Name, donePart(c, "question")
	form.Delete = "Nobody is asked it any more. What was answered stays with its conversations."
	f, err := h.recordFrame(c, q)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.QuestionPage(f, form))
}

func (h surveys) edit(c echo.Context) error {
	form, version, err := h.bind(c)
	if err != nil {
		return err
	}
	err = h.Desk.Surveys.Edit(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"), version, form.QuestionDraft)
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
	return web.Redirect(c, surveyPath(c)+"/"+c.Param("part")+"?done=saved")
}

func (h surveys) move(c echo.Context) error {
	err := h.Desk.Surveys.Move(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part"), c.FormValue("way") == "up")
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(c))
}

func (h surveys) delete(c echo.Context) error {
	if err := h.Desk.Surveys.Delete(c.Request().Context(), web.Agent(c), c.Param("id"), c.Param("part")); err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(c)+"?done=deleted")
}

func (h surveys) bind(c echo.Context) (settings.QuestionForm, models.Time, error) {
	var form struct {
		Version  int64               `form:"version"`
		Name     string              `form:"name"`
		Question string              `form:"question"`
		Kind     models.QuestionKind `form:"kind"`
		Options  string              `form:"options"`
		Required string              `form:"required"`
	}
	err := c.Bind(&form)
	return settings.QuestionForm{QuestionDraft: models.QuestionDraft{
		Name: form.Name, Question: form.Question, Kind: form.Kind, Options: form.Options, Required: form.Required != "",
	}}, version(form.Version), err
}
