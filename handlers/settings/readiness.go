package settings

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// record is the widget with its checklist and what its snippet says. Where the
// form d has another mode, the checklist is about what saving it would make.
func (h widgets) record(c echo.Context, w *models.Widget, d models.WidgetSettings) (settings.WidgetRecord, error) {
	ctx := c.Request().Context()
	r := settings.WidgetRecord{Widget: w, Mode: w.Mode, Origin: h.PublicURL.Scheme + "://" + h.PublicURL.Host}
	ws, err := h.Desk.Workstreams.Find(ctx, w.WorkstreamID)
	if err != nil {
		return r, err
	}
	auth, err := h.authenticationOf(ctx, w.AuthenticationSettingsID)
	if err != nil {
		return r, err
	}
	if auth != nil {
		r.ClientFunction = auth.ClientFunction
	}
	if r.Running, err = h.Desk.Widgets.Running(ctx, w.ID); err != nil {
		return r, err
	}
	if d.Mode != w.Mode {
		return r, h.foresee(c, &r, d)
	}
	users, err := h.Desk.Workstreams.Users(ctx, ws.ID)
	if err != nil {
		return r, err
	}
	only, err := h.onlySettings(ctx)
	if err != nil {
		return r, err
	}
	for _, check := range models.Readiness(w, ws, auth) {
		r.Checks = append(r.Checks, line(check, w, auth, only, len(users)-1))
	}
	return r, nil
}

// foresee is the checklist of the widget as the form d would make it. It mends
// nothing before that is saved.
func (h widgets) foresee(c echo.Context, r *settings.WidgetRecord, d models.WidgetSettings) error {
	ctx := c.Request().Context()
	w, ws := *r.Widget, models.Presets(d.Mode)
	w.Mode, ws.Name, r.Mode, w.AuthenticationSettingsID = d.Mode, d.Name, d.Mode, nil
	if d.WorkstreamID != "" && d.WorkstreamID != w.WorkstreamID {
		chosen, err := h.Desk.Workstreams.Find(ctx, d.WorkstreamID)
		if err == nil {
			ws = *chosen
		} else if models.KindOf(err) != models.NotFound {
			return err
		}
	}
	var auth *models.AuthenticationSettings
	if d.AuthenticationSettingsID != "" {
		var err error
		w.AuthenticationSettingsID = &d.AuthenticationSettingsID
		if auth, err = h.authenticationOf(ctx, w.AuthenticationSettingsID); err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
	}
	for _, check := range models.Readiness(&w, &ws, auth) {
		r.Checks = append(r.Checks, settings.CheckLine{Check: check})
	}
	return nil
}

// line is a check with what mends it. others are the widgets that share the
// workstream: they get what is changed there, too.
func line(check models.Check, w *models.Widget, auth, only *models.AuthenticationSettings, others int) settings.CheckLine {
	l := settings.CheckLine{Check: check}
	if check.Ready {
		return l
	}
	switch check.Item {
	case models.ReadyAuthentication:
		switch {
		case auth == nil && only != nil:
			l.Fix = fmt.Sprintf("Use “%s”", only.Name)
		case auth == nil:
			l.Link, l.Href = "New settings", "/settings/authentication/new"
		case !auth.Active:
			l.Fix = "Activate them"
		default:
			l.Fix = "Verify now"
		}
	case models.ReadyWorkstream:
		l.Fix = "Make one for it"
	case models.ReadyAutoClose:
		l.Fix = "Set 28 days"
	case models.ReadyAffinity:
		l.Fix = "Switch on"
	}
	if shared := check.Item == models.ReadyAutoClose || check.Item == models.ReadyAffinity; shared && others > 0 {
		l.Detail += fmt.Sprintf(" %s shares the workstream with %d more.", w.Name, others)
	}
	return l
}

// authenticationOf are the settings with id; nil if there is none.
func (h widgets) authenticationOf(ctx context.Context, id *string) (*models.AuthenticationSettings, error) {
	if id == nil {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return h.Desk.AuthenticationSettings.Find(ctx, *id)
}

// onlySettings are the active authentication settings if there is but one
// choice; nil otherwise.
func (h widgets) onlySettings(ctx context.Context) (*models.AuthenticationSettings, error) {
	rows, more, err := h.Desk.AuthenticationSettings.List(ctx, models.Listing{})
	if err != nil {
		return nil, err
	}
	if more || len(rows) != 1 {
		return nil, nil //nolint:nilnil // more than one is no answer
	}
	return &rows[0].AuthenticationSettings, nil
}

// fix does what a line of the checklist offers.
func (h widgets) fix(c echo.Context) error {
	ctx, by, id := c.Request().Context(), web.Agent(c), c.Param("id")
	w, err := h.Desk.Widgets.Find(ctx, id)
	if err != nil {
		return err
	}
	switch item := models.ReadinessItem(c.Param("item")); item {
	case models.ReadyAuthentication:
		return h.fixAuthentication(c, w)
	case models.ReadyWorkstream:
		_, err = h.Desk.Widgets.OwnWorkstream(ctx, by, id)
	default:
		_, err = h.Desk.Workstreams.Prepare(ctx, by, w.WorkstreamID, item)
	}
	return h.back(c, "fixed", err)
}

// fixAuthentication chooses settings if there is one choice, activates them and
// verifies their key. A key that can't be verified is said beside the field.
func (h widgets) fixAuthentication(c echo.Context, w *models.Widget) error {
	ctx, by := c.Request().Context(), web.Agent(c)
	auth, err := h.authenticationOf(ctx, w.AuthenticationSettingsID)
	if err != nil {
		return err
	}
	if auth == nil {
		if auth, err = h.onlySettings(ctx); err != nil {
			return err
		}
		if auth == nil {
			return web.Redirect(c, "/settings/authentication/new")
		}
		if _, err := h.Desk.Widgets.Authenticate(ctx, by, w.ID, auth.ID); err != nil {
			return err
		}
	}
	if !auth.Active {
		if auth, err = h.Desk.AuthenticationSettings.Activate(ctx, by, auth.ID); err != nil {
			return err
		}
	}
	if auth.VerifiedAt.IsZero() {
		report, err := h.Authenticator.VerifyKeys(ctx, auth.ID)
		if err != nil {
			return err
		}
		if report.Problem != "" {
			return h.showStored(c, http.StatusUnprocessableEntity, models.Problems{"authentication_settings_id": report.Problem}.Err())
		}
	}
	return h.back(c, "fixed", nil)
}
