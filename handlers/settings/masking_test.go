package settings

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/views/settings"
)

func TestMaskingRuleIsMadeAndChanged(t *testing.T) {
	p := newPages(t)
	p.ask("GET", "/settings/masking", nil).want(200).says("rules__name", "Card numbers E-mail").says("field__hint", "4 of 10 rules").says("trial__text", "My card is ###################.")
	p.ask("GET", "/settings/masking/new", nil).want(200)

	form := url.Values{"name": {"Orders"}, "description": {"They are secret."}, "kind": {"pattern"}, "pattern": {`order-(\d`}, "mask": {"x"}, "text": {"order-123"}}
	refused := p.ask("POST", "/settings/masking", form).want(422)
	refused.says("#pattern-problem", "“)” is missing").says("#mask-problem", "one sign").says("#description", "They are secret.").says("#text", "order-123").says("#trial", "can't be tried yet")
	if refused.attr("name", "value") != "Orders" || refused.attr("pattern", "value") != `order-(\d` || refused.attr("active", "checked") != "" {
		t.Error("what was typed is not kept")
	}
	form.Set("pattern", `order-\d+`)
	form.Set("mask", "*")
	form.Set("active", "on")
	made := location(p.ask("POST", "/settings/masking", form).want(303))
	page := p.ask("GET", made+"?done=created", nil).want(200).says("notice--positive", "The rule is created.")
	if page.attr("pattern", "value") != `order-\d+` || page.attr("mask", "value") != "*" {
		t.Error("the page does not show what was saved")
	}
	if got, err := p.MaskingRules.Mask(p.Ctx(), "it is order-17"); err != nil || got != "it is ********" {
		t.Errorf("the rule makes %q, %v", got, err)
	}

	form.Set("version", settings.VersionText(p.rule(made).UpdatedAt))
	p.Clock.Advance(1000)
	form.Set("name", "Order numbers")
	p.ask("POST", made, form).want(303)
	form.Set("name", "Mine")
	late := p.ask("POST", made, form).want(409).says("notice--caution", "Ana Miller saved this")
	if late.attr("name", "value") != "Mine" {
		t.Error("what was typed meanwhile is not kept")
	}
	form.Set("version", settings.VersionText(p.rule(made).UpdatedAt))
	form.Set("name", "")
	p.ask("POST", made, form).want(422).says("#name-problem", "Give it a name")
}

func TestMaskingRulesAreSwitchedMovedCopiedDeleted(t *testing.T) {
	p := newPages(t)
	rows, err := p.MaskingRules.List(p.Ctx())
	if err != nil {
		t.Fatal(err)
	}
	mail := "/settings/masking/" + rows[1].ID
	p.ask("POST", mail+"/switch", url.Values{"on": {"on"}}).want(303)
	p.ask("GET", "/settings/masking", nil).says("trial__text", "Write to ###############, or")
	p.ask("POST", mail+"/switch", url.Values{}).want(303)
	p.ask("GET", "/settings/masking", nil).says("trial__text", "ada@example.org")
	p.ask("POST", mail+"/move", url.Values{"way": {"up"}}).want(303)
	p.ask("GET", "/settings/masking", nil).says("rules__name", "E-mail addresses Card numbers")

	copied := location(p.ask("POST", mail+"/copy", nil).want(303))
	if p.ask("GET", copied, nil).want(200).attr("name", "value") != "Copy of E-mail addresses" {
		t.Error("the copy has another name")
	}
	p.ask("POST", copied+"/delete", nil).want(303)
	p.ask("GET", "/settings/masking?done=deleted", nil).says("notice--positive", "Deleted.")
	for _, way := range [][2]string{{"GET", ""}, {"POST", ""}, {"POST", "/switch"}, {"POST", "/move"}, {"POST", "/copy"}, {"POST", "/delete"}} {
		p.ask(way[0], copied+way[1], nil).want(404)
		p.ask(way[0], "/settings/masking/no-id"+way[1], nil).want(404)
	}

	form := url.Values{"name": {"x"}, "kind": {"iban"}, "mask": {"#"}}
	for range models.MaxMaskingRules - 4 {
		p.ask("POST", "/settings/masking", form).want(303)
	}
	p.ask("POST", "/settings/masking", form).want(422).says("#name-problem", "10 rules already")
	p.ask("POST", mail+"/copy", nil).want(409)
	if full := p.ask("GET", "/settings/masking", nil); strings.Contains(full.text("page-head__actions"), "New rule") {
		t.Error("an eleventh rule is offered")
	}
	rows, err = p.MaskingRules.List(p.Ctx())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		p.ask("POST", "/settings/masking/"+r.ID+"/delete", nil).want(303)
	}
	p.ask("GET", "/settings/masking", nil).want(200).says("empty", "No rules")
}

func TestMaskingIsTried(t *testing.T) {
	p := newPages(t)
	p.ask("GET", "/settings/masking/test", nil).want(303)
	p.ask("POST", "/settings/masking/test", url.Values{"text": {"a 4111111111111111"}}).want(200).says("trial__text", "a ################").says("#text", "a 4111111111111111").says("rules__name", "Card numbers")
	p.ask("POST", "/settings/masking/test", url.Values{"text": {strings.Repeat("x", 4001)}}).want(200).says("#trial", "4000 characters at most")
	p.ask("POST", "/settings/masking/test", url.Values{"text": {""}}).want(200).says("#trial", "Nothing was typed")

	form := url.Values{"text": {"4111111111111111 abc"}, "name": {"Letters"}, "kind": {"pattern"}, "pattern": {"[A-C]+"}, "mask": {"•"}}
	fresh := p.ask("POST", "/settings/masking/test", form).want(200).says("trial__text", "4111111111111111 ••• ################ •••")
	if fresh.attr("name", "value") != "Letters" || fresh.attr("pattern", "value") != "[A-C]+" {
		t.Error("the form that is tried is not kept")
	}
	rows, err := p.MaskingRules.List(p.Ctx())
	if err != nil || len(rows) != 4 {
		t.Fatalf("trying saved something: %d rules, %v", len(rows), err)
	}
	form.Set("id", rows[0].ID) // the card rule, as it would be
	p.ask("POST", "/settings/masking/test", form).want(200).says("trial__text", "4111111111111111 ••• 4111111111111111 •••").says("card--danger", "Delete")
	form.Set("pattern", "(")
	p.ask("POST", "/settings/masking/test", form).want(200).says("#trial", "“)” is missing")
	form.Set("id", "nonsense")
	p.ask("POST", "/settings/masking/test", form).want(404)

	form.Set("id", "")
	form.Set("pattern", "b")
	r := httptest.NewRequest("POST", "/settings/masking/test", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, "a•c") || strings.Contains(body, "<form") {
		t.Errorf("a script gets %d %s", w.Code, body)
	}
}

// location is where an answer leads, without what it says there.
func location(a answer) string {
	path, _, _ := strings.Cut(a.Header().Get("Location"), "?")
	return path
}

// rule is the masking rule with the page path.
func (p pages) rule(path string) *models.MaskingRule {
	p.T.Helper()
	r, err := p.MaskingRules.Find(p.Ctx(), path[strings.LastIndex(path, "/")+1:])
	if err != nil {
		p.T.Fatal(err)
	}
	return r
}
