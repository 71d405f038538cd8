package settings

import (
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/views/settings"
)

func TestPresenceIsMadeChangedAndPutAway(t *testing.T) {
	p := newPages(t)
	p.ask("GET", "/settings/presences", nil).want(200).says("empty", "No presences of your own yet").says("facts", "Do not disturb")
	p.ask("GET", "/settings/presences/new", nil).want(200)
	form := url.Values{"name": {"Lunch"}, "text": {"busy"}, "base": {"inactive"}, "description": {"At noon"}}
	refused := p.ask("POST", "/settings/presences", form).want(422).says("#text-problem", "Choose words of its own").says("#base-problem", "Choose what").says("#description", "At noon")
	if refused.attr("text", "value") != "busy" {
		t.Error("what was typed is not kept")
	}
	form.Set("text", "At lunch")
	form.Set("base", "away")
	made := location(p.ask("POST", "/settings/presences", form).want(303))
	p.ask("GET", made+"?done=created", nil).want(200).says("notice--positive", "The presence is created.").says("trail", "Ana Miller")
	p.ask("GET", "/settings/presences?q=lunch", nil).want(200).says("table", "At lunch")

	stored := func() *models.CustomPresence {
		t.Helper()
		row, err := p.CustomPresences.Find(p.Ctx(), strings.TrimPrefix(strings.Split(made, "?")[0], "/settings/presences/"))
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	made = "/settings/presences/" + stored().ID
	form.Set("version", settings.VersionText(stored().UpdatedAt))
	p.Clock.Advance(1000)
	form.Set("name", "Lunch break")
	p.ask("POST", made, form).want(303)
	form.Set("name", "Mine")
	if late := p.ask("POST", made, form).want(409).says("notice--caution", "Ana Miller saved this"); late.attr("name", "value") != "Mine" {
		t.Error("what was typed meanwhile is not kept")
	}

	p.ask("GET", location(p.ask("POST", made+"/copy", nil).want(303)), nil).want(200)
	p.ask("GET", "/settings/staff/new", nil).want(200).says("#default_presence", "At lunch (Away)")
	if err := p.DB.Write.Exec("UPDATE agents SET default_presence = 'away', default_custom_presence_id = ?", stored().ID).Error; err != nil {
		t.Fatal(err)
	}
	p.ask("GET", made, nil).want(200).says("card--danger", "Not possible")
	p.ask("POST", made+"/deactivate", nil).want(409)
	p.ask("GET", made+"/delete", nil).want(200)
	p.ask("POST", made+"/delete", nil).want(409)
	if err := p.DB.Write.Exec("UPDATE agents SET default_presence = 'available', default_custom_presence_id = NULL").Error; err != nil {
		t.Fatal(err)
	}
	p.ask("POST", made+"/deactivate", nil).want(303)
	p.ask("POST", made+"/activate", nil).want(303)
	p.ask("POST", made+"/delete", nil).want(303)
	p.ask("GET", made, nil).want(404)
}
