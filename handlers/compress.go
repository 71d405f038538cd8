package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

const (
	// worthwhile is the smallest answer that is compressed: below it the gain
	// is less than one packet.
	worthwhile = 1024
	quality    = 5 // quick: pages are made anew for each request
)

var encoders = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, quality)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// compress compresses pages and JSON. Only with gzip: every browser takes it, and
// for pages of this size brotli would save a few hundred bytes, and cost the binary
// nearly a megabyte. Streams are left alone: an encoder would hold their events back. So is everything whose
// handler has chosen an encoding itself, as the assets do.
func compress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		res := c.Response()
		res.Header().Add("Vary", "Accept-Encoding")
		if !accepts(c.Request().Header.Get("Accept-Encoding"), "gzip") || c.Request().Method == http.MethodHead {
			return next(c)
		}
		w := &compressor{ResponseWriter: res.Writer}
		res.Writer = w
		defer func() { res.Writer = w.ResponseWriter }()
		// Not deferred: after a panic nothing half made is passed off as whole.
		if err := next(c); err != nil {
			return err
		}
		return w.finish()
	}
}

// accepts reports whether an Accept-Encoding header allows encoding.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, given := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !given {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

// compressor decides at the first write, when type and size are known.
type compressor struct {
	http.ResponseWriter
	status  int
	decided bool
	encoder *gzip.Writer // nil: the answer goes out as it is
}

// WriteHeader keeps the status until the first write: the head depends on it.
func (w *compressor) WriteHeader(status int) {
	if status >= 100 && status < 200 && status != http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status) // informational: the answer is still to come
		return
	}
	w.status = status
}

// Write implements http.ResponseWriter.
func (w *compressor) Write(b []byte) (int, error) {
	w.decide(len(b))
	if w.encoder != nil {
		return w.encoder.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// FlushError lets http.ResponseController flush through the encoder.
func (w *compressor) FlushError() error {
	w.decide(0)
	if w.encoder != nil {
		if err := w.encoder.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach deadlines and the connection.
func (w *compressor) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *compressor) decide(size int) {
	if w.decided {
		return
	}
	w.decided = true
	h := w.Header()
	if size >= worthwhile && h.Get("Content-Encoding") == "" && compressible(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		w.encoder = encoders.Get().(*gzip.Writer)
		w.encoder.Reset(w.ResponseWriter)
	}
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
	}
}

func (w *compressor) finish() error {
	w.decide(0)
	if w.encoder == nil {
		return nil
	}
	err := w.encoder.Close()
	w.encoder.Reset(io.Discard)
	encoders.Put(w.encoder)
	w.encoder = nil
	return err
}

func compressible(contentType string) bool {
	base, _, _ := strings.Cut(contentType, ";")
	return base == "text/html" || base == "application/json" || base == "text/javascript"
}
