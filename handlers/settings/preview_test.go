package settings

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"linger/models"
)

// The preview follows every field of the look, in both modes and at every moment.
func TestPreviewFollowsTheForm(t *testing.T) {
	p := newPages(t)
	base := url.Values{
		"mode": {"live"}, "title": {"Moor & Pine"}, "subtitle": {"Ask us"}, "color": {"#0f766e"}, "agent_name_style": {"nickname"}, "language": {"en"},
		"offline_title": {"Asleep"}, "offline_subtitle": {"Write to us"}, "offline_color": {"custom"}, "offline_custom_color": {"#123456"}, "shown_outside_hours": {"on"},
	}
	tests := []struct {
		name        string
		change      url.Values
		class, says string
		accent      string
		hidden      bool
	}{
		{"somebody has answered", nil, "who__name", "Didi", "#0f766e", false},
		{"the full name", url.Values{"agent_name_style": {"full"}}, "who__name", "Dana Miller", "#0f766e", false},
		{"at the start", url.Values{"moment": {"start"}}, "who__name", "Moor & Pine", "#0f766e", false},
		{"below it", url.Values{"moment": {"start"}}, "who__line", "Ask us", "#0f766e", false},
		{"live, away", url.Values{"moment": {"away"}}, "who__name", "Asleep", "#123456", false},
		{"live, away, below", url.Values{"moment": {"away"}}, "who__line", "Write to us", "#123456", false},
		{"live, away, no words for it", url.Values{"moment": {"away"}, "offline_title": {""}}, "who__name", "Moor & Pine", "#123456", false},
		{"live, away and hidden", url.Values{"moment": {"away"}, "shown_outside_hours": {""}}, "pane__text", "not on your pages", "#0f766e", true},
		{"persistent, away", url.Values{"moment": {"away"}, "mode": {"persistent"}}, "who__line", "Back", "#0f766e", false},
		{"persistent, away: she can write", url.Values{"moment": {"away"}, "mode": {"persistent"}}, "transcript", "Hello, has my order left yet?", "#0f766e", false},
		{"Spanish", url.Values{"language": {"es"}, "moment": {"start"}}, "composer", "Escribe un mensaje", "#0f766e", false},
		{"a colour half typed", url.Values{"color": {"custom"}, "custom_color": {"#0f7"}}, "who__name", "Didi", "#00ff77", false},
		{"none yet", url.Values{"color": {"custom"}, "custom_color": {"#0"}}, "who__name", "Didi", models.Colors[0].Hex, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			query := url.Values{}
			for _, values := range []url.Values{base, tt.change} {
				for name, v := range values {
					query[name] = v
				}
			}
			a := p.ask("GET", "/settings/widgets/new/preview?"+query.Encode(), nil).want(200)
			if !strings.Contains(a.text(tt.class), tt.says) {
				t.Errorf("%s says %q, want %q", tt.class, a.text(tt.class), tt.says)
			}
			a.each("chat", func(n *html.Node) {
				if got := attribute(n, "data-accent"); got != tt.accent {
					t.Errorf("colour %s, want %s", got, tt.accent)
				}
				if has(n, "data-hidden") != tt.hidden || !has(n, "inert") {
					t.Errorf("hidden: %v, want %v; inert: %v", has(n, "data-hidden"), tt.hidden, has(n, "inert"))
				}
			})
		})
	}
	arabic := p.ask("GET", "/settings/widgets/new/preview?language=ar&mode=persistent", nil).want(200)
	if !strings.Contains(arabic.Body.String(), `<html lang="ar" dir="rtl">`) {
		t.Errorf("Arabic: %.300s", arabic.Body)
	}
	for logo, want := range map[string]string{
		"https://cdn.example/mark.png":      "img-src 'self' data: blob: https://cdn.example;",
		"https://cdn.example;script-src */": "img-src 'self' data: blob:;",
		"https:":                            "img-src 'self' data: blob:;",
	} {
		query := url.Values{"logo_url": {logo}, "moment": {"start"}, "mode": {"persistent"}}
		a := p.ask("GET", "/settings/widgets/new/preview?"+query.Encode(), nil).want(200)
		if policy := a.Header().Get("Content-Security-Policy"); !strings.Contains(policy, want) {
			t.Errorf("%s: %s", logo, policy)
		}
		if drawn := strings.Contains(a.Body.String(), `<img class="avatar logo"`); drawn != strings.Contains(want, "cdn") {
			t.Errorf("%s is drawn: %v", logo, drawn)
		}
	}
}
