package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
	"linger/handlers/web"
)

// identify gives the request an id, for the log and the error page.
func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		id := web.NewRequestID(req.Header.Get(echo.HeaderXRequestID))
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		c.SetRequest(req.WithContext(web.WithRequestID(req.Context(), id)))
		return next(c)
	}
}

// record logs and counts each request once it is answered; a stream that goes on
// after its handler, at its end. Addresses are logged without their query: it may
// hold what nobody else should read.
func record(log *slog.Logger, m *Metrics) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			begun := time.Now()
			id := web.RequestID(c.Request().Context())
			ending := &sse.Ending{Context: web.WithRequestID(context.Background(), id)}
			c.SetRequest(c.Request().WithContext(ending.With(c.Request().Context())))
			err := next(c)
			if err != nil { // settle has answered; what is left is a compressor that failed
				log.DebugContext(c.Request().Context(), "answer broke off", "error", err)
			}
			req, res := c.Request(), c.Response()
			// Copies: c, and what hangs on its request, are another request's by the end.
			method, path, route, status, ip := req.Method, strings.Clone(req.URL.Path), c.Path(), res.Status, c.RealIP()
			stream := strings.HasPrefix(res.Header().Get("Content-Type"), "text/event-stream")
			done := func(sent int64) {
				took := time.Since(begun)
				m.observe(method, route, status, took, stream)
				level := slog.LevelInfo
				if quiet(route) {
					level = slog.LevelDebug
				}
				log.LogAttrs(ending.Context, level, "request",
					slog.String("method", method), slog.String("path", path), slog.String("route", route),
					slog.Int("status", status), slog.Int64("bytes", sent), slog.Duration("took", took),
					slog.String("ip", ip))
			}
			if !ending.Later(done) {
				done(res.Size)
			}
			return nil
		}
	}
}

// quiet routes are asked every few seconds by machines, or many times a page.
func quiet(route string) bool {
	switch route {
	case "/healthz", "/readyz", "/metrics", "/static/*":
		return true
	default:
		return false
	}
}

// settle answers errors and panics inside the compressor and the log, so that
// error pages pass through both.
func settle(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler { //nolint:errorlint // the value itself is the signal
					panic(cause)
				}
				err = nil
				c.Error(&panicked{cause, debug.Stack()})
			}
		}()
		if err := next(c); err != nil {
			c.Error(err)
		}
		return nil
	}
}

// panicked is a panic on its way into the log; people see a plain 500.
type panicked struct {
	cause any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.cause, p.stack) }

// guard sets what holds for every answer: no sniffing, no referrer to other
// sites, nothing kept in caches, no device access. A route group's own policy
// and the assets' caching replace what they must.
func guard(public *url.URL) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
			h.Set("Cache-Control", "no-store")
			if public.Scheme == "https" {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			policyOf(c.Request().URL.Path).Apply(c)
			return next(c)
		}
	}
}

// policyOf is the policy of the audience whose part of the site path is in,
// also where no route exists: an error page there is a page like others.
func policyOf(path string) web.Policy {
	part, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch part {
	case "w":
		return web.Widget
	case "settings":
		return web.Admin
	case "static", "embed.js":
		return web.Asset
	case "healthz", "readyz", "metrics", "api":
		return web.Nothing
	default:
		return web.Staff
	}
}

// crossOrigin refuses what another site's page makes a browser send to change
// something here. The API takes bearer tokens only, which no browser adds.
func crossOrigin(public *url.URL) (echo.MiddlewareFunc, error) {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("public address: %w", err)
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if strings.HasPrefix(c.Request().URL.Path, "/api/") {
				return next(c)
			}
			if err := protection.Check(c.Request()); err != nil {
				return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
			}
			return next(c)
		}
	}, nil
}

// answerWithin is how long a handler may take. A database that neither answers
// nor refuses would otherwise hold its askers until they give up.
const answerWithin = 15 * time.Second

// limitTime gives each request a deadline, but for streams, which go on.
func limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		if strings.Contains(req.Header.Get("Accept"), "text/event-stream") {
			return next(c)
		}
		ctx, cancel := context.WithTimeout(req.Context(), answerWithin)
		defer cancel()
		c.SetRequest(req.WithContext(ctx))
		defer c.SetRequest(req) // an error page must still be made when time is up
		return next(c)
	}
}

// limitBody bounds what a request may carry; a handler that reads past it gets
// an error that errors.go answers.
func limitBody(most int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			req := c.Request()
			if req.ContentLength > most {
				return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
			}
			req.Body = http.MaxBytesReader(c.Response(), req.Body, most)
			return next(c)
		}
	}
}

// realIP finds the browser's address behind the proxies that the operator
// trusts; what anyone else claims in a header is not believed.
func realIP(trusted []netip.Prefix) echo.IPExtractor {
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP:   p.Masked().Addr().AsSlice(),
			Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// only lets requests from these addresses pass; for others nothing is there.
func only(readers []netip.Prefix) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			asker, err := netip.ParseAddr(c.RealIP())
			if err != nil || !slices.ContainsFunc(readers, func(p netip.Prefix) bool { return p.Contains(asker.Unmap()) }) {
				return echo.ErrNotFound
			}
			return next(c)
		}
	}
}

// ParsePrefixes reads addresses and address ranges, as 10.0.0.0/8 or 192.0.2.9.
func ParsePrefixes(list []string) ([]netip.Prefix, error) {
	prefixes := make([]netip.Prefix, 0, len(list))
	for _, s := range list {
		if addr, err := netip.ParseAddr(s); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a range like 10.0.0.0/8", s)
		}
		prefixes = append(prefixes, p)
	}
	return prefixes, nil
}

// bindStrict is Echo's binder with its refusals as errors.go knows them.
type bindStrict struct{ echo.DefaultBinder }

// Bind implements echo.Binder.
func (b *bindStrict) Bind(into any, c echo.Context) error {
	err := b.DefaultBinder.Bind(into, c)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return tooLarge
	}
	return err
}
