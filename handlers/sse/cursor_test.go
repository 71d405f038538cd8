package sse_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linger/handlers/sse"
)

func TestAfterTakesTheLater(t *testing.T) {
	tests := []struct {
		name, header, query string
		want                sse.Cursor
	}{
		{"nothing yet", "", "", sse.Cursor{}},
		{"the page's own", "", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"coming back", "c1.9", "c1.7", sse.Cursor{Conversation: "c1", Seq: 9}},
		{"a page newer than the stream", "c1.3", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"another conversation was delivered last", "c2.1", "c1.7", sse.Cursor{Conversation: "c2", Seq: 1}},
		{"a made-up header", "c1.-4", "c1.7", sse.Cursor{Conversation: "c1", Seq: 7}},
		{"both made up", "x", "c1.99999999999999999999", sse.Cursor{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/stream?after="+tt.query, nil)
			r.Header.Set("Last-Event-ID", tt.header)
			if got := sse.After(r); got != tt.want {
				t.Errorf("After = %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzParseCursor(f *testing.F) {
	for _, s := range []string{"", ".", "c.1", "c.-1", "0192-ab.42", "a.b.3", "c.1\ndata: x", "c.9223372036854775808"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := sse.ParseCursor(s)
		if !ok {
			if c != (sse.Cursor{}) {
				t.Fatalf("ParseCursor(%q) refused with %v", s, c)
			}
			return
		}
		if c.Seq < 0 || strings.ContainsAny(c.Conversation, "\r\n\x00. ") {
			t.Fatalf("ParseCursor(%q) let %q through", s, c)
		}
		again, ok := sse.ParseCursor(c.String())
		if !ok || again != c {
			t.Fatalf("%v became %v", c, again)
		}
	})
}
