package console_test

import (
	"net/http"
	"testing"

	"linger/models"
)

// Who has the conversation reads at its top what the customer answered before it,
// beside it what came along with it and from whom, and at its end how it was, as
// soon as she says so.
func TestAgentsReadAnswersContextAndRating(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		ctx := s.Ctx()
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		size, err := s.Surveys.Create(ctx, nil, s.widget.ID, models.QuestionDraft{Name: "size", Question: "Which <size>?", Kind: models.QuestionLine})
		check(err)
		check(s.DB.Write.Model(s.widget).Updates(map[string]any{"pre_chat_survey": true, "post_chat_survey": true}).Error)
		variables, err := s.ContextVariables.List(ctx, s.widget.WorkstreamID)
		check(err)
		check(s.ContextVariables.Edit(ctx, nil, s.widget.WorkstreamID, variables[0].ID, variables[0].UpdatedAt,
			models.VariableDraft{DisplayName: "Shoe size", Kind: models.VariableNumber, Shown: true}))
		for _, d := range []models.VariableDraft{
			{Name: "plan", DisplayName: "Contract", Kind: models.VariableText, Shown: true},
			{Name: "score", DisplayName: "Lead score", Kind: models.VariableNumber},
		} {
			_, err := s.ContextVariables.Create(ctx, nil, s.widget.WorkstreamID, d)
			check(err)
		}
		visit, _, _, err := s.Visits.Open(ctx, models.Arrival{Widget: s.widget, Identity: models.Identity{
			ExternalID: "ines", Name: "Ines", ExpiresAt: models.At(s.Now()).Add(models.VisitLimit), Context: map[string]any{"plan": "gold", "score": int64(7)},
		}})
		check(err)
		check(s.Visits.Attributes(ctx, visit, models.Attributes{"plan": "platinum", "page": "/boots"}))
		visit, err = s.Visits.Current(ctx, visit.ID)
		check(err)
		_, c, err := s.Conversations.Receive(ctx, visit, "", models.Draft{ClientID: models.NewID(), Body: "Hello", Answers: map[string]string{size.ID: "42 <b>"}})
		check(err)

		open := ana.get("/console/open/"+c.ID, nil).must(t, http.StatusOK)
		open.shows(t, `<dl class="answers"`, "Which &lt;size&gt;?", "42 &lt;b&gt;", "Signed by the site", "Contract", "gold", "As the customer gave them", "Shoe size",
			"Not signed: the page can say anything", "/boots", "not", "platinum", "Lead score")
		ana.do(c, "accept")
		all := ana.get("/console/conversations/"+c.ID+"/messages?before=99", htmx("messages")).must(t, http.StatusOK)
		all.shows(t, "Which &lt;size&gt;?")

		stream := ana.listen("list=mine&conversation="+c.ID, c.ID+".0")
		stream.until("Which &lt;size&gt;?")
		_, err = s.Conversations.End(ctx, ana.agent, c.ID, -1)
		check(err)
		_, err = s.Conversations.Close(ctx, ana.agent, c.ID, "Sent")
		check(err)
		_, err = s.Conversations.Rate(ctx, visit, c.ID, models.Rating{Score: 4, Comment: "Quick & <kind>"})
		check(err)
		stream.until("rated the conversation", "4 of 5", "Quick &amp; &lt;kind&gt;")
		ana.get("/console/closed", nil).must(t, http.StatusOK).shows(t, `class="rating"`, "4 of 5", "Good")
		ana.get("/console/closed/"+c.ID, nil).must(t, http.StatusOK).shows(t, "Quick &amp; &lt;kind&gt;", "Rating")
	})
}
