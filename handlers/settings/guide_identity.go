package settings

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/models/credential"
	"linger/views/settings"
)

// identityValues are what the step about identity starts with: what is stored, or
// else the demo's shop if there is one.
func (h guide) identityValues(g *models.Guide) url.Values {
	v := url.Values{"key_source": {settings.KeyMade}, "client_function": {"siteChat.token"}}
	if h.Shop != nil {
		v = url.Values{
			"key_source": {settings.KeyMade}, "client_function": {h.Shop.ClientFunction}, "site": {h.Shop.URL}, "public_key_url": {h.Shop.KeysURL},
		}
	}
	if a := g.Authentication; a != nil {
		v.Set("key_source", string(a.KeySource))
		v.Set("public_key", a.PublicKey)
		v.Set("client_function", a.ClientFunction)
		if a.AllowedIssuer != "" {
			v.Set("site", a.AllowedIssuer)
		}
		if a.PublicKeyURL != "" {
			v.Set("public_key_url", a.PublicKeyURL)
		}
	}
	return v
}

// identityPage adds what the step about identity shows besides a refused form.
func (h guide) identityPage(c echo.Context, page settings.GuidePage) (settings.GuidePage, error) {
	if page.Form.Values == nil {
		page.Form.Values = h.identityValues(page.Guide)
	}
	rows, _, err := h.Desk.AuthenticationSettings.List(c.Request().Context(), models.Listing{Limit: 5})
	for _, row := range rows {
		if page.Authentication == nil || page.Authentication.ID != row.ID {
			page.Kept = append(page.Kept, row)
		}
	}
	return page, err
}

// identity says how the site proves who its customers are, verifies the key and
// gives it to the widget. The private half of a pair that is made goes into the
// answer and nowhere else.
func (h guide) identity(c echo.Context) error {
	page, sent, edited, err := h.begin(c, models.GuideIdentity)
	if err != nil {
		return err
	}
	if page, err = h.identityPage(c, page); err != nil {
		return err
	}
	ctx, by := c.Request().Context(), web.Agent(c)
	source := sent.Get("key_source")
	if source == settings.KeyNone && page.Widget.Mode == models.ModeLive {
		_, err := h.Desk.Widgets.Authenticate(ctx, by, page.Widget.ID, "")
		return h.goOn(c, page, "anonymous", err)
	}
	id, kept := strings.CutPrefix(source, settings.KeyUse)
	private := ""
	if !kept {
		if id, private, err = h.saveIdentity(c, page, sent, edited); err != nil {
			return h.goOn(c, page, "", err)
		}
	}
	report, err := h.Authenticator.VerifyKeys(ctx, known(id))
	if err != nil {
		return err
	}
	// A draft may have settings whose key is still to be put right.
	if _, err := h.Desk.Widgets.Authenticate(ctx, by, page.Widget.ID, id); err != nil && report.Problem == "" {
		return h.goOn(c, page, "", err)
	}
	if private == "" && report.Problem == "" {
		return web.Redirect(c, settings.GuidePath(models.GuideIdentity)+"?done=identity")
	}
	fresh, err := h.page(c, models.GuideIdentity)
	if err != nil {
		return err
	}
	if report.Problem != "" {
		fresh.Kept, fresh.Form.Values = page.Kept, sent
		field := map[bool]string{true: "public_key_url", false: "key_source"}[source == settings.KeyURL]
		return h.goOn(c, fresh, "", models.Problems{field: report.Problem}.Err())
	}
	if fresh, err = h.identityPage(c, fresh); err != nil {
		return err
	}
	fresh.Done, fresh.PrivateKey = "The key pair is made.", private
	c.Response().Header().Set("Cache-Control", "no-store")
	return h.render(c, http.StatusOK, fresh)
}

// saveIdentity makes the widget's authentication settings, or changes them.
func (h guide) saveIdentity(c echo.Context, page settings.GuidePage, sent url.Values, edited models.Time) (id, private string, err error) {
	draft := models.AuthenticationDraft{Name: page.Widget.Name}
	if page.Authentication != nil {
		draft = page.Authentication.Draft()
	}
	draft.ClientFunction = sent.Get("client_function")
	draft.KeySource, draft.PublicKeyURL, draft.PublicKey = models.KeySource(sent.Get("key_source")), sent.Get("public_key_url"), sent.Get("public_key")
	if sent.Get("key_source") == settings.KeyMade {
		draft.KeySource = models.KeysPasted
		if private, draft.PublicKey, err = credential.NewPair(); err != nil {
			return "", "", err
		}
	}
	if draft.AllowedIssuer, err = models.CleanOrigin(sent.Get("site")); err != nil {
		return "", "", also(new(models.AuthenticationSettings).Set(draft), "site", err)
	}
	ctx, by := c.Request().Context(), web.Agent(c)
	a := page.Authentication
	if a == nil && !edited.Equal(page.Widget.UpdatedAt) {
		return "", "", overtaken()
	}
	if a == nil {
		a, err = h.Desk.AuthenticationSettings.Create(ctx, by, draft)
	} else if a, err = h.Desk.AuthenticationSettings.Edit(ctx, by, a.ID, edited, draft); err == nil && !a.Active {
		a, err = h.Desk.AuthenticationSettings.Activate(ctx, by, a.ID)
	}
	if err != nil {
		return "", "", err
	}
	return a.ID, private, nil
}

// also adds what is wrong with a field to what is wrong with the others.
func also(others error, field string, problem error) error {
	all := models.Problems{field: models.Explain(problem)}
	var e *models.Error
	if errors.As(others, &e) {
		maps.Copy(all, e.Fields)
	}
	return all.Err()
}

// decode takes a pasted token apart, as the page of the authentication settings
// does.
func (h guide) decode(c echo.Context) error {
	page, sent, _, err := h.begin(c, models.GuideIdentity)
	if err != nil {
		return err
	}
	if page.Authentication == nil {
		return web.Redirect(c, settings.GuidePath(models.GuideIdentity))
	}
	page.Form.Values = nil
	if page, err = h.identityPage(c, page); err != nil {
		return err
	}
	token := pasted(sent.Get("token"))
	inspection, err := h.Authenticator.Inspect(c.Request().Context(), page.Authentication.ID, token)
	if err != nil {
		return err
	}
	page.Token = settings.TokenCheck{
		AuthenticationRecord: settings.AuthenticationRecord{AuthenticationSettings: page.Authentication}, Token: token, Inspection: &inspection,
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return h.render(c, http.StatusOK, page)
}
