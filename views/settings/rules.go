package settings

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"linger/models"
	"linger/models/automated"
	"linger/models/hours"
	"linger/models/routing"
	"linger/views/components"
)

// RulesPage is the list of a workstream's rules with the box to try them.
type RulesPage struct {
	Parts
	Workstream *models.Workstream
	Fallback   *models.Queue
	Words      models.RuleWords
	Trial      RuleTrial
}

// RuleTrial is an imagined conversation as it is typed, and where it would go.
type RuleTrial struct {
	Form
	models.RuleTrialDraft
	Result *models.RuleTrial
}

// RuleForm is a rule as it is typed.
type RuleForm struct {
	PartForm
	models.RuleDraft
	Words  models.RuleWords
	Queues []models.Queue
	Mode   models.Mode
	Rule   *models.RuleRow // as it is stored; nil of a new one
}

// The verbs of the buttons that change the conditions of the form.
const (
	AddCondition    = "add-condition"
	RemoveCondition = "remove-condition-"
	ShowConditions  = "show"
)

// NewCondition is one that nothing was entered for.
func NewCondition() routing.Condition {
	return routing.Condition{Field: routing.FieldLanguage, Operator: routing.OpIs, Value: automated.Languages[0].Tag}
}

// Do changes the conditions as a button says.
func (f *RuleForm) Do(verb string) {
	if n, err := strconv.Atoi(strings.TrimPrefix(verb, RemoveCondition)); strings.HasPrefix(verb, RemoveCondition) && err == nil && n >= 0 && n < len(f.Conditions) {
		f.Conditions = slices.Delete(f.Conditions, n, n+1)
	}
	if verb == AddCondition && len(f.Conditions) < models.MaxConditions {
		f.Conditions = append(f.Conditions, NewCondition())
	}
}

// variablePrefix stands before the names of context variables among the fields.
const variablePrefix = "context:"

// ParseRule reads the form as it was sent. What a field can't be compared by is
// another field's, and falls back on the first it can.
func ParseRule(sent url.Values, verb string) models.RuleDraft {
	d := models.RuleDraft{Name: sent.Get("name"), QueueID: sent.Get("queue_id")}
	for i := 0; i <= models.MaxConditions && sent.Has(models.ConditionField(i)+"-field"); i++ {
		field := models.ConditionField(i)
		c := routing.Condition{Operator: routing.Operator(sent.Get(field + "-operator")), Value: sent.Get(field + "-value")}
		if name, ok := strings.CutPrefix(sent.Get(field+"-field"), variablePrefix); ok {
			c.Field, c.Key = routing.FieldContext, name
		} else {
			c.Field = routing.Field(sent.Get(field + "-field"))
		}
		if verb != "" && !c.Field.Takes(c.Operator) {
			c.Operator = routing.OpIs
		}
		if verb != "" && sent.Get(field+"-of") != chosenField(c) {
			c.Value = "" // it was another field's
		}
		d.Conditions = append(d.Conditions, c)
	}
	return d
}

// chosenField is the value of a condition's field in the list.
func chosenField(c routing.Condition) string {
	if c.Field == routing.FieldContext {
		return variablePrefix + c.Key
	}
	return string(c.Field)
}

// fields are what a condition may look at.
func (f RuleForm) fields(c routing.Condition) []components.Option {
	var options []components.Option
	for _, field := range routing.Fields {
		if field != routing.FieldContext {
			options = append(options, components.Option{Value: string(field), Label: models.FieldWords[field]})
			continue
		}
		for _, name := range sortedNames(f.Words.Variables) {
			options = append(options, components.Option{Value: variablePrefix + name, Label: "Variable: " + f.Words.Variables[name]})
		}
		if c.Field == routing.FieldContext && c.Key != "" && f.Words.Variables[c.Key] == "" {
			options = append(options, components.Option{Value: variablePrefix + c.Key, Label: "Variable: " + c.Key + " (not defined)"})
		}
	}
	return options
}

