package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"linger/models/automated"
	"linger/models/routing"
)

// RoutingRule sends conversations that begin in its workstream, and for which all
// its conditions hold, to a queue.
type RoutingRule struct {
	ID            string
	WorkstreamID  string
	Position      int64 // the order in which rules are asked; the first that holds decides
	Name          string
	QueueID       string
	CreatedAt     Time
	UpdatedAt     Time `gorm:"autoUpdateTime:false"`
	UpdatedByID   *string
	DeactivatedAt Time

	Conditions []RoutingCondition `gorm:"-"`
}

// RoutingCondition is one comparison of a rule.
type RoutingCondition struct {
	RuleID   string `gorm:"primaryKey"`
	Position int64  `gorm:"primaryKey"`
	Field    routing.Field
	Variable string // the name of the context variable
	Operator routing.Operator
	Value    string
}

// Active reports whether the rule is asked.
func (r *RoutingRule) Active() bool { return r.DeactivatedAt.IsZero() }

// record names the rule.
func (r *RoutingRule) record() AuditRecord { return AuditRecord{AuditRoutingRule, r.ID, r.Name} }

// Limits of rules: more than anybody can keep in mind.
const (
	MaxRules          = 50 // of a workstream
	MaxConditions     = 10 // of a rule
	maxConditionValue = 200
)

// RuleDraft is what an admin may set.
type RuleDraft struct {
	Name       string
	QueueID    string // empty: the default queue
	Conditions []routing.Condition
}

// Draft is what the rule says now, to be edited.
func (r *RoutingRule) Draft() RuleDraft {
	d := RuleDraft{Name: r.Name, QueueID: r.QueueID}
	if d.QueueID == DefaultQueueID {
		d.QueueID = ""
	}
	for _, c := range r.Conditions {
		d.Conditions = append(d.Conditions, c.pure())
	}
	return d
}

// pure is the condition as rules are asked.
func (c *RoutingCondition) pure() routing.Condition {
	return routing.Condition{Field: c.Field, Key: c.Variable, Operator: c.Operator, Value: c.Value}
}

// ConditionField names the condition number i in problems and forms.
func ConditionField(i int) string { return "condition-" + strconv.Itoa(i) }

// Set takes over what an admin entered, but for the queue and the widgets, which
// the store looks after.
func (r *RoutingRule) Set(d RuleDraft) error {
	p := Problems{}
	if d.Name = name(p, "name", d.Name); d.Name == "" {
		p.Add("name", "Give it a name, such as what the customers have in common.")
	}
	switch n := len(d.Conditions); {
	case n == 0:
		p.Add("conditions", "Add a condition. What no rule is for goes to the queue of the workstream.")
	case n > MaxConditions:
		p.Add("conditions", "%d conditions are the most a rule can have. Make two rules of it.", MaxConditions)
	}
	var kept []RoutingCondition
	for i, c := range d.Conditions {
		c.Value, c.Key = strings.TrimSpace(c.Value), strings.TrimSpace(c.Key)
		if c.Field != routing.FieldContext {
			c.Key = ""
		}
		if !c.Operator.Compares() {
			c.Value = ""
		}
		if problem := conditionProblem(c); problem != "" {
			p.Add(ConditionField(i), "%s", problem)
		}
		kept = append(kept, RoutingCondition{r.ID, int64(i + 1), c.Field, c.Key, c.Operator, c.Value})
	}
	if err := p.Err(); err != nil {
		return err
	}
	r.Name, r.Conditions = d.Name, kept
	return nil
}

// conditionProblem is what is wrong with a condition; empty if nothing is.
func conditionProblem(c routing.Condition) string {
	switch {
	case !slices.Contains(routing.Fields, c.Field):
		return "Choose what is compared."
	case c.Field == routing.FieldContext && (c.Key == "" || len(c.Key) > maxAttributeName):
		return "Choose a context variable."
	case !c.Field.Takes(c.Operator):
		return "This can't be compared so. Choose another comparison."
	case !c.Operator.Compares():
		return ""
	case len(c.Value) > maxConditionValue:
		return fmt.Sprintf("The value is too long: %d characters are the most.", maxConditionValue)
	}
	return valueProblem(c)
}

func valueProblem(c routing.Condition) string {
	n, err := strconv.ParseFloat(c.Value, 64)
	switch {
	case c.Field == routing.FieldHour && (err != nil || n != float64(int(n)) || n < 0 || n > 23):
		return "Enter an hour from 0 to 23."
	case (c.Operator == routing.OpGreater || c.Operator == routing.OpLess) && err != nil:
		return "Enter a number: only numbers are greater or less."
	case c.Field == routing.FieldLanguage && automated.Known(c.Value) == nil,
		c.Field == routing.FieldWeekday && !slices.Contains(weekdayNames, c.Value),
		c.Field == routing.FieldAuthenticated && c.Value != routing.Yes && c.Value != routing.No:
		return "Choose from the list."
	case c.Value == "":
		return "Enter what it is compared with."
	}
	return ""
}

// weekdayNames are the days as conditions name them.
var weekdayNames = func() []string {
	var names []string
	for _, d := range Weekdays {
		names = append(names, strings.ToLower(d.String()))
	}
	return names
}()
