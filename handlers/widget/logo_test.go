package widget_test

import (
	"strings"
	"testing"

	"linger/models"
	views "linger/views/widget"
)

// A widget's logo stands at the top of the chat until somebody answers, and beside
// what the business says by itself. Its site, and no other, may be asked for it.
func TestLogo(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		stage(t, s)
		b := &browser{t: t, s: s, key: s.widget.Key}
		if got := b.get(""); strings.Contains(got.body, "<img") || !strings.Contains(got.Header.Get("Content-Security-Policy"), "img-src 'self' data: blob:;") {
			t.Errorf("without a logo: %s, %.300s", got.Header.Get("Content-Security-Policy"), got.body)
		}
		if err := s.DB.Write.Model(s.widget).Update("logo_url", "https://cdn.example:8443/mark.png?v=2&x=1").Error; err != nil {
			t.Fatal(err)
		}
		s.widget.LogoURL = "https://cdn.example:8443/mark.png?v=2&x=1"
		got := b.get("")
		if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "img-src 'self' data: blob: https://cdn.example:8443;") {
			t.Errorf("policy: %s", policy)
		}
		const picture = `<img class="avatar logo" src="https://cdn.example:8443/mark.png?v=2&amp;x=1" alt="" referrerpolicy="no-referrer">`
		if !strings.Contains(got.body, picture) {
			t.Errorf("no logo in %.1500s", got.body)
		}
		said := models.Entry{Message: models.Message{Kind: models.KindAutomated, Body: "Thanks"}}
		if row := rowOf(t, s.widget, said); !strings.Contains(row, `<img class="avatar logo avatar--small"`) {
			t.Errorf("what the business says: %s", row)
		}
		said.Kind, said.Names = models.KindAgent, models.Names{FirstName: "Dana"}
		if row := rowOf(t, s.widget, said); strings.Contains(row, "<img") {
			t.Errorf("what an agent says: %s", row)
		}
	})
}

// rowOf is a row of the log as customers of w see it.
func rowOf(t *testing.T, w *models.Widget, e models.Entry) string {
	t.Helper()
	var b strings.Builder
	if err := views.Rows(views.Pane{Widget: w, Page: models.Page{Entries: []models.Entry{e}}}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// After the end the rating asks in the admin's words, or in those of the language.
func TestWhatARatingAsks(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		stage(t, s)
		b := &browser{t: t, s: s, key: s.widget.Key}
		change := map[string]any{"post_chat_survey": true, "post_chat_text": ""}
		for text, want := range map[string]string{"": views.In("en").RateTitle, "How did <we> do?": "How did &lt;we&gt; do?"} {
			change["post_chat_text"] = text
			if err := s.DB.Write.Model(s.widget).Updates(change).Error; err != nil {
				t.Fatal(err)
			}
			if got := b.get("").body; !strings.Contains(got, want+"</legend>") {
				t.Errorf("%q is not asked: %.3000s", want, got)
			}
		}
	})
}
