package automated

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaxText is the longest text, in characters.
const MaxText = 2000

// placeholder is what looks like one.
var placeholder = regexp.MustCompile(`\{\w*\}`)

// Check says in words what is wrong with a text for the message; empty if nothing
// is.
func (m *Message) Check(text string) string {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "Write what is said, or switch it off."
	case n > MaxText:
		return fmt.Sprintf("%d characters at most; this has %d.", MaxText, n)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }):
		return "Use characters that can be read."
	}
	for _, found := range placeholder.FindAllString(text, -1) {
		if !m.holds(found) {
			return fmt.Sprintf("%s means nothing here. %s", found, m.known())
		}
	}
	return ""
}

func (m *Message) holds(name string) bool {
	for _, known := range m.Holds {
		if known == name {
			return true
		}
	}
	return false
}

func (m *Message) known() string {
	if len(m.Holds) == 0 {
		return "This message has no placeholders."
	}
	if len(m.Holds) == 1 {
		return "Only " + m.Holds[0] + " is known when this is said."
	}
	last := len(m.Holds) - 1
	return "What is known when this is said: " + strings.Join(m.Holds[:last], ", ") + " and " + m.Holds[last] + "."
}

// Fill puts values in the place of placeholders. For one without a value the
// brackets around it and the space or comma before it go, too.
func Fill(text string, values map[string]string) string {
	pairs := make([]string, 0, 6*len(values))
	for name, value := range values {
		if value == "" {
			pairs = append(pairs, ", "+name, "", " ("+name+")", "", "("+name+")", "", "（"+name+"）", "", " "+name, "")
		}
		pairs = append(pairs, name, value)
	}
	if len(pairs) == 0 {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Sample is text with the examples of its placeholders, as admins see it before
// it is said in a language.
func Sample(language, text string) string {
	values := map[string]string{}
	for _, p := range placeholders {
		values[p.Name] = p.Example
	}
	values[Inactivity] = Span(language, 28*24*60)
	if tomorrow := tomorrows[language]; tomorrow != "" {
		values[NextOpen] = tomorrow
	}
	return Fill(text, values)
}
