package static_test

import (
	"fmt"
	"strings"
	"testing"

	"linger/static/statictest"
)

// rows are list items: "3" has key and change 3, "3/8" key 3 and change 8.
func rows(list string) string {
	var b strings.Builder
	for _, row := range strings.Fields(list) {
		key, changed, edited := strings.Cut(row, "/")
		if !edited {
			changed = key
		}
		_, _ = fmt.Fprintf(&b, `<li id="m-%s" data-key="%s" data-changed="%s">%s</li>`, key, key, changed, row)
	}
	return b.String()
}

// swap has htmx apply a partial, as the stream does.
func swap(p *statictest.Page, html, style string) {
	p.Run(fmt.Sprintf("await htmx.swap({sourceElement: document.body, target: document.body, swap: 'innerHTML', text: `<hx-partial hx-target=\"#list\" hx-swap=%q>%s</hx-partial>`})", style, html))
}

func TestPlace(t *testing.T) {
	browser := statictest.Open(t)
	tests := []struct {
		name   string
		list   string // attributes of the list
		there  string // rows that are shown
		comes  string // rows that come
		style  string
		wanted string
	}{
		{"into an empty list", "", "", "2 1", "place", "1 2"},
		{"at the end", "", "1 2", "3", "place", "1 2 3"},
		{"between", "", "1 3", "2", "place", "1 2 3"},
		{"as numbers, not as text", "", "2 10", "9 100", "place", "2 9 10 100"},
		{"as text where they are no numbers", "", "a/1 c/1", "b/1", "place", "a/1 b/1 c/1"},
		{"newest first", `data-order="desc"`, "3 1", "4 2", "place", "4 3 2 1"},
		{"twice is once", "", "1 2", "2", "place", "1 2"},
		{"a change replaces", "", "1 2 3", "2/5", "place", "1 2/5 3"},
		{"an older state doesn't", "", "1 2/5 3", "2/4", "place", "1 2/5 3"},
		{"an edit of what isn't shown is left", "", "7 8", "2/9", "place", "7 8"},
		{"but history takes it", "", "7 8", "2/9 6", "place all:true", "2/9 6 7 8"},
		{"before the first", "", "7 8", "6", "place", "6 7 8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, browser, `<ol id="list" `+tt.list+`>`+rows(tt.there)+`</ol>`)
			swap(p, rows(tt.comes), tt.style)
			if got := statictest.Eval[string](p, `[...document.querySelectorAll("#list > li")].map((row) => row.textContent).join(" ")`); got != tt.wanted {
				t.Errorf("shows %q, want %q", got, tt.wanted)
			}
		})
	}
}

func TestPlaceTakesAway(t *testing.T) {
	p := open(t, statictest.Open(t), `<ol id="list">`+rows("1 2")+`</ol>`)
	swap(p, `<li id="m-2" data-gone></li><li id="m-9" data-gone></li>`, "place")
	if got := statictest.Eval[int](p, `document.querySelectorAll("#list > li").length`); got != 1 {
		t.Errorf("%d rows are left, want 1", got)
	}
}

// A row that somebody is writing in is brought up to date and moved without the
// writer noticing.
func TestPlaceKeepsFocus(t *testing.T) {
	row := func(key, text string) string {
		return fmt.Sprintf(`<li id="row-a" data-key=%q data-changed=%q><b>%s</b> <input id="note" aria-label="Note"></li>`, key, key, text)
	}
	p := open(t, statictest.Open(t), `<ol id="list" data-order="desc">`+rows("5 4")+row("1", "old")+`</ol>`)
	p.Run(`const note = document.getElementById("note"); note.focus(); note.value = "half a word"; note.setSelectionRange(4, 4); window.note = note`)
	swap(p, row("9", "new"), "place")
	p.Until("the row is first and new", `document.querySelector("#list > li:first-child b").textContent === "new"`)
	if !statictest.Eval[bool](p, `document.activeElement === note && note.value === "half a word" && note.selectionStart === 4 && note.isConnected`) {
		t.Error("the writer lost focus, text or caret")
	}
}

// What the reader looks at stays where it is, whatever comes above it.
func TestPlaceHoldsStill(t *testing.T) {
	var keys []string
	for i := range 60 {
		keys = append(keys, fmt.Sprint(100-i))
	}
	p := open(t, statictest.Open(t), `<ol id="list" data-order="desc">`+rows(strings.Join(keys, " "))+`</ol>`)
	p.Run(`const list = document.getElementById("list"); Object.assign(list.style, {height: "200px", overflowY: "auto"})
		window.box = list; window.seen = document.getElementById("m-80")`)
	at := func() int { return statictest.Eval[int](p, `Math.round(seen.getBoundingClientRect().top)`) }

	p.Run(`box.scrollTop = 300`)
	before := at()
	swap(p, rows("101 102 103"), "place")
	p.Run(`await new Promise(requestAnimationFrame)`)
	if got := at(); got != before {
		t.Errorf("rows above moved the reader's row from %d to %d", before, got)
	}

	p.Run(`box.scrollTop = 0`)
	swap(p, rows("104"), "place")
	p.Run(`await new Promise(requestAnimationFrame)`)
	if got := statictest.Eval[int](p, `box.scrollTop`); got != 0 {
		t.Errorf("at the very top the new row is hidden above: scrolled to %d", got)
	}

	before = at()
	swap(p, rows("105"), "place all:true")
	p.Run(`await new Promise(requestAnimationFrame)`)
	if got := at(); got != before {
		t.Errorf("history put before the first row moved it from %d to %d", before, got)
	}
}
