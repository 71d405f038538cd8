package static

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a bundle of one script with every coding and one without.
func small(t *testing.T) *bundle {
	t.Helper()
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	b, err := open(fstest.MapFS{
		"manifest.json":  file(`{"app.js": "app.abc.js", "icon.svg": "icon.def.svg"}`),
		"icons.json":     file(`{"x": "<path d=\"M1 1\"/>"}`),
		"app.abc.js":     file("plain script"),
		"app.abc.js.br":  file("brotli"),
		"app.abc.js.gz":  file("gzipped"),
		"icon.def.svg":   file("<svg/>"),
		"secret.txt":     file("not in the manifest"),
		"app.abc.js.map": file("nor this"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func get(b *bundle, method, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://linger.test/", nil)
	r.URL.Path = path // as a router hands it on, whatever was written
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

func TestHandlerNegotiates(t *testing.T) {
	b := small(t)
	tests := []struct {
		name, path, accept string
		coding, body       string
	}{
		{"a browser of today", "app.abc.js", "gzip, deflate, br, zstd", "br", "brotli"},
		{"no brotli", "app.abc.js", "gzip, deflate", "gzip", "gzipped"},
		{"asks for nothing", "app.abc.js", "", "", "plain script"},
		{"prefers gzip", "app.abc.js", "br;q=0.5, gzip;q=0.8", "gzip", "gzipped"},
		{"refuses brotli", "app.abc.js", "br;q=0, gzip", "gzip", "gzipped"},
		{"anything goes", "app.abc.js", "*", "br", "brotli"},
		{"anything but brotli", "app.abc.js", "*;q=0.3, br;q=0", "gzip", "gzipped"},
		{"prefers plain", "app.abc.js", "identity, br;q=0.2", "", "plain script"},
		{"upper case and spaces", "app.abc.js", " GZIP ; Q=1 ", "gzip", "gzipped"},
		{"nonsense weight", "app.abc.js", "br;q=much, gzip", "gzip", "gzipped"},
		{"refuses all", "app.abc.js", "*;q=0", "", "plain script"},
		{"there is only the plain one", "icon.def.svg", "br, gzip", "", "<svg/>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(b, http.MethodGet, Prefix+tt.path, tt.accept)
			if w.Code != http.StatusOK || w.Body.String() != tt.body {
				t.Errorf("answered %d %q, want 200 %q", w.Code, w.Body, tt.body)
			}
			if got := w.Header().Get("Content-Encoding"); got != tt.coding {
				t.Errorf("Content-Encoding is %q, want %q", got, tt.coding)
			}
		})
	}
}

func TestHandlerHeaders(t *testing.T) {
	w := get(small(t), http.MethodHead, "/static/app.abc.js", "br")
	want := map[string]string{
		"Content-Type":           "text/javascript; charset=utf-8",
		"Content-Length":         "6",
		"Cache-Control":          "public, max-age=31536000, immutable",
		"X-Content-Type-Options": "nosniff",
		"Vary":                   "Accept-Encoding",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if w.Body.Len() != 0 {
		t.Errorf("HEAD was answered with a body: %q", w.Body)
	}
}

func TestHandlerRefuses(t *testing.T) {
	b := small(t)
	tests := []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/static/app.js", http.StatusNotFound},
		{http.MethodGet, "/static/", http.StatusNotFound},
		{http.MethodGet, "/static/secret.txt", http.StatusNotFound},
		{http.MethodGet, "/static/app.abc.js.br", http.StatusNotFound},
		{http.MethodGet, "/static/manifest.json", http.StatusNotFound},
		{http.MethodGet, "/static/../static/app.abc.js", http.StatusNotFound},
		{http.MethodGet, "/static/./app.abc.js", http.StatusNotFound},
		{http.MethodGet, "/static//etc/passwd", http.StatusNotFound},
		{http.MethodGet, "/app.abc.js", http.StatusNotFound},
		{http.MethodPost, "/static/app.abc.js", http.StatusMethodNotAllowed},
	}
	for _, tt := range tests {
		w := get(b, tt.method, tt.path, "br")
		if w.Code != tt.want {
			t.Errorf("%s %s answered %d, want %d", tt.method, tt.path, w.Code, tt.want)
		}
		if w.Header().Get("Cache-Control") != "" {
			t.Errorf("%s %s may be kept", tt.method, tt.path)
		}
	}
}

func TestOpenWithoutBundle(t *testing.T) {
	_, err := open(fstest.MapFS{".gitkeep": {}})
	if err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("an empty bundle opens with %v, want to be told to run make build", err)
	}
}

// The bundle in the tree, built by make before the tests.
func TestBundle(t *testing.T) {
	b, err := bundled()
	if err != nil {
		t.Fatal(err)
	}
	for name, hashed := range b.manifest {
		if name == hashed {
			t.Errorf("%s is kept for ever under a name that doesn't change", name)
		}
		if got := Path(name); got != Prefix+hashed {
			t.Errorf("Path(%q) is %q", name, got)
		}
		plain, err := plain(b.files, hashed)
		if err != nil {
			t.Fatal(err)
		}
		for _, coding := range []string{"br", "gzip", "identity"} {
			w := get(b, http.MethodGet, Prefix+hashed, coding)
			if got := unpack(t, w); got != string(plain) {
				t.Errorf("%s as %s unpacks to something else", name, coding)
			}
		}
	}
}
