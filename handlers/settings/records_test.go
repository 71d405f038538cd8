package settings

import (
	"fmt"
	"strings"
	"testing"

	"linger/models"
	"linger/models/routing"
	"linger/views/settings"
)

// Every record is copied, deactivated, activated and deleted by buttons and links
// of its page, and tells what was done.
func TestEveryRecordIsCopiedAndDeleted(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		for _, kind := range models.AuditKinds {
			base := settings.KindOf(kind).Path()
			if base == "" {
				continue
			}
			path := p.make(p.ask("GET", base+"/new", nil).want(200), base)
			path, _ = strings.CutSuffix(path, "/verify")
			page := p.ask("GET", path, nil).want(200).says("trail", "Ana Miller created").says("trail", "value")
			if kind != models.AuditStaff {
				copied := p.ask("POST", path+"/copy", nil).want(303).Header().Get("Location")
				p.ask("GET", copied, nil).want(200).says("notice--positive", "copy").says("page-head", "Copy of "+needed[base].Get("name")).says("trail", "Ana Miller copied")
				again := p.ask("POST", path+"/copy", nil).want(303).Header().Get("Location")
				p.ask("GET", again, nil).want(200).says("page-head", "Copy 2 of")
				page.button(path + "/copy")
			} else {
				p.ask("GET", path+"/delete", nil).want(200).says("notice--caution", "Deactivate them first.")
				p.ask("POST", path+"/deactivate", nil).want(303)
				page = p.ask("GET", path, nil).want(200).says("trail", "Ana Miller deactivated")
			}
			step := path + "/delete"
			page.button(step)
			p.ask("GET", step, nil).want(200).says("card--danger", "can't be undone").says("page-head", "Delete")
			list := p.ask("POST", step, nil).want(303).Header().Get("Location")
			p.ask("GET", list, nil).want(200).says("notice--positive", "Deleted.")
			p.ask("GET", path, nil).want(404)
			p.ask("POST", step, nil).want(404)
			id := path[strings.LastIndex(path, "/")+1:]
			p.ask("GET", "/settings/audit?record="+id, nil).want(200).says("trail", "Ana Miller deleted").links("place-name")
		}
	})
}

// button checks that a form is sent to an address, or a link leads there.
func (a answer) button(to string) {
	a.t.Helper()
	for n := range a.page.Descendants() {
		if attribute(n, "action") == to || attribute(n, "href") == to {
			return
		}
	}
	a.t.Errorf("nothing leads to %s", to)
}

// What something refers to is not deleted: the step says what does, each a link to
// it.
func TestDeletingIsRefusedWithWhatRefers(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		w := p.Channel(models.ModePersistent, nil)
		q := p.Queue(w, "Returns", nil...)
		c := p.Write(p.Visit(w, "cust-1"), "Hello")
		german := []routing.Condition{{Field: routing.FieldLanguage, Operator: routing.OpIs, Value: "de"}}
		rule, err := p.RoutingRules.Create(p.Ctx(), nil, w.WorkstreamID, models.RuleDraft{Name: "German", QueueID: q.ID, Conditions: german})
		if err != nil {
			t.Fatal(err)
		}
		step, lead := "/settings/queues/"+q.ID+"/delete", "/settings/routing-rules/"+rule.ID
		p.ask("GET", step, nil).want(200).says("notice--caution", "these refer to it").says("facts", "Workstream Shop persistent Routing rule German Conversation cust-1").
			links("facts", "/settings/workstreams/"+w.WorkstreamID, lead, "/console/conversations/"+c.ID)
		p.ask("GET", p.ask("GET", lead, nil).want(303).Header().Get("Location"), nil).want(200).says("page-head", "German")
		p.ask("GET", "/settings/routing-rules/"+models.NewID(), nil).want(404)
		p.ask("POST", step, nil).want(409).says("facts", "Workstream Shop persistent")
		if _, err := p.Queues.Find(p.Ctx(), q.ID); err != nil {
			t.Error(err)
		}
		p.ask("GET", "/settings/queues/"+models.DefaultQueueID+"/delete", nil).want(200).says("notice--caution", "so it stays")
		p.ask("POST", "/settings/queues/"+models.DefaultQueueID+"/delete", nil).want(409)
		p.ask("GET", "/settings/widgets/"+w.ID+"/delete", nil).want(200).says("notice--caution", "Unpublish it first")
	})
}

