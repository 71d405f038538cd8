package program

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"linger/handlers"
	"linger/models/hours"
)

// lookWithin is how long the site may take to answer.
const lookWithin = 10 * time.Second

// lookAtZones asks for a zone with summer time: operating hours need them.
func lookAtZones() finding {
	zone, err := hours.LoadZone("Europe/Berlin")
	if err != nil {
		return broken("zones", err.Error(), "Use a release binary: it brings its own time zones.")
	}
	_, winter := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).Zone()
	_, summer := time.Date(2026, 7, 1, 0, 0, 0, 0, zone).Zone()
	if winter == summer {
		return broken("zones", "the system's time zones are wrong", "Install tzdata anew.")
	}
	now := time.Now()
	if now.Year() < 2026 {
		return broken("clock", "it is said to be "+now.Format(time.DateOnly), "Set the clock, and run a time service.")
	}
	return fine("zones", "known; now it is %s", now.UTC().Format(time.RFC3339))
}

// lookAtSite asks the public address as a browser would.
func lookAtSite(ctx context.Context, site Site) []finding {
	public, found := site.address()
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	res, err := get(ctx, public.JoinPath("/healthz"))
	if err != nil {
		return append(found, doubtful("address", public.String()+" does not answer: "+because(err),
			"Start linger serve and look again; if it runs, look at the proxy and the name's DNS entry."))
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Header.Get("X-Request-Id") == "" {
		return append(found, broken("address", fmt.Sprintf("%s answers %s, and it is not Linger", public, res.Status),
			"Look where the proxy passes requests on to."))
	}
	return append(found, fine("address", "%s answers", public), lookAtStream(ctx, public))
}

// address is the public address, and what can be said of it without asking.
func (s Site) address() (*url.URL, []finding) {
	if s.PublicURL == "" {
		host, port, err := net.SplitHostPort(s.Listen)
		if err != nil || port == "0" {
			host, port = "127.0.0.1", "8080"
		}
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, []finding{doubtful("public", "--public-url is not set",
			"Set it to the address in the browser, as https://chat.example.com, before anyone else uses it.")}
	}
	public, err := s.public(nil)
	if err != nil { // Validate has refused it already
		public = &url.URL{Scheme: "http", Host: s.Listen}
	}
	if public.Scheme != "https" && !loopback(public.Hostname()) {
		return public, []finding{doubtful("public", public.String()+" is not encrypted",
			"Put a proxy with a certificate in front and use https: browsers keep widgets on https pages from it otherwise.")}
	}
	return public, []finding{fine("public", "%s", public)}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// lookAtStream tells whether a proxy holds back what we stream: the probe's
// events are sent one by one, and must arrive one by one.
func lookAtStream(ctx context.Context, public *url.URL) finding {
	const remedy = "Switch response buffering off in the proxy (nginx: proxy_buffering off), and its compression for text/event-stream."
	res, err := get(ctx, public.JoinPath(handlers.StreamProbe))
	if err != nil {
		return broken("stream", because(err), remedy)
	}
	defer res.Body.Close()
	var first, last time.Time
	lines := bufio.NewScanner(io.LimitReader(res.Body, 64<<10))
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data:") {
			continue
		}
		last = time.Now()
		if first.IsZero() {
			first = last
		}
	}
	if res.StatusCode != http.StatusOK || first.IsZero() {
		return broken("stream", "the address gave "+res.Status+" instead of a stream", remedy)
	}
	if apart := last.Sub(first); apart < handlers.StreamProbeSpan/2 {
		return broken("stream", "events arrive all at once: something in between holds them back", remedy)
	}
	return fine("stream", "events arrive as they are sent")
}

func get(ctx context.Context, address *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream, text/plain")
	return http.DefaultClient.Do(req)
}
