package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a part of a snippet.
type Piece struct {
	Text string
	Hit  bool // the query asked for it
}

const (
	before = 40 // bytes shown before the first hit, about
	room   = 160
)

// Snippet is the part of text around the first place that q asks for, in one line.
// It is nil when the text has not all that q asks for.
func (q Query) Snippet(text string) []Piece {
	marks := q.marks(text)
	if len(marks) == 0 {
		return nil
	}
	from := start(text, marks[0].From-before)
	to := max(end(text, from+room), marks[0].To)
	var pieces []Piece
	add := func(part string, hit bool) {
		if part == "" {
			return
		}
		if n := len(pieces); n > 0 && pieces[n-1].Hit == hit {
			pieces[n-1].Text += part
			return
		}
		pieces = append(pieces, Piece{part, hit})
	}
	if from > 0 {
		add("…", false)
	}
	at := from
	for _, m := range marks {
		if m.To > to {
			break
		}
		if between := line(text[at:m.From]); len(pieces) > 0 && pieces[len(pieces)-1].Hit && len(between) <= 2 {
			add(between, true) // a row of hits is one
		} else {
			add(between, false)
		}
		add(text[m.From:m.To], true)
		at = m.To
	}
	add(line(text[at:to]), false)
	if to < len(text) {
		add("…", false)
	}
	return pieces
}

// line is text with every break and tab as a space.
func line(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, text)
}

// start is the beginning of the word at, or of the character where no space is near.
func start(text string, at int) int {
	if at <= 0 {
		return 0
	}
	if space := strings.IndexFunc(text[at:min(len(text), at+before-2)], unicode.IsSpace); space >= 0 {
		at += space
		_, size := utf8.DecodeRuneInString(text[at:])
		return at + size
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// end is the end of the word at, or of the character where no space is near.
func end(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for !utf8.RuneStart(text[at]) {
		at--
	}
	if space := strings.LastIndexFunc(text[max(0, at-20):at], unicode.IsSpace); space >= 0 {
		return max(0, at-20) + space
	}
	return at
}
