package widget_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"linger/models"
)

// A visitor comes back to her running chat by her visit alone, from several tabs at
// once; a browser that kept nothing is somebody new, whatever token it shows.
func TestVisitors(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		persistent := s.arrive(t, "ana")
		s.widget = s.Anonymous()
		first := s.arrive(t, "")
		id := first.say("", private).Header.Get("Linger-Conversation")
		customer := first.chat.Header.Get("Linger-Customer")

		again := func(visit string) *answer {
			b := &browser{t: t, s: s, key: s.widget.Key, visit: visit}
			return b.post("/visit", "token", s.token("ana", time.Hour))
		}
		for range 2 { // both tabs show what they were given before
			back := again(first.visit)
			if data(back.body, "conversation") != id || back.Header.Get("Linger-Customer") != customer || back.Header.Get("Linger-Visit") != first.visit {
				t.Errorf("after a reload: %s", back.body)
			}
		}
		for name, visit := range map[string]string{"nothing kept": "", "guessed": strings.Repeat("A", 43), "of another widget": persistent.visit} {
			got := again(visit)
			if got.StatusCode != http.StatusOK || got.Header.Get("Linger-Customer") == customer || got.Header.Get("Linger-Visit") == visit ||
				data(got.body, "conversation") != "" || strings.Contains(got.body, private) {
				t.Errorf("%s: %s %s", name, got.Status, got.body)
			}
		}

		s.Clock.Advance(29 * 24 * time.Hour)
		if got := first.get("/chat"); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("a visit that was not confirmed for weeks opens: %s", got.Status)
		}
		if got := again(first.visit); got.Header.Get("Linger-Customer") != customer {
			t.Error("after 29 days she is somebody else")
		}
		s.Clock.Advance(30 * 24 * time.Hour)
		if got := again(first.visit); got.Header.Get("Linger-Customer") == customer {
			t.Error("after another 30 days she is still known")
		}
	})
}

// A widget that has become anonymous takes nobody for a customer whom it knew.
func TestKnownCustomersAreNotTakenForVisitors(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.widget = s.channel(t, models.ModeLive)
		sc := stage(t, s)
		if err := s.DB.Write.Model(s.widget).Update("authentication_settings_id", nil).Error; err != nil {
			t.Fatal(err)
		}
		got := sc.ana.post("/visit")
		if got.StatusCode != http.StatusOK || strings.Contains(got.body, private) || data(got.body, "conversation") != "" {
			t.Errorf("without proof: %s %s", got.Status, got.body)
		}
	})
}

// Staff see of a visitor that nobody proved who she is, and call her by a number.
func TestVisitorsHaveNames(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.widget = s.Anonymous()
		for range 2 {
			s.arrive(t, "").say("", "Hello")
		}
		rows, _, err := s.Inbox.Rows(s.Ctx(), s.agent, models.Filter{List: models.ListOpen})
		if err != nil || len(rows) != 2 {
			t.Fatal(len(rows), err)
		}
		for i := range rows {
			c, err := s.Customers.Find(s.Ctx(), rows[i].CustomerID)
			if err != nil || !c.Anonymous() || c.DisplayName() != rows[i].Customer() || c.FirstName() != "" ||
				!regexp.MustCompile(`^Visitor \d{4}$`).MatchString(c.DisplayName()) {
				t.Errorf("%q, first name %q, %v", c.DisplayName(), c.FirstName(), err)
			}
		}
	})
}
