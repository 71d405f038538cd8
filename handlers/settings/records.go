package settings

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// historyLength is how many entries a record's own page shows.
const historyLength = 20

// recordID is what may stand in the trail for a record.
var recordID = regexp.MustCompile(`^[\w/-]{1,120}$`)

// records has what all records share: deleting them, and the audit trail.
type records struct{ *Handler }

func (h records) mount(g *echo.Group) {
	g.GET("/audit", h.trail)
	for _, kind := range models.AuditKinds {
		if path := settings.KindOf(kind).Path(); path != "" {
			path = strings.TrimPrefix(path, "/settings")
			g.GET(path+"/:id/delete", func(c echo.Context) error { return h.ask(c, http.StatusOK, kind, nil) })
			g.POST(path+"/:id/delete", func(c echo.Context) error { return h.delete(c, kind) })
		}
	}
}

// does is the handler of a button that does something to a record, and leads to
// the page of what it leaves.
func does[T models.Audited](path, done string, do func(context.Context, *models.Agent, string) (T, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		left, err := do(c.Request().Context(), web.Agent(c), c.Param("id"))
		if models.KindOf(err) == models.Invalid { // there is no form to say it in
			return models.Fail(models.Conflict, models.CodeWrongState, "%s", models.FirstProblem(err))
		}
		if err != nil {
			return err
		}
		return web.Redirect(c, path+"/"+models.RecordOf(left).ID+"?done="+done)
	}
}

// recordFrame is what stands around the page of a record, with its history.
func (h *Handler) recordFrame(c echo.Context, of models.Audited) (settings.Frame, error) {
	r := models.RecordOf(of)
	rows, more, err := h.Desk.AuditTrail.List(c.Request().Context(), models.AuditFilter{Record: r.ID, Limit: historyLength})
	f := frame(c, settings.KindOf(r.Kind).Section, r.Name)
	f.Record = &settings.Record{AuditRecord: r, Trail: rows, More: more, Kept: models.Kept(of) != ""}
	return f, err
}

// ask is the step before a record is deleted.
func (h records) ask(c echo.Context, status int, kind models.AuditKind, problem error) error {
	removal, err := h.Desk.Records.Removal(c.Request().Context(), kind, c.Param("id"))
	if err != nil {
		return err
	}
	f := frame(c, settings.KindOf(kind).Section, "Delete "+removal.Name)
	return web.Render(c, status, settings.RecordDelete(f, settings.Removal{Removal: removal, Problem: problem}))
}

func (h records) delete(c echo.Context, kind models.AuditKind) error {
	err := h.Desk.Records.Delete(c.Request().Context(), web.Agent(c), kind, c.Param("id"))
	if models.KindOf(err) == models.Conflict {
		return h.ask(c, http.StatusConflict, kind, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, settings.KindOf(kind).Path()+"?done=deleted")
}

// trail is a page of the audit trail.
func (h records) trail(c echo.Context) (err error) {
	ctx, page := c.Request().Context(), settings.Audit{}
	if id := c.QueryParam("record"); recordID.MatchString(id) {
		page.Filter.Record = id
	}
	if kind := models.AuditKind(c.QueryParam("kind")); slices.Contains(models.AuditKinds, kind) && page.Filter.Record == "" {
		page.Filter.Kind = kind
	}
	for name, value := range map[string]*string{"agent": &page.Filter.AgentID, "before": &page.Filter.Before} {
		if id := c.QueryParam(name); models.ValidID(id) {
			*value = id
		}
	}
	if page.Rows, page.More, err = h.Desk.AuditTrail.List(ctx, page.Filter); err != nil {
		return err
	}
	if page.People, err = h.Desk.AuditTrail.People(ctx); err != nil {
		return err
	}
	return web.Render(c, http.StatusOK, settings.AuditList(frame(c, settings.Trail, "Audit trail"), page))
}
