// Package search cuts text into the words by which it is found, the same for every
// database: without case, accents and marks. Scripts that are written without
// spaces are cut into their signs, which a query asks for in a row.
package search

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// longest is how many characters of a word count.
const longest = 64

// Word is a word of a text, and where it stands there, in bytes.
type Word struct {
	Text     string
	From, To int
}

// unspaced are the scripts written without spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// Split is text's words in order.
func Split(text string) []Word {
	var list []Word
	from, end := -1, 0
	finish := func() {
		if from >= 0 {
			if word := fold(text[from:end]); word != "" {
				list = append(list, Word{word, from, end})
			}
		}
		from = -1
	}
	for at, r := range text {
		size := len(string(r))
		switch {
		case unicode.IsMark(r) && from >= 0:
			end = at + size
		case unicode.In(r, unspaced...):
			finish()
			from, end = at, at+size
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if from >= 0 && alone(text[from:]) {
				finish()
			}
			if from < 0 {
				from = at
			}
			end = at + size
		case r == '\u00AD' || r == '\u200C' || r == '\u200D': // soft hyphen and joiners stand inside a word
		default:
			finish()
		}
	}
	finish()
	return list
}

// alone reports whether text begins with a sign that is a word of its own.
func alone(text string) bool {
	for _, r := range text {
		return unicode.In(r, unspaced...)
	}
	return false
}

// letters that no decomposition reaches, as people type them who lack the key.
var letters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ħ", "h", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d", "ـ", "")

// fold is a word as it is compared: letters and digits alone.
func fold(word string) string {
	if isASCII(word) {
		return cut(strings.ToLower(word))
	}
	word = letters.Replace(cases.Fold().String(word))
	return cut(norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(word))))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

func cut(word string) string {
	n := 0
	for i := range word {
		if n == longest {
			return word[:i]
		}
		n++
	}
	return word
}

// FTS5 is text as SQLite's index takes it.
func FTS5(text string) string {
	var b strings.Builder
	for _, w := range Split(text) {
		b.WriteString(w.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// TSVector is text as Postgres' index takes it.
func TSVector(text string) string {
	var b strings.Builder
	for i, w := range Split(text) {
		b.WriteString("'" + w.Text + "':" + strconv.Itoa(min(i+1, farthest)) + " ")
	}
	return b.String()
}

// farthest is the last place in a text that Postgres counts.
const farthest = 16383
