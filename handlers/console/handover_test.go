package console_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// steps are the questions and verbs of transfer, consult and supervision.
var steps = []string{"transfer", "consult", "assign", "withdraw", "join", "leave", "end-consult", "force-close"}

// here opens a console of everybody's.
func (s *site) here(all ...*browser) {
	for _, b := range all {
		s.Online(b.agent)
	}
}

// What another agent has is not there: not its questions, not their answers.
func TestStepsAreOutOfScopeForStrangers(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		s.here(ana, bo)
		c, _ := ana.taken("Ines", "Hello")
		ana.do(c, "park", "seen", "-1").must(t, http.StatusOK)
		before := s.Reload(c)
		for _, step := range steps {
			bo.do(c, step, "to", "agent:"+bo.agent.ID, "agent", ana.agent.ID).must(t, http.StatusNotFound)
		}
		for _, step := range []string{"transfer", "consult", "assign", "force-close"} {
			bo.get("/console/conversations/"+c.ID+"/"+step, nil).must(t, http.StatusNotFound)
		}
		ana.get("/console/conversations/"+c.ID+"/force-close", nil).must(t, http.StatusNotFound)
		bo.post("/console/offers/"+models.NewID()+"/shown", htmx("x")).must(t, http.StatusNotFound)
		if after := s.Reload(c); after.LastSeq != before.LastSeq || after.State != before.State {
			t.Errorf("changed: %+v", after)
		}
	})
}

// A transfer is asked in a dialog, or on a page without scripts, and answered at the
// colleague's edge of the console.
func TestTransferByForms(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		away := s.as(t, "Gus", models.RoleAgent)
		s.here(ana, bo)
		c, _ := ana.taken("Ines", "Hello")
		path := "/console/conversations/" + c.ID + "/transfer"
		ana.get("/console/mine/"+c.ID, nil).shows(t, "Transfer…", "Consult a colleague…", "not", "Force-close", "Assign…")
		ana.get(path+"?list=mine", nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "<h1>Transfer this conversation</h1>", "Bo Miller", "Load 0 of 100", "Everyone", "not", away.agent.Name())
		ana.get(path, htmx("dialogs")).must(t, http.StatusOK).shows(t, "<dialog", "data-shown", "not", "<!doctype html>")
		ana.get(path+"?q=nobody", htmx("candidates")).must(t, http.StatusOK).shows(t, "Nobody who is called so", "not", "<dialog", "Bo Miller")

		refused := ana.post(path, nil, "note", "For you", "list", "mine").must(t, http.StatusUnprocessableEntity)
		refused.shows(t, "<!doctype html>", "Choose a colleague or a queue.", ">For you</textarea>")
		ana.post(path, htmx("dialogs"), "to", "agent:"+away.agent.ID).must(t, http.StatusUnprocessableEntity).shows(t, "<dialog", "Gus Miller can&#39;t be asked now")

		ana.post(path, htmx("dialogs"), "to", "agent:"+bo.agent.ID, "note", "Knows boots").must(t, http.StatusOK).
			shows(t, "was asked to take it over", "Knows boots", "is asked to take it over", "Withdraw", `hx-swap="delete"`, "not", "<dialog")
		bo.get("/console/open", nil).shows(t, "Ana Miller</bdi> asks you to take it over", "Knows boots", `data-shows="/console/offers/`)
		bo.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "asks you to take it over", "Accept", "Decline", "Hello", "not", "composer__form")
		asked, err := s.Offers.Asked(s.Ctx(), bo.agent)
		if err != nil || len(asked) != 1 {
			t.Fatalf("asked: %+v, %v", asked, err)
		}
		ana.post("/console/offers/"+asked[0].Offer.ID+"/shown", htmx("x")).must(t, http.StatusNotFound)
		bo.post("/console/offers/"+asked[0].Offer.ID+"/shown", htmx("x")).must(t, http.StatusNoContent)

		// Declined: it leaves Bo's screen, and Ana reads it.
		bo.do(c, "decline", "from", "offer", "list", "mine").must(t, http.StatusOK).shows(t, `id="row-`+c.ID+`" data-gone`)
		ana.get("/console/mine/"+c.ID, nil).shows(t, "declined to take it over", "not", "Withdraw")
		ana.do(c, "typing").must(t, http.StatusNoContent)

		ana.do(c, "transfer", "to", "agent:"+bo.agent.ID).must(t, http.StatusOK)
		if to := bo.do(c, "accept", "from", "offer").must(t, http.StatusOK).Header.Get("HX-Location"); !strings.Contains(to, "/console/mine/"+c.ID) {
			t.Errorf("accepting leads to %q", to)
		}
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusNotFound)
		bo.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "composer__form", "Knows boots", "Hello")
	})
}

