package settings

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// authentication has the pages about how customers prove who they are.
type authentication struct{ *Handler }

const authenticationPath = "/settings/authentication"

func (h authentication) mount(g *echo.Group) {
	g.GET("/authentication", h.list)
	g.GET("/authentication/new", h.fresh)
	g.POST("/authentication", h.create)
	g.GET("/authentication/:id", h.show)
	g.POST("/authentication/:id", h.edit)
	g.POST("/authentication/:id/copy", does(authenticationPath, "copied", h.Desk.AuthenticationSettings.Copy))
	g.POST("/authentication/:id/deactivate", does(authenticationPath, "deactivated", h.Desk.AuthenticationSettings.Deactivate))
	g.POST("/authentication/:id/activate", does(authenticationPath, "activated", h.Desk.AuthenticationSettings.Activate))
	g.GET("/authentication/:id/verify", h.keys)
	g.POST("/authentication/:id/verify", h.verify)
	g.GET("/authentication/:id/decode", h.decoder)
	g.POST("/authentication/:id/decode", h.decode)
}

func (h authentication) list(c echo.Context) error {
	l, listing := listOf(c, authenticationPath)
	rows, more, err := h.Desk.AuthenticationSettings.List(c.Request().Context(), listing)
	if err != nil {
		return err
	}
	if more {
		l.Next = rows[len(rows)-1].ID
	}
	now := models.At(h.Desk.Now())
	lines := make([]settings.AuthenticationLine, len(rows))
	for n, row := range rows {
		lines[n] = settings.AuthenticationLine{AuthenticationRow: row, Health: row.Health(now)}
	}
	return web.Render(c, http.StatusOK, settings.AuthenticationList(authenticationFrame(c, "Authentication settings"), l, lines))
}

func (h authentication) fresh(c echo.Context) error {
	return h.showNew(c, http.StatusOK, settings.AuthenticationForm{AuthenticationDraft: models.AuthenticationDraft{KeySource: models.KeysFromURL}})
}

func (h authentication) showNew(c echo.Context, status int, form settings.AuthenticationForm) error {
	form.Form = newForm(authenticationPath, "Create", form.Problem)
	return web.Render(c, status, settings.AuthenticationNew(authenticationFrame(c, "New authentication settings"), form))
}

// create goes on to the keys: whether they can be read is the next question.
func (h authentication) create(c echo.Context) error {
	form, _, err := bindAuthentication(c)
	if err != nil {
		return err
	}
	made, err := h.Desk.AuthenticationSettings.Create(c.Request().Context(), web.Agent(c), form.AuthenticationDraft)
	switch {
	case models.KindOf(err) == models.Invalid:
		form.Problem = err
		return h.showNew(c, http.StatusUnprocessableEntity, form)
	case err != nil:
		return err
	}
	return web.Redirect(c, authenticationPath+"/"+made.ID+"/verify?done=created")
}

func (h authentication) show(c echo.Context) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	return h.showOne(c, http.StatusOK, a, settings.AuthenticationForm{AuthenticationDraft: a.Draft()})
}

// showOne is the page of a record with the form as it is given.
func (h authentication) showOne(c echo.Context, status int, a settings.AuthenticationRecord, form settings.AuthenticationForm) (err error) {
	if form.Form, err = h.editForm(c, authenticationPath, a.ID, a.UpdatedAt, a.UpdatedByID, form.Problem); err != nil {
		return err
	}
	f, err := h.recordFrame(c, a.AuthenticationSettings)
	if err != nil {
		return err
	}
	return web.Render(c, status, settings.AuthenticationEdit(f, a, form, authenticationDone(c)))
}

// edit saves the form. One that is refused, or that somebody else was faster
// with, comes back with what was typed.
func (h authentication) edit(c echo.Context) error {
	form, opened, err := bindAuthentication(c)
	if err != nil {
		return err
	}
	_, err = h.Desk.AuthenticationSettings.Edit(c.Request().Context(), web.Agent(c), c.Param("id"), opened, form.AuthenticationDraft)
	if status := again(err); status != 0 {
		form.Problem = err
		a, err := h.find(c)
		if err != nil {
			return err
		}
		return h.showOne(c, status, a, form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, authenticationPath+"/"+c.Param("id")+"?done=saved")
}

// keys shows the keys that are kept, without asking the site.
func (h authentication) keys(c echo.Context) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	k := settings.KeyCheck{AuthenticationRecord: a, Now: models.At(h.Desk.Now())}
	k.Document.Keys, k.Done = a.Keys(k.Now), authenticationDone(c)
	return web.Render(c, http.StatusOK, settings.AuthenticationKeys(authenticationFrame(c, "Keys of "+a.Name), k))
}

