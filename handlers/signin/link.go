package signin

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/signin"
)

// linkPage is what somebody sees who opens a link to choose a password. To look
// uses nothing up: mail programs open links too. The link is a query, which the
// log leaves out.
func (h *Handler) linkPage(c echo.Context) error {
	token := c.QueryParam("link")
	found, err := h.desk.PasswordLinks.Open(c.Request().Context(), token, browser(c))
	if err != nil {
		return h.noLink(c, err)
	}
	return web.Render(c, http.StatusOK, signin.LinkPage(h.link(found, token)))
}

func (h *Handler) link(found *models.Invitation, token string) signin.Link {
	return signin.Link{Invitation: found, Token: token, Desk: h.host}
}

// noLink says why a link does nothing, and no more than that.
func (h *Handler) noLink(c echo.Context, err error) error {
	switch models.KindOf(err) {
	case models.NotFound:
		return web.Render(c, http.StatusNotFound, signin.NoLinkPage(err))
	case models.Limited:
		wait(c, err)
		return web.Render(c, http.StatusTooManyRequests, signin.NoLinkPage(err))
	}
	return err
}

// useLink chooses the password and signs its owner in.
func (h *Handler) useLink(c echo.Context) error {
	var form struct {
		Link     string `form:"link"`
		Password string `form:"password"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx := c.Request().Context()
	_, token, err := h.desk.PasswordLinks.Use(ctx, form.Link, form.Password, browser(c))
	if models.KindOf(err) == models.Invalid {
		found, openErr := h.desk.PasswordLinks.Open(ctx, form.Link, browser(c))
		if openErr != nil {
			return h.noLink(c, openErr)
		}
		page := h.link(found, form.Link)
		page.Problem = err
		return web.Retry(c, signin.LinkPage(page))
	}
	if err != nil {
		return h.noLink(c, err)
	}
	if err := h.leave(c); err != nil { // somebody else may have been signed in here
		return err
	}
	if err := h.cookies.set(c, token); err != nil {
		return err
	}
	return see(c, home)
}
