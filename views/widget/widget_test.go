package widget

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"linger/models"
)

func pane() Pane {
	at := models.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	client := "0c7f2c43-9d0b-4d4a-8f4b-1c2d3e4f5a6b"
	agent := "01890000-0000-7000-8000-00000000a9e7"
	names := models.Names{FirstName: "Maria", LastName: "Okafor"}
	row := func(seq int64, m models.Message) models.Entry {
		m.Seq, m.ChangedSeq, m.CreatedAt, m.Audience = seq, seq, at.Add(time.Duration(seq)*time.Minute), models.AudienceEveryone
		e := models.Entry{Message: m}
		if m.AgentID != nil {
			e.Names = names
		}
		return e
	}
	taken := row(6, models.Message{Kind: models.KindEvent, Event: models.EventEnded, AgentID: &agent})
	taken.RetractedAt, taken.ChangedSeq = at, 7
	return Pane{
		Widget: &models.Widget{Key: "7Jk2mQ9x", Mode: models.ModePersistent, Title: "Moor & Pine", Subtitle: "Gear and repairs", Color: "#2f5d45", Position: "right", AgentNameStyle: models.NameFirst, Sound: true, UnreadBadge: true},
		Standing: &models.Standing{
			Conversation: models.Conversation{ID: "01890000-0000-7000-8000-000000000001", State: models.StateActive, LastChangedSeq: 7, AgentReadSeq: 2, CustomerReadSeq: 4, CustomerUnread: 1, AgentID: &agent},
			Names:        names,
		},
		Page: models.Page{Older: true, Entries: []models.Entry{
			row(2, models.Message{Kind: models.KindCustomer, ClientID: &client, Body: "<b>Is</b> order\n12 (https://shop.example/12) on its way?"}),
			row(3, models.Message{Kind: models.KindEvent, Event: models.EventJoined, AgentID: &agent}),
			row(4, models.Message{Kind: models.KindAgent, AgentID: &agent, Body: "שלום! It is."}),
			row(5, models.Message{Kind: models.KindAutomated, Body: "We answer by nine."}),
			taken,
		}},
	}
}

// The HTML of the customer's side; LINGER_UPDATE=1 writes it anew.
func TestGolden(t *testing.T) {
	p := pane()
	front, err := NewFront(p.Widget, "en", models.Openness{}, models.Time{})
	if err != nil {
		t.Fatal(err)
	}
	away := *p.Widget
	away.Mode, away.ShownOutsideHours, away.OfflineTitle, away.OfflineSubtitle, away.OfflineColor = models.ModeLive, true, "Moor & Pine sleeps", "Leave us a note", "#5d6470"
	now := models.At(time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC))
	night, err := NewFront(&away, "en", models.Openness{Closed: true, Opens: now.Add(11 * time.Hour)}, now)
	if err != nil {
		t.Fatal(err)
	}
	fresh := Pane{Widget: p.Widget}
	first := pane()
	first.Standing.Names, first.Standing.State = models.Names{}, models.StateOpen
	ended := pane()
	ended.Standing.State = models.StateWrapUp
	for name, part := range map[string]templ.Component{
		"frame.html":      Frame(front, Surroundings{Language: "en", Locale: "he", Theme: "dark"}),
		"frame-away.html": Frame(night, Surroundings{Language: "en"}),
		"hours.html":      Hours(night),
		"gone.html":       Gone(Surroundings{}),
		"chat.html":       Chat(p),
		"chat-fresh.html": Chat(fresh),
		"who-first.html":  Who(first),
		"who-ended.html":  Who(ended),
		"rows.html":       Rows(p),
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := part.Render(t.Context(), &got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name)
			html := plainAssets(got.String())
			if os.Getenv("LINGER_UPDATE") != "" {
				if err := os.WriteFile(path, []byte(html), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if html != string(want) {
				t.Errorf("%s is now:\n%s", path, html)
			}
		})
	}
}

// plainAssets takes out what the bundle decides: hashes, and the icons' drawings.
func plainAssets(html string) string {
	var b strings.Builder
	for part := range strings.SplitAfterSeq(html, ">") {
		for _, drawn := range []string{"<path", "<circle", "<rect", "<line", "</path", "</circle", "</rect", "</line"} {
			if strings.HasPrefix(part, drawn) {
				part = ""
			}
		}
		if _, file, found := strings.Cut(part, "/static/widget."); found {
			hash, _, _ := strings.Cut(file, "\"")
			ext := filepath.Ext(hash)
			part = strings.Replace(part, "widget."+hash, "widget"+ext, 1)
		}
		b.WriteString(strings.ReplaceAll(part, "><", ">\n<"))
	}
	return strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
}

// What is said around somebody's words must not become part of them: white space
// counts in a message.
func TestWordsStayAsWritten(t *testing.T) {
	for _, body := range []string{"one", "a https://shop.example/x b", "(https://shop.example/x)", "two\nlines", "https://shop.example"} {
		p := pane()
		p.Page.Entries = p.Page.Entries[:1]
		p.Page.Entries[0].Body = body
		var html bytes.Buffer
		if err := Rows(p).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(html.String(), `dir="auto">`)
		inside, _, _ := strings.Cut(rest, "</div>")
		text := ""
		for part := range strings.SplitSeq(inside, "<") {
			if _, after, tag := strings.Cut(part, ">"); tag {
				part = after
			}
			text += part
		}
		if text != body {
			t.Errorf("%q is shown as %q", body, text)
		}
	}
}
