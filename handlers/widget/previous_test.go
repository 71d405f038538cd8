package widget_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// A customer reads her ended conversations above a divider where the widget shows
// them, and nothing of anybody else's.
func TestPreviousConversations(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		if _, err := s.Conversations.End(s.Ctx(), s.agent, sc.id, -1); err != nil {
			t.Fatal(err)
		}
		ana, bob := s.arrive(t, "ana"), s.arrive(t, "bob")
		if got := ana.get("/previous"); got.StatusCode != http.StatusNotFound || strings.Contains(ana.chat.body, "data-previous") {
			t.Errorf("switched off: %s", got.Status)
		}
		s.Set(s.widget, "previous_conversations", true)
		if chat := ana.get("/chat").body; !strings.Contains(chat, "data-previous") || strings.Contains(chat, private) {
			t.Errorf("the chat itself: %s", chat)
		}
		got := ana.get("/previous")
		if got.StatusCode != http.StatusOK || !strings.Contains(got.body, private) || strings.Count(got.body, `class="divider"`) != 1 {
			t.Errorf("she reads %s %s", got.Status, got.body)
		}
		if got := ana.get("/previous?conversation=" + sc.id); strings.Contains(got.body, private) {
			t.Errorf("what is on her screen comes twice: %s", got.body)
		}
		for _, path := range []string{"/previous", "/previous?before=" + sc.id + ".99999", "/previous?conversation=" + models.NewID()} {
			if got := bob.get(path); got.StatusCode != http.StatusOK || strings.Contains(got.body, private) {
				t.Errorf("bob by %s: %s %s", path, got.Status, got.body)
			}
		}
		if got := bob.get("/previous?before=x"); got.StatusCode != http.StatusBadRequest {
			t.Errorf("nonsense: %s", got.Status)
		}
		nobody := &browser{t: t, s: s, key: s.widget.Key}
		if got := nobody.get("/previous"); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody: %s", got.Status)
		}
	})
}
