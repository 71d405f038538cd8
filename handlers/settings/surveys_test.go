package settings

import (
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/views/settings"
)

func TestSurveyPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		base := "/settings/widgets/" + w.ID + "/survey"
		p.ask("GET", base, nil).want(200).says("empty", "No questions yet")
		p.ask("GET", "/settings/widgets/"+w.ID, nil).want(200).says("form", "Questions before the chat")

		form := url.Values{"name": {"size"}, "question": {"Which size?"}, "kind": {"options"}, "options": {"42"}, "required": {"on"}}
		refused := p.ask("POST", base, form).want(422).says("#options-problem", "at least two").says("#options", "42").says("#question", "Which size?")
		if refused.attr("required", "checked") != "" || refused.attr("name", "value") != "size" {
			t.Error("what was typed is not kept")
		}
		form.Set("options", "41; 42\r\n43;")
		p.ask("POST", base, form).want(303)
		p.ask("POST", base, url.Values{"name": {"Terms"}, "question": {"I agree to the [terms](https://shop.example/terms)."}, "kind": {"consent"}}).want(303)
		p.ask("POST", base, form).want(422).says("#name-problem", "Another question")
		page := p.ask("GET", base+"?done=created", nil).want(200)
		page.says("rules__name", "Which size? I agree").says("notice--caution", "not asked yet").says("notice--positive", "The question is created.")

		preview := p.ask("GET", base+"/preview", nil).want(200)
		for _, part := range []string{"Which size?", `value="43"`, `href="https://shop.example/terms"`} {
			if !strings.Contains(preview.Body.String(), part) {
				t.Errorf("the preview has no %s", part)
			}
		}
		survey, err := p.Surveys.Questions(p.Ctx(), w.ID)
		if err != nil || len(survey) != 2 || survey[0].Options != "41\n42\n43" || !survey[1].Required {
			t.Fatalf("asked is %+v, %v", survey, err)
		}
		first := base + "/" + survey[0].ID
		p.ask("POST", first+"/move", url.Values{"way": {"down"}}).want(303)
		p.ask("GET", base, nil).want(200).says("rules__name", "I agree to the terms. Which size?")

		form.Set("version", settings.VersionText(survey[0].UpdatedAt))
		form.Set("question", "What size, then?")
		p.Clock.Advance(1000)
		p.ask("POST", first, form).want(303)
		p.ask("GET", first, nil).want(200).says("record", "Which size?").says("record", "What size, then?")
		form.Set("question", "Mine")
		late := p.ask("POST", first, form).want(409).says("notice--caution", "Ana Miller saved this").says("#question", "Mine")
		if late.attr("name", "value") != "size" {
			t.Error("what was typed meanwhile is not kept")
		}
		p.ask("POST", first+"/delete", nil).want(303)
		p.ask("GET", base+"?done=deleted", nil).says("notice--positive", "The question is deleted.")

		other := p.Channel(models.ModeLive, nil)
		for _, missing := range []string{
			"/settings/widgets/" + models.NewID() + "/survey", "/settings/widgets/none/survey", base + "/none", base + "/" + models.NewID(), first,
			"/settings/widgets/" + other.ID + "/survey/" + survey[1].ID,
		} {
			p.ask("GET", missing, nil).want(404)
			p.ask("POST", missing, form).want(404)
			p.ask("POST", missing+"/delete", nil).want(404)
			p.ask("POST", missing+"/move", nil).want(404)
		}
	})
}

func TestVariablePages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		base := "/settings/workstreams/" + w.WorkstreamID + "/variables"
		p.ask("GET", base, nil).want(200).says("empty", "No variables yet")
		p.ask("GET", "/settings/workstreams/"+w.WorkstreamID, nil).want(200).says("page-head__actions", "Context variables")
		form := url.Values{"name": {""}, "display_name": {"Cart value"}, "kind": {"number"}, "shown": {"on"}}
		p.ask("POST", base, form).want(422).says("#name-problem", "Enter the name")
		form.Set("name", "cart")
		p.ask("POST", base, form).want(303)
		p.ask("POST", base, form).want(422).says("#name-problem", "has a variable of this name")
		p.ask("GET", base, nil).want(200).says("rules__name", "Cart value").says("rules__finds", "cart Number")
		rows, err := p.ContextVariables.List(p.Ctx(), w.WorkstreamID)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%+v, %v", rows, err)
		}
		path := base + "/" + rows[0].ID
		form = p.ask("GET", path, nil).want(200).typed(path)
		form.Set("display_name", "Basket")
		form.Del("shown")
		p.Clock.Advance(1000)
		p.ask("POST", path, form).want(303)
		p.ask("POST", path, form).want(409).says("notice--caution", "Ana Miller saved this")

		if _, err := p.Surveys.Create(p.Ctx(), nil, w.ID, models.QuestionDraft{Name: "cart", Question: "How much?", Kind: models.QuestionLine}); err != nil {
			t.Fatal(err)
		}
		p.ask("POST", path+"/delete", nil).want(409).says("notice--danger", "The survey of “Shop persistent” asks for it")
		survey, err := p.Surveys.Questions(p.Ctx(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Surveys.Delete(p.Ctx(), nil, w.ID, survey[0].ID); err != nil {
			t.Fatal(err)
		}
		p.ask("POST", path+"/delete", nil).want(303)
		for _, missing := range []string{path, base + "/none", "/settings/workstreams/" + models.NewID() + "/variables"} {
			p.ask("GET", missing, nil).want(404)
			p.ask("POST", missing, form).want(404)
			p.ask("POST", missing+"/delete", nil).want(404)
		}
	})
}