// What the conversation is about goes along: its agent writes it while it goes on, and
// whoever is asked to take it over or is offered it next reads it.
func TestASummaryGoesAlong(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		s.here(ana)
		leave := s.Tab(bo.agent)
		c, visit := ana.taken("Ines", "Hello")
		const words = "Boots in 44, paid"
		field := []string{`name="summary"`, `id="summary-now-` + c.ID}
		ana.get("/console/mine/"+c.ID, nil).shows(t, field...)
		ana.do(c, "summary", "summary", words).must(t, http.StatusNoContent)
		bo.do(c, "summary", "summary", "Sandals").must(t, http.StatusConflict)
		sue.do(c, "summary", "summary", "Sandals").must(t, http.StatusConflict)
		ana.get("/console/mine/"+c.ID, nil).shows(t, words+"</textarea>")
		sue.get("/console/mine/"+c.ID, nil).shows(t, "<dt>Summary</dt>", words, "not", `name="summary"`)

		ana.do(c, "transfer", "to", "agent:"+bo.agent.ID).must(t, http.StatusOK).shows(t, field...)
		bo.get("/console/open", nil).shows(t, "asks you to take it over", "offer__summary", words)
		bo.do(c, "accept").must(t, http.StatusOK).shows(t, words+"</textarea>")

		// Bo parks it and goes home; it comes back to whoever is there.
		bo.do(c, "park", "seen", "-1").must(t, http.StatusOK).shows(t, field...)
		leave()
		s.Write(visit, "Are they on their way?")
		if given, err := s.Assignments.Run(s.Ctx(), models.Routes{All: true}); err != nil || given != 1 {
			t.Fatalf("given %d, %v", given, err)
		}
		ana.get("/console/open", nil).shows(t, "data-offer", "offer__summary", words)
	})
}

// S19 in the form: a queue that would not take it can't be chosen, and a forged choice
// is refused beside its field.
func TestTransferToAQueueByForm(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		c, _ := ana.taken("Ines", "Hello")
		queue := func(name string, members ...string) *models.Queue {
			q, err := s.Queues.Create(s.Ctx(), nil, models.QueueDraft{Name: name, Members: members})
			if err != nil {
				t.Fatal(err)
			}
			return q
		}
		empty, boots := queue("Empty"), queue("Boots", bo.agent.ID)
		ana.get("/console/conversations/"+c.ID+"/transfer?first=queues", nil).shows(t, "Nobody else is in it", "Boots", "1 member")
		ana.do(c, "transfer", "to", "queue:"+empty.ID).must(t, http.StatusUnprocessableEntity).shows(t, "Empty can&#39;t take it: nobody else is in it.")
		a := ana.post("/console/conversations/"+c.ID+"/transfer", nil, "to", "queue:"+boots.ID, "list", "mine").must(t, http.StatusSeeOther)
		if to := a.Header.Get("Location"); to != "/console/mine" {
			t.Errorf("it leads to %q", to)
		}
		bo.get("/console/open/"+c.ID, nil).must(t, http.StatusOK).shows(t, "gave it to the queue Boots")
	})
}

