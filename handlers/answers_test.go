package handlers

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"linger/handlers/sse"
)

func TestCompression(t *testing.T) {
	long := strings.Repeat("<p>Where is my order?</p>", 200)
	s := newSite(t, nil)
	s.GET("/long", func(c echo.Context) error { return c.HTML(201, long) })
	s.GET("/short", func(c echo.Context) error { return c.HTML(200, "<p>Hi</p>") })
	s.GET("/image", func(c echo.Context) error { return c.Blob(200, "image/png", []byte(long)) })
	s.GET("/stream", func(c echo.Context) error {
		return sse.NewStreams().Serve(c.Response(), c.Request(), say(long))
	})
	tests := []struct {
		path, accept, want string
	}{
		{"/long", "gzip, deflate, br, zstd", "gzip"},
		{"/long", "gzip;q=1.0, br;q=0", "gzip"},
		{"/long", "gzip;q=0, br", ""},
		{"/long", "deflate", ""},
		{"/long", "", ""},
		{"/short", "gzip", ""},
		{"/image", "gzip", ""},
		{"/stream", "gzip", ""},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.accept, func(t *testing.T) {
			w := s.ask("GET", tt.path, "Accept-Encoding", tt.accept)
			if got := w.Header().Get("Content-Encoding"); got != tt.want {
				t.Fatalf("encoding %q, want %q", got, tt.want)
			}
			var body io.Reader = w.Body
			if tt.want == "gzip" {
				var err error
				if body, err = gzip.NewReader(w.Body); err != nil {
					t.Fatal(err)
				}
			}
			got, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			if tt.path == "/long" && (string(got) != long || w.Code != 201) {
				t.Errorf("%d, %d bytes came out of %d", w.Code, len(got), len(long))
			}
			if tt.path == "/stream" && !w.Flushed {
				t.Error("the stream was not flushed")
			}
		})
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	s.POST("/form", func(c echo.Context) error {
		var form struct {
			Body string `form:"body"`
		}
		if err := c.Bind(&form); err != nil {
			return err
		}
		return c.NoContent(204)
	})
	for name, length := range map[string]int64{"declared": largestBody + 6, "not declared": -1} {
		r := httptest.NewRequest("POST", "/form", strings.NewReader("body="+strings.Repeat("x", largestBody+1)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.ContentLength = length
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 413 {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestErrorPageIsMadeWhenTimeIsUp(t *testing.T) {
	s := newSite(t, nil)
	s.GET("/slow", func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), 0)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return ctx.Err()
	})
	w := s.ask("GET", "/slow", "Accept", "text/html")
	if w.Code != 503 || !strings.Contains(w.Body.String(), "its database") {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
}

func TestOnlyStreamsGoOn(t *testing.T) {
	s := newSite(t, nil)
	var limited bool
	s.GET("/slow", func(c echo.Context) error {
		_, limited = c.Request().Context().Deadline()
		return c.NoContent(204)
	})
	for accept, want := range map[string]bool{"text/html": true, "": true, "text/html, text/event-stream": false} {
		if s.ask("GET", "/slow", "Accept", accept); limited != want {
			t.Errorf("%q: deadline %v, want %v", accept, limited, want)
		}
	}
}

func TestWhoLeftGetsNoAnswer(t *testing.T) {
	s := newSite(t, nil)
	s.GET("/left", func(c echo.Context) error { return fmt.Errorf("read: %w", context.Canceled) })
	ctx, leave := context.WithCancel(t.Context())
	leave()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/left", nil))
	if log := s.log.String(); w.Body.Len() > 0 || !strings.Contains(log, "status=499") || strings.Contains(log, "level=ERROR") {
		t.Errorf("answered %q, logged %s", w.Body, log)
	}
}

// say is a stream of one event.
type say string

func (s say) Tell(_ context.Context, out *sse.Stream) error {
	return errors.Join(out.Event(sse.Cursor{}, "", []byte(s)), sse.ErrOver)
}

func (say) Left() {}
