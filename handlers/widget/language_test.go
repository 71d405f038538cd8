package widget_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"linger/models"
	"linger/models/automated"
	"linger/static"
	views "linger/views/widget"
)

// speaks sets the widget's language, and whether it listens to browsers.
func (s *site) speaks(language string, detect bool) {
	s.T.Helper()
	if err := s.DB.Write.Model(s.widget).Updates(map[string]any{"language": language, "detect_language": detect}).Error; err != nil {
		s.T.Fatal(err)
	}
}

// The language is the widget's, or, where it listens, the first one of ours that
// the page or the browser asks for. Frame, loader, visit and conversation agree.
func TestLanguageIsChosen(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for i, tt := range []struct {
			widget         string
			detect         bool
			page, accepted string
			want           string
		}{
			{"en", false, "", "", "en"},
			{"de", false, "", "fr", "de"},
			{"de", false, "ar", "fr,en;q=0.8", "de"},
			{"de", true, "", "", "de"},
			{"de", true, "", "fr", "fr"},
			{"de", true, "es-MX", "fr", "es"},
			{"de", true, "he", "fr-CA, en;q=0.9", "fr"},
			{"de", true, "he", "he-IL,he;q=0.9", "de"},
			{"fr", true, "", "pt-PT", "pt-BR"},
			{"fr", true, "", "zh-TW,zh;q=0.9,en-US;q=0.8", "zh-Hans"},
			{"fr", true, "zh_CN", "", "zh-Hans"},
			{"fr", true, "", "tlh, ja;q=0.5, en;q=0.7, de;q=0", "en"},
			{"fr", true, "", "*", "fr"},
			{"fr", true, "", ";;q=,,=;q=x,-", "fr"},
			{"fr", true, `"><script>`, strings.Repeat("x-", 4000), "fr"},
			{"ja", true, "", "AR-eg", "ar"},
		} {
			t.Run(fmt.Sprintf("%s %t %.9s %.9s", tt.widget, tt.detect, tt.page, tt.accepted), func(t *testing.T) {
				s.speaks(tt.widget, tt.detect)
				b := &browser{t: t, s: s, key: s.widget.Key}
				got := b.ask("GET", "?locale="+url.QueryEscape(tt.page), nil, "Accept-Language", tt.accepted)
				words := views.In(tt.want)
				start := fmt.Sprintf(`<html lang="%s"`, tt.want)
				if tt.want == "ar" {
					start += ` dir="rtl"`
				}
				if !strings.Contains(got.body, start) || !strings.Contains(got.body, words.Write) || !strings.Contains(got.body, "dir=") {
					t.Errorf("the frame is not in %s: %.200s", tt.want, got.body)
				}
				if vary := strings.Join(got.Header.Values("Vary"), ","); strings.Contains(vary, "Accept-Language") != tt.detect {
					t.Errorf("Vary: %s", vary)
				}

				response, script := request(t, "GET", s.URL+"/embed.js?widget="+s.widget.Key+"&locale="+url.QueryEscape(tt.page), "", "",
					"Accept-Encoding", "identity", "Accept-Language", tt.accepted)
				if !strings.Contains(string(script), words.Unread) {
					t.Errorf("the loader does not say %q", words.Unread)
				}
				if vary := strings.Join(response.Header.Values("Vary"), ","); strings.Contains(vary, "Accept-Language") != tt.detect {
					t.Errorf("the loader's Vary: %s", vary)
				}

				// The frame tells what it has come in.
				b.chat = b.post("/visit", "token", s.token(fmt.Sprintf("customer%d", i), 3600e9), "locale", "xx", "language", tt.want)
				b.visit = b.chat.Header.Get("Linger-Visit")
				b.say("", "Hello")
				var c models.Conversation
				if err := s.DB.Write.Order("created_at DESC, id DESC").Take(&c).Error; err != nil {
					t.Fatal(err)
				}
				if c.Language != tt.want {
					t.Errorf("the conversation is in %q", c.Language)
				}
				greeting, received := automated.Of(automated.Greeting).Default(tt.want, automated.Persistent), automated.Of(automated.Created).Default(tt.want, automated.Persistent)
				if _, rest, _ := strings.Cut(greeting, "\n"); !strings.Contains(b.chat.body, rest) || !strings.Contains(b.get("/chat").body, received) {
					t.Errorf("what the system says is not in %s: %s", tt.want, b.chat.body)
				}
				if answer := b.get("/chat"); !strings.Contains(answer.body, words.You) || !strings.Contains(answer.body, words.WillAnswer) {
					t.Errorf("the chat is not in %s: %s", tt.want, answer.body)
				}
			})
		}
		t.Run("a forged language is the widget's", func(t *testing.T) {
			for _, forged := range []string{"tlh", "en\x00", strings.Repeat("e", 5000), "fr"} {
				s.speaks("de", false)
				b := &browser{t: t, s: s, key: s.widget.Key}
				b.chat = b.post("/visit", "token", s.token("forger", 3600e9), "language", forged)
				if !strings.Contains(b.chat.body, views.In("de").Away) && b.chat.StatusCode != 200 {
					t.Errorf("%q: %s", forged, b.chat.Status)
				}
				var v models.Visit
				if err := s.DB.Write.Order("created_at DESC, id DESC").Take(&v).Error; err != nil || v.Language != "de" {
					t.Errorf("%q makes the visit speak %q (%v)", forged, v.Language, err)
				}
			}
		})
	})
}

// The loader keeps to its 2,000 bytes in every language.
func TestLoaderIsLightInEveryLanguage(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, s *site) {
		for _, l := range automated.Languages {
			s.speaks(l.Tag, false)
			if err := s.DB.Write.Model(s.widget).Update("title", "Moor & Pine").Error; err != nil {
				t.Fatal(err)
			}
			_, script := request(t, "GET", s.URL+"/embed.js?widget="+s.widget.Key, "", "", "Accept-Encoding", "gzip")
			if t.Logf("%-8s %d bytes as gzip", l.Tag, len(script)); len(script) > 2000 {
				t.Errorf("the loader in %s weighs %d bytes as gzip", l.Name, len(script))
			}
		}
	})
}
