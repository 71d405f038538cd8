package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// asks switches the survey of w on, with these questions.
func asks(t *testing.T, d *modeltest.Desk, w *models.Widget, drafts ...models.QuestionDraft) models.Survey {
	t.Helper()
	for _, draft := range drafts {
		must(t, second(d.Surveys.Create(d.Ctx(), nil, w.ID, draft)))
	}
	must(t, d.DB.Write.Model(w).Update("pre_chat_survey", true).Error)
	survey, err := d.Surveys.Questions(d.Ctx(), w.ID)
	must(t, err)
	return survey
}

var (
	askName = models.QuestionDraft{Name: "Name", Question: "What is your name?", Kind: models.QuestionLine, Required: true}
	askMail = models.QuestionDraft{Name: "Email", Question: "Where can we write to?", Kind: models.QuestionLine}
	askSize = models.QuestionDraft{Name: "size", Question: "Which size?", Kind: models.QuestionOptions, Options: "41; 42"}
	askMore = models.QuestionDraft{Name: "More", Question: "What else?", Kind: models.QuestionLines}
)

// answered is a draft with the answers to the survey's questions, in order.
func answered(survey models.Survey, text string, answers ...string) models.Draft {
	d := modeltest.Draft(text)
	d.Answers = map[string]string{}
	for i, answer := range answers {
		d.Answers[survey[i].ID] = answer
	}
	return d
}

// Pre-chat survey, persistent: asked when a new conversation starts, and only then.
func TestSurveyIsAskedWhenAConversationStarts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, ana := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		survey, visit := asks(t, d, w, askName, askSize, askMore), d.Visit(w, "ada")

		_, _, err := d.Conversations.Receive(ctx, visit, "", modeltest.Draft("Hello"))
		if models.CodeOf(err) != models.CodeSurvey || models.FieldProblem(err, survey[0].ID) == "" {
			t.Fatalf("without answers: %v", err)
		}
		if c, err := d.Conversations.Running(ctx, visit); c != nil || err != nil {
			t.Fatalf("something of it is stored: %+v, %v", c, err)
		}
		first := answered(survey, "Hello", "Ada", "42", "My card is 4111 1111 1111 1111")
		m, c, err := d.Conversations.Receive(ctx, visit, "", first)
		must(t, err)
		again, same, err := d.Conversations.Receive(ctx, visit, "", first)
		must(t, err)
		if again.Seq != m.Seq || same.ID != c.ID {
			t.Error("sent again it is another message")
		}
		want := []string{"Name: Ada", "size: 42", "More: My card is ###################"}
		if diff := cmp.Diff(want, given(t, d, c)); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}

		// While it runs nothing is asked, at no visit, parked or not.
		d.Write(visit, "And another thing")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		if back := d.Write(d.Visit(w, "ada"), "I am back"); back.ID != c.ID {
			t.Error("the parked conversation is not taken up again")
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		if _, _, err := d.Conversations.Receive(ctx, visit, "", modeltest.Draft("Once more")); models.CodeOf(err) != models.CodeSurvey {
			t.Errorf("the next conversation: %v", err)
		}
		_, next, err := d.Conversations.Receive(ctx, visit, "", answered(survey, "Once more", "Ada L."))
		must(t, err)
		if diff := cmp.Diff([]string{"Name: Ada L."}, given(t, d, next)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, given(t, d, c)); diff != "" {
			t.Errorf("the first one's answers now (-want +got):\n%s", diff)
		}

		// Switched off, or without a question, it is not asked.
		must(t, second(d.Conversations.Accept(ctx, ana, next.ID)))
		must(t, second(d.Conversations.End(ctx, ana, next.ID, -1)))
		must(t, d.DB.Write.Model(w).Update("pre_chat_survey", false).Error)
		if off := d.Write(visit, "Hello again"); len(given(t, d, off)) > 0 {
			t.Error("answers that nobody asked for")
		}
	})
}

// given are the customer's answers in c as agents read them.
func given(t *testing.T, d *modeltest.Desk, c *models.Conversation) []string {
	t.Helper()
	values, err := d.Conversations.Values(d.Ctx(), c.ID)
	must(t, err)
	var lines []string
	for _, v := range models.Answers(values) {
		lines = append(lines, v.Name+": "+v.Value)
	}
	return lines
}

