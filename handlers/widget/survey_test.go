package widget_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// asks switches the widget's surveys on, with one question of each kind, the first
// and the last of which have to be answered.
func (s *site) asks() models.Survey {
	s.T.Helper()
	for _, d := range []models.QuestionDraft{
		{Name: "Order", Question: "Which <order>?", Kind: models.QuestionLine, Required: true},
		{Name: "About", Question: "What is it about?", Kind: models.QuestionOptions, Options: "Delivery;Return"},
		{Name: "More", Question: "What else?", Kind: models.QuestionLines},
		{Name: "Terms", Question: "I agree to the [terms](https://shop.example/terms).", Kind: models.QuestionConsent},
	} {
		if _, err := s.Surveys.Create(s.Ctx(), nil, s.widget.ID, d); err != nil {
			s.T.Fatal(err)
		}
	}
	if err := s.DB.Write.Model(s.widget).Updates(map[string]any{"pre_chat_survey": true, "post_chat_survey": true, "post_chat_text": "How did <we> do?"}).Error; err != nil {
		s.T.Fatal(err)
	}
	survey, err := s.Surveys.Questions(s.Ctx(), s.widget.ID)
	if err != nil {
		s.T.Fatal(err)
	}
	return survey
}

func answersTo(survey models.Survey, answers ...string) string {
	given := map[string]string{}
	for i, answer := range answers {
		given[survey[i].ID] = answer
	}
	text, _ := json.Marshal(given) //nolint:errchkjson // texts
	return string(text)
}

func (b *browser) begins(text, answers string) *answer {
	b.t.Helper()
	return b.post("/messages", "client_id", models.NewID(), "body", text, "answers", answers)
}

func TestQuestionsComeWithTheChatAndAnswersWithTheMessage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		survey := s.asks()
		ana := s.arrive(t, "ana")
		for _, part := range []string{`id="survey"`, "Which &lt;order&gt;?", `value="Return"`, `<a href="https://shop.example/terms" target="_blank" rel="noopener noreferrer">terms</a>`} {
			if !strings.Contains(ana.chat.body, part) {
				t.Errorf("the chat has no %s: %s", part, ana.chat.body)
			}
		}
		if frame := ana.get("").body; !strings.Contains(frame, "How did &lt;we&gt; do?") || strings.Contains(frame, "Which") {
			t.Errorf("the frame is %s", frame)
		}
		for name, answers := range map[string]string{
			"none": "", "not all": answersTo(survey, "A-1"), "an option that is none": answersTo(survey, "A-1", "Refund", "", "on"),
			"too long": answersTo(survey, strings.Repeat("x", 201), "", "", "on"), "another widget's": `{"` + models.NewID() + `":"x"}`,
		} {
			got := ana.begins("Hello", answers)
			if got.StatusCode != http.StatusUnprocessableEntity || got.Header.Get("Linger-Error") != models.CodeSurvey {
				t.Errorf("%s: %s %s", name, got.Status, got.Header.Get("Linger-Error"))
			}
		}
		if got := ana.begins("Hello", `["x"]`); got.StatusCode != http.StatusBadRequest {
			t.Errorf("no answers at all: %s", got.Status)
		}
		begun := ana.begins("Hello", answersTo(survey, "A-1", "Return", "My card is 4111 1111 1111 1111", "on"))
		id := begun.Header.Get("Linger-Conversation")
		if begun.StatusCode != http.StatusOK || !models.ValidID(id) {
			t.Fatalf("begun: %s %s", begun.Status, begun.body)
		}
		if got := ana.say("", "And more"); got.StatusCode != http.StatusOK || got.Header.Get("Linger-Conversation") != id {
			t.Errorf("asked again while it runs: %s", got.Status)
		}
		values, err := s.Conversations.Values(s.Ctx(), id)
		if err != nil || len(models.Answers(values)) != 4 || models.Answers(values)[2].Value != "My card is ###################" {
			t.Errorf("kept is %+v, %v", values, err)
		}
	})
}

// The question after the end: to the one who was there, once, until she starts
// anew. Nobody else finds a conversation to rate.
func TestRatingIsHers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		survey := s.asks()
		ana, bob := s.arrive(t, "ana"), s.arrive(t, "bob")
		answers := answersTo(survey, "A-1", "", "", "on")
		id := ana.begins("Hello", answers).Header.Get("Linger-Conversation")
		rate := func(b *browser, rating, comment string) int {
			t.Helper()
			return b.post("/rating", "conversation", id, "rating", rating, "comment", comment).StatusCode
		}
		if status := rate(ana, "5", ""); status != http.StatusConflict {
			t.Errorf("while it runs: %d", status)
		}
		if _, err := s.Conversations.Accept(s.Ctx(), s.agent, id); err != nil {
			t.Fatal(err)
		}
		stream := ana.listen(id + ".0")
		stream.until("Maria")
		if _, err := s.Conversations.End(s.Ctx(), s.agent, id, -1); err != nil {
			t.Fatal(err)
		}
		stream.until("data-rate")
		if chat := ana.get("/chat").body; data(chat, "rate") != id || strings.Contains(chat, "Hello") {
			t.Errorf("who comes back reads %s", chat)
		}
		if chat := bob.get("/chat").body; strings.Contains(chat, "data-rate") {
			t.Errorf("bob is asked: %s", chat)
		}
		stranger := &browser{t: t, s: s, key: s.widget.Key}
		other := &browser{t: t, s: s, key: s.channel(t, models.ModePersistent).Key, visit: ana.visit}
		for _, tt := range []struct {
			name   string
			status int
			want   int
		}{
			{"a stranger", rate(stranger, "1", ""), http.StatusUnauthorized},
			{"bob", rate(bob, "1", ""), http.StatusNotFound},
			{"ana's visit at another widget", rate(other, "1", ""), http.StatusUnauthorized},
			{"nothing chosen", rate(ana, "", ""), http.StatusUnprocessableEntity},
			{"six of five", rate(ana, "6", ""), http.StatusUnprocessableEntity},
			{"no number", rate(ana, "five", ""), http.StatusBadRequest},
			{"a book", rate(ana, "5", strings.Repeat("x", models.MaxRatingComment+1)), http.StatusUnprocessableEntity},
			{"ana", rate(ana, "4", "<b>Quick</b>"), http.StatusNoContent},
			{"ana, who did not hear the answer", rate(ana, "4", "<b>Quick</b>"), http.StatusNoContent},
			{"ana, who thinks again", rate(ana, "1", ""), http.StatusConflict},
		} {
			if tt.status != tt.want {
				t.Errorf("%s: %d, want %d", tt.name, tt.status, tt.want)
			}
		}
		for strings.Contains(stream.until(`id="who"`).data, "data-rate") { // said before she answered; in the end she is not asked again
		}
		if c := s.reload(id); c.Rating != 4 || c.RatingComment != "<b>Quick</b>" {
			t.Errorf("kept is %d %q", c.Rating, c.RatingComment)
		}
		if chat := ana.get("/chat").body; strings.Contains(chat, "Quick") || strings.Contains(chat, "data-rate") {
			t.Errorf("the fresh chat says %s", chat)
		}
	})
}
