// Package routing says who gets a conversation, and why: nothing in it asks the
// database or the clock.
package routing

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Field is what a condition looks at.
type Field string

// The fields.
const (
	FieldWidget        Field = "widget" // by its id
	FieldLanguage      Field = "language"
	FieldAuthenticated Field = "authenticated" // yes or no
	FieldContext       Field = "context"       // a context variable, by its name
	FieldName          Field = "name"          // of the customer, and what follows
	FieldEmail         Field = "email"
	FieldDomain        Field = "domain" // of the e-mail address
	FieldExternalID    Field = "external_id"
	FieldHour          Field = "hour"    // of the day, from 0 to 23
	FieldWeekday       Field = "weekday" // in English, in small letters
)

// Fields are all of them, in the order in which they are offered.
var Fields = []Field{
	FieldWidget, FieldLanguage, FieldAuthenticated, FieldContext, FieldName, FieldEmail, FieldDomain, FieldExternalID, FieldHour, FieldWeekday,
}

// Operator is how a condition compares.
type Operator string

// The operators. Texts are compared whatever their case, numbers as numbers.
const (
	OpIs         Operator = "is"
	OpIsNot      Operator = "is_not"
	OpContains   Operator = "contains"
	OpStartsWith Operator = "starts_with"
	OpGreater    Operator = "greater"
	OpLess       Operator = "less"
	OpIsSet      Operator = "is_set"
	OpIsNotSet   Operator = "is_not_set"
)

// Operators are all of them, in the order in which they are offered.
var Operators = []Operator{OpIs, OpIsNot, OpContains, OpStartsWith, OpGreater, OpLess, OpIsSet, OpIsNotSet}

// Takes reports whether conditions on the field can compare so.
func (f Field) Takes(op Operator) bool {
	switch f {
	case FieldWidget, FieldLanguage, FieldWeekday:
		return op == OpIs || op == OpIsNot
	case FieldAuthenticated:
		return op == OpIs
	case FieldHour:
		return slices.Contains([]Operator{OpIs, OpIsNot, OpGreater, OpLess}, op)
	case FieldContext:
		return slices.Contains(Operators, op)
	case FieldName, FieldEmail, FieldDomain, FieldExternalID:
		return op != OpGreater && op != OpLess && slices.Contains(Operators, op)
	}
	return false
}

// Compares reports whether the operator needs a value to compare with.
func (op Operator) Compares() bool { return op != OpIsSet && op != OpIsNotSet }

// Yes and No are the values of what is so or is not.
const (
	Yes = "yes"
	No  = "no"
)

// Facts are what is known of a conversation when it begins.
type Facts struct {
	Widget        string
	Language      string
	Authenticated bool
	Context       map[string]string // by the names of the variables
	Name, Email   string
	ExternalID    string
	Now           time.Time // in the zone in which hours and days count
}

// Value is what the facts say about a field; key names a context variable. Empty is
// not set.
func (f *Facts) Value(field Field, key string) string {
	switch field {
	case FieldWidget:
		return f.Widget
	case FieldLanguage:
		return f.Language
	case FieldAuthenticated:
		if f.Authenticated {
			return Yes
		}
		return No
	case FieldContext:
		return strings.TrimSpace(f.Context[key])
	case FieldName:
		return f.Name
	case FieldEmail:
		return f.Email
	case FieldDomain:
		if at := strings.LastIndexByte(f.Email, '@'); at >= 0 {
			return f.Email[at+1:]
		}
	case FieldExternalID:
		return f.ExternalID
	case FieldHour:
		return strconv.Itoa(f.Now.Hour())
	case FieldWeekday:
		return strings.ToLower(f.Now.Weekday().String())
	}
	return ""
}

// Condition is one comparison.
type Condition struct {
	Field    Field
	Key      string // the name of the context variable
	Operator Operator
	Value    string
}

// Holds reports whether the facts are as the condition says. What is not set is
// nothing, contains nothing and is neither greater nor less than anything.
func (c Condition) Holds(f *Facts) bool {
	fact := f.Value(c.Field, c.Key)
	switch c.Operator {
	case OpIsSet:
		return fact != ""
	case OpIsNotSet:
		return fact == ""
	case OpIs:
		return same(fact, c.Value)
	case OpIsNot:
		return !same(fact, c.Value)
	case OpContains:
		return fact != "" && strings.Contains(strings.ToLower(fact), strings.ToLower(c.Value))
	case OpStartsWith:
		return fact != "" && strings.HasPrefix(strings.ToLower(fact), strings.ToLower(c.Value))
	case OpGreater, OpLess:
		a, errA := strconv.ParseFloat(fact, 64)
		b, errB := strconv.ParseFloat(c.Value, 64)
		if errA != nil || errB != nil {
			return false
		}
		return c.Operator == OpGreater && a > b || c.Operator == OpLess && a < b
	}
	return false
}

// same reports whether two values are equal: numbers as numbers, texts whatever
// their case.
func same(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// Rule sends conversations for which all its conditions hold to a queue.
type Rule struct {
	ID, Name   string
	Queue      string
	Conditions []Condition
	Off        string // why it is passed over now; empty if it isn't
}

// failing is the first condition that doesn't hold; -1 if all do. A rule without
// conditions is for everything.
func (r *Rule) failing(f *Facts) int {
	return slices.IndexFunc(r.Conditions, func(c Condition) bool { return !c.Holds(f) })
}

// Step is what became of one rule: it fired, was passed over, or a condition did
// not hold.
type Step struct {
	Rule  string     `json:"rule"` // its name
	ID    string     `json:"id"`
	Fired bool       `json:"fired,omitempty"`
	Off   string     `json:"off,omitempty"`
	Not   *Condition `json:"not,omitempty"`  // the first condition that did not hold
	Fact  string     `json:"fact,omitempty"` // what its field said instead
}

// Route asks the rules in their order. The first that is for a conversation with
// these facts names its queue; if none is, the queue is fallback. The steps are the
// rules as far as they were asked.
func Route(rules []Rule, f *Facts, fallback string) (queue string, steps []Step) {
	for i := range rules {
		r := &rules[i]
		step := Step{Rule: r.Name, ID: r.ID, Off: r.Off}
		if r.Off == "" {
			if n := r.failing(f); n >= 0 {
				c := r.Conditions[n]
				step.Not, step.Fact = &c, f.Value(c.Field, c.Key)
			} else {
				step.Fired = true
			}
		}
		steps = append(steps, step)
		if step.Fired {
			return r.Queue, steps
		}
	}
	return fallback, steps
}
