package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/signin"
)

// NewCode makes a code for a process to print while there is no staff: only
// who runs it can become its first admin.
func NewCode() string { return rand.Text() }

// setupPage is there only until the first admin is.
func (h *Handler) setupPage(c echo.Context) error {
	if err := h.empty(c); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, signin.SetupPage(signin.Setup{Code: c.QueryParam("code")}))
}

// setup makes the first admin and signs them in.
func (h *Handler) setup(c echo.Context) error {
	if err := h.empty(c); err != nil {
		return err
	}
	var form struct {
		Code      string `form:"code"`
		FirstName string `form:"first_name"`
		LastName  string `form:"last_name"`
		Email     string `form:"email"`
		Password  string `form:"password"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	page := signin.Setup{Code: form.Code, FirstName: form.FirstName, LastName: form.LastName, Email: form.Email}
	if !h.knows(form.Code) {
		page.Problem = models.Problems{"code": "This is not the code that the running process printed when it started. Look at its output again."}.Err()
		return web.Retry(c, signin.SetupPage(page))
	}
	ctx := c.Request().Context()
	profile := models.Profile{FirstName: form.FirstName, LastName: form.LastName, Email: form.Email, Capacity: models.DefaultCapacity}
	agent, err := h.desk.Agents.Setup(ctx, profile, form.Password)
	if models.KindOf(err) == models.Invalid {
		page.Problem = err
		return web.Retry(c, signin.SetupPage(page))
	}
	if err != nil {
		return err
	}
	_, token, err := h.desk.SignIns.Begin(ctx, agent, browser(c))
	if err != nil {
		return err
	}
	if err := h.cookies.set(c, token); err != nil {
		return err
	}
	return see(c, "/settings")
}

// empty is nil while there is no staff.
func (h *Handler) empty(c echo.Context) error {
	staff, err := h.desk.Agents.Any(c.Request().Context())
	if err == nil && staff {
		return models.Fail(models.NotFound, "", "Linger has been set up already. Sign in instead.")
	}
	return err
}

func (h *Handler) knows(code string) bool {
	code = strings.ToUpper(strings.TrimSpace(code))
	return h.code != "" && subtle.ConstantTimeCompare([]byte(code), []byte(h.code)) == 1
}
