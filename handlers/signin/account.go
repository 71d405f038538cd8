package signin

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
	"linger/views/signin"
)

// accountPage shows people where they are signed in.
func (h *Handler) accountPage(c echo.Context) error {
	return h.showAccount(c, http.StatusOK, signin.Account{Done: c.QueryParam("done")})
}

func (h *Handler) showAccount(c echo.Context, status int, page signin.Account) error {
	page.Agent, page.Here = web.Agent(c), web.SignIn(c).ID
	if page.LocaleProblem == nil {
		page.Locale = page.Agent.Locale()
	}
	rows, err := h.desk.SignIns.List(c.Request().Context(), page.Agent.ID)
	if err != nil {
		return err
	}
	page.SignIns = rows
	page.Form = settings.Form{
		Page: "/account", Action: "/account/locale", Back: "/account", Version: page.Agent.UpdatedAt, Problem: page.LocaleProblem,
	}
	if page.Form.Editor, err = h.desk.Agents.EditorOf(c.Request().Context(), page.Agent.UpdatedByID); err != nil {
		return err
	}
	return web.Render(c, status, signin.AccountPage(page))
}

// changePassword needs the old one, ends the person's other sign-ins and gives
// this browser a new token.
func (h *Handler) changePassword(c echo.Context) error {
	var form struct {
		Current  string `form:"current"`
		Password string `form:"password"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	in := *web.SignIn(c)
	in.Address = c.RealIP()
	token, err := h.desk.Agents.ChangePassword(c.Request().Context(), web.Agent(c), &in, form.Current, form.Password)
	switch models.KindOf(err) {
	case models.Invalid:
		return h.showAccount(c, http.StatusUnprocessableEntity, signin.Account{Problem: err})
	case models.Limited:
		wait(c, err)
		return h.showAccount(c, http.StatusTooManyRequests, signin.Account{Problem: err})
	}
	if err != nil {
		return err
	}
	if err := h.cookies.set(c, token); err != nil {
		return err
	}
	return see(c, "/account?done=password")
}

// setLocale changes how the reader reads dates and times.
func (h *Handler) setLocale(c echo.Context) error {
	var form struct {
		Version  int64  `form:"version"`
		Language string `form:"language"`
		TimeZone string `form:"time_zone"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	typed := models.Locale{Language: form.Language, TimeZone: form.TimeZone}
	_, err := h.desk.Agents.Localise(c.Request().Context(), web.Agent(c), models.At(time.UnixMicro(form.Version)), typed)
	page := signin.Account{Locale: typed, LocaleProblem: err}
	switch {
	case models.KindOf(err) == models.Invalid:
		return h.showAccount(c, http.StatusUnprocessableEntity, page)
	case models.CodeOf(err) == models.CodeChanged:
		return h.showAccount(c, http.StatusConflict, page)
	case err != nil:
		return err
	}
	return see(c, "/account?done=locale")
}

// revoke ends one of the person's own sign-ins.
func (h *Handler) revoke(c echo.Context) error {
	id := c.Param("id")
	if !models.ValidID(id) {
		return echo.ErrNotFound
	}
	if err := h.desk.SignIns.Revoke(c.Request().Context(), web.Agent(c).ID, id); err != nil {
		return err
	}
	return see(c, "/account?done=revoked")
}

// revokeOthers ends all of them but this one.
func (h *Handler) revokeOthers(c echo.Context) error {
	if _, err := h.desk.SignIns.RevokeOthers(c.Request().Context(), web.Agent(c).ID, web.SignIn(c).ID); err != nil {
		return err
	}
	return see(c, "/account?done=revoked")
}
