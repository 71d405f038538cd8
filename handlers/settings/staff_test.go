package settings

import (
	"strings"
	"testing"
	"time"

	"linger/models"
)

func TestStaffPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings/staff", nil).want(200).says("table", "Ana Miller You ana@desk.example Admin 100")
		form := p.ask("GET", "/settings/staff/new", nil).want(200).typed("/settings/staff")
		if form.Get("role") != "agent" || form.Get("capacity") != "100" {
			t.Errorf("a new one: %v", form)
		}
		form.Set("first_name", "Sam")
		form.Set("last_name", "Field")
		form.Set("email", "ana@desk.example")
		form.Set("capacity", "many")
		refused := p.ask("POST", "/settings/staff", form).want(422).says("#capacity-problem", "from 0 to 10000")
		if refused.attr("first_name", "value") != "Sam" || refused.attr("capacity", "value") != "many" {
			t.Error("what was typed is not kept")
		}
		form.Set("capacity", "60")
		p.ask("POST", "/settings/staff", form).want(422).says("#email-problem", "Ana Miller has this e-mail.")
		form.Set("email", "Sam@desk.example")

		// A password that was made is shown this once.
		made := p.ask("POST", "/settings/staff", form).want(201).says("notice--positive", "Sam Field can sign in now.")
		shown := made.text("copyable")
		if _, _, err := p.SignIns.Start(p.Ctx(), "sam@desk.example", shown, models.Browser{}); err != nil {
			t.Errorf("signing in with %q: %v", shown, err)
		}
		rows, _, err := p.Agents.List(p.Ctx(), models.Listing{})
		if err != nil || len(rows) != 2 {
			t.Fatalf("%v, %v", rows, err)
		}
		sam, ana := rows[1], rows[0]
		path := "/settings/staff/" + sam.ID

		// One that was typed is not shown again, not even when it is refused.
		weak := p.ask("POST", path+"/password", map[string][]string{"password": {"password1"}}).want(422).says("#password-problem", "at least 10")
		if strings.Contains(weak.Body.String(), "password1") {
			t.Error("the password is in the page")
		}
		p.ask("POST", path+"/password", map[string][]string{"password": {"four dry green boats"}}).want(303)
		if _, _, err := p.SignIns.Start(p.Ctx(), sam.Email, "four dry green boats", models.Browser{}); err != nil {
			t.Errorf("with the new password: %v", err)
		}
		p.ask("POST", path+"/password", nil).want(200).says("notice--positive", "has a new password")
		p.ask("POST", "/settings/staff/"+ana.ID+"/password", nil).want(409)

		p.Clock.Advance(time.Minute)
		edit := p.ask("GET", path, nil).want(200).typed(path)
		edit.Set("nickname", "Sammy")
		p.ask("POST", path, edit).want(303)
		p.ask("POST", path, edit).want(409).says("notice--caution", "Ana Miller saved this")
		own := p.ask("GET", "/settings/staff/"+ana.ID, nil).want(200)
		if own.text("card--danger") != "" {
			t.Error("one may deactivate oneself")
		}
		forged := own.typed("/settings/staff/" + ana.ID)
		forged.Set("role", "agent")
		p.ask("POST", "/settings/staff/"+ana.ID, forged).want(422).says("form", "Your own role is changed by another admin.")

		c := p.Write(p.Visit(p.Channel(models.ModePersistent, nil), "cust-1"), "Hello")
		if _, err := p.Conversations.Accept(p.Ctx(), &sam, c.ID); err != nil {
			t.Fatal(err)
		}
		p.ask("GET", path, nil).says("effects", "1 active conversation and what is offered to them go back to the team")
		p.ask("POST", path+"/deactivate", nil).want(303)
		if c = p.Reload(c); c.State != models.StateOpen {
			t.Errorf("their conversation is %s", c.State)
		}
		p.ask("GET", path, nil).says("badge", "Deactivated")
		p.ask("GET", "/settings/staff?deactivated=1", nil).says("table", "Sam Field")
		p.ask("POST", "/settings/staff/"+ana.ID+"/deactivate", nil).want(409)
		p.ask("POST", path+"/activate", nil).want(303)
	})
}

func TestListsArePaged(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		for i := range models.ListPageSize {
			p.Agent(string(rune('b'+i/26))+string(rune('a'+i%26)), models.RoleAgent)
		}
		first := p.ask("GET", "/settings/staff", nil).want(200)
		next := ""
		for n := range first.page.Descendants() {
			if attribute(n, "rel") == "next" {
				next = attribute(n, "href")
			}
		}
		if next == "" {
			t.Fatal("the first page leads nowhere")
		}
		last := p.ask("GET", next, nil).want(200).says("pagination", "First page")
		if got := strings.Count(last.text("table"), "@desk.example"); got != 1 {
			t.Errorf("%d on the last page, want 1", got)
		}
		p.ask("GET", "/settings/staff?after=%27%3B--", nil).want(200).says("table", "Ana Miller")
	})
}
