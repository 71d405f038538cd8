package models

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// QuestionKind is how a question of the survey before a conversation is answered.
type QuestionKind string

// The kinds.
const (
	QuestionLine    QuestionKind = "line"
	QuestionLines   QuestionKind = "lines"
	QuestionOptions QuestionKind = "options" // one of several
	QuestionConsent QuestionKind = "consent" // a box that has to be ticked
)

// QuestionKinds are all of them, in the order in which they are offered.
var QuestionKinds = []QuestionKind{QuestionLine, QuestionLines, QuestionOptions, QuestionConsent}

// Limits of a survey (dynamics §1.6).
const (
	MaxQuestions    = 10
	MaxQuestionText = 512
	MaxAnswerLine   = 200 // characters
	MaxAnswerLines  = maxAttributeText
	maxOptions      = 50
	maxOption       = 100
)

// CodeSurvey is of an Invalid: what is asked before a conversation is not answered.
const CodeSurvey = "survey"

// Consented is the answer of who agreed.
const Consented = "Yes"

// SurveyQuestion is one thing that a widget asks before a conversation starts. Its
// answer becomes the context variable of its name.
type SurveyQuestion struct {
	ID          string
	WidgetID    string
	Position    int64
	Name        string // of the context variable; Name, Email and Phone say who an anonymous customer is
	Question    string // as it is asked; of a consent it may hold one Markdown link
	Kind        QuestionKind
	Options     string // one on a line
	Required    bool
	CreatedAt   Time
	UpdatedAt   Time `gorm:"autoUpdateTime:false"`
	UpdatedByID *string
}

func (q *SurveyQuestion) record() AuditRecord { return AuditRecord{AuditQuestion, q.ID, q.Name} }

// QuestionDraft is what an admin may set. Options may be separated by semicolons
// or line breaks.
type QuestionDraft struct {
	Name     string
	Question string
	Kind     QuestionKind
	Options  string
	Required bool
}

// Draft is what the question says now, to be edited.
func (q *SurveyQuestion) Draft() QuestionDraft {
	return QuestionDraft{q.Name, q.Question, q.Kind, q.Options, q.Required}
}

// Choices are the options of a question that has some.
func (q *SurveyQuestion) Choices() []string {
	return strings.FieldsFunc(q.Options, func(r rune) bool { return r == '\n' })
}

// Set takes over what an admin entered.
func (q *SurveyQuestion) Set(d QuestionDraft) error {
	p := Problems{}
	if d.Name = name(p, "name", d.Name); d.Name == "" {
		p.Add("name", "Enter a name for the answer, such as Order number.")
	}
	d.Question = strings.Join(strings.Fields(strings.ToValidUTF8(d.Question, "\uFFFD")), " ")
	switch n := utf8.RuneCountInString(d.Question); {
	case n == 0:
		p.Add("question", "Write what the customer is asked.")
	case n > MaxQuestionText:
		p.Add("question", "%d characters at most; this has %d.", MaxQuestionText, n)
	case !readable(d.Question):
		p.Add("question", "Use characters that can be read.")
	}
	if !slices.Contains(QuestionKinds, d.Kind) {
		p.Add("kind", "Choose how it is answered.")
	}
	if d.Kind == QuestionConsent {
		d.Required = true
		if problem := checkConsent(d.Question); problem != "" {
			p.Add("question", "%s", problem)
		}
	}
	if d.Kind == QuestionOptions {
		d.Options = cleanOptions(p, d.Options)
	} else {
		d.Options = ""
	}
	if err := p.Err(); err != nil {
		return err
	}
	q.Name, q.Question, q.Kind, q.Options, q.Required = d.Name, d.Question, d.Kind, d.Options, d.Required
	return nil
}

// cleanOptions are options one on a line, however they were typed, none twice.
func cleanOptions(p Problems, typed string) string {
	var options []string
	for _, option := range strings.FieldsFunc(typed, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		option = strings.Join(strings.Fields(option), " ")
		switch {
		case option == "" || slices.Contains(options, option):
			continue
		case utf8.RuneCountInString(option) > maxOption:
			p.Add("options", "An option has %d characters at most: “%s”.", maxOption, cut(option, 40))
		case !readable(option):
			p.Add("options", "Use characters that can be read.")
		}
		options = append(options, option)
	}
	switch {
	case len(options) < 2:
		p.Add("options", "Enter at least two options, one on a line or separated by semicolons.")
	case len(options) > maxOptions:
		p.Add("options", "%d options at most; these are %d.", maxOptions, len(options))
	}
	return strings.Join(options, "\n")
}

// answer is what a customer gave as it is understood, or what is wrong with it.
func (q *SurveyQuestion) answer(given string) (answer, problem string) {
	given = strings.TrimSpace(given)
	limit := MaxAnswerLines
	switch q.Kind {
	case QuestionConsent:
		if given == "" {
			return "", "This has to be agreed to."
		}
		return Consented, ""
	case QuestionOptions:
		if given != "" && !slices.Contains(q.Choices(), given) {
			return "", "Choose one of the options."
		}
	case QuestionLine:
		given, limit = strings.Join(strings.Fields(given), " "), MaxAnswerLine
	case QuestionLines:
	}
	switch n := utf8.RuneCountInString(given); {
	case n == 0 && q.Required:
		return "", "This question has to be answered."
	case n > limit:
		return "", Fail(Invalid, "", "%d characters at most; this has %d.", limit, n).Message
	}
	return given, ""
}

// Survey is what a widget asks before a conversation, in order.
type Survey []SurveyQuestion

// Answer is what a customer gave, by the questions' ids, as values of the
// conversation that starts. safe is the same as it may be stored; the options are
// the admin's own words and need no masking. What was not asked is not kept.
func (s Survey) Answer(given, safe map[string]string) ([]ContextValue, error) {
	p := Problems{}
	var values []ContextValue
	for _, q := range s {
		answer, problem := q.answer(given[q.ID])
		if problem != "" {
			p.Add(q.ID, "%s", problem)
			continue
		}
		if q.Kind == QuestionLine || q.Kind == QuestionLines {
			answer, _ = q.answer(safe[q.ID]) // a mask is as long as what it hides
		}
		if answer != "" {
			values = append(values, ContextValue{Source: FromCustomer, Name: q.Name, Value: answer, Question: q.Question, Position: q.Position})
		}
	}
	if len(p) > 0 {
		return nil, &Error{Kind: Invalid, Code: CodeSurvey, Message: "Answer the questions first.", Fields: p}
	}
	return values, nil
}