// Who is consulted writes to staff only, until the customer knows of them.
func TestConsultByForms(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		s.here(ana, bo)
		c, _ := ana.taken("Ines", "Hello")
		ana.do(c, "consult", "to", "agent:"+bo.agent.ID, "note", "Waterproof?").must(t, http.StatusOK).shows(t, "was consulted", "has not answered yet")
		bo.get("/console/mine", nil).shows(t, "consults you", "Waterproof?")
		bo.do(c, "accept").must(t, http.StatusOK)
		page := bo.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK)
		page.shows(t, "composer-internal-"+c.ID, "Join publicly", "Leave", "Consulting", "Load 0 of 100", "not", `value="agent"`, c.ID+"/park", c.ID+"/end\"", c.ID+"/transfer")
		message := []string{"body", "It is", "seen", "-1", "client_id"}
		bo.do(c, "messages", append(message, models.NewID(), "kind", "agent")...).must(t, http.StatusConflict)
		bo.do(c, "messages", append(message, models.NewID(), "kind", "internal")...).must(t, http.StatusOK)
		ana.get("/console/mine/"+c.ID, nil).shows(t, "reads along and writes to staff only", "End: Bo Miller")

		bo.do(c, "join").must(t, http.StatusOK).shows(t, "joined publicly", `id="composer-`+c.ID, "The customer knows")
		bo.do(c, "messages", append(message, models.NewID(), "kind", "agent")...).must(t, http.StatusOK)
		bo.do(c, "leave").must(t, http.StatusOK).shows(t, "data-gone")
		bo.get("/console/mine/"+c.ID, nil).must(t, http.StatusNotFound)
		said := strings.Join(s.Said(c, models.AudienceEveryone), " ")
		if !strings.HasSuffix(said, "(came_in) It is (went_out)") {
			t.Errorf("the customer reads %q", said)
		}
	})
}

// Looking is written down once for each opening, and nothing else tells of it.
func TestSupervisorsScreens(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		s.here(ana, sue)
		c, _ := ana.taken("Ines", "Hello")
		rows := s.Reload(c).LastSeq
		trail := func() (verbs []string) {
			list, _, err := s.AuditTrail.List(s.Ctx(), models.AuditFilter{Kind: models.ReferenceConversation})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				verbs = append(verbs, string(e.Verb))
			}
			return verbs
		}
		sue.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "nobody is told", "Join", "Transfer…", "Force-close…", "not", "composer__form")
		sue.get("/console/mine/"+c.ID, htmx("main")).must(t, http.StatusOK)
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK)
		if got := trail(); len(got) != 1 || got[0] != "monitored" || s.Reload(c).LastSeq != rows {
			t.Errorf("written down: %q, and %d rows", got, s.Reload(c).LastSeq-rows)
		}
		sue.do(c, "join").must(t, http.StatusOK).shows(t, "joined publicly", `id="composer-`+c.ID)
		sue.do(c, "leave").must(t, http.StatusOK)

		other := s.Write(s.Visit(s.widget, "Nils"), "Hi")
		sue.get("/console/open/"+other.ID, nil).shows(t, "Assign…")
		sue.get("/console/conversations/"+other.ID+"/assign", htmx("dialogs")).must(t, http.StatusOK).shows(t, "Assign this conversation", "It waits here", "Ana Miller")
		ana.do(other, "assign", "to", "agent:"+ana.agent.ID).must(t, http.StatusForbidden)
		sue.do(other, "assign", "to", "agent:"+ana.agent.ID).must(t, http.StatusOK).shows(t, "assigned it")
		sue.get("/console/conversations/"+other.ID+"/force-close", htmx("dialogs")).must(t, http.StatusOK).shows(t, "Force-close this conversation?", "Nils", "Ana Miller")
		sue.get("/console/conversations/"+other.ID+"/force-close", nil).must(t, http.StatusOK).shows(t, "<!doctype html>", "audit trail")
		sue.do(other, "force-close").must(t, http.StatusOK).shows(t, "force-closed it")
		if got := strings.Join(trail(), " "); got != "force-closed assigned joined monitored" {
			t.Errorf("written down: %q", got)
		}
	})
}