// Live: asked before every chat; Name, Email and Phone say who an anonymous
// customer is, and never replace what a site has signed.
func TestAnswersIntroduceTheAnonymousAlone(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w := d.Ctx(), d.Channel(models.ModeLive, nil)
		phone := models.QuestionDraft{Name: "phone", Question: "Your number?", Kind: models.QuestionLine}
		survey := asks(t, d, w, askName, askMail, phone)
		answers := []string{"Grace  Hopper", "Grace@Navy.example", "+1 555 0100"}

		signed := d.Visit(w, "ada")
		_, _, err := d.Conversations.Receive(ctx, signed, "", answered(survey, "Hello", answers...))
		must(t, err)
		anonymous := stranger(t, d, w)
		_, c, err := d.Conversations.Receive(ctx, anonymous, "", answered(survey, "Hello", answers...))
		must(t, err)

		if who, err := d.Customers.Find(ctx, signed.CustomerID); err != nil || who.Name != "ada" || who.Email != "" || who.Phone != "" {
			t.Errorf("the signed customer is %+v, %v", who, err)
		}
		who, err := d.Customers.Find(ctx, anonymous.CustomerID)
		if err != nil || who.Name != "Grace Hopper" || who.Email != "grace@navy.example" || who.Phone != "+1 555 0100" {
			t.Errorf("the anonymous customer is %+v, %v", who, err)
		}
		must(t, second(d.Conversations.CustomerEnd(ctx, anonymous, c.ID)))
		if _, _, err := d.Conversations.Receive(ctx, anonymous, "", modeltest.Draft("Again")); models.CodeOf(err) != models.CodeSurvey {
			t.Errorf("the next chat: %v", err)
		}
		_, _, err = d.Conversations.Receive(ctx, anonymous, "", answered(survey, "Again", "Grace", "no address"))
		must(t, err)
		if who, err = d.Customers.Find(ctx, anonymous.CustomerID); err != nil || who.Name != "Grace" || who.Email != "grace@navy.example" {
			t.Errorf("after the next chat she is %+v, %v", who, err)
		}
	})
}

// stranger is a visit of a customer whom no site has signed.
func stranger(t *testing.T, d *modeltest.Desk, w *models.Widget) *models.Visit {
	t.Helper()
	now := models.At(d.Clock.Now())
	c := &models.Customer{ID: models.NewID(), LastSeenAt: now, CreatedAt: now, UpdatedAt: now}
	must(t, d.DB.Write.Create(c).Error)
	v := &models.Visit{ID: models.NewID(), WidgetID: w.ID, CustomerID: c.ID, TokenHash: models.NewID(), Context: models.Attributes{}, Page: models.Attributes{}, CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(models.VisitLimit)}
	must(t, d.DB.Write.Create(v).Error)
	return v
}

// What the page says belongs to the conversation that runs, and to no later one.
func TestPageContextIsTheConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, ana := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(w, "ada")
		page := func() []string {
			t.Helper()
			c, err := d.Conversations.Running(ctx, visit)
			must(t, err)
			values, err := d.Conversations.Values(ctx, c.ID)
			must(t, err)
			var lines []string
			for _, f := range models.Facts(c.Context, values, nil) {
				lines = append(lines, string(f.Source)+" "+f.Name+"="+f.Text)
			}
			return lines
		}
		must(t, d.Visits.Attributes(ctx, visit, models.Attributes{"page": "/boots", "cart": 99.5, "bad\x00name": "a\x00b", "list": []any{1}}))
		visit, err := d.Visits.Current(ctx, visit.ID)
		must(t, err)
		c := d.Write(visit, "Hello")
		if diff := cmp.Diff([]string{"page badname=ab", "page cart=99.5", "page page=/boots"}, page()); diff != "" {
			t.Errorf("at the start (-want +got):\n%s", diff)
		}
		must(t, d.Visits.Attributes(ctx, visit, models.Attributes{"page": "/tents"}))
		if diff := cmp.Diff([]string{"page page=/tents"}, page()); diff != "" {
			t.Errorf("later (-want +got):\n%s", diff)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		must(t, d.Visits.Attributes(ctx, visit, models.Attributes{"page": "/stoves"}))
		values, err := d.Conversations.Values(ctx, c.ID)
		must(t, err)
		if len(values) != 1 || values[0].Value != "/tents" {
			t.Errorf("the ended one has %+v", values)
		}
	})
}

