package components

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initials are the first letters of a person's first and last name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	if len(words) == 0 {
		return "?"
	}
	letters := first(words[0])
	if len(words) > 1 {
		letters += first(words[len(words)-1])
	}
	return letters
}

func first(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r))
}

// shade gives a name the same one of six backgrounds wherever it appears.
func shade(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(strings.TrimSpace(name))))
	return "avatar--" + strconv.Itoa(int(h.Sum32()%6)+1)
}

// orOn is what a browser sends for a checkbox without a value.
func orOn(value string) string {
	if value == "" {
		return "on"
	}
	return value
}
