package masking

import (
	"strings"
	"unicode"
)

// Card numbers have so many digits.
const (
	minCard = 13
	maxCard = 19
)

// group is digits without anything between them: where they stand in the text
// and what they are.
type group struct {
	from, to int
	digits   []byte
}

// cards finds numbers of 13 to 19 digits whose check digit is right, in groups with
// spaces or dashes between them. Among digits in a row every such number counts:
// better one too many than a card half seen.
func cards(text string) [][]int {
	var spans [][]int
	row := groups(text)
	for first := range row {
		digits := make([]byte, 0, maxCard)
		for last := first; last < len(row); last++ {
			if last > first && !together(text[row[last-1].to:row[last].from]) {
				break
			}
			digits = append(digits, row[last].digits...)
			if len(digits) > maxCard {
				break
			}
			if len(digits) >= minCard && luhn(digits) {
				spans = add(spans, row[first].from, row[last].to)
			}
		}
	}
	return spans
}

// add puts a span behind others that begin no later, as one with the last if they
// overlap.
func add(spans [][]int, from, to int) [][]int {
	if n := len(spans); n > 0 && from < spans[n-1][1] {
		spans[n-1][1] = max(spans[n-1][1], to)
		return spans
	}
	return append(spans, []int{from, to})
}

// groups are the digits of text. Of long rows only so much is kept as tells that
// they are too long.
func groups(text string) []group {
	var list []group
	inside := false
	for i, r := range text {
		d, ok := digit(r)
		if !ok {
			inside = false
			continue
		}
		if !inside {
			list, inside = append(list, group{from: i}), true
		}
		g := &list[len(list)-1]
		g.to = i + len(string(r))
		if len(g.digits) <= maxCard {
			g.digits = append(g.digits, d)
		}
	}
	return list
}

// zeros are the noughts of the digits that people type: Western, Arabic, Persian,
// Devanagari, Bengali and full-width.
var zeros = []rune{'0', '٠', '۰', '०', '০', '０'}

func digit(r rune) (byte, bool) {
	for _, zero := range zeros {
		if r >= zero && r <= zero+9 {
			return byte(r - zero), true
		}
	}
	return 0, false
}

// together tells whether so little stands between groups that they are one number:
// spaces, dashes and what is not seen, three at most.
func together(between string) bool {
	n := 0
	for _, r := range between {
		if n++; n > 3 || r == '\n' || !unicode.Is(unicode.Zs, r) && !unicode.Is(unicode.Pd, r) && r != '\u200b' && r != '\u2060' {
			return false
		}
	}
	return true
}

// luhn tells whether the last digit is the right check digit for the others.
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// Account numbers have so many letters and digits.
const (
	minIBAN = 15
	maxIBAN = 34
)

// ibans finds account numbers: two letters, two check digits and up to thirty
// letters and digits, in groups or not.
func ibans(text string) [][]int {
	var spans [][]int
	for i := range len(text) {
		if i > 0 && alphanumeric(text[i-1]) || !opens(text[i:]) {
			continue
		}
		for _, end := range ibanEnds(text, i) {
			spans = add(spans, i, end)
		}
	}
	return spans
}

func opens(text string) bool {
	return len(text) >= minIBAN && letter(text[0]) && letter(text[1]) && numeral(text[2]) && numeral(text[3])
}

// ibanEnds are the ends of the numbers that begin at from and whose check digits
// are right.
func ibanEnds(text string, from int) []int {
	var ends []int
	n := 0
	var number strings.Builder
	for i := from; i < len(text) && n < maxIBAN; i++ {
		switch c := text[i]; {
		case alphanumeric(c):
			n++
			number.WriteByte(c)
		case (c == ' ' || c == '-') && alphanumeric(text[i-1]):
			continue
		default:
			return ends
		}
		if n >= minIBAN && (i+1 == len(text) || !alphanumeric(text[i+1])) && mod97(number.String()) {
			ends = append(ends, i+1)
		}
	}
	return ends
}

// mod97 tells whether an account number's check digits are right: with its first
// four at the end, and letters as 10 to 35, it leaves 1 when divided by 97.
func mod97(number string) bool {
	rest := 0
	for _, c := range number[4:] + number[:4] {
		switch {
		case c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(unicode.ToUpper(c)-'A') + 10) % 97
		}
	}
	return rest == 1
}

func letter(c byte) bool       { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func numeral(c byte) bool      { return c >= '0' && c <= '9' }
func alphanumeric(c byte) bool { return letter(c) || numeral(c) }