func TestQuestionsKeepTheirOrderAndNumber(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, by := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Dana", models.RoleAdmin)
		survey := asks(t, d, w, askName, askSize, askMore)
		order := func() string {
			t.Helper()
			survey, err := d.Surveys.Questions(ctx, w.ID)
			must(t, err)
			names := make([]string, 0, len(survey))
			for _, q := range survey {
				names = append(names, q.Name)
			}
			return strings.Join(names, " ")
		}
		for _, move := range []struct {
			of   int
			up   bool
			want string
		}{{2, true, "Name More size"}, {0, true, "Name More size"}, {0, false, "More Name size"}, {1, false, "More Name size"}} {
			must(t, d.Surveys.Move(ctx, by, w.ID, survey[move.of].ID, move.up))
			if got := order(); got != move.want {
				t.Errorf("moved %+v: %s", move, got)
			}
		}
		draft := survey[0].Draft()
		draft.Question = "Who are you?"
		must(t, d.Surveys.Edit(ctx, by, w.ID, survey[0].ID, survey[0].UpdatedAt, draft))
		if err := d.Surveys.Edit(ctx, by, w.ID, survey[0].ID, survey[0].UpdatedAt, draft); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("over a newer version: %v", err)
		}
		twice := askMore
		twice.Name = "NAME"
		if err := second(d.Surveys.Create(ctx, by, w.ID, twice)); models.FieldProblem(err, "name") == "" {
			t.Errorf("a name twice: %v", err)
		}
		for n := range models.MaxQuestions - 3 {
			more := askMore
			more.Name = strings.Repeat("x", n+1)
			must(t, second(d.Surveys.Create(ctx, by, w.ID, more)))
		}
		if err := second(d.Surveys.Create(ctx, by, w.ID, models.QuestionDraft{Name: "Eleventh", Question: "?", Kind: models.QuestionLine})); models.FieldProblem(err, "question") == "" {
			t.Errorf("an eleventh question: %v", err)
		}
		other := d.Channel(models.ModeLive, nil)
		for what, err := range map[string]error{
			"edit":   d.Surveys.Edit(ctx, by, other.ID, survey[1].ID, survey[1].UpdatedAt, draft),
			"move":   d.Surveys.Move(ctx, by, other.ID, survey[1].ID, true),
			"delete": d.Surveys.Delete(ctx, by, other.ID, survey[1].ID),
		} {
			if models.KindOf(err) != models.NotFound {
				t.Errorf("%s through another widget: %v", what, err)
			}
		}

		twin, err := d.Widgets.Copy(ctx, by, w.ID)
		must(t, err)
		if copied, err := d.Surveys.Questions(ctx, twin.ID); err != nil || len(copied) != models.MaxQuestions || copied[0].Name != "More" {
			t.Errorf("a copy of the widget asks %+v, %v", copied, err)
		}

		// Each question has defined its variable, which can't go while it is asked.
		variables, err := d.ContextVariables.List(ctx, w.WorkstreamID)
		must(t, err)
		i := slices.IndexFunc(variables, func(v models.ContextVariable) bool { return v.Name == "size" })
		if i < 0 || variables[i].Kind != models.VariableText || !variables[i].Shown {
			t.Fatalf("variables %+v", variables)
		}
		if err := d.ContextVariables.Delete(ctx, by, w.WorkstreamID, variables[i].ID); models.CodeOf(err) != models.CodeInUse || !strings.Contains(err.Error(), w.Name) {
			t.Errorf("deleted while it is asked: %v", err)
		}
		must(t, d.Surveys.Delete(ctx, by, w.ID, survey[1].ID))
		must(t, second(d.Widgets.Deactivate(ctx, by, twin.ID)))
		must(t, d.ContextVariables.Delete(ctx, by, w.WorkstreamID, variables[i].ID))
	})
}

func TestContextVariables(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, by := d.Ctx(), d.Agent("Dana", models.RoleAdmin)
		ws, other := d.Channel(models.ModePersistent, nil).WorkstreamID, d.Channel(models.ModeLive, nil).WorkstreamID
		draft := models.VariableDraft{Name: " cart ", DisplayName: "Cart value", Kind: models.VariableNumber, Shown: true}
		v, err := d.ContextVariables.Create(ctx, by, ws, draft)
		must(t, err)
		if v.Name != "cart" {
			t.Errorf("the name is %q", v.Name)
		}
		for name, bad := range map[string]models.VariableDraft{
			"name": {Name: "cart", Kind: models.VariableText}, "kind": {Name: "x", Kind: "date"},
		} {
			if err := second(d.ContextVariables.Create(ctx, by, ws, bad)); models.FieldProblem(err, name) == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := second(d.ContextVariables.Create(ctx, by, ws, models.VariableDraft{Name: strings.Repeat("x", 101), Kind: models.VariableText})); models.FieldProblem(err, "name") == "" {
			t.Errorf("101 characters: %v", err)
		}
		must(t, second(d.ContextVariables.Create(ctx, by, other, draft)))
		must(t, d.ContextVariables.Edit(ctx, by, ws, v.ID, v.UpdatedAt, models.VariableDraft{Name: "renamed", DisplayName: "Basket", Kind: models.VariableText}))
		if err := d.ContextVariables.Edit(ctx, by, ws, v.ID, v.UpdatedAt, draft); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("over a newer version: %v", err)
		}
		if got, err := d.ContextVariables.Find(ctx, ws, v.ID); err != nil || got.Name != "cart" || got.DisplayName != "Basket" || got.Shown {
			t.Errorf("now %+v, %v", got, err)
		}
		twin, err := d.Workstreams.Copy(ctx, by, ws)
		must(t, err)
		if list, err := d.ContextVariables.List(ctx, twin.ID); err != nil || len(list) != 1 || list[0].DisplayName != "Basket" {
			t.Errorf("a copy of the workstream has %+v, %v", list, err)
		}
		if _, err := d.ContextVariables.Find(ctx, other, v.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("through another workstream: %v", err)
		}
	})
}

