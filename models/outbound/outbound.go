// Package outbound is how the server reads from addresses that people type
// into settings. Such an address must never make the server reach into its own
// network, wait for ever or swallow a flood: that is what this package guards.
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// patience is how long one read may take in all: look-up, connection,
	// redirects and body.
	patience = 5 * time.Second
	// most is how large an answer may be, unpacked.
	most = 64 << 10
	// hops is how many redirects are followed, all on the same host.
	hops = 3
)

// Problem is why an address could not be read, in a sentence for the admin who
// typed it.
type Problem struct {
	Words string
	Cause error // for the log; may be nil
}

func (p *Problem) Error() string { return p.Words }

// Unwrap gives the cause to errors.Is.
func (p *Problem) Unwrap() error { return p.Cause }

// Reader reads what addresses serve.
type Reader struct {
	client *http.Client
}

// NewReader makes a reader. With allowPrivate it also reaches this machine and
// private networks: for the demo, and for sites that live beside the server.
// Proxies named in the environment are not used: behind one, the addresses
// that are really reached could not be checked.
func NewReader(allowPrivate bool) *Reader {
	dialer := &net.Dialer{}
	if !allowPrivate {
		// Asked with the address the connection goes to, after the look-up:
		// a name that changes its mind between check and use gains nothing.
		dialer.Control = publicOnly
	}
	return &Reader{client: &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 32 << 10,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			first := via[0].URL
			switch {
			case next.URL.Scheme != first.Scheme || next.URL.Host != first.Host:
				return &Problem{Words: fmt.Sprintf("The address redirects to %s. Enter the address that serves the key itself.", shorten(next.URL.Scheme+"://"+next.URL.Host))}
			case len(via) > hops:
				return &Problem{Words: "The address redirects in circles."}
			}
			return nil
		},
	}}
}

// Read fetches what address serves. The error is a [Problem], or that of ctx
// if the caller gave up.
func (r *Reader) Read(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return nil, &Problem{Words: "The address can't be read. It must begin with https://.", Cause: err}
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return nil, &Problem{Words: "The address must begin with https://; otherwise keys could be exchanged on the way."}
	case u.User != nil:
		return nil, &Problem{Words: "The address contains a user name or password. Public keys must be readable without one."}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &Problem{Words: "The address can't be read.", Cause: err}
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json, application/x-pem-file, text/plain;q=0.9, */*;q=0.5")
	request.Header.Set("User-Agent", "Linger")
	response, err := r.client.Do(request)
	if err != nil {
		return nil, explain(ctx, u, err)
	}
	defer func() { _ = response.Body.Close() }() // only read from
	if response.StatusCode != http.StatusOK {
		return nil, &Problem{Words: refusal(u, response.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	switch {
	case err != nil:
		return nil, explain(ctx, u, err)
	case len(body) > most:
		return nil, &Problem{Words: fmt.Sprintf("%s serves more than %d KiB; a list of public keys is smaller.", u.Host, most>>10)}
	}
	return body, nil
}

// loopback tells whether host means this machine. It is the only one that may
// be read without encryption.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// refusal says what a status other than 200 means to the admin.
func refusal(u *url.URL, status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("%s answered %d: the address asks for a sign-in. Public keys must be readable without one.", u.Host, status)
	case http.StatusNotFound, http.StatusGone:
		return fmt.Sprintf("%s answered %d: there is nothing at %s.", u.Host, status, shorten(u.EscapedPath()))
	default:
		return fmt.Sprintf("%s answered %d %s instead of a key.", u.Host, status, http.StatusText(status))
	}
}

// shorten keeps what came from outside from filling the page.
func shorten(s string) string {
	const longest = 120
	if runes := []rune(strings.ToValidUTF8(s, "\uFFFD")); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}

// explain turns what went wrong on the way into a sentence.
func explain(ctx context.Context, u *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	return &Problem{Words: words(u, err), Cause: err}
}
