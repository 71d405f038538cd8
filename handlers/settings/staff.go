package settings

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// staff has the pages about who works here.
type staff struct{ *Handler }

func (h staff) mount(g *echo.Group) {
	g.GET("/staff", h.list)
	g.GET("/staff/new", h.fresh)
	g.POST("/staff", h.create)
	g.GET("/staff/:id", h.show)
	g.POST("/staff/:id", h.edit)
	g.POST("/staff/:id/password", h.setPassword)
	g.POST("/staff/:id/deactivate", h.deactivate)
	g.POST("/staff/:id/activate", h.activate)
}

func (h staff) list(c echo.Context) error {
	l, listing := listOf(c, "/settings/staff")
	l.InUse = "Active"
	rows, more, err := h.Desk.Agents.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	return web.Render(c, http.StatusOK, settings.StaffList(frame(c, settings.Staff, "Staff"), l, rows))
}

func (h staff) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.NewStaffForm(models.Profile{Role: models.RoleAgent, Capacity: models.DefaultCapacity}))
}

func (h staff) showNew(c echo.Context, status int, form settings.StaffForm) error {
	form.Form = newForm("/settings/staff", "Add", form.Problem)
	return web.Render(c, status, settings.StaffNew(frame(c, settings.Staff, "Add somebody"), form))
}

func (h staff) create(c echo.Context) error {
	form, typed, err := h.bind(c)
	if err != nil {
		return err
	}
	password := typed.Password
	if password == "" {
		password = newPassword()
	}
	made, err := h.Desk.Agents.Create(c.Request().Context(), web.Agent(c), form.Profile(), password)
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return h.handOver(c, http.StatusCreated, made, typed.Password, password, true)
}

// handOver shows a password that was made, once; one that was typed is known.
func (h staff) handOver(c echo.Context, status int, a *models.Agent, typed, password string, fresh bool) error {
	if typed != "" {
		what := "password"
		if fresh {
			what = "created"
		}
		return web.Redirect(c, "/settings/staff/"+a.ID+"?done="+what)
	}
	page := settings.Password{Agent: a, Password: password, Fresh: fresh}
	return web.Render(c, status, settings.StaffPassword(frame(c, settings.Staff, a.Name()), page))
}

// newPassword is four groups of letters and digits that can be read out: 80
// random bits.
func newPassword() string {
	letters := strings.ToLower(rand.Text())
	return strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")
}

func (h staff) show(c echo.Context) error {
	a, err := h.Desk.Agents.Find(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, a, settings.NewStaffForm(a.Profile()), nil)
}

func (h staff) showOne(c echo.Context, status int, a *models.Agent, form settings.StaffForm, passwordProblem error) error {
	duties, err := h.Desk.Agents.Duties(c.Request().Context(), a.ID)
	if err != nil {
		return err
	}
	form.Form, err = h.editForm(c, "/settings/staff", a.ID, a.UpdatedAt, a.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	said := done(c, "account")
	if c.QueryParam("done") == "password" {
		said = a.Name() + " has a new password and is signed out everywhere."
	}
	record := settings.StaffRecord{Agent: a, Duties: duties, Self: a.ID == web.Agent(c).ID, PasswordProblem: passwordProblem}
	return web.Render(c, status, settings.StaffEdit(frame(c, settings.Staff, a.Name()), record, form, said))
}

func (h staff) edit(c echo.Context) error {
	form, typed, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	_, err = h.Desk.Agents.Edit(ctx, web.Agent(c), id, version(typed.Version), form.Profile())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Agents.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form, nil)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/staff/"+id+"?done=saved")
}

// setPassword gives somebody else a new password. One's own needs the old one,
// which the account's page asks for.
func (h staff) setPassword(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	if id == web.Agent(c).ID {
		return models.Fail(models.Conflict, models.CodeWrongState, "Change your own password under “Your account”.")
	}
	password := c.FormValue("password")
	made := password
	if made == "" {
		made = newPassword()
	}
	a, err := h.Desk.Agents.SetPassword(ctx, web.Agent(c), id, made)
	if models.KindOf(err) == models.Invalid {
		stored, findErr := h.Desk.Agents.Find(ctx, id)
		if findErr != nil {
			return findErr
		}
		return h.showOne(c, http.StatusUnprocessableEntity, stored, settings.NewStaffForm(stored.Profile()), err)
	}
	if err != nil {
		return err
	}
	return h.handOver(c, http.StatusOK, a, password, made, false)
}

func (h staff) deactivate(c echo.Context) error {
	a, err := h.Desk.Agents.Deactivate(c.Request().Context(), web.Agent(c), c.Param("id"))
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/staff/"+a.ID+"?done=deactivated")
}

func (h staff) activate(c echo.Context) error {
	a, err := h.Desk.Agents.Activate(c.Request().Context(), web.Agent(c), c.Param("id"))
	if err != nil {
		return err
	}
	return web.Redirect(c, "/settings/staff/"+a.ID+"?done=activated")
}

// typedStaff is what of the form is not shown again.
type typedStaff struct {
	Version  int64
	Password string
}

func (h staff) bind(c echo.Context) (settings.StaffForm, typedStaff, error) {
	var form struct {
		Version   int64       `form:"version"`
		Password  string      `form:"password"`
		FirstName string      `form:"first_name"`
		LastName  string      `form:"last_name"`
		Nickname  string      `form:"nickname"`
		Email     string      `form:"email"`
		Role      models.Role `form:"role"`
		Capacity  string      `form:"capacity"`
	}
	err := c.Bind(&form)
	return settings.StaffForm{
		FirstName: form.FirstName, LastName: form.LastName, Nickname: form.Nickname,
		Email: form.Email, Role: form.Role, Capacity: form.Capacity,
	}, typedStaff{form.Version, form.Password}, err
}
