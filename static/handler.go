package static

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// types are the media types of what a bundle holds. The system's own table is not
// asked: it differs from machine to machine.
var types = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".json": "application/json",
}

// served is one file of the bundle: its type, and its size in each coding.
type served struct {
	mediaType string
	sizes     map[string]int64 // coding → bytes, or unpacked
}

// codings are the ways a file may be sent, best first, and the endings of their files.
var codings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"identity", ""}}

func lookAt(dist fs.FS, hashed string) (served, error) {
	s := served{mediaType: types[path.Ext(hashed)], sizes: map[string]int64{}}
	if s.mediaType == "" {
		s.mediaType = "application/octet-stream"
	}
	for _, coding := range codings {
		info, err := fs.Stat(dist, hashed+coding.suffix)
		if err == nil {
			s.sizes[coding.name] = info.Size()
		} else if coding.name == "identity" {
			if _, packed := s.sizes["gzip"]; !packed {
				return s, err
			}
			s.sizes[coding.name] = unpacked
		}
	}
	return s, nil
}

// unpacked stands for the size of what is unpacked when somebody wants it plain.
const unpacked = -1

// plain is a file of the bundle as it was before it was compressed: what has a gzip
// form is not kept plain, which would be half of the bundle.
func plain(dist fs.FS, hashed string) ([]byte, error) {
	data, err := fs.ReadFile(dist, hashed)
	if err == nil {
		return data, nil
	}
	packed, gone := dist.Open(hashed + ".gz")
	if gone != nil {
		return nil, err
	}
	defer func() { _ = packed.Close() }()
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Handler serves the bundle under Prefix. A name changes with its content, so an
// answer may be kept for ever; what isn't in the manifest isn't there.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := bundled()
		if err != nil {
			http.NotFound(w, r)
			return
		}
		b.ServeHTTP(w, r)
	})
}

func (b *bundle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, under := strings.CutPrefix(r.URL.Path, Prefix)
	file, ok := b.served[name]
	if !under || !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	coding, suffix := file.choose(r.Header.Values("Accept-Encoding"))
	read := fs.ReadFile
	if coding == "identity" {
		read = plain
	}
	body, err := read(b.files, name+suffix)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", file.mediaType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept-Encoding")
	if coding != "identity" {
		header.Set("Content-Encoding", coding)
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a browser that leaves in the middle is its own affair
}

// choose picks the coding the browser wants most, the smallest if it doesn't mind.
// A browser that refuses every coding we have gets the plain file all the same.
func (s served) choose(accept []string) (coding, suffix string) {
	weights := weigh(accept)
	best := -1.0
	coding = "identity"
	for _, c := range codings {
		if _, ok := s.sizes[c.name]; !ok {
			continue
		}
		weight, named := weights[c.name]
		if !named {
			weight = weights["*"] // zero when it isn't there
			if c.name == "identity" && weight == 0 {
				weight = 0.0001 // fine, unless something better was asked for
			}
		}
		if weight > 0 && weight > best {
			best, coding, suffix = weight, c.name, c.suffix
		}
	}
	return coding, suffix
}

// weigh reads Accept-Encoding: what may be sent, and how much it is liked.
func weigh(accept []string) map[string]float64 {
	weights := map[string]float64{}
	for _, entry := range strings.Split(strings.Join(accept, ","), ",") {
		name, params, _ := strings.Cut(entry, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q="); ok {
			parsed, err := strconv.ParseFloat(q, 64)
			if err != nil || parsed < 0 || parsed > 1 {
				continue
			}
			weight = parsed
		}
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			weights[name] = weight
		}
	}
	return weights
}
