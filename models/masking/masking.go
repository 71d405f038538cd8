// Package masking replaces what must not be stored, such as card numbers, by a
// mask character. It keeps the number of characters, and what it has masked it
// leaves as it is: masking twice is masking once.
package masking

import (
	"regexp"
	"unicode"
)

// Kind says how a rule finds what it masks.
type Kind string

// The kinds.
const (
	Pattern Kind = "pattern" // by a regular expression
	Card    Kind = "card"    // numbers of 13 to 19 digits whose check digit is right
	IBAN    Kind = "iban"    // account numbers whose check digits are right
)

// Kinds are all of them.
var Kinds = []Kind{Pattern, Card, IBAN}

// Rule is one thing to mask.
type Rule struct {
	find func(text string) [][]int // byte offsets of what matches
	mask rune
}

// New is a rule that puts mask in place of every character that matches. Only a
// Pattern has an expression; what is wrong with it is said in words.
func New(kind Kind, expression string, mask rune) (Rule, error) {
	switch kind {
	case Card:
		return Rule{cards, mask}, nil
	case IBAN:
		return Rule{ibans, mask}, nil
	case Pattern:
	}
	re, err := compile(expression)
	if err != nil {
		return Rule{}, err
	}
	return Rule{func(text string) [][]int { return findAll(re, text) }, mask}, nil
}

func findAll(re *regexp.Regexp, text string) [][]int { return re.FindAllStringIndex(text, -1) }

// Visible reports whether r may be a mask character: a sign that is seen, and no
// part of words and numbers, so that it says by itself that something stood there.
func Visible(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// Rules are applied in their order. The zero value masks nothing.
type Rules []Rule

// Apply masks text: first by the first rule, then by the next what that left. What
// is masked may make another match, so it looks until nothing matches any more;
// every look masks something, which bounds them.
func (rs Rules) Apply(text string) string {
	for {
		masked := rs.once(text)
		if masked == text {
			return text
		}
		text = masked
	}
}

// once lets every rule look at text once.
func (rs Rules) once(text string) string {
	for _, r := range rs {
		if spans := r.find(text); len(spans) > 0 {
			text = rs.cover(text, spans, r.mask)
		}
	}
	return text
}

// cover puts mask over spans, which are in order, but leaves the mask characters
// of all rules: rules can't undo each other's work for ever.
func (rs Rules) cover(text string, spans [][]int, mask rune) string {
	out := make([]rune, 0, len(text))
	at := 0
	for i, r := range text {
		for at < len(spans) && i >= spans[at][1] {
			at++
		}
		if at < len(spans) && i >= spans[at][0] && !rs.masks(r) {
			r = mask
		}
		out = append(out, r)
	}
	return string(out)
}

func (rs Rules) masks(r rune) bool {
	for _, rule := range rs {
		if rule.mask == r {
			return true
		}
	}
	return false
}
