package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	mostTerms = 8
	// shortest is how many letters a word needs to find longer ones that begin with it.
	shortest = 3
)

// Query is what somebody looks for: a text has to have all of its terms.
type Query []Term

// Term is words that stand in a row. Open ends match what goes on: “ord” is found
// in “order”.
type Term struct {
	Words []string
	Open  bool
}

// Parse reads what was typed. What is written together, as an address or a number
// with dashes, and what stands in quotation marks, has to stand so in the text.
func Parse(text string) Query {
	var q Query
	add := func(piece string, quoted bool) {
		t := Term{}
		for _, w := range Split(piece) {
			t.Words = append(t.Words, w.Text)
		}
		if n := len(t.Words); n > 0 && len(q) < mostTerms {
			t.Open = !quoted && utf8.RuneCountInString(t.Words[n-1]) >= shortest
			q = append(q, t)
		}
	}
	for i, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(`"“”„«»`, r) }) {
		quoted := i%2 == 1
		if strings.HasPrefix(strings.TrimSpace(text), `"`) {
			quoted = i%2 == 0
		}
		if quoted {
			add(part, true)
			continue
		}
		for _, piece := range strings.Fields(part) {
			add(piece, false)
		}
	}
	return q
}

// FTS5 is the query in SQLite's language. The engine reads a word from its newest
// place on, but has to read all places of a beginning, unless it keeps a list of
// its own for beginnings of that length, as for the shortest. So a longer one is put
// as the words that begin so: grown says which there are.
func (q Query) FTS5(grown func(beginning string) ([]string, error)) (string, error) {
	parts := make([]string, len(q))
	for i, t := range q {
		last := len(t.Words) - 1
		row := strings.Join(t.Words[:last], " ") + " "
		phrase := func(word string) string { return `"` + strings.TrimLeft(row+word, " ") + `"` }
		switch {
		case !t.Open:
			parts[i] = phrase(t.Words[last])
		case utf8.RuneCountInString(t.Words[last]) == shortest:
			parts[i] = phrase(t.Words[last]) + " *"
		default:
			words, err := grown(t.Words[last])
			if err != nil {
				return "", err
			}
			these := []string{phrase(t.Words[last])}
			for _, w := range words {
				if w != t.Words[last] {
					these = append(these, phrase(w))
				}
			}
			parts[i] = "(" + strings.Join(these, " OR ") + ")"
		}
	}
	return strings.Join(parts, " AND "), nil
}

// TSQuery is the query in Postgres' language.
func (q Query) TSQuery() string {
	parts := make([]string, len(q))
	for i, t := range q {
		parts[i] = "('" + strings.Join(t.Words, "' <-> '") + "'"
		if t.Open {
			parts[i] += ":*"
		}
		parts[i] += ")"
	}
	return strings.Join(parts, " & ")
}

// marks are the places of text that the query is about; none when a term is missing.
func (q Query) marks(text string) []Word {
	list := Split(text)
	var marks []Word
	for _, t := range q {
		found := false
		for i := range list {
			if t.at(list[i:]) {
				found = true
				marks = append(marks, list[i:i+len(t.Words)]...)
			}
		}
		if !found {
			return nil
		}
	}
	slices.SortFunc(marks, func(a, b Word) int { return a.From - b.From })
	return slices.CompactFunc(marks, func(a, b Word) bool { return a.From == b.From })
}

// at reports whether the term stands at the beginning of list.
func (t Term) at(list []Word) bool {
	if len(list) < len(t.Words) {
		return false
	}
	for i, w := range t.Words {
		last := i == len(t.Words)-1
		if list[i].Text != w && !(last && t.Open && strings.HasPrefix(list[i].Text, w)) {
			return false
		}
	}
	return true
}

// In reports whether text has what the query asks for.
func (q Query) In(text string) bool { return len(q) > 0 && len(q.marks(text)) > 0 }

// Some is text in pieces, those that any of the terms finds marked; nil when none
// of it was asked for.
func (q Query) Some(text string) []Piece {
	var these Query
	for _, t := range q {
		if one := (Query{t}); one.In(text) {
			these = append(these, t)
		}
	}
	if len(these) == 0 {
		return nil
	}
	return these.Snippet(text)
}
