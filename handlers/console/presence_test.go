package console_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// What an agent says of themselves reaches all their windows, and no one else's;
// without scripts the page comes back to where it was.
func TestPresence(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, ben := s.as(t, "Ana", models.RoleAgent), s.as(t, "Ben", models.RoleAgent)
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, `aria-checked="true"`, "Available")
		second, other := ana.listen("list=open", ""), ben.listen("list=open", "")
		second.until(`hx-target="#presence"`, "Available") // what it may have missed
		other.until(`hx-target="#presence"`)

		ana.post("/console/presence", htmx("x"), "presence", "busy", "list", "mine").must(t, http.StatusOK).
			shows(t, `hx-target="#presence"`, `hx-target="#presence-menu"`, `value="busy" aria-checked="true"`, "not", `value="available" aria-checked="true"`)
		second.until(`hx-target="#presence"`, `value="busy" aria-checked="true"`)
		w := ana.post("/console/presence", nil, "presence", "away", "list", "mine", "filter", "waiting").must(t, http.StatusSeeOther)
		if to := w.Header.Get("Location"); to != "/console/mine?state=waiting" {
			t.Errorf("leads to %s", to)
		}
		ana.get("/console/mine", nil).shows(t, `value="away" aria-checked="true"`)
		second.until(`value="away" aria-checked="true"`)
		for _, wrong := range []string{"", "asleep"} {
			ana.post("/console/presence", htmx("x"), "presence", wrong, "list", "mine").must(t, http.StatusUnprocessableEntity)
		}
		ana.post("/console/presence", htmx("x"), "presence", "busy", "list", "mine", "conversation", "x").must(t, http.StatusNotFound)

		// Ben's window hears of the next thing, and of nothing before it.
		ben.post("/console/presence", htmx("x"), "presence", "dnd", "list", "open").must(t, http.StatusOK)
		if e := other.until(`hx-target="#presence"`); !strings.Contains(e.data, `value="dnd" aria-checked="true"`) {
			t.Errorf("Ben reads of Ana: %s", e.data)
		}
	})
}

// Who missed an offer reads why nothing is offered to them, and ends it with a button;
// custom presences stand in the menu.
func TestSetAsideAndCustomPresences(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		lunch, err := s.CustomPresences.Create(s.Ctx(), nil, models.CustomPresenceDraft{Name: "Lunch", Base: models.PresenceAway})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DB.Write.Exec("UPDATE agents SET set_aside = 'missed', set_aside_at = created_at WHERE id = ?", ana.agent.ID).Error; err != nil {
			t.Fatal(err)
		}
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, "aside-bar", "You missed an offer", "Inactive", `action="/console/presence/reset"`)
		window := ana.listen("list=open", "")
		window.until(`hx-target="#set-aside"`, "You missed an offer")
		ana.post("/console/presence/reset", htmx("x"), "list", "mine").must(t, http.StatusOK).shows(t, "Available", "not", "You missed an offer")
		window.until(`hx-target="#set-aside"`, `value="available" aria-checked="true"`)
		ana.post("/console/presence", htmx("x"), "presence", lunch.ID, "list", "mine").must(t, http.StatusOK).shows(t, `value="`+lunch.ID+`" aria-checked="true"`, "Lunch")
		window.until(`value="` + lunch.ID + `" aria-checked="true"`)
		ana.post("/console/presence", htmx("x"), "presence", models.NewID(), "list", "mine").must(t, http.StatusUnprocessableEntity)
		ana.post("/console/presence/reset", nil, "list", "mine").must(t, http.StatusSeeOther)
	})
}

// Times of the console are on the agent's clocks, in the page and in the stream.
func TestConsoleTimesAreInTheAgentsZone(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		ana.get("/console/mine", nil).shows(t, ">2 Mar 09:00</time>")
		stored, err := s.Agents.Find(s.Ctx(), ana.agent.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Agents.Localise(s.Ctx(), stored, stored.UpdatedAt, models.Locale{TimeZone: "Asia/Kathmandu"}); err != nil {
			t.Fatal(err)
		}
		ana.get("/console/mine", nil).shows(t, ">2 Mar 14:45</time>", `data-zone="Asia/Kathmandu"`, "not", ">2 Mar 09:00</time>")
		l := ana.listen("list=mine&conversation="+c.ID, cursor(c))
		s.Write(visit, "Are you there?")
		l.until("Are you there?", ">2 Mar 14:45</time>")
	})
}
