package models

import (
	"strings"

	"linger/models/automated"
	"linger/models/routing"
)

// RuleWords are the names of what rules speak of.
type RuleWords struct {
	Widgets   map[string]string // by their ids
	Variables map[string]string // what agents call them, by their names
}

// FieldWords are what the fields of conditions are called.
var FieldWords = map[routing.Field]string{
	routing.FieldWidget: "Widget", routing.FieldLanguage: "Language", routing.FieldAuthenticated: "Signed in", routing.FieldName: "Customer’s name",
	routing.FieldEmail: "Customer’s e-mail", routing.FieldDomain: "Domain of the e-mail", routing.FieldExternalID: "Customer’s id at the site",
	routing.FieldHour: "Hour of the day", routing.FieldWeekday: "Day of the week",
}

// OperatorWords are what the comparisons are called.
var OperatorWords = map[routing.Operator]string{
	routing.OpIs: "is", routing.OpIsNot: "is not", routing.OpContains: "contains", routing.OpStartsWith: "starts with",
	routing.OpGreater: "is greater than", routing.OpLess: "is less than", routing.OpIsSet: "is set", routing.OpIsNotSet: "is not set",
}

// Field is what a condition looks at.
func (w RuleWords) Field(c routing.Condition) string {
	if c.Field != routing.FieldContext {
		return FieldWords[c.Field]
	}
	if name := w.Variables[c.Key]; name != "" {
		return name
	}
	return c.Key
}

// Condition is a condition as a person says it.
func (w RuleWords) Condition(c routing.Condition) string {
	words := w.Field(c) + " " + OperatorWords[c.Operator]
	if c.Operator.Compares() {
		words += " " + w.Value(c.Field, c.Value)
	}
	return words
}

// Conditions are those of a rule, which must all hold.
func (w RuleWords) Conditions(all []routing.Condition) string {
	words := make([]string, len(all))
	for i, c := range all {
		words[i] = w.Condition(c)
	}
	return strings.Join(words, ", and ")
}

// Value is a value as a person reads it.
func (w RuleWords) Value(field routing.Field, value string) string {
	switch field {
	case routing.FieldWidget:
		if name := w.Widgets[value]; name != "" {
			return name
		}
		return "a widget of another workstream"
	case routing.FieldLanguage:
		if l := automated.Known(value); l != nil {
			return l.Name
		}
	case routing.FieldWeekday:
		if value != "" {
			return strings.ToUpper(value[:1]) + value[1:]
		}
	case routing.FieldAuthenticated, routing.FieldHour:
		return value
	default:
	}
	return "“" + value + "”"
}

// Step says what became of a rule.
func (w RuleWords) Step(s routing.Step) string {
	switch {
	case s.Fired:
		return "It is for this conversation."
	case s.Not == nil:
		return "Passed over: " + s.Off + "."
	case s.Fact == "":
		return "Not for it: " + w.Condition(*s.Not) + "; it is not set."
	}
	return "Not for it: " + w.Condition(*s.Not) + "; it is " + w.Value(s.Not.Field, s.Fact) + "."
}
