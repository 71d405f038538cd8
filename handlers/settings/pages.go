package settings

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linger/handlers/web"
	"linger/models"
	"linger/views/settings"
)

// frame is what stands around a page.
func frame(c echo.Context, section settings.Section, title string) settings.Frame {
	return settings.Frame{Title: title, Section: section, Agent: web.Agent(c), Guided: isGuided(c)}
}

// listOf reads from the address which page of the list at path is wanted.
func listOf(c echo.Context, path string) (settings.List, models.Listing) {
	l := settings.List{InUse: "In use", Path: path, Deactivated: c.QueryParam("deactivated") != "", Search: strings.TrimSpace(c.QueryParam("q"))}
	if after := c.QueryParam("after"); models.ValidID(after) {
		l.After = after
	}
	if c.QueryParam("done") == "deleted" {
		l.Done = done(c, "")
	}
	return l, models.Listing{After: l.After, Deactivated: l.Deactivated, Search: l.Search}
}

// newForm is around the fields of something new in the list at path.
func newForm(path, submit string, problem error) settings.Form {
	return settings.Form{
		Page: templ.SafeURL(path + "/new"), Action: templ.SafeURL(path), Back: templ.SafeURL(path), Submit: submit, Problem: problem,
	}
}

// editForm is around the fields of the thing with id in the list at path. After
// a lost race it carries the newer version: to save again is to replace that.
func (h *Handler) editForm(c echo.Context, path, id string, version models.Time, byID *string, problem error) (settings.Form, error) {
	editor, err := h.Desk.Agents.EditorOf(c.Request().Context(), byID)
	address := templ.SafeURL(path + "/" + id)
	return settings.Form{
		Page: address, Action: address, Back: templ.SafeURL(path), Version: version, Editor: editor,
		Problem: problem,
	}, err
}

// version is what a form carried as the version it edits.
func version(micros int64) models.Time { return models.At(time.UnixMicro(micros)) }

// sentForm is what was entered, by the names of the fields, and which version that edits.
func sentForm(c echo.Context) (url.Values, models.Time, error) {
	sent, err := c.FormParams()
	if err != nil {
		return url.Values{}, models.Time{}, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	micros, _ := strconv.ParseInt(sent.Get("version"), 10, 64) // what is none is an old one
	return sent, version(micros), nil
}

// known is an id that was sent, or one that nothing has: it is refused beside its
// field.
func known(id string) string {
	if id != "" && !models.ValidID(id) {
		return models.NewID()
	}
	return id
}

// again is the status with which a refused form is shown once more; zero if the
// error is none of the form's.
func again(err error) int {
	switch {
	case models.KindOf(err) == models.Invalid:
		return http.StatusUnprocessableEntity
	case models.CodeOf(err) == models.CodeChanged:
		return http.StatusConflict
	}
	return 0
}

// done says what has just been done with thing, by what the address says.
func done(c echo.Context, thing string) string {
	switch c.QueryParam("done") {
	case "saved":
		return "Saved."
	case "created":
		return "The " + thing + " is created."
	case "deactivated":
		return "The " + thing + " is deactivated."
	case "activated":
		return "The " + thing + " is active again."
	case "copied":
		return "This is the copy. Give it a name of its own."
	case "deleted":
		return "Deleted. What was changed about it before stays in the audit trail."
	}
	return ""
}

// knownID answers addresses whose id can't be one of ours, before the database
// is asked.
func knownID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for _, id := range []string{c.Param("id"), c.Param("part")} {
			if id != "" && !models.ValidID(id) {
				return &models.Error{Kind: models.NotFound, Message: "There is nothing here."}
			}
		}
		return next(c)
	}
}
