package settings

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// authentication has the pages about how customers prove who they are.
type authentication struct{ *Handler }

// mountAuthentication adds the pages to the settings' group.
func (h *Handler) mountAuthentication(g *echo.Group) {
	authentication{h}.mount(g)
}

func (h authentication) mount(g *echo.Group) {
	g.GET("/authentication", h.list)
	g.GET("/authentication/new", h.fresh)
	g.POST("/authentication", h.create)
	g.GET("/authentication/:id", h.show)
	g.POST("/authentication/:id", h.edit)
	g.POST("/authentication/:id/deactivate", h.deactivate)
	g.POST("/authentication/:id/activate", h.activate)
	g.GET("/authentication/:id/verify", h.keys)
	g.POST("/authentication/:id/verify", h.verify)
	g.GET("/authentication/:id/decode", h.decoder)
	g.POST("/authentication/:id/decode", h.decode)
}

func (h authentication) list(c echo.Context) error {
	rows, next, err := h.Desk.AuthenticationSettings.List(c.Request().Context(), c.QueryParam("after"))
	if err != nil {
		return err
	}
	now := models.At(h.Desk.Now())
	lines := make([]settings.AuthenticationLine, len(rows))
	for n, row := range rows {
		lines[n] = settings.AuthenticationLine{AuthenticationRow: row, Health: row.Health(now)}
	}
	var more templ.SafeURL
	if next != "" {
		more = templ.SafeURL("/settings/authentication?after=" + url.QueryEscape(next))
	}
	return web.Render(c, http.StatusOK, settings.AuthenticationList(authenticationFrame(c, "Authentication settings"), lines, more))
}

func (h authentication) fresh(c echo.Context) error {
	form := settings.AuthenticationForm{AuthenticationDraft: models.AuthenticationDraft{KeySource: models.KeysFromURL}}
	return web.Render(c, http.StatusOK, settings.AuthenticationNew(authenticationFrame(c, "New authentication settings"), form))
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
		return web.Retry(c, settings.AuthenticationNew(authenticationFrame(c, "New authentication settings"), form))
	case err != nil:
		return err
	}
	return web.Redirect(c, "/settings/authentication/"+made.ID+"/verify")
}

func (h authentication) show(c echo.Context) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	form := settings.AuthenticationForm{AuthenticationDraft: a.Draft(), Version: a.UpdatedAt}
	return web.Render(c, http.StatusOK, settings.AuthenticationEdit(authenticationFrame(c, a.Name), a, form, c.QueryParam("saved") != ""))
}

// edit saves the form. One that is refused, or that somebody else was faster
// with, comes back with what was typed.
func (h authentication) edit(c echo.Context) error {
	form, version, err := bindAuthentication(c)
	if err != nil {
		return err
	}
	_, err = h.Desk.AuthenticationSettings.Edit(c.Request().Context(), web.Agent(c), c.Param("id"), version, form.AuthenticationDraft)
	form.Problem = err
	switch {
	case err == nil:
		return web.Redirect(c, "/settings/authentication/"+c.Param("id")+"?saved=1")
	case models.KindOf(err) == models.Invalid:
		return h.again(c, http.StatusUnprocessableEntity, form)
	case models.CodeOf(err) == models.CodeChanged:
		return h.again(c, http.StatusConflict, form)
	default:
		return err
	}
}

// again gives a form back that was not saved.
func (h authentication) again(c echo.Context, status int, form settings.AuthenticationForm) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	form.Version = a.UpdatedAt // who saves again has read what is wrong
	return web.Render(c, status, settings.AuthenticationEdit(authenticationFrame(c, a.Name), a, form, false))
}

func (h authentication) deactivate(c echo.Context) error {
	if _, err := h.Desk.AuthenticationSettings.Deactivate(c.Request().Context(), web.Agent(c), c.Param("id")); err != nil {
		return err
	}
	return web.Redirect(c, "/settings/authentication/"+c.Param("id"))
}

func (h authentication) activate(c echo.Context) error {
	if _, err := h.Desk.AuthenticationSettings.Activate(c.Request().Context(), web.Agent(c), c.Param("id")); err != nil {
		return err
	}
	return web.Redirect(c, "/settings/authentication/"+c.Param("id"))
}

// keys shows the keys that are kept, without asking the site.
func (h authentication) keys(c echo.Context) error {
	a, err := h.find(c)
	if err != nil {
		return err
	}
	k := settings.KeyCheck{AuthenticationRecord: a, Now: models.At(h.Desk.Now())}
	k.Document.Keys = a.Keys(k.Now)
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
	editor, err := h.Desk.Agents.EditorOf(ctx, record.UpdatedByID)
	return settings.AuthenticationRecord{AuthenticationSettings: record, Health: record.Health(models.At(h.Desk.Now())), Users: users, Editor: editor}, err
}

// authenticationFrame is what stands around these pages.
func authenticationFrame(c echo.Context, title string) settings.Frame {
	return settings.Frame{Title: title, Section: settings.Authentication, Agent: web.Agent(c)}
}

// bindAuthentication reads the form and the version it was opened at.
func bindAuthentication(c echo.Context) (settings.AuthenticationForm, models.Time, error) {
	var form struct {
		Name            string           `form:"name"`
		KeySource       models.KeySource `form:"key_source"`
		PublicKeyURL    string           `form:"public_key_url"`
		PublicKey       string           `form:"public_key"`
		ClientFunction  string           `form:"client_function"`
		AllowedIssuer   string           `form:"allowed_issuer"`
		AllowedAudience string           `form:"allowed_audience"`
	}
	if err := c.Bind(&form); err != nil {
		return settings.AuthenticationForm{}, models.Time{}, err
	}
	// One that can't be read is that of no version, and refused as an old one.
	version, _ := time.Parse(time.RFC3339Nano, c.FormValue("version"))
	return settings.AuthenticationForm{AuthenticationDraft: models.AuthenticationDraft(form)}, models.At(version), nil
}
