package settings

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// retention has the pages about what is deleted, by time or on demand.
type retention struct{ *Handler }

func (h retention) mount(g *echo.Group) {
	g.GET("/retention", h.show)
	g.POST("/retention", h.edit)
	g.GET("/customers/:id/erase", h.ask)
	g.POST("/customers/:id/erase", h.erase)
	g.POST("/jobs/:id/revive", h.revive)
}

func (h retention) show(c echo.Context) error {
	set, err := h.Desk.Retention.Find(c.Request().Context())
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, *set, nil)
}

// render is the page with the choices as they are given.
func (h retention) render(c echo.Context, status int, set models.Retention, problem error) error {
	ctx := c.Request().Context()
	stored, err := h.Desk.Retention.Find(ctx)
	if err != nil {
		return err
	}
	page := settings.RetentionPage{Set: set}
	page.Form, err = h.editForm(c, "/settings", "retention", stored.UpdatedAt, stored.UpdatedByID, problem)
	if err != nil {
		return err
	}
	if page.Overdue, err = h.Desk.Retention.Overdue(ctx); err != nil {
		return err
	}
	if page.Erased, err = h.Desk.Erasures.List(ctx); err != nil {
		return err
	}
	if page.Dead, err = h.Desk.Jobs.Dead(ctx); err != nil {
		return err
	}
	words := done(c, "")
	if c.QueryParam("done") == "erased" {
		words = "The customer is not known any more. What she wrote is being deleted."
	}
	return web.Render(c, status, settings.RetentionEdit(frame(c, settings.Retention, "Retention"), page, words))
}

func (h retention) edit(c echo.Context) error {
	var in struct {
		Version      int64  `form:"version"`
		Conversation string `form:"conversation_days"`
		Visit        string `form:"visit_days"`
		SignIn       string `form:"sign_in_days"`
		Audit        string `form:"audit_days"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	set := models.Retention{ConversationDays: days(in.Conversation), VisitDays: days(in.Visit), SignInDays: days(in.SignIn), AuditDays: days(in.Audit)}
	err := h.Desk.Retention.Edit(c.Request().Context(), web.Agent(c), version(in.Version), set)
	if status := again(err); status != 0 {
		return h.render(c, status, set, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/retention?done=saved")
}

// days is a choice as it was sent; what is no number is none of them.
func days(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// ask is the step before a customer is erased.
func (h retention) ask(c echo.Context) error { return h.confirm(c, http.StatusOK) }

func (h retention) confirm(c echo.Context, status int) error {
	ctx := c.Request().Context()
	customer, err := h.Desk.Customers.Find(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	conversations, problem := h.Desk.Erasures.Closed(ctx, customer.ID)
	if problem != nil && models.CodeOf(problem) != models.CodeRuns {
		return problem
	}
	f := frame(c, settings.Retention, "Erase "+customer.DisplayName())
	return web.Render(c, status, settings.CustomerErase(f, customer, conversations, problem))
}

func (h retention) erase(c echo.Context) error {
	err := h.Desk.Erasures.Begin(c.Request().Context(), web.Agent(c), c.Param("id"))
	if models.CodeOf(err) == models.CodeRuns {
		return h.confirm(c, http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/retention?done=erased")
}

func (h retention) revive(c echo.Context) error {
	if err := h.Desk.Jobs.Revive(c.Request().Context(), c.Param("id")); err != nil {
		return err
	}
	return web.Redirect(c, "/settings/retention")
}
