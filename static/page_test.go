package static_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linger/static"
	"linger/static/statictest"
)

// open shows a document with the bundle's styles and script, under a content
// policy like that of our pages. The browser has nothing to complain of.
func open(t *testing.T, browser *statictest.Browser, body string) *statictest.Page {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><title>Test</title><meta name="htmx-config" content="includeIndicatorCSS:false"><link rel="stylesheet" href=%q>
<script type="module" src=%q></script></head><body>%s</body></html>`, static.Path("app.css"), static.Path("app.js"), body)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p := browser.Page(t, 1280, 800)
	p.Go(server.URL)
	p.Until("the script has run", `window.htmx`)
	t.Cleanup(func() {
		if complaints := p.Complaints(); len(complaints) > 0 {
			t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
		}
	})
	return p
}