// The trail says who changed what, from what to what; it is paged by key and
// filtered by kind, person and record.
func TestAuditTrailPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings/audit", nil).want(200).says("empty", "No changes")
		q, err := p.Queues.Create(p.Ctx(), nil, models.QueueDraft{Name: "Returns"})
		if err != nil {
			t.Fatal(err)
		}
		path := "/settings/queues/" + q.ID
		for n := range 60 {
			form := p.ask("GET", path, nil).want(200).typed(path)
			form.Set("name", fmt.Sprintf("Returns <%d>", n))
			p.ask("POST", path, form).want(303)
		}
		own := p.ask("GET", path, nil).want(200).says("trail", "Ana Miller edited").says("facts__row", "Name from Returns <58> to Returns <59>")
		if n := strings.Count(own.text("trail"), "edited"); n != 20 {
			t.Errorf("%d entries on the record's page", n)
		}
		older := p.ask("GET", own.link("Older changes"), nil).want(200).says("trail", "Returns <39>").says("place-name", "Queue Returns <39>")
		if text := older.text("trail"); strings.Contains(text, "<40>") || !strings.Contains(text, "Set-up created") {
			t.Errorf("older: %s", text)
		}
		first := p.ask("GET", "/settings/audit", nil).want(200).says("trail", "edited queue Returns <59>")
		p.ask("GET", first.link("Older"), nil).want(200).says("trail", "Set-up created queue Returns").links("pagination", "/settings/audit?")

		first.says("place", "Everybody Ana Miller")
		p.ask("GET", "/settings/audit?kind=widget", nil).want(200).says("empty", "No changes")
		p.ask("GET", "/settings/audit?kind=queue", nil).want(200).says("trail", "Returns")
		p.ask("GET", "/settings/audit?agent="+models.NewID(), nil).want(200).says("empty", "No changes")
		for _, odd := range []string{"kind=conversation", "before=x", "agent=%27", "record=none", "record=%00"} {
			if got := p.ask("GET", "/settings/audit?"+odd, nil).Code; got >= 500 {
				t.Errorf("%s: %d", odd, got)
			}
		}
	})
}

// Values are told as the forms tell them, with no secret among them.
func TestAuditTrailSpeaksPlainly(t *testing.T) {
	p := newPages(t)
	preset := models.Presets(models.ModePersistent)
	draft := preset.Draft()
	draft.Name = "Support"
	ws, err := p.Workstreams.Create(p.Ctx(), nil, draft)
	if err != nil {
		t.Fatal(err)
	}
	path := "/settings/workstreams/" + ws.ID
	form := p.ask("GET", path, nil).want(200).typed(path)
	form.Set("auto_close", "36")
	form.Set("auto_close_unit", "60")
	form.Set("wrap_up", "always")
	form.Del("affinity")
	p.ask("POST", path, form).want(303)
	p.ask("GET", path, nil).want(200).
		says("facts__row", "Auto-close after inactivity from 28 days to 36 hours").
		says("facts__row", "Same agent first from yes to no").
		says("facts__row", "Wrap-up holds capacity from 300 seconds to until it is closed")
	sam, err := p.Agents.Create(p.Ctx(), nil, models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent}, "four dry green boats")
	if err != nil {
		t.Fatal(err)
	}
	staff := "/settings/staff/" + sam.ID
	page := p.ask("GET", staff, nil).want(200).says("facts__row", "Password changed")
	if text := page.Body.String(); strings.Contains(text, "boats") || strings.Contains(text, "argon2") {
		t.Error("the password is in the page")
	}
}
