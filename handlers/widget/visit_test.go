package widget_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// What an exchange refuses it refuses with a code for the script, and nothing of
// any chat.
func TestExchangeRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		off := s.channel(t, models.ModeLive)
		if err := s.DB.Write.Table("authentication_settings").Where("id = ?", *off.AuthenticationSettingsID).Update("active", false).Error; err != nil {
			t.Fatal(err)
		}
		good := s.token("ana", time.Hour)
		for name, tt := range map[string]struct {
			key, token string
			status     int
			code       string
		}{
			"no token":                {s.widget.Key, "", 401, "token_missing"},
			"no token at all":         {s.widget.Key, "ana", 401, "token_malformed"},
			"expired":                 {s.widget.Key, s.token("ana", -2*time.Minute), 401, "claim_invalid"},
			"another site's":          {s.widget.Key, good[:len(good)-8] + "AAAAAAAA", 401, "signature_invalid"},
			"no such widget":          {"nothere", good, 404, "not_found"},
			"sign-in is switched off": {off.Key, good, 401, "settings_inactive"},
		} {
			b := &browser{t: t, s: s, key: tt.key}
			got := b.post("/visit", "token", tt.token)
			if got.StatusCode != tt.status || got.Header.Get("Linger-Error") != tt.code {
				t.Errorf("%s: %d %s, want %d %s", name, got.StatusCode, got.Header.Get("Linger-Error"), tt.status, tt.code)
			}
			if got.Header.Get("Linger-Visit") != "" || strings.Contains(got.body, "transcript") {
				t.Errorf("%s: let in all the same", name)
			}
		}
	})
}

// The same customer's visit goes on; another customer on the same browser gets
// one of their own, and sees nothing of the first.
func TestAnotherCustomerOnTheSameBrowser(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		again := sc.ana.post("/visit", "token", s.token("ana", time.Hour))
		if got := data(again.body, "conversation"); got != sc.id {
			t.Errorf("ana came back to %q, want %q", got, sc.id)
		}
		b := &browser{t: t, s: s, key: s.widget.Key, visit: again.Header.Get("Linger-Visit")}
		bob := b.post("/visit", "token", s.token("bob", time.Hour))
		if bob.StatusCode != http.StatusOK || strings.Contains(bob.body, private) || data(bob.body, "conversation") != "" {
			t.Errorf("bob sees: %s", bob.body)
		}
		if bob.Header.Get("Linger-Customer") == again.Header.Get("Linger-Customer") {
			t.Error("bob's browser keeps his things with ana's")
		}
		if got := b.get("/chat"); got.StatusCode != http.StatusOK || data(got.body, "conversation") != sc.id {
			t.Errorf("ana's own visit is spoilt by bob's: %s", got.Status)
		}
	})
}

// Scenario S2: back after two days on another device, the agent had not parked.
func TestS2ReturnsAfterTwoDays(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		s.Clock.Advance(48 * time.Hour)
		phone := s.arrive(t, "ana")
		if got := data(phone.chat.body, "conversation"); got != sc.id {
			t.Errorf("she came back to %q, want %q", got, sc.id)
		}
		if !strings.Contains(phone.chat.body, private) || !strings.Contains(phone.chat.body, "Maria</bdi> joined") {
			t.Errorf("not the whole history: %s", phone.chat.body)
		}
		if c := s.reload(sc.id); c.State != models.StateActive {
			t.Errorf("by her return it is %s", c.State)
		}
	})
}

// Scenarios S7 and S8: after the end the next opening is empty, and a message that
// came too late goes into a conversation of its own, once.
func TestS7S8AfterTheEnd(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		if _, err := s.Conversations.End(s.Ctx(), s.agent, sc.id, -1); err != nil {
			t.Fatal(err)
		}
		fresh := s.arrive(t, "ana")
		if data(fresh.chat.body, "conversation") != "" || strings.Contains(fresh.chat.body, private) {
			t.Errorf("the next opening shows: %s", fresh.chat.body)
		}
		late := []string{"client_id", models.NewID(), "body", "One more thing"}
		refused := sc.ana.post("/messages", append(late, "conversation", sc.id)...)
		if refused.StatusCode != http.StatusConflict || refused.Header.Get("Linger-Error") != models.CodeConversationEnded {
			t.Errorf("too late: %s %s", refused.Status, refused.Header.Get("Linger-Error"))
		}
		anew := sc.ana.post("/messages", append(late, "conversation", "")...)
		if anew.StatusCode != http.StatusOK || anew.Header.Get("Linger-Conversation") == sc.id {
			t.Errorf("sent anew: %s into %s", anew.Status, anew.Header.Get("Linger-Conversation"))
		}
		twice := sc.ana.post("/messages", append(late, "conversation", "")...)
		if twice.body != anew.body {
			t.Errorf("sent twice it became another: %s", twice.body)
		}
	})
}

// History comes page by page, and ends.
func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		for n := range 120 {
			if _, _, err := s.Conversations.Reply(s.Ctx(), s.agent, sc.id, modeltest.Draft(fmt.Sprintf("answer %d", n))); err != nil {
				t.Fatal(err)
			}
		}
		page := sc.ana.get("/chat").body
		seen := map[string]bool{}
		for pages := 0; ; pages++ {
			keys := keyOf.FindAllStringSubmatch(page, -1)
			for _, key := range keys {
				if seen[key[1]] {
					t.Fatalf("m-%s came twice", key[1])
				}
				seen[key[1]] = true
			}
			if !strings.Contains(page, "data-older") {
				if pages != 2 || len(seen) != 123 { // hers, that it is here, joined, 120 answers
					t.Errorf("%d rows on %d pages after the first", len(seen), pages)
				}
				break
			}
			page = sc.ana.get("/messages?conversation=" + sc.id + "&before=" + keys[0][1]).body
		}
		if got := sc.ana.get("/messages?conversation=" + sc.id); got.StatusCode != http.StatusBadRequest {
			t.Errorf("before nothing: %s", got.Status)
		}
	})
}

// What the page says of itself is kept with the visit, apart from what is signed.
func TestAttributes(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.arrive(t, "ana")
		got := ana.ask("POST", "/attributes", strings.NewReader(`{"cart": 3, "plan": "gold", "nested": {"no": 1}}`), "Content-Type", "application/json")
		if got.StatusCode != http.StatusNoContent {
			t.Fatalf("attributes: %s %s", got.Status, got.body)
		}
		v, err := s.Visits.Latest(s.Ctx(), ana.chat.Header.Get("Linger-Customer"))
		if err != nil || v.Page["plan"] != "gold" || v.Page["cart"] != float64(3) || v.Page["nested"] != nil || len(v.Context) != 0 {
			t.Errorf("kept %v, signed %v, %v", v.Page, v.Context, err)
		}
		if got := ana.ask("POST", "/attributes", strings.NewReader(`[1]`), "Content-Type", "application/json"); got.StatusCode != http.StatusBadRequest {
			t.Errorf("a list: %s", got.Status)
		}
	})
}