// verify asks the site for its keys now.
func (h authentication) verify(c echo.Context) error {
	report, err := h.Authenticator.VerifyKeys(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	a, err := h.find(c)
	if err != nil {
		return err
	}
	k := settings.KeyCheck{
		AuthenticationRecord: a, Now: models.At(h.Desk.Now()), Checked: true, Document: report.Document, Problem: report.Problem,
	}
	if len(k.Document.Keys) == 0 {
		k.Document.Keys = a.Keys(k.Now) // the ones kept are what customers are judged by
	}
	return web.Render(c, http.StatusOK, settings.AuthenticationKeys(authenticationFrame(c, "Keys of "+a.Name), k))
}

func (h authentication) decoder(c echo.Context) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.AuthenticationDecode(authenticationFrame(c, "Decode a token of "+a.Name), settings.TokenCheck{AuthenticationRecord: a}))
}

// decode takes a pasted token apart. It is a way in for an hour: it is not
// kept, and the answer is not to be kept by anybody either.
func (h authentication) decode(c echo.Context) error {
	var form struct {
		Token string `form:"token"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	token := pasted(form.Token)
	inspection, err := h.Authenticator.Inspect(c.Request().Context(), c.Param("id"), token)
	if err != nil {
		return err
	}
	a, err := h.find(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return web.Render(c, http.StatusOK, settings.AuthenticationDecode(authenticationFrame(c, "Decode a token of "+a.Name), settings.TokenCheck{
		AuthenticationRecord: a, Token: token, Inspection: &inspection,
	}))
}

// pasted takes away what comes along when a token is copied from elsewhere.
func pasted(token string) string {
	token = strings.TrimSpace(token)
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	return strings.Trim(token, `"'`)
}

// find is the record that the address names, as its pages show it.
func (h authentication) find(c echo.Context) (settings.AuthenticationRecord, error) {
	ctx := c.Request().Context()
	record, err := h.Desk.AuthenticationSettings.Find(ctx, c.Param("id"))
	if err != nil {
		return settings.AuthenticationRecord{}, err
	}
	users, err := h.Desk.AuthenticationSettings.Users(ctx, record.ID)
	if err != nil {
		return settings.AuthenticationRecord{}, err
	}
	return settings.AuthenticationRecord{AuthenticationSettings: record, Health: record.Health(models.At(h.Desk.Now())), Users: users}, nil
}

// authenticationFrame is what stands around these pages.
func authenticationFrame(c echo.Context, title string) settings.Frame {
	return frame(c, settings.Authentication, title)
}

// authenticationDone says what has just been done: of these there are several.
func authenticationDone(c echo.Context) string {
	return strings.Replace(done(c, "settings"), "settings is", "settings are", 1)
}

// bindAuthentication reads the form and the version it was opened at.
func bindAuthentication(c echo.Context) (settings.AuthenticationForm, models.Time, error) {
	var form struct {
		Version         int64            `form:"version"`
		Name            string           `form:"name"`
		KeySource       models.KeySource `form:"key_source"`
		PublicKeyURL    string           `form:"public_key_url"`
		PublicKey       string           `form:"public_key"`
		ClientFunction  string           `form:"client_function"`
		AllowedIssuer   string           `form:"allowed_issuer"`
		AllowedAudience string           `form:"allowed_audience"`
	}
	err := c.Bind(&form)
	draft := models.AuthenticationDraft{
		Name: form.Name, KeySource: form.KeySource, PublicKeyURL: form.PublicKeyURL, PublicKey: form.PublicKey,
		ClientFunction: form.ClientFunction, AllowedIssuer: form.AllowedIssuer, AllowedAudience: form.AllowedAudience,
	}
	return settings.AuthenticationForm{AuthenticationDraft: draft}, version(form.Version), err
}
