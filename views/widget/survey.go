package widget

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
)

// question is the control's attributes of a question that is typed in. What says who
// she is the browser can fill in.
func question(q models.SurveyQuestion) templ.Attributes {
	limit := models.MaxAnswerLine
	if q.Kind == models.QuestionLines {
		limit = models.MaxAnswerLines
	}
	attrs := templ.Attributes{"maxlength": strconv.Itoa(limit), "autocomplete": "off"}
	switch strings.ToLower(q.Name) {
	case "name":
		attrs["autocomplete"] = "name"
	case "email":
		attrs["autocomplete"], attrs["inputmode"] = "email", "email"
	case "phone":
		attrs["autocomplete"], attrs["inputmode"] = "tel", "tel"
	}
	return attrs
}

// Asks reports whether the customer is asked how the conversation was.
func (p Pane) Asks() bool { return p.Standing != nil && p.Standing.AsksRating(p.Widget) }

// scale are the words of the five steps, the worst first.
func (w *Words) scale() []string { return []string{w.Rate1, w.Rate2, w.Rate3, w.Rate4, w.Rate5} }
