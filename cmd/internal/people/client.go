// Package people is customers and agents without a browser: they speak to Linger by
// the requests and streams that browsers use. Tests and cmd/loadtest are made of
// them; the program itself has nothing of it.
package people

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Refusal is an answer that is not well: the server has decided, or said that it can't.
type Refusal struct {
	Status int
	Text   string
}

// Error implements error.
func (r *Refusal) Error() string { return fmt.Sprintf("%d: %.200s", r.Status, r.Text) }

// Final reports whether trying again would change nothing.
func (r *Refusal) Final() bool {
	return r.Status >= 400 && r.Status < 500 && r.Status != http.StatusTooManyRequests && r.Status != http.StatusRequestTimeout
}

// NewClient is a client for many at once, which never follows a redirection. lasting
// keeps connections; without it each request has one of its own, as behind a balancer that
// is asked for each.
func NewClient(lasting bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 20_000, DisableKeepAlives: !lasting, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask sends a request and returns a well answer, whose body is still to be read.
func ask(ctx context.Context, client *http.Client, method, address string, form url.Values, header http.Header) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header = header
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 400))
		_ = response.Body.Close()
		return nil, &Refusal{response.StatusCode, string(text)}
	}
	return response, nil
}

// whole is the body of an answer. An answer that was cut off is none.
func whole(response *http.Response) ([]byte, error) {
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return body, err
}
