package signin

import (
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/signin"
)

// signInPage asks who it is. Where nobody could answer, it leads to setting up.
func (h *Handler) signInPage(c echo.Context) error {
	next := local(c.QueryParam("next"))
	_, _, err := h.current(c)
	switch {
	case err == nil:
		return see(c, next)
	case models.KindOf(err) != models.Unauthorized:
		return err
	}
	staff, err := h.desk.Agents.Any(c.Request().Context())
	if err != nil {
		return err
	}
	if !staff {
		return see(c, "/setup")
	}
	return web.Render(c, http.StatusOK, signin.SignInPage(signin.SignIn{Next: next, Left: c.QueryParam("left") != ""}))
}

// signIn lets the person in whose e-mail and password were typed.
func (h *Handler) signIn(c echo.Context) error {
	var form struct {
		Email    string `form:"email"`
		Password string `form:"password"`
		Next     string `form:"next"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx := c.Request().Context()
	_, token, err := h.desk.SignIns.Start(ctx, form.Email, form.Password, browser(c))
	page := signin.SignIn{Email: form.Email, Next: local(form.Next), Problem: err}
	switch models.KindOf(err) {
	case models.Unauthorized:
		return web.Retry(c, signin.SignInPage(page))
	case models.Limited:
		wait(c, err)
		return web.Render(c, http.StatusTooManyRequests, signin.SignInPage(page))
	}
	if err != nil {
		return err
	}
	if err := h.leave(c); err != nil {
		return err
	}
	if err := h.cookies.set(c, token); err != nil {
		return err
	}
	return see(c, page.Next)
}

// signOut ends the browser's sign-in.
func (h *Handler) signOut(c echo.Context) error {
	if err := h.leave(c); err != nil {
		return err
	}
	if err := h.cookies.set(c, ""); err != nil {
		return err
	}
	return see(c, "/sign-in?left=1")
}

// leave ends the sign-in that the browser came with, if it is one.
func (h *Handler) leave(c echo.Context) error {
	in, agent, err := h.current(c)
	if models.KindOf(err) == models.Unauthorized {
		return nil
	}
	if err != nil {
		return err
	}
	err = h.desk.SignIns.Revoke(c.Request().Context(), agent.ID, in.ID)
	if models.KindOf(err) == models.NotFound { // another window was first
		return nil
	}
	return err
}

// wait says in the header when it makes sense to try again.
func wait(c echo.Context, err error) {
	if limited := models.WaitOf(err); limited > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(limited.Seconds()))))
	}
}
