package settings

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"linger/models"
)

func TestStaffPages(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		p.ask("GET", "/settings/staff", nil).want(200).says("table", "Ana Miller You ana@desk.example Admin Active")
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

		// The link is shown this once; with it they come in.
		made := p.ask("POST", "/settings/staff", form).want(201).says("notice--positive", "Sam Field is invited.")
		shown, found := strings.CutPrefix(made.text("copyable"), "https://chat.example.com/choose-password?link=")
		if !found {
			t.Fatalf("the link is %q", shown)
		}
		p.ask("GET", "/settings/staff", nil).want(200).says("table", "Sam Field sam@desk.example Agent Invited")
		rows, _, err := p.Agents.List(p.Ctx(), models.Listing{})
		if err != nil || len(rows) != 2 {
			t.Fatalf("%v, %v", rows, err)
		}
		sam, ana := rows[1], rows[0]
		path := "/settings/staff/" + sam.ID
		page := p.ask("GET", path, nil).want(200).says("card", "A link is out that works once. It expires on 9 Mar 2026, 09:00 UTC")
		if strings.Contains(page.Body.String(), shown) {
			t.Error("the link is shown again")
		}
		if _, _, err := p.PasswordLinks.Use(p.Ctx(), shown, "four dry green boats", models.Browser{}); err != nil {
			t.Fatal(err)
		}
		p.ask("GET", path, nil).want(200).says("page-head", "Active").says("card", "For a lost password")

		// A new link replaces the one before, and can be withdrawn.
		again := p.ask("POST", path+"/link", nil).want(201).says("notice--positive", "Sam Field can choose a new password.").text("copyable")
		p.ask("POST", path+"/link/withdraw", nil).want(303)
		_, token, _ := strings.Cut(again, "link=")
		if _, err := p.PasswordLinks.Open(p.Ctx(), token, models.Browser{}); models.CodeOf(err) != models.CodeLinkWithdrawn {
			t.Errorf("withdrawn: %v", err)
		}
		p.ask("POST", "/settings/staff/"+ana.ID+"/link", nil).want(409)

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
		p.ask("POST", path+"/link", nil).want(409)
		p.ask("POST", path+"/activate", nil).want(303)
	})
}

// offers are the values that a list lets choose from.
func (a answer) offers(name string) (values []string) {
	for n := range a.page.Descendants() {
		if n.Data == "select" && attribute(n, "name") == name {
			for o := range n.Descendants() {
				if o.Data == "option" {
					values = append(values, attribute(o, "value"))
				}
			}
		}
	}
	return values
}

// Queues, language, zone and presence of somebody are set on their page; what was
// refused comes back as it was chosen.
func TestStaffFields(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		returns, err := p.Queues.Create(p.Ctx(), nil, models.QueueDraft{Name: "Returns"})
		if err != nil {
			t.Fatal(err)
		}
		sam := p.Agent("Sam", models.RoleAgent)
		path := "/settings/staff/" + sam.ID
		page := p.ask("GET", path, nil).want(200)
		if offered := page.offers("language"); !slices.Equal(offered, append([]string{""}, models.Languages...)) {
			t.Errorf("languages to choose from: %q", offered)
		}
		form := page.typed(path)
		if form.Has("queues") || form.Get("default_presence") != "available" || form.Get("language") != "" || form.Get("time_zone") != "" {
			t.Errorf("at first: %v", form)
		}
		form.Set("queues", returns.ID)
		form.Set("default_presence", "away")
		form.Set("language", "en-GB")
		form.Set("time_zone", "The Shire")
		refused := p.ask("POST", path, form).want(422).says("#time_zone-problem", "by its name").typed(path)
		if refused.Get("queues") != returns.ID || refused.Get("default_presence") != "away" || refused.Get("language") != "en-GB" || refused.Get("time_zone") != "The Shire" {
			t.Errorf("refused: %v", refused)
		}
		form.Set("time_zone", "Europe/Berlin")
		p.ask("POST", path, form).want(303)
		saved := p.ask("GET", path, nil).typed(path)
		if saved.Get("queues") != returns.ID || saved.Get("default_presence") != "away" || saved.Get("language") != "en-GB" || saved.Get("time_zone") != "Europe/Berlin" {
			t.Errorf("saved: %v", saved)
		}
		for _, id := range []string{models.DefaultQueueID, "nonsense"} {
			saved.Set("queues", id)
			p.ask("POST", path, saved).want(422).says("#queues-problem", "Choose from the list.")
		}
	})
}

// Times are told on the reader's clocks, also without scripts.
func TestTimesAreInTheReadersZone(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		path := "/settings/staff/" + p.Agent("Sam", models.RoleAgent).ID
		form := p.ask("GET", path, nil).typed(path)
		p.ask("POST", path, form).want(303)
		p.ask("GET", path, nil).says("form__state", "2 Mar 2026, 09:00 UTC by Ana Miller")
		now, err := p.Agents.Localise(p.Ctx(), p.agent, p.agent.UpdatedAt, models.Locale{Language: "de", TimeZone: "Asia/Tokyo"})
		if err != nil {
			t.Fatal(err)
		}
		*p.agent = *now
		page := p.ask("GET", path, nil).says("form__state", "2 Mar 2026, 18:00 JST")
		for n := range page.page.Descendants() {
			if n.Type == html.ElementNode && n.Data == "html" && (attribute(n, "data-zone") != "Asia/Tokyo" || attribute(n, "data-locale") != "de" || attribute(n, "lang") != "en") {
				t.Errorf("the page says %v", n.Attr)
			}
		}
		edit := p.ask("GET", path, nil).typed(path)
		p.ask("POST", path, edit).want(303)
		p.ask("POST", path, edit).want(409).says("notice--caution", "saved this at 18:00 JST on 2 March")
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