func sortedNames(names map[string]string) []string {
	keys := make([]string, 0, len(names))
	for key := range names {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return strings.Compare(strings.ToLower(names[a])+a, strings.ToLower(names[b])+b)
	})
	return keys
}

// operators are how a condition's field can be compared.
func operators(c routing.Condition) []components.Option {
	var options []components.Option
	for _, op := range routing.Operators {
		if c.Field.Takes(op) || !slices.Contains(routing.Fields, c.Field) {
			options = append(options, components.Option{Value: string(op), Label: models.OperatorWords[op]})
		}
	}
	return options
}

// values are what a condition's field can be compared with; none if it is typed.
func (f RuleForm) values(c routing.Condition) []components.Option {
	switch c.Field {
	case routing.FieldWidget:
		options := widgetOptions(f.Words)
		if _, known := f.Words.Widgets[c.Value]; !known && c.Value != "" {
			options = append(options, components.Option{Value: c.Value, Label: "A widget of another workstream"})
		}
		return options
	case routing.FieldLanguage:
		return languageOptions()
	case routing.FieldAuthenticated:
		return []components.Option{{Value: routing.Yes, Label: "Yes"}, {Value: routing.No, Label: "No"}}
	case routing.FieldWeekday:
		var options []components.Option
		for _, d := range models.Weekdays {
			options = append(options, components.Option{Value: strings.ToLower(d.String()), Label: d.String()})
		}
		return options
	default:
		return nil
	}
}

func widgetOptions(w models.RuleWords) []components.Option {
	var options []components.Option
	for _, id := range sortedNames(w.Widgets) {
		options = append(options, components.Option{Value: id, Label: w.Widgets[id]})
	}
	return options
}

// Rules are the lines of the page.
func Rules(rows []models.RuleRow, words models.RuleWords) []Part {
	parts := make([]Part, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		p := Part{ID: r.ID, Name: r.Name, About: words.Conditions(r.Draft().Conditions) + " → " + r.QueueName}
		switch {
		case !r.Active():
			p.Badges = []string{"Deactivated"}
		case !r.QueueActive:
			p.Badges = []string{"Passed over: the queue is deactivated"}
		}
		parts = append(parts, p)
	}
	return parts
}

// NewRuleTrial is the box as it comes: the first widget, its variables without
// values.
func NewRuleTrial(words models.RuleWords, mode models.Mode) RuleTrial {
	d := models.RuleTrialDraft{Language: automated.Languages[0].Tag, Authenticated: mode == models.ModePersistent}
	if options := widgetOptions(words); len(options) > 0 {
		d.Widget = options[0].Value
	}
	for _, name := range sortedNames(words.Variables) {
		d.Context += name + " = \n"
	}
	return RuleTrial{RuleTrialDraft: d}
}

// inPlace lets a button change the conditions without another page.
func (f RuleForm) inPlace() templ.Attributes {
	return templ.Attributes{"data-hx-post": string(f.Action), "data-hx-target": "#fields", "data-hx-swap": "outerHTML"}
}

// follow lets a choice do what the button “Apply” does.
func (f RuleForm) follow() templ.Attributes {
	attrs := f.inPlace()
	attrs["data-hx-vals"] = `{"do":"` + ShowConditions + `"}`
	return attrs
}

// zoneOf is the zone of a name that is known.
func zoneOf(name string) *time.Location {
	if zone, err := hours.LoadZone(name); err == nil {
		return zone
	}
	return time.UTC
}

// people are who is in the queue of a result.
func people(t *models.RuleTrial) string {
	switch {
	case len(t.People) == 0:
		return "Nobody is in it: only supervisors see what waits there."
	case t.More > 0:
		return "In it: " + strings.Join(t.People, ", ") + " and " + number(t.More) + " more."
	}
	return "In it: " + strings.Join(t.People, ", ") + "."
}
