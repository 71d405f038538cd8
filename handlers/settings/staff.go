package settings

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// staff has the pages about who works here.
type staff struct{ *Handler }

const staffPath = "/settings/staff"

func (h staff) mount(g *echo.Group) {
	g.GET("/staff", h.list)
	g.GET("/staff/new", h.fresh)
	g.POST("/staff", h.invite)
	g.GET("/staff/:id", h.show)
	g.POST("/staff/:id", h.edit)
	g.POST("/staff/:id/link", h.link)
	g.POST("/staff/:id/link/withdraw", h.withdraw)
	g.POST("/staff/:id/deactivate", does(staffPath, "deactivated", h.Desk.Agents.Deactivate))
	g.POST("/staff/:id/activate", does(staffPath, "activated", h.Desk.Agents.Activate))
}

func (h staff) list(c echo.Context) error {
	l, listing := listOf(c, staffPath)
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
	start := models.Profile{Role: models.RoleAgent, Capacity: models.DefaultCapacity, DefaultPresence: models.PresenceAvailable}
	return h.showNew(c, http.StatusOK, settings.NewStaffForm(start, nil))
}

func (h staff) showNew(c echo.Context, status int, form settings.StaffForm) (err error) {
	form.Form = newForm(staffPath, "Invite", form.Problem)
	if form.Joinable, err = h.Desk.Queues.Joinable(c.Request().Context(), ""); err != nil {
		return err
	}
	if form.Presences, err = h.Desk.CustomPresences.Defaults(c.Request().Context(), ""); err != nil {
		return err
	}
	return web.Render(c, status, settings.StaffNew(frame(c, settings.Staff, "Invite somebody"), form))
}

// invite adds somebody and shows the link with which they come in, this once.
func (h staff) invite(c echo.Context) error {
	form, _, err := h.bind(c)
	if err != nil {
		return err
	}
	made, token, err := h.Desk.PasswordLinks.Invite(c.Request().Context(), web.Agent(c), form.Draft())
	if models.KindOf(err) == models.Invalid {
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return h.handOver(c, made, token)
}

// link makes a new link for somebody, which replaces the one they had.
func (h staff) link(c echo.Context) error {
	a, token, err := h.Desk.PasswordLinks.Make(c.Request().Context(), web.Agent(c), c.Param("id"))
	if err != nil {
		return err
	}
	return h.handOver(c, a, token)
}

func (h staff) handOver(c echo.Context, a *models.Agent, token string) error {
	link := h.PublicURL.JoinPath("/choose-password")
	link.RawQuery = "link=" + token
	page := settings.Link{Agent: a, Address: link.String(), Until: models.At(h.Desk.Now()).Add(models.PasswordLinkLifetime)}
	return web.Render(c, http.StatusCreated, settings.StaffLink(frame(c, settings.Staff, a.Name()), page))
}

func (h staff) withdraw(c echo.Context) error {
	a, err := h.Desk.PasswordLinks.Withdraw(c.Request().Context(), web.Agent(c), c.Param("id"))
	return h.to(c, a, "withdrawn", err)
}

func (h staff) show(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	a, err := h.Desk.Agents.Find(ctx, id)
	if err != nil {
		return err
	}
	queues, err := h.Desk.Agents.Queues(ctx, id)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, a, settings.NewStaffForm(a.Profile(), queues))
}

// showOne is the page of somebody with the form as it is given.
func (h staff) showOne(c echo.Context, status int, a *models.Agent, form settings.StaffForm) error {
	ctx := c.Request().Context()
	record := settings.StaffRecord{Agent: a, Self: a.ID == web.Agent(c).ID, Now: models.At(h.Desk.Now())}
	var err error
	if record.Duties, err = h.Desk.Agents.Duties(ctx, a.ID); err != nil {
		return err
	}
	if record.Link, err = h.Desk.PasswordLinks.Latest(ctx, a.ID); err != nil {
		return err
	}
	if form.Joinable, err = h.Desk.Queues.Joinable(ctx, a.ID); err != nil {
		return err
	}
	kept := ""
	if a.DefaultCustomPresenceID != nil {
		kept = *a.DefaultCustomPresenceID
	}
	if form.Presences, err = h.Desk.CustomPresences.Defaults(ctx, kept); err != nil {
		return err
	}
	form.Form, err = h.editForm(c, staffPath, a.ID, a.UpdatedAt, a.UpdatedByID, form.Problem)
	if err != nil {
		return err
	}
	said := done(c, "account")
	if c.QueryParam("done") == "withdrawn" {
		said = "The link works no more."
	}
	f, err := h.recordFrame(c, a)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.StaffEdit(f, record, form, said))
}

func (h staff) edit(c echo.Context) error {
	form, edited, err := h.bind(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	a, err := h.Desk.Agents.Edit(ctx, web.Agent(c), id, edited, form.Draft())
	if status := again(err); status != 0 {
		if stored, findErr := h.Desk.Agents.Find(ctx, id); findErr == nil {
			form.Problem = err
			return h.showOne(c, status, stored, form)
		}
	}
	return h.to(c, a, "saved", err)
}

// to leads to somebody's page, which says what was done.
func (h staff) to(c echo.Context, a *models.Agent, done string, err error) error {
	if err != nil {
		return err
	}
	return web.Redirect(c, staffPath+"/"+a.ID+"?done="+done)
}

func (h staff) bind(c echo.Context) (settings.StaffForm, models.Time, error) {
	var form struct {
		Version   int64       `form:"version"`
		FirstName string      `form:"first_name"`
		LastName  string      `form:"last_name"`
		Nickname  string      `form:"nickname"`
		Email     string      `form:"email"`
		Role      models.Role `form:"role"`
		Capacity  string      `form:"capacity"`
		Queues    []string    `form:"queues"`
		Language  string      `form:"language"`
		TimeZone  string      `form:"time_zone"`
		Presence  string      `form:"default_presence"`
	}
	err := c.Bind(&form)
	for i, id := range form.Queues {
		form.Queues[i] = known(id)
	}
	profile := models.Profile{DefaultPresence: models.Presence(form.Presence)}
	if models.ValidID(form.Presence) {
		profile = models.Profile{DefaultPresence: models.PresenceAvailable, DefaultCustomPresenceID: form.Presence}
	}
	return settings.StaffForm{
		Profile: models.Profile{
			FirstName: form.FirstName, LastName: form.LastName, Nickname: form.Nickname, Email: form.Email, Role: form.Role,
			Locale: models.Locale{Language: form.Language, TimeZone: form.TimeZone}, DefaultPresence: profile.DefaultPresence,
			DefaultCustomPresenceID: profile.DefaultCustomPresenceID,
		},
		Capacity: form.Capacity, Queues: form.Queues,
	}, version(form.Version), err
}
