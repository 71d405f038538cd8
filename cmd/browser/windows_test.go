package browser

import (
	"fmt"
	"testing"
)

// Seven windows of one agent, each on something else, share one stream, and the
// seventh is in step like the first: over HTTP/1.1 a browser has six connections. The
// window that has the stream goes, and another one has it.
func TestManyWindows(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	windows := []*agent{ana}
	for len(windows) < 7 {
		w := &agent{tab: ana.another(), site: s}
		w.who = fmt.Sprintf("Ana's window %d", len(windows)+1)
		w.open(s.url() + "/console/mine")
		w.sees("Omar Haddad")
		windows = append(windows, w)
	}
	open := s.url() + "/console/mine/" + s.conversations()[0].ID
	for i, w := range windows {
		if i%2 == 0 {
			w.open(open)
			w.find("textbox", "Message")
		}
	}
	one := func() {
		t.Helper()
		omar.until("one stream for all windows, and one for the customer", func() (bool, error) { return s.metric("linger_streams_open") == "2", nil })
	}
	one()

	says := func(text string, readers []*agent) {
		t.Helper()
		omar.says(text)
		for _, w := range readers {
			if w.count("#messages") > 0 {
				w.reads(text)
			}
			w.holds("the row to say so", `document.querySelector("#rows").innerText.includes(`+quote(text)+`)`)
		}
	}
	says("to all seven", windows)
	omar.chat.focus("textbox", "Write a message")
	omar.chat.types("h")
	last := windows[6]
	last.sees("is typing")
	last.answers("from the seventh")
	omar.reads("from the seventh")
	for i, w := range windows {
		if i%2 == 0 {
			w.reads("from the seventh")
		}
	}

	ana.open("about:blank") // it had the stream, or shared it
	one()
	says("to six of them", windows[1:])
	for i, w := range windows[1:] {
		if n := w.count("#messages .message--customer, #messages .message--agent"); i%2 == 1 && n != 5 {
			t.Errorf("%s shows %d messages, want 5", w.who, n)
		}
	}

	// What is done in one shows in the others, and in the one where it was not open.
	last.ends()
	for _, w := range windows[1:] {
		w.holds("the row to be in wrap-up", `document.querySelector("#rows").innerText.includes("Wrap-up")`)
	}
}
