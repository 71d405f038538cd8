package handlers

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/handlers/web"
	"linger/models"
	"linger/views"
)

// statusGone is what the log says of a browser that left before its answer.
const statusGone = 499

// comeBack is how many seconds a 503 asks browsers to wait.
const comeBack = 2

// problem is an error on its way to being shown.
type problem struct {
	status int
	kind   string
	code   string
	title  string
	detail string
	fields map[string]string
	// wait is when it makes sense to try again, if that is known.
	wait time.Duration
	// ours says that the cause belongs in the log as an error of ours.
	ours bool
}

// answerErrors turns what handlers return into answers. Nothing else in the
// program does: each error becomes a page, a part of one, or JSON, as was asked.
func answerErrors(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		req := c.Request()
		if c.Response().Committed { // a stream, or a download cut short: nothing can be said any more
			log.DebugContext(req.Context(), "answer broke off", "error", err)
			return
		}
		if errors.Is(err, context.Canceled) && errors.Is(req.Context().Err(), context.Canceled) {
			c.Response().Status = statusGone
			return
		}
		p := explain(err)
		if p.ours {
			log.ErrorContext(req.Context(), "request failed", "error", err, "route", c.Path())
		}
		if refusal := models.RefusalOf(err); refusal != nil { // the customer is not told why, the operator is
			log.InfoContext(req.Context(), "token refused", "code", string(refusal.Code), "why", refusal.Admin, "path", req.URL.Path)
		}
		if err := answer(c, p); err != nil {
			log.ErrorContext(req.Context(), "error not shown", "error", err, "route", c.Path())
			if !c.Response().Committed {
				c.Response().WriteHeader(http.StatusInternalServerError)
			}
		}
	}
}

// explain says what an error means to people.
func explain(err error) problem {
	var known *models.Error
	var refused *echo.HTTPError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &known):
		return explainKnown(known)
	case errors.Is(err, sse.ErrDraining):
		return unavailable("Linger is restarting.", "Nothing is lost. This page comes back by itself in a few seconds.")
	case away(err):
		p := unavailable("Linger can't reach its database.", "Nothing was changed. Try again in a moment.")
		p.ours = true
		return p
	case errors.As(err, &tooLarge):
		return explainStatus(http.StatusRequestEntityTooLarge)
	case errors.As(err, &refused):
		return explainStatus(refused.Code)
	default:
		p := explainStatus(http.StatusInternalServerError)
		p.ours = true
		return p
	}
}

// away tells whether the database could not be talked to. The stores say so
// themselves where they can; this is for what comes up from below them.
func away(err error) bool {
	var network *net.OpError
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.As(err, &network)
}

func unavailable(title, detail string) problem {
	return problem{status: http.StatusServiceUnavailable, kind: "unavailable", title: title, detail: detail}
}

func explainKnown(err *models.Error) problem {
	p := problem{code: err.Code, title: err.Message, fields: err.Fields, wait: err.Wait}
	switch err.Kind {
	case models.Invalid:
		p.status, p.kind = http.StatusUnprocessableEntity, "invalid"
	case models.Unauthorized:
		p.status, p.kind = http.StatusUnauthorized, "unauthorized"
	case models.Forbidden:
		p.status, p.kind = http.StatusForbidden, "forbidden"
	case models.NotFound:
		p.status, p.kind = http.StatusNotFound, "not_found"
	case models.Conflict:
		p.status, p.kind = http.StatusConflict, "conflict"
	case models.Limited:
		p.status, p.kind = http.StatusTooManyRequests, "limited"
	case models.Unavailable:
		p.status, p.kind = http.StatusServiceUnavailable, "unavailable"
		p.ours = errors.Unwrap(err) != nil // people read our words, operators the database's
	default:
		p = explainStatus(http.StatusInternalServerError)
		p.ours = true
		return p
	}
	if p.title == "" {
		p.title = explainStatus(p.status).title
	}
	return p
}

