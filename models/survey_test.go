package models

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSurveyQuestionIsChecked(t *testing.T) {
	good := QuestionDraft{Name: "Order number", Question: "Which order is it about?", Kind: QuestionLine}
	for _, tt := range []struct {
		name, field string
		change      func(*QuestionDraft)
	}{
		{"no name", "name", func(d *QuestionDraft) { d.Name = " " }},
		{"a name of 101 characters", "name", func(d *QuestionDraft) { d.Name = strings.Repeat("x", 101) }},
		{"no question", "question", func(d *QuestionDraft) { d.Question = "\n" }},
		{"a question of 513 characters", "question", func(d *QuestionDraft) { d.Question = strings.Repeat("ü", 513) }},
		{"an unknown kind", "kind", func(d *QuestionDraft) { d.Kind = "slider" }},
		{"one option", "options", func(d *QuestionDraft) { d.Kind, d.Options = QuestionOptions, "Order;;Order" }},
		{"an option of 101 characters", "options", func(d *QuestionDraft) { d.Kind, d.Options = QuestionOptions, "a;"+strings.Repeat("x", 101) }},
		{"51 options", "options", func(d *QuestionDraft) {
			d.Kind = QuestionOptions
			for i := range 51 {
				d.Options += strings.Repeat("x", i+1) + ";"
			}
		}},
		{"two links", "question", func(d *QuestionDraft) {
			d.Kind, d.Question = QuestionConsent, "[a](https://a.example) and [b](https://b.example)"
		}},
		{"a link that runs code", "question", func(d *QuestionDraft) { d.Kind, d.Question = QuestionConsent, "I [agree](javascript:alert(1))" }},
		{"a link to nowhere", "question", func(d *QuestionDraft) { d.Kind, d.Question = QuestionConsent, "I [agree](terms)" }},
	} {
		d := good
		tt.change(&d)
		if err := new(SurveyQuestion).Set(d); FieldProblem(err, tt.field) == "" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	var q SurveyQuestion
	d := good
	d.Kind, d.Options = QuestionOptions, " Order; Return \r\nOrder;Something  else;"
	if err := q.Set(d); err != nil || q.Options != "Order\nReturn\nSomething else" {
		t.Errorf("options %q, %v", q.Options, err)
	}
	d.Kind, d.Question = QuestionConsent, "I agree to the [terms of service](https://shop.example/terms)."
	if err := q.Set(d); err != nil || !q.Required || q.Options != "" {
		t.Errorf("a consent is %+v, %v", q, err)
	}
	want := Consent{"I agree to the ", "terms of service", "https://shop.example/terms", "."}
	if diff := cmp.Diff(want, ConsentOf(q.Question)); diff != "" {
		t.Error(diff)
	}
}

func TestSurveyIsAnswered(t *testing.T) {
	survey := Survey{
		{ID: "1", Position: 1, Name: "Name", Question: "Your name?", Kind: QuestionLine, Required: true},
		{ID: "2", Position: 2, Name: "About", Question: "What is it about?", Kind: QuestionOptions, Options: "Order\nReturn"},
		{ID: "3", Position: 3, Name: "More", Question: "Anything else?", Kind: QuestionLines},
		{ID: "4", Position: 4, Name: "Terms", Question: "I agree", Kind: QuestionConsent, Required: true},
	}
	for _, tt := range []struct {
		name, field string
		given       map[string]string
	}{
		{"nothing", "1", nil},
		{"blanks", "1", map[string]string{"1": " \t", "4": "on"}},
		{"too long a line", "1", map[string]string{"1": strings.Repeat("x", MaxAnswerLine+1), "4": "on"}},
		{"too long a text", "3", map[string]string{"1": "Ada", "3": strings.Repeat("x", MaxAnswerLines+1), "4": "on"}},
		{"an option that is none", "2", map[string]string{"1": "Ada", "2": "Refund", "4": "on"}},
		{"two options at once", "2", map[string]string{"1": "Ada", "2": "Order\nReturn", "4": "on"}},
		{"no consent", "4", map[string]string{"1": "Ada"}},
	} {
		_, err := survey.Answer(tt.given, tt.given)
		if CodeOf(err) != CodeSurvey || FieldProblem(err, tt.field) == "" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	given := map[string]string{"1": " Ada \n Lovelace ", "2": "Return", "3": "My card is 4111\nThanks ", "4": "on", "5": "never asked"}
	safe := map[string]string{"1": " Ada \n Lovelace ", "2": "######", "3": "My card is ####\nThanks ", "4": "on"}
	got, err := survey.Answer(given, safe)
	want := []ContextValue{
		{Source: FromCustomer, Name: "Name", Value: "Ada Lovelace", Question: "Your name?", Position: 1},
		{Source: FromCustomer, Name: "About", Value: "Return", Question: "What is it about?", Position: 2},
		{Source: FromCustomer, Name: "More", Value: "My card is ####\nThanks", Question: "Anything else?", Position: 3},
		{Source: FromCustomer, Name: "Terms", Value: "Yes", Question: "I agree", Position: 4},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestFactsAreTypedAndTrusted(t *testing.T) {
	signed := Attributes{"plan": "gold", "cart": 120.5, "vip": true}
	values := []ContextValue{
		{Source: FromPage, Name: "plan", Value: "platinum"}, // says more of itself than the site signed
		{Source: FromPage, Name: "page", Value: "/boots"},
		{Source: FromPage, Name: "depth", Value: "far"},
		{Source: FromCustomer, Name: "size", Value: " 42 ", Question: "Which size?", Position: 2},
		{Source: FromCustomer, Name: "cart", Value: "1", Question: "How much?", Position: 1},
	}
	variables := []ContextVariable{
		{Name: "cart", DisplayName: "Cart value", Kind: VariableNumber, Shown: true},
		{Name: "size", DisplayName: "Shoe size", Kind: VariableNumber, Shown: true},
		{Name: "depth", DisplayName: "Depth", Kind: VariableNumber, Shown: true},
		{Name: "vip", DisplayName: "Important", Kind: VariableText},
	}
	want := []Fact{
		{Name: "cart", Label: "Cart value", Text: "120.5", Number: 120.5, Kind: VariableNumber, Source: FromSite, Shown: true},
		{Name: "plan", Label: "plan", Text: "gold", Kind: VariableText, Source: FromSite, Shown: true},
		{Name: "vip", Label: "Important", Text: "true", Kind: VariableText, Source: FromSite},
		{Name: "size", Label: "Shoe size", Text: " 42 ", Number: 42, Kind: VariableNumber, Source: FromCustomer, Shown: true},
		{Name: "depth", Label: "Depth", Text: "far", Kind: VariableText, Source: FromPage, Shown: true},
		{Name: "page", Label: "page", Text: "/boots", Kind: VariableText, Source: FromPage, Shown: true},
	}
	if diff := cmp.Diff(want, Facts(signed, values, variables)); diff != "" {
		t.Error(diff)
	}
	many := Attributes{}
	for i := range 2 * MaxAttributes {
		many[strings.Repeat("x", i+1)] = i
	}
	if n := len(Facts(signed, pageValues("c", many), nil)); n != MaxAttributes {
		t.Errorf("%d facts", n)
	}
}

// Who is asked how it was: PRODUCT's table, row post-chat survey.
func TestWhoIsAskedForARating(t *testing.T) {
	on := &Widget{PostChatSurvey: true}
	for _, tt := range []struct {
		name  string
		w     *Widget
		mode  Mode
		state State
		by    EndedBy
		asked bool
	}{
		{"persistent, by the agent", on, ModePersistent, StateWrapUp, EndedByAgent, true},
		{"persistent, by the agent, closed since", on, ModePersistent, StateClosed, EndedByAgent, true},
		{"persistent, by the system", on, ModePersistent, StateClosed, EndedBySystem, true},
		{"persistent, by a supervisor", on, ModePersistent, StateClosed, EndedBySupervisor, true},
		{"persistent, by the customer", on, ModePersistent, StateClosed, EndedByCustomer, false},
		{"persistent, parked", on, ModePersistent, StateWaiting, "", false},
		{"persistent, active", on, ModePersistent, StateActive, "", false},
		{"persistent, switched off", &Widget{}, ModePersistent, StateWrapUp, EndedByAgent, false},
		{"live, by the agent", on, ModeLive, StateWrapUp, EndedByAgent, true},
		{"live, by the customer", on, ModeLive, StateWrapUp, EndedByCustomer, true},
		{"live, by the system", on, ModeLive, StateClosed, EndedBySystem, true},
		{"live, active", on, ModeLive, StateActive, "", false},
	} {
		c, _, now := inState(t, tt.mode, tt.state)
		c.EndedBy = tt.by
		if c.AsksRating(tt.w) != tt.asked {
			t.Errorf("%s: asked %v", tt.name, !tt.asked)
		}
		if err := c.Rate(tt.w, Rating{Score: 4}, now); (err == nil) != tt.asked {
			t.Errorf("%s: rated, %v", tt.name, err)
		}
		nobody, _, _ := inState(t, tt.mode, StateOpen)
		nobody.endAndClose(EndedBySystem, ReasonAutoClosed, EventAutoClosed, nil, now)
		if nobody.AsksRating(tt.w) {
			t.Errorf("%s: asked though nobody had joined", tt.name)
		}
	}
	c, _, now := inState(t, ModePersistent, StateWrapUp)
	if err := c.Rate(on, Rating{4, "Quick"}, now); err != nil {
		t.Fatal(err)
	}
	if row := c.pending[len(c.pending)-1]; row.Rating() != (Rating{4, "Quick"}) || row.Audience != AudienceStaff {
		t.Errorf("the log says %+v", row)
	}
	rows := c.LastSeq
	if err := c.Rate(on, Rating{4, "Quick"}, now); err != nil || c.LastSeq != rows {
		t.Errorf("sent again: %v, %d rows more", err, c.LastSeq-rows)
	}
	if err := c.Rate(on, Rating{1, ""}, now); CodeOf(err) != CodeAnswered || c.Rating != 4 {
		t.Errorf("changed: %v", err)
	}
	for _, bad := range []Rating{{}, {Score: 6}, {Score: -1}, {3, strings.Repeat("ü", MaxRatingComment+1)}} {
		if _, err := bad.Clean(); KindOf(err) != Invalid {
			t.Errorf("%d, %d bytes: %v", bad.Score, len(bad.Comment), err)
		}
	}
}
