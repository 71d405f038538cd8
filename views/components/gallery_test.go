package components

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"linger/static"
	"linger/static/statictest"
)

// gallery is a page with every component under its name.
func gallery(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content="includeIndicatorCSS:false">
<title>Components</title>
<link rel="stylesheet" href=%q>
<link rel="stylesheet" href="/gallery.css">
<script type="module" src=%q></script>
</head>
<body>
<main class="gallery">
<h1>Components</h1>
`, static.Path("app.css"), static.Path("app.js"))
	for _, s := range samples() {
		_, _ = fmt.Fprintf(&b, "<section aria-labelledby=\"sample-%s\">\n<h2 id=\"sample-%s\">%s</h2>\n<div class=\"gallery__sample gallery__sample--%s\">%s</div>\n</section>\n",
			s.name, s.name, s.name, s.name, render(t, s.part))
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String()
}

// layout sets the gallery out; it is no part of the product.
const layout = `.gallery { display: grid; gap: 32px; max-inline-size: 880px; margin: auto; padding: 24px 16px 96px }
.gallery h2 { margin-block-end: 8px; font-size: 13px; color: var(--color-text-subtle) }
.gallery__sample { display: flex; flex-wrap: wrap; gap: 12px; align-items: center }
.gallery__sample > :is(.field, .notice, .tabs, .card, .table-scroll, .skeleton, .pagination, .toggle, .choice) { flex: 1 1 100% }`

// TestGallery looks at all components in a browser: axe finds nothing in light or
// dark, on a phone or a desk. Run with -artifacts to keep the pictures.
func TestGallery(t *testing.T) {
	url := serveGallery(t)
	p := statictest.Open(t).Page(t, 1280, 900)
	for _, width := range []int64{1280, 390} {
		p.Size(width, 900)
		for _, dark := range []bool{false, true} {
			name := map[bool]string{false: "light", true: "dark"}[dark]
			p.Dark(dark)
			p.Go(url)
			p.Until("times are local", `document.querySelector("time").textContent !== "2 Mar 2026, 09:05 UTC"`)
			p.Until("the skeleton shows", `getComputedStyle(document.querySelector(".skeleton")).opacity === "1"`)
			p.Whole(fmt.Sprintf("gallery-%d-%s", width, name))
			for _, problem := range axe(t, p) {
				t.Errorf("%s at %d px: %s", name, width, problem)
			}
			if wide := statictest.Eval[int](p, `document.documentElement.scrollWidth`); wide > int(width) {
				t.Errorf("at %d px the page is %d px wide", width, wide)
			}
		}
	}
	quiet(t, p)
}

// serveGallery returns the gallery's address; its content policy is a page's.
func serveGallery(t *testing.T) string {
	t.Helper()
	html := gallery(t)
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/gallery.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write([]byte(layout))
	})
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
		_, _ = w.Write([]byte(html))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// quiet says that the browser had nothing to complain of.
func quiet(t *testing.T, p *statictest.Page) {
	t.Helper()
	if complaints := p.Complaints(); len(complaints) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
	}
}

// axe returns what the accessibility checker finds on the page.
func axe(t *testing.T, p *statictest.Page) []string {
	t.Helper()
	script, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("axe is missing, run npm ci in static: %v", err)
	}
	found := statictest.Eval[string](p, string(script)+`; axe.run().then(({violations}) => JSON.stringify(violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => id + ": " + html + "\n" + failureSummary))))`)
	var problems []string
	if err := json.Unmarshal([]byte(found), &problems); err != nil {
		t.Fatal(err)
	}
	return problems
}
