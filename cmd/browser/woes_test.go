package browser

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// woes are what the console of one page complained of: errors, exceptions and
// violations of the content policy. A test fails by them unless it expects them.
type woes struct {
	t        *testing.T
	who      string
	mu       sync.Mutex
	around   *woes // of the page around a frame: what it expects holds for the frame
	list     []string
	expected []string
}

// listen runs in the loop that reads the browser's messages: it only notes.
func (w *woes) listen(event any) {
	var text string
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level != log.EntryLevelError && e.Entry.Source != log.EntrySourceSecurity {
			return
		}
		text = fmt.Sprintf("%s (%s)", e.Entry.Text, e.Entry.URL)
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeWarning && e.Type != runtime.ConsoleAPICalledTypeAssert {
			return
		}
		var words []string
		for _, arg := range e.Args {
			words = append(words, strings.Trim(string(arg.Value), `"`)+arg.Description)
		}
		text = "console: " + strings.Join(words, " ")
	default:
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, text)
}

// expect says that the page's console may complain with words, because the test
// takes something away from it.
func (p *tab) expect(words ...string) {
	w := p.top.woes
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, words...)
}

// report fails the test by what was not expected.
func (w *woes) report() {
	if w.t.Failed() {
		return // whatever stopped the test has said so, with these
	}
	for _, text := range w.unexpected() {
		w.t.Errorf("%s's console: %s", w.who, text)
	}
}

func (w *woes) unexpected() []string {
	outer := w
	if w.around != nil {
		outer = w.around
	}
	outer.mu.Lock()
	expected := slices.Clone(outer.expected)
	outer.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, text := range w.list {
		if !slices.ContainsFunc(expected, func(words string) bool { return strings.Contains(text, words) }) {
			list = append(list, text)
		}
	}
	return list
}

func (w *woes) String() string {
	if list := w.unexpected(); len(list) > 0 {
		return strings.Join(list, "\n")
	}
	return "silent"
}

// jsonText decodes a value of the protocol.
func jsonText(raw []byte, into any) error { return json.Unmarshal(raw, into) }
