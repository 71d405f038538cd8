package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"
)

const (
	// worthwhile is the smallest answer that is compressed: below it the gain
	// is less than one packet.
	worthwhile = 1024
	// Quick settings with a small window: pages are made anew for each request,
	// and an encoder with the default window would hold megabytes.
	brotliQuality, brotliWindow = 4, 18
	gzipQuality                 = 5
)

var (
	brotlis = sync.Pool{New: func() any {
		return brotli.NewWriterOptions(io.Discard, brotli.WriterOptions{Quality: brotliQuality, LGWin: brotliWindow})
	}}
	gzips = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(io.Discard, gzipQuality)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}}
)

// compress compresses pages, JSON and the loader as the browser accepts it. Streams are
// left alone: an encoder would hold their events back. So is everything whose
// handler has chosen an encoding itself, as the assets do.
func compress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		res := c.Response()
		res.Header().Add("Vary", "Accept-Encoding")
		encoding := preferred(c.Request().Header.Get("Accept-Encoding"))
		if encoding == "" || c.Request().Method == http.MethodHead {
			return next(c)
		}
		w := &compressor{ResponseWriter: res.Writer, encoding: encoding}
		res.Writer = w
		defer func() { res.Writer = w.ResponseWriter }()
		// Not deferred: after a panic nothing half made is passed off as whole.
		if err := next(c); err != nil {
			return err
		}
		return w.finish()
	}
}

// preferred picks the encoding from an Accept-Encoding header.
func preferred(header string) string {
	if accepts(header, "br") {
		return "br"
	}
	if accepts(header, "gzip") {
		return "gzip"
	}
	return ""
}

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
	encoding string
	status   int
	decided  bool
	encoder  interface {
		io.WriteCloser
		Reset(io.Writer)
		Flush() error
	}
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
		h.Set("Content-Encoding", w.encoding)
		h.Del("Content-Length")
		if w.encoding == "br" {
			w.encoder = brotlis.Get().(*brotli.Writer)
		} else {
			w.encoder = gzips.Get().(*gzip.Writer)
		}
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
	switch e := w.encoder.(type) {
	case *brotli.Writer:
		brotlis.Put(e)
	case *gzip.Writer:
		gzips.Put(e)
	}
	w.encoder = nil
	return err
}

func compressible(contentType string) bool {
	base, _, _ := strings.Cut(contentType, ";")
	return base == "text/html" || base == "application/json" || base == "text/javascript"
}