// Post-chat survey: once, masked, told to staff at once, closed to others and when
// a new conversation has begun.
func TestRating(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, ana := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		must(t, d.DB.Write.Model(w).Update("post_chat_survey", true).Error)
		visit := d.Visit(w, "ada")
		c := d.Write(visit, "Hello")
		rate := func(v *models.Visit, id string, score int64, comment string) error {
			return second(d.Conversations.Rate(ctx, v, id, models.Rating{Score: score, Comment: comment}))
		}
		if err := rate(visit, c.ID, 5, ""); models.CodeOf(err) != models.CodeWrongState {
			t.Errorf("while it runs: %v", err)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		must(t, second(d.Conversations.Close(ctx, ana, c.ID, "Done")))
		for name, err := range map[string]error{
			"another customer":         rate(d.Visit(w, "bob"), c.ID, 1, ""),
			"another widget":           rate(d.Visit(d.Channel(models.ModeLive, nil), "ada"), c.ID, 1, ""),
			"nothing named":            rate(visit, "", 1, ""),
			"a conversation of nobody": rate(visit, models.NewID(), 1, ""),
		} {
			if models.KindOf(err) != models.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := rate(visit, c.ID, 6, ""); models.FieldProblem(err, "rating") == "" {
			t.Errorf("six of five: %v", err)
		}
		d.Wakes.Take()
		must(t, rate(visit, c.ID, 4, "Call me: 4111 1111 1111 1111"))
		var told []string
		for _, wake := range d.Wakes.Take() {
			told = append(told, wake.Topics...)
		}
		for _, topic := range []string{models.TopicConversation(c.ID), models.TopicAgent(ana.ID), models.TopicClosed} {
			if !slices.Contains(told, topic) {
				t.Errorf("%s is not told", topic)
			}
		}
		if got := d.Reload(c); got.Rating != 4 || got.RatingComment != "Call me: ###################" || got.RatedAt.IsZero() || got.State != models.StateClosed {
			t.Errorf("stored %d %q", got.Rating, got.RatingComment)
		}
		if staff := d.Said(c, models.AudienceStaff); staff[len(staff)-1] != "(rated)" {
			t.Errorf("staff see %q", staff)
		}
		if hers := d.Said(c, models.AudienceEveryone); slices.Contains(hers, "(rated)") {
			t.Errorf("her own log says %q", hers)
		}
		must(t, rate(visit, c.ID, 4, "Call me: 4111 1111 1111 1111"))
		if err := rate(visit, c.ID, 1, ""); models.CodeOf(err) != models.CodeAnswered {
			t.Errorf("a second time: %v", err)
		}

		asked := func() string {
			t.Helper()
			var w models.Widget
			must(t, d.DB.Write.Where("id = ?", visit.WidgetID).Take(&w).Error)
			id, err := d.Conversations.Unrated(ctx, visit, &w)
			must(t, err)
			return id
		}
		if id := asked(); id != "" {
			t.Errorf("asked about %s, which is rated", id)
		}
		d.Clock.Advance(time.Minute)
		next := d.Write(visit, "Hello again")
		must(t, second(d.Conversations.Accept(ctx, ana, next.ID)))
		must(t, second(d.Conversations.End(ctx, ana, next.ID, -1)))
		if id := asked(); id != next.ID {
			t.Errorf("asked about %q, not about the last one", id)
		}
		d.Clock.Advance(31 * 24 * time.Hour)
		if id := asked(); id != "" {
			t.Error("asked after a month")
		}
		d.Write(visit, "And again")
		if id := asked(); id != "" {
			t.Errorf("asked about %s while another one runs", id)
		}
		if err := rate(visit, next.ID, 5, ""); models.CodeOf(err) != models.CodeWrongState {
			t.Errorf("after she has started anew: %v", err)
		}
	})
}
