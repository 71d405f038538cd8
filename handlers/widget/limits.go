package widget

import (
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/limit"
	"linger/handlers/web"
	"linger/models"
)

// limits are how often customers may write. A person never meets them, and two hundred who
// chat behind one address don't either: those of an address are for a whole office, those
// of a visit for one pair of hands.
type limits struct {
	visits  *limit.Buckets // by address: coming, which each load of a page is
	address *limit.Buckets // messages, by what they come from
	person  *limit.Buckets // by customer, on all devices
	visit   *limit.Buckets
	typing  *limit.Buckets // by visit
	signs   *limit.Buckets // by visit: reading, rating and the like
}

func newLimits() *limits {
	return &limits{
		visits:  limit.New(limit.Rule{PerSecond: 20, Burst: 600}),
		address: limit.New(limit.Rule{PerSecond: 40, Burst: 1200}),
		person:  limit.New(limit.Rule{PerSecond: 2, Burst: 120}),
		visit:   limit.New(limit.Rule{PerSecond: 1, Burst: 60}),
		typing:  limit.New(limit.Rule{PerSecond: 2, Burst: 30}),
		signs:   limit.New(limit.Rule{PerSecond: 5, Burst: 120}),
	}
}

// limited lets a request pass if each of its draws has one left. Browsers wait for as long
// as they are told and send the same again.
func (h *Handler) limited(draws func(*limits, echo.Context) []limit.Draw) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if h.limits == nil {
				return next(c)
			}
			if wait := limit.Take(h.Desk.Now(), draws(h.limits, c)...); wait > 0 {
				return tooFast(wait)
			}
			return next(c)
		}
	}
}

func tooFast(wait time.Duration) error {
	return &models.Error{Kind: models.Limited, Wait: wait, Message: "This is faster than anybody writes. It can go on in a moment."}
}

func coming(l *limits, c echo.Context) []limit.Draw {
	return []limit.Draw{{From: l.visits, Key: network(c)}}
}

func writing(l *limits, c echo.Context) []limit.Draw {
	v := web.Visit(c)
	return []limit.Draw{{From: l.visit, Key: v.ID}, {From: l.person, Key: v.CustomerID}, {From: l.address, Key: network(c)}}
}

func typing(l *limits, c echo.Context) []limit.Draw {
	return []limit.Draw{{From: l.typing, Key: web.Visit(c).ID}}
}

func signing(l *limits, c echo.Context) []limit.Draw {
	return []limit.Draw{{From: l.signs, Key: web.Visit(c).ID}}
}

// network is what a request comes from; none for an address that is not public: that is a
// proxy which nobody has declared, or one's own house, and no stranger.
func network(c echo.Context) string {
	ip, err := netip.ParseAddr(c.RealIP())
	if err != nil || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return ""
	}
	return models.Network(ip)
}
