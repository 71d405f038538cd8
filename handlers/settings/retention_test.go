package settings

import (
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/views/settings"
)

func TestRetentionIsSet(t *testing.T) {
	p := newPages(t)
	p.ask("GET", "/settings/retention", nil).want(200)
	stored, err := p.Retention.Find(p.Ctx())
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"version": {settings.VersionText(stored.UpdatedAt)}, "conversation_days": {"31"}, "visit_days": {"90"}, "sign_in_days": {"0"}, "audit_days": {"0"}}
	p.ask("POST", "/settings/retention", form).want(422).says("#conversation_days-problem", "Choose one")
	form.Set("conversation_days", "365")
	p.ask("POST", "/settings/retention", form).want(303)
	got, err := p.Retention.Find(p.Ctx())
	if err != nil || got.ConversationDays != 365 || got.VisitDays != 90 || got.AuditDays != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	p.ask("POST", "/settings/retention", form).want(409).says("notice--caution", "Ana Miller saved this")
	form.Set("version", settings.VersionText(got.UpdatedAt))
	form.Set("visit_days", "0")
	p.ask("POST", "/settings/retention", form).want(303)
	p.ask("GET", "/settings/audit?kind=retention", nil).want(200).says("trail", "Closed conversations from for ever to 1 year")
}

func TestACustomerIsErasedFromASettingsPage(t *testing.T) {
	p := newPages(t)
	w := p.Channel(models.ModePersistent, nil)
	visit := p.Visit(w, "omar")
	c := p.Write(visit, "Hello")
	path := "/settings/customers/" + visit.CustomerID + "/erase"
	p.ask("GET", path, nil).want(200).says("notice--caution", "is not closed")
	p.ask("POST", path, nil).want(409).says("notice--caution", "is not closed")
	err := p.DB.Write.Exec("UPDATE conversations SET state = 'closed', turn = 'nobody', ended_by = 'agent', closed_at = created_at WHERE id = ?", c.ID).Error
	if err != nil {
		t.Fatal(err)
	}
	p.ask("GET", path, nil).want(200).says("card--danger", "1 conversation with all messages")
	p.ask("POST", path, nil).want(303)
	p.ask("GET", "/settings/retention?done=erased", nil).want(200).says("notice--positive", "not known any more").says("table", "Ana Miller").says("table", "Being deleted")
	p.ask("GET", "/settings/customers/"+models.NewID()+"/erase", nil).want(404)
	trail := p.ask("GET", "/settings/audit", nil).want(200)
	trail.says("trail", "erased customer")
	if strings.Contains(trail.Body.String(), "omar") {
		t.Error("the trail still knows her")
	}
}

func TestADeadJobIsShownAndRevived(t *testing.T) {
	p := newPages(t)
	if err := p.Jobs.Ensure(p.Ctx(), models.JobRetention); err != nil {
		t.Fatal(err)
	}
	err := p.DB.Write.Exec("UPDATE jobs SET dead_at = created_at, problem = 'the disk is full'").Error
	if err != nil {
		t.Fatal(err)
	}
	dead, err := p.Jobs.Dead(p.Ctx())
	if err != nil || len(dead) != 1 {
		t.Fatal(dead, err)
	}
	p.ask("GET", "/settings/retention", nil).want(200).says("notice", "the disk is full")
	p.ask("POST", "/settings/jobs/"+dead[0].ID+"/revive", nil).want(303)
	p.ask("POST", "/settings/jobs/"+dead[0].ID+"/revive", nil).want(404)
	if due, err := p.Jobs.Due(p.Ctx()); err != nil || !due {
		t.Errorf("due %v, %v", due, err)
	}
}
