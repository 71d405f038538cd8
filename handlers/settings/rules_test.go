package settings

import (
	"strings"
	"testing"
	"time"

	"linger/models"
)

// Rules are made, put in order, tried, copied, put away and deleted on the pages of
// their workstream, without any script.
func TestRoutingRulePages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		ben := p.Agent("Ben", models.RoleAgent)
		german, err := p.Queues.Create(p.Ctx(), nil, models.QueueDraft{Name: "German", Members: []string{ben.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.ContextVariables.Create(p.Ctx(), nil, w.WorkstreamID, models.VariableDraft{Name: "plan", DisplayName: "Contract", Kind: models.VariableText}); err != nil {
			t.Fatal(err)
		}
		workstream := "/settings/workstreams/" + w.WorkstreamID
		path := workstream + "/rules"
		p.ask("GET", workstream, nil).want(200).links("page-head", workstream+"/variables", path)
		p.ask("GET", path, nil).want(200).says("empty", "No rules yet").says("card", "What no rule is for goes to Everyone")

		// Conditions come and go by buttons; what is compared decides with what.
		form := p.ask("GET", path+"/new", nil).want(200).typed(path)
		form.Set("name", "German gold")
		form.Set("queue_id", german.ID)
		form.Set("condition-0-value", "de")
		form.Set("do", "add-condition")
		more := p.ask("POST", path, form).want(200).typed(path)
		if more.Get("condition-0-value") != "de" || more.Get("condition-1-field") != "language" || more.Get("name") != "German gold" {
			t.Fatalf("a condition more: %v", more)
		}
		more.Set("condition-1-field", "context:plan")
		more.Set("do", "show")
		typed := p.ask("POST", path, more).want(200)
		if options := typed.offers("condition-1-operator"); len(options) != 8 || len(typed.offers("condition-1-value")) != 0 {
			t.Errorf("a variable is compared by %v", options)
		}
		form = typed.typed(path)
		if form.Get("condition-1-value") != "" {
			t.Errorf("of the language it keeps %q", form.Get("condition-1-value"))
		}
		p.ask("POST", path, form).want(422).says("#condition-1-problem", "Enter what it is compared with")
		form.Set("condition-1-value", "gold")
		p.ask("POST", path, form).want(303)
		form.Set("name", "German")
		form.Set("do", "remove-condition-1")
		form = p.ask("POST", path, form).want(200).typed(path)
		if form.Has("condition-1-field") {
			t.Errorf("a condition less: %v", form)
		}
		p.ask("POST", path, form).want(303)
		list := p.ask("GET", path, nil).want(200).says("rules", "Language is German, and Contract is “gold” → German")

		rows, err := p.RoutingRules.List(p.Ctx(), w.WorkstreamID)
		if err != nil || len(rows) != 2 {
			t.Fatalf("%+v, %v", rows, err)
		}
		first, second := path+"/"+rows[0].ID, path+"/"+rows[1].ID
		p.ask("POST", second+"/move", map[string][]string{"way": {"up"}}).want(303)
		if names := p.ask("GET", path, nil).text("rules"); strings.Index(names, "German gold") < strings.Index(names, "Language is German → German") {
			t.Errorf("in order: %s", names)
		}
		p.ask("POST", second+"/move", map[string][]string{"way": {"down"}}).want(303)

		// Where would she go, and why?
		imagined := list.typed(path + "/test")
		if imagined.Get("context") != "plan = \n" || imagined.Get("widget") != w.ID || imagined.Get("authenticated") != "on" {
			t.Errorf("the box comes with %v", imagined)
		}
		imagined.Set("language", "de")
		imagined.Set("context", "plan = silver")
		p.ask("POST", path+"/test", imagined).want(200).says("verdict", "The rule German sends it to German . In it: Ben Miller.").
			says("verdict", "German gold Not for it: Contract is “gold”; it is “silver”.")
		imagined.Set("language", "en")
		p.ask("POST", path+"/test", imagined).want(200).says("verdict", "No rule is for it. It goes to Everyone")
		imagined.Set("context", "silver")
		p.ask("POST", path+"/test", imagined).want(422).says("#context-problem", "as plan = gold")

		// Put away, its queue too; the trail knows.
		p.Clock.Advance(time.Minute)
		p.ask("POST", first+"/deactivate", nil).want(303)
		p.ask("GET", first, nil).want(200).says("badge", "Deactivated").says("trail", "Conditions").says("trail", "deactivated")
		p.ask("POST", first+"/activate", nil).want(303)
		p.ask("GET", "/settings/queues/"+german.ID, nil).says("notice--neutral", "The rules German gold of Shop persistent and German of Shop persistent lead here.").
			says("card--danger", "passed over")
		p.ask("POST", "/settings/queues/"+german.ID+"/deactivate", nil).want(303)
		p.ask("GET", path, nil).says("rules", "Passed over: the queue is deactivated")
		p.ask("GET", first, nil).says("notice--caution", "The queue German is deactivated")
		p.ask("POST", path+"/test", list.typed(path+"/test")).want(200).says("verdict", "Passed over: its queue German is deactivated.")
		p.ask("POST", "/settings/queues/"+german.ID+"/activate", nil).want(303)
		copied := where(p.ask("POST", first+"/copy", nil).want(303))
		p.ask("GET", copied, nil).want(200).says("page-head", "Copy of German gold")
		p.ask("POST", copied+"/delete", nil).want(303)
		p.ask("GET", copied, nil).want(404)
		p.ask("GET", path+"/"+models.NewID(), nil).want(404)
		p.ask("GET", "/settings/workstreams/"+models.NewID()+"/rules", nil).want(404)
	})
}
