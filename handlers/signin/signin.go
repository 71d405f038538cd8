// Package signin lets staff in and out: signing in and out, the first admin,
// and everyone's own account. Other packages use RequireRole.
package signin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
)

// home is where staff arrive who did not ask for a page.
const home = "/console"

// Handler serves the pages around signing in.
type Handler struct {
	desk    *models.Desk
	cookies *cookies
	code    string
	host    string // by which browsers reach us: the desk's name to whoever comes in
}

// New serves browsers that reach us at public. code is what the process has
// printed for setting up; it is worth nothing once there is staff.
func New(desk *models.Desk, public *url.URL, code string) *Handler {
	return &Handler{desk: desk, cookies: newCookies(public), code: code, host: public.Host}
}

// Mount adds the routes.
func (h *Handler) Mount(e *echo.Echo) {
	e.GET("/sign-in", h.signInPage)
	e.POST("/sign-in", h.signIn)
	e.POST("/sign-out", h.signOut)
	e.GET("/setup", h.setupPage)
	e.POST("/setup", h.setup)
	e.GET("/choose-password", h.linkPage)
	e.POST("/choose-password", h.useLink)

	account := e.Group("/account", h.RequireRole(models.RoleAgent))
	account.GET("", h.accountPage)
	account.POST("/password", h.changePassword)
	account.POST("/locale", h.setLocale)
	account.POST("/sign-ins/:id/revoke", h.revoke)
	account.POST("/sign-ins/revoke-others", h.revokeOthers)
}

// RequireRole admits staff of role and above, and notes who it is for
// web.Agent and web.SignIn. Strangers are asked to sign in; those with less are
// refused.
func (h *Handler) RequireRole(role models.Role) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			in, agent, err := h.current(c)
			if err != nil {
				return err
			}
			web.SetSignIn(c, in, agent)
			if !agent.Role.Includes(role) {
				return models.Fail(models.Forbidden, "", "This is for %ss. You are signed in as %s.", role, agent.Name())
			}
			return next(c)
		}
	}
}

// current is the request's sign-in. One in use lasts on, and so does its cookie.
func (h *Handler) current(c echo.Context) (*models.SignIn, *models.Agent, error) {
	token, err := h.cookies.token(c)
	if err != nil {
		return nil, nil, err
	}
	if token == "" {
		return nil, nil, &models.Error{Kind: models.Unauthorized, Message: "Sign in to see this."}
	}
	ctx := c.Request().Context()
	in, agent, err := h.desk.SignIns.ByToken(ctx, token)
	if err != nil {
		return nil, nil, err
	}
	noted, err := h.desk.SignIns.Touch(ctx, in, browser(c))
	if err != nil {
		return nil, nil, err
	}
	if noted {
		err = h.cookies.set(c, token)
	}
	return in, agent, err
}

// browser is where the request comes from.
func browser(c echo.Context) models.Browser {
	return models.Browser{Address: c.RealIP(), UserAgent: c.Request().UserAgent()}
}

// local is next if it is a page of ours, else home: a link that somebody was
// lured by must not lead elsewhere after signing in.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") ||
		u.Path == "/sign-in" || u.Path == "/sign-out" || u.Path == "/setup" {
		return home
	}
	return next
}

// see sends the browser on with a page of its own.
func see(c echo.Context, path string) error { return c.Redirect(http.StatusSeeOther, path) }