// explainStatus is for errors that carry no words of ours: the router's, the
// body limit's, a panic's.
func explainStatus(status int) problem {
	p := problem{status: status, kind: "refused"}
	switch status {
	case http.StatusBadRequest:
		p.title, p.detail = "This request can't be read.", "Go back, reload the page and try again."
	case http.StatusUnauthorized:
		p.kind, p.title = "unauthorized", "Sign in to see this."
	case http.StatusForbidden:
		p.kind, p.title = "forbidden", "This isn't allowed."
		p.detail = "If you came here from a form, open that page anew and send it again."
	case http.StatusNotFound:
		p.kind, p.title = "not_found", "There is nothing here."
		p.detail = "The address may be mistyped, or what was here is no longer yours to see."
	case http.StatusMethodNotAllowed:
		p.title = "This address can't be used that way."
	case http.StatusRequestEntityTooLarge:
		p.title, p.detail = "This is too large to send.", "Shorten it and send it again."
	case http.StatusUnsupportedMediaType:
		p.title = "This kind of content isn't understood here."
	case http.StatusTooManyRequests:
		p.kind, p.title, p.detail = "limited", "Too many tries.", "Wait a minute, then try again."
	case http.StatusServiceUnavailable:
		return unavailable("Linger is not ready.", "Try again in a moment.")
	default:
		if status >= 400 && status < 500 {
			p.title = "This request was refused."
			break
		}
		p.status, p.kind = http.StatusInternalServerError, "internal"
		p.title = "Something went wrong on our side."
		p.detail = "Nothing you sent earlier is lost. Try again; if it happens again, tell your administrator the number below."
	}
	return p
}

// answer shows p in the form that was asked for.
func answer(c echo.Context, p problem) error {
	req, h := c.Request(), c.Response().Header()
	h.Set("Cache-Control", "no-store")
	// Scripts read the code here, whatever the body is.
	h.Set("Linger-Error", or(p.code, p.kind))
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		if h.Get("Retry-After") == "" {
			h.Set("Retry-After", strconv.Itoa(max(comeBack, int(math.Ceil(p.wait.Seconds())))))
		}
	}
	if req.Method == http.MethodHead {
		return c.NoContent(p.status)
	}
	shown := views.Problem{Status: p.status, Title: p.title, Detail: p.detail, RequestID: web.RequestID(req.Context())}
	shown.Home, shown.Way = wayOut(req.URL.Path)
	switch wanted(c) {
	case asJSON:
		return c.JSON(p.status, jsonProblem(p, shown.RequestID))
	case asText:
		return c.String(p.status, p.title+"\n")
	case asFragment:
		if p.status == http.StatusUnauthorized && staffPath(req.URL.Path) {
			h.Set("HX-Redirect", signIn(currentPath(req)))
			return c.NoContent(p.status)
		}
		h.Set("HX-Retarget", "#problems")
		h.Set("HX-Reswap", "innerHTML")
		return web.Render(c, p.status, views.ProblemNotice(shown))
	default:
		if p.status == http.StatusUnauthorized && staffPath(req.URL.Path) && req.Method == http.MethodGet {
			return c.Redirect(http.StatusSeeOther, signIn(req.URL.RequestURI()))
		}
		return web.Render(c, p.status, views.ProblemPage(shown))
	}
}

type form int

const (
	asPage form = iota
	asFragment
	asJSON
	asText
)

// wanted reads from the request which form of answer its sender can show.
func wanted(c echo.Context) form {
	req := c.Request()
	accept := req.Header.Get("Accept")
	html := strings.Contains(accept, "text/html")
	switch {
	case strings.HasPrefix(req.URL.Path, "/api/"), strings.Contains(accept, "json") && !html:
		return asJSON
	case strings.Contains(accept, "text/event-stream"):
		return asText // a stream's opener looks at the status alone
	case web.IsFragment(c):
		return asFragment
	case html:
		return asPage
	default:
		return asText
	}
}

func jsonProblem(p problem, requestID string) any {
	type body struct {
		Kind      string            `json:"kind"`
		Code      string            `json:"code,omitempty"`
		Message   string            `json:"message"`
		Fields    map[string]string `json:"fields,omitempty"`
		RequestID string            `json:"request_id,omitempty"`
	}
	return struct {
		Error body `json:"error"`
	}{body{p.kind, p.code, p.title, p.fields, requestID}}
}

// staffPath tells the pages for which signing in is the answer to "who are you?".
func staffPath(path string) bool {
	for _, root := range []string{"/console", "/settings", "/account"} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}

// wayOut is the link an error page offers; the customer's frame gets none.
func wayOut(path string) (href, words string) {
	switch {
	case strings.HasPrefix(path, "/settings"):
		return "/settings", "Back to the settings"
	case strings.HasPrefix(path, "/w/"):
		return "", ""
	default:
		return "/console", "Back to the console"
	}
}

// signIn is the sign-in page that leads back to path.
func signIn(path string) string {
	if path == "" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(path)
}

// currentPath is the page that a fragment's request came from, without the host:
// the header is the browser's word.
func currentPath(r *http.Request) string {
	u, err := url.Parse(r.Header.Get("HX-Current-URL"))
	if err != nil || !staffPath(u.Path) {
		return ""
	}
	return u.RequestURI()
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
