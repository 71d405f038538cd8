package widget_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// Before the team begins she reads when it does: in the header, and once in the
// conversation. She can write all the same; when it has begun the header promises
// nothing any more.
func TestOutsideHoursSheIsToldWhen(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.Keep(s.widget, s.Hours("Europe/Berlin", "09:00", "17:00"))
		s.Clock.Advance(-90 * time.Minute) // 08:30 in Berlin
		const opens = `<time class="timestamp" datetime="2026-03-02T08:00:00Z" title="2 Mar 2026, 08:00 UTC" data-local="opening">Monday 2 March, 08:00 UTC</time>`
		ana := s.arrive(t, "ana")
		if header := who(ana.chat.body); !strings.Contains(header, "Back "+opens+", your time") {
			t.Errorf("the header says %s", header)
		}
		stream := ana.listen("")
		sent := ana.say("", "Are you there?")
		if sent.StatusCode != http.StatusOK {
			t.Fatalf("refused: %s %s", sent.Status, sent.body)
		}
		row := stream.until(`data-from="automated"`).data
		if !strings.Contains(row, "We are away now and back "+opens+". What you write stays here") {
			t.Errorf("she is told %s", row)
		}
		if again := ana.say(sent.Header.Get("Linger-Conversation"), "Hello?"); again.StatusCode != http.StatusOK {
			t.Fatalf("refused: %s", again.Status)
		}
		if chat := ana.get("/chat").body; strings.Count(chat, `data-from="automated"`) != 1 {
			t.Errorf("told again: %s", chat)
		}
		s.Clock.Advance(31 * time.Minute)
		if header := who(ana.get("/chat").body); strings.Contains(header, "Back") || !strings.Contains(header, "An agent will answer") {
			t.Errorf("in hours the header says %s", header)
		}
		if _, err := s.Conversations.Accept(s.Ctx(), s.agent, sent.Header.Get("Linger-Conversation")); err != nil {
			t.Fatal(err)
		}
		if header := stream.until(`data-agent="Maria"`).data; strings.Contains(header, opens) {
			t.Errorf("the stream's header says %s", header)
		}
	})
}

// who is the header of a chat.
func who(html string) string {
	_, rest, _ := strings.Cut(html, `id="who"`)
	header, _, _ := strings.Cut(rest, "</hx-partial>")
	return header
}
