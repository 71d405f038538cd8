package settings

import (
	"github.com/a-h/templ"

	"linger/models"
	"linger/models/masking"
	"linger/views/components"
)

// MaskingForm is a masking rule as it is typed.
type MaskingForm struct {
	Form
	models.MaskingDraft
	ID    string // of the rule; empty for a new one
	Trial Trial
	Tried bool // it comes from the reader, who tried it and did not save
}

// Trial is the test box: what is tried, and what the rules make of it.
type Trial struct {
	Text    string
	Result  *models.MaskingTrial // nil if nothing was tried
	Problem string               // what is wrong with the text
	Unready string               // what keeps the rule from being tried
	Edited  bool                 // a rule that is being edited takes part
}

// MaskingSample is what the test box begins with.
const MaskingSample = "My card is 4111 1111 1111 1111. Write to ada@example.org, or call +49 30 901820."

// shown are the results with their names.
func (t Trial) shown() []components.Option {
	switch {
	case t.Result == nil:
		return nil
	case t.Edited:
		return []components.Option{{Label: "By this rule alone", Value: t.Result.Alone}, {Label: "With all rules that are on, this one too", Value: t.Result.All}}
	}
	return []components.Option{{Label: "Stored, shown and mailed as", Value: t.Result.All}}
}

// box is the field to type in, which tries as it is typed in.
func (t Trial) box() components.Field {
	attrs := templ.Attributes{
		"rows": "3", "maxlength": "4000", "spellcheck": "false", "autocomplete": "off", "data-passing": true,
		"data-hx-post": "/settings/masking/test", "data-hx-target": "#trial", "data-hx-swap": "innerHTML", "data-hx-sync": "this:replace",
		"data-hx-trigger": "input delay:200ms",
	}
	if t.Edited {
		attrs["form"] = MaskingFormID
		attrs["data-hx-trigger"] = "input delay:200ms, input delay:200ms from:#" + MaskingFormID
	}
	return components.Field{
		Name: "text", Label: "Text", Value: t.Text, Problem: t.Problem, Attrs: attrs,
		Hint: "Up to 4000 characters. Nothing typed here is stored.",
	}
}

// button tries where there is no script.
func (t Trial) button() templ.Attributes {
	attrs := templ.Attributes{"data-hx-post": "/settings/masking/test", "data-hx-target": "#trial", "data-hx-swap": "innerHTML"}
	if t.Edited {
		attrs["form"], attrs["formaction"] = MaskingFormID, "/settings/masking/test"
	}
	return attrs
}

// MaskingFormID is the id of the form around a rule, by which the test box sends it
// along.
const MaskingFormID = "masking-rule"

func maskingPath(id, rest string) templ.SafeURL {
	return templ.SafeURL("/settings/masking/" + id + rest)
}

var maskingKinds = []components.Option{
	{Value: string(masking.Card), Label: "Card numbers", Hint: "13 to 19 digits, with spaces or dashes between them or not, whose check digit is right."},
	{Value: string(masking.IBAN), Label: "Bank accounts (IBAN)", Hint: "With spaces or not, where the check digits are right."},
	{Value: string(masking.Pattern), Label: "What an expression matches", Hint: "A regular expression, whatever the case, everywhere in the text."},
}

// finds says in a line what a rule masks.
func finds(r models.MaskingRule) string {
	for _, k := range maskingKinds[:2] {
		if k.Value == string(r.Kind) {
			return k.Hint
		}
	}
	return r.Pattern
}
