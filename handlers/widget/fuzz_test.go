package widget_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linger/models/modeltest"
)

// header is text as far as a header can carry it.
func header(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

// Whatever a browser claims to have seen, the stream answers it, and with nothing
// that isn't the customer's.
func FuzzLastEventID(f *testing.F) {
	for _, seed := range []string{"", ".", "1", "x.1", "01890000-0000-7000-8000-000000000000.1", "01890000-0000-7000-8000-000000000000.99999999999999999999",
		"01890000-0000-7000-8000-000000000000.-1", "%00.1", "'; DROP TABLE messages.1", strings.Repeat("9", 200), "a.b.c", "\xff\xfe.1"} {
		f.Add(seed)
	}
	s := open(f, modeltest.New(f, modeltest.SQLite(f)))
	sc := stage(f, s)
	f.Add(sc.id + ".0")
	bob := s.arrive(f, "bob")
	f.Fuzz(func(t *testing.T, id string) {
		bob.t = t
		for _, address := range []string{"/stream?once=1", "/stream?once=1&after=" + url.QueryEscape(id)} {
			got := bob.ask("GET", address, nil, "Last-Event-ID", header(id))
			if got.StatusCode != http.StatusOK || strings.Contains(got.body, private) {
				t.Fatalf("%q: %s\n%s", id, got.Status, got.body)
			}
		}
	})
}

// Whatever is sent as a message is taken once or refused, and never breaks
// anything: what was taken is shown again as it was written.
func FuzzMessage(f *testing.F) {
	const id = "0c7f2c43-9d0b-4d4a-8f4b-1c2d3e4f5a6b"
	for _, seed := range [][3]string{
		{id, "Hello", ""}, {"", "Hello", ""}, {id, "", ""}, {"not-a-uuid", "x", id}, {id, "\x00", "\x00"}, {strings.ToUpper(id), "x", ""},
		{id, strings.Repeat("é", 6001), ""}, {id, "<script>alert(1)</script>", ""}, {id, "</li></hx-partial><li id=\"m-1\">", ""},
		{id, "\xff\xfe broken", "' OR 1=1 --"}, {id, "\u202e\u2066 turned", ""}, {"{" + id + "}", "x", ""}, {id, "data: x\n\nevent: renew\r\rid: 1", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	s := open(f, modeltest.New(f, modeltest.SQLite(f)))
	ana := s.arrive(f, "ana")
	f.Fuzz(func(t *testing.T, client, body, conversation string) {
		ana.t = t
		got := ana.post("/messages", "client_id", client, "body", body, "conversation", conversation)
		switch got.StatusCode {
		case http.StatusOK:
			if again := ana.post("/messages", "client_id", client, "body", body, "conversation", conversation); again.body != got.body {
				t.Errorf("sent again it is another: %s", again.body)
			}
			if strings.Count(got.body, "<li") != 1 || strings.Contains(got.body, "<script") {
				t.Errorf("not one row: %s", got.body)
			}
		case http.StatusUnprocessableEntity, http.StatusNotFound, http.StatusConflict:
		default:
			t.Errorf("%q %q %q: %s %s", client, body, conversation, got.Status, got.body)
		}
	})
}

// Whatever a page says of itself is kept or refused.
func FuzzAttributes(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1}`, `[]`, `null`, `{"a":{"b":[]}}`, `{"\u0000":"\u0000"}`, `{"a":1e999}`, `{`, "\xff"} {
		f.Add(seed)
	}
	s := open(f, modeltest.New(f, modeltest.SQLite(f)))
	ana := s.arrive(f, "ana")
	f.Fuzz(func(t *testing.T, body string) {
		ana.t = t
		got := ana.ask("POST", "/attributes", strings.NewReader(body), "Content-Type", "application/json")
		if got.StatusCode >= 500 {
			t.Errorf("%q: %s", body, got.Status)
		}
	})
}
