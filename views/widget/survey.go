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

// Rates is the conversation about which the customer is asked how it was: the one
// on screen that has ended, or the last one; empty if she is not.
func (p Pane) Rates() string {
	if p.Standing == nil {
		return p.Unrated
	}
	if p.Standing.AsksRating(p.Widget) {
		return p.Standing.ID
	}
	return ""
}

// scale are the words of the five steps, the worst first.
func (w *Words) scale() []string { return []string{w.Rate1, w.Rate2, w.Rate3, w.Rate4, w.Rate5} }
