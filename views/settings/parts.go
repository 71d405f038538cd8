package settings

import (
	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// Parts is the page about what belongs to one record alone: the questions of a
// widget, the context variables of a workstream.
type Parts struct {
	Title, About string
	Back         string // the name of the record
	BackTo       templ.SafeURL
	Path         string // of the page
	New          string // what the button says that adds one
	Full         bool   // no more can be added
	Rows         []Part
	Ordered      bool   // their order matters, and can be changed
	Count        string // what is said below the list
	Icon         string // of the empty page, and its words
	None, Why    string
	Done         string
}

// Part is one line of the page.
type Part struct {
	ID, Name, About string
	Badges          []string
}

func (p Parts) address(rest string) templ.SafeURL { return templ.SafeURL(p.Path + rest) }

// PartForm is the page about one part, whose fields are its children.
type PartForm struct {
	Form
	Title, About string
	Delete       string // what deleting does; empty where there is nothing to delete yet
	Done         string
}

// QuestionForm is a question as it is typed.
type QuestionForm struct {
	PartForm
	models.QuestionDraft
}

// VariableForm is a context variable as it is typed.
type VariableForm struct {
	PartForm
	models.VariableDraft
	Made bool // it exists: its name stays
}

var questionKinds = []components.Option{
	{Value: string(models.QuestionLine), Label: "One line", Hint: "Up to 200 characters."},
	{Value: string(models.QuestionLines), Label: "Several lines", Hint: "Up to 1,000 characters."},
	{Value: string(models.QuestionOptions), Label: "Options", Hint: "One of those that you list."},
	{Value: string(models.QuestionConsent), Label: "Consent", Hint: "A box that has to be ticked before anybody can write. Its text may have one link."},
}

var variableKinds = []components.Option{
	{Value: string(models.VariableText), Label: "Text"},
	{Value: string(models.VariableNumber), Label: "Number", Hint: "What is no number is shown as text."},
}

// Questions are the lines of a survey's page.
func Questions(survey models.Survey) []Part {
	parts := make([]Part, 0, len(survey))
	for _, q := range survey {
		p := Part{ID: q.ID, Name: models.ConsentOf(q.Question).Words(), About: q.Name}
		for _, k := range questionKinds {
			if k.Value == string(q.Kind) {
				p.Badges = append(p.Badges, k.Label)
			}
		}
		if q.Required {
			p.Badges = append(p.Badges, "Required")
		}
		parts = append(parts, p)
	}
	return parts
}

// Variables are the lines of a workstream's context.
func Variables(rows []models.ContextVariable) []Part {
	parts := make([]Part, 0, len(rows))
	for _, v := range rows {
		p := Part{ID: v.ID, Name: v.DisplayName, About: v.Name, Badges: []string{"Text"}}
		if v.Kind == models.VariableNumber {
			p.Badges[0] = "Number"
		}
		if !v.Shown {
			p.Badges = append(p.Badges, "Not shown to agents")
		}
		parts = append(parts, p)
	}
	return parts
}
