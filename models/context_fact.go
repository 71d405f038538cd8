package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ContextSource says who a context value comes from, and so how far it can be
// trusted.
type ContextSource string

// The sources. Where several say something under one name, the first of them
// counts: what a site signed no page and no customer can replace.
const (
	FromSite     ContextSource = "site"     // signed in the customer's token
	FromCustomer ContextSource = "customer" // her answer before the conversation
	FromPage     ContextSource = "page"     // told by the page, unsigned
)

// ContextValue is what the customer answered, or the page said, in one
// conversation. What the site signed is in the conversation itself.
type ContextValue struct {
	ConversationID string        `gorm:"primaryKey"`
	Source         ContextSource `gorm:"primaryKey"`
	Name           string        `gorm:"primaryKey"`
	Value          string
	Question       string // as it was asked; only of answers
	Position       int64  // the order of the answers
}

// Fact is one context value as it is used: under the name that its variable has
// for agents, and typed as the variable says.
type Fact struct {
	Name   string
	Label  string
	Text   string
	Number float64 // of a number variable whose value is one
	Kind   VariableKind
	Source ContextSource
	Shown  bool
}

// Facts are a conversation's context values: first what the site signed, then the
// customer's answers in their order, then what the page said; one for each name,
// and MaxAttributes in all. A name that nobody defined is text, and shown under
// itself.
func Facts(signed Attributes, values []ContextValue, variables []ContextVariable) []Fact {
	defined := make(map[string]ContextVariable, len(variables))
	for _, v := range variables {
		defined[v.Name] = v
	}
	var facts []Fact
	known := map[string]bool{}
	add := func(from ContextSource, name, text string) {
		if known[name] || len(facts) == MaxAttributes {
			return
		}
		known[name] = true
		facts = append(facts, factOf(defined, from, name, text))
	}
	for _, name := range signed.Names() {
		add(FromSite, name, inText(signed[name]))
	}
	for _, from := range []ContextSource{FromCustomer, FromPage} {
		for _, v := range bySource(values, from) {
			add(from, v.Name, v.Value)
		}
	}
	return facts
}

func factOf(defined map[string]ContextVariable, from ContextSource, name, text string) Fact {
	f := Fact{Name: name, Label: name, Text: text, Kind: VariableText, Source: from, Shown: true}
	v, ok := defined[name]
	if !ok {
		return f
	}
	f.Label, f.Shown = v.DisplayName, v.Shown
	if v.Kind == VariableNumber {
		if n, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			f.Number, f.Kind = n, VariableNumber
		}
	}
	return f
}

// Answers are those of the values that the customer gave, in the order in which
// she was asked.
func Answers(values []ContextValue) []ContextValue { return bySource(values, FromCustomer) }

func bySource(values []ContextValue, from ContextSource) []ContextValue {
	var kept []ContextValue
	for _, v := range values {
		if v.Source == from {
			kept = append(kept, v)
		}
	}
	slices.SortStableFunc(kept, func(a, b ContextValue) int {
		if a.Position != b.Position {
			return int(a.Position - b.Position)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return kept
}

// pageValues are what a page said of itself, as a conversation keeps it.
func pageValues(conversation string, page Attributes) []ContextValue {
	var rows []ContextValue
	for _, name := range page.Names() {
		if clean := stated(strings.TrimSpace(name), maxAttributeName); clean != "" {
			rows = append(rows, ContextValue{
				ConversationID: conversation, Source: FromPage, Name: clean, Value: stated(inText(page[name]), maxAttributeText),
			})
		}
	}
	return slices.CompactFunc(rows, func(a, b ContextValue) bool { return a.Name == b.Name })
}

// inText is a primitive value as a person writes it.
func inText(value any) string {
	if f, ok := value.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}
