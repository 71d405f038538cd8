package sse

import (
	"net/http"
	"strconv"
	"strings"
)

// Cursor is how far a browser has read: it stands behind every change of the
// conversation up to and including Seq. It travels as an event's id.
type Cursor struct {
	Conversation string
	Seq          int64
}

// maxCursor is more than any id of ours needs; longer ones are not looked at.
const maxCursor = 96

// String is the cursor as an event id: "<conversationID>.<changed_seq>".
func (c Cursor) String() string {
	if c.Conversation == "" {
		return ""
	}
	return c.Conversation + "." + strconv.FormatInt(c.Seq, 10)
}

// ParseCursor reads what String wrote. What a stranger made up is not ok; then
// the stream starts from a snapshot.
func ParseCursor(s string) (Cursor, bool) {
	if len(s) > maxCursor {
		return Cursor{}, false
	}
	id, number, found := strings.Cut(s, ".")
	if !found || id == "" || number == "" {
		return Cursor{}, false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_':
		default:
			return Cursor{}, false
		}
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return Cursor{}, false
		}
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Cursor{}, false
	}
	return Cursor{Conversation: id, Seq: seq}, true
}

// After is the last change the browser has: what it says on coming back, or
// what the page it is on was rendered with, whichever is later. When the two
// name different conversations the header wins: it is what was delivered last.
// The zero Cursor means that the browser has nothing yet.
func After(r *http.Request) Cursor {
	delivered, ok := ParseCursor(r.Header.Get("Last-Event-ID"))
	rendered, rok := ParseCursor(r.URL.Query().Get("after"))
	switch {
	case !ok:
		return rendered
	case !rok || rendered.Conversation != delivered.Conversation || rendered.Seq < delivered.Seq:
		return delivered
	default:
		return rendered
	}
}
