package console

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"linger/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

// drawing is what is inside an icon: another package's, and absent without a bundle.
var drawing = regexp.MustCompile(`(?s)<svg.*?</svg>`)

var (
	monday = models.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	ana    = &models.Agent{ID: "agent-ana", FirstName: "Ana", LastName: "Miller", Role: models.RoleAgent, Capacity: 100}
)

// talk is a conversation that Ana has, changed as a test needs it.
func talk(change func(*models.Row)) models.Row {
	r := models.Row{
		Conversation: models.Conversation{
			ID: "0190aaaa-0000-7000-8000-000000000001", Mode: models.ModePersistent, State: models.StateActive, AgentID: &ana.ID,
			Turn: models.TurnAgent, TurnSince: monday.Add(-12 * time.Minute), LastSeq: 5, LastChangedSeq: 6, InboxOrder: 1772441280000000,
			LastMessageSeq: 5, LastMessageKind: models.KindCustomer, LastMessageText: "Is it <b>lost</b>?", LastMessageAt: monday.Add(-12 * time.Minute),
			AgentUnread: 2, CreatedAt: monday.Add(-48 * time.Hour),
		},
		CustomerName: "Inês Duarte", CustomerSeenAt: monday.Add(-5 * time.Minute), WidgetName: "Shop", WorkstreamName: "Care", AgentName: "Ana Miller",
	}
	if change != nil {
		change(&r)
	}
	return r
}

func chatOf(r models.Row) *Chat { return &Chat{Row: r, Viewer: ana, Now: monday} }

// TestGolden shows the parts that page, answer and stream share, as HTML.
func TestGolden(t *testing.T) {
	mine := Screen{View: View{List: models.ListMine}, Agent: ana, Now: monday}
	row := func(s Screen, change func(*models.Row)) templ.Component {
		r := talk(change)
		return Row(&r, s)
	}
	entry := func(change func(*models.Entry)) templ.Component {
		client, visit := "0190bbbb-0000-7000-8000-000000000001", "visit-1"
		e := models.Entry{Message: models.Message{
			Seq: 5, ChangedSeq: 5, Kind: models.KindCustomer, Audience: models.AudienceEveryone, VisitID: &visit, ClientID: &client,
			Body: "Look: https://shop.example/a?b=1&c=<2>.\nThanks", CreatedAt: monday,
		}}
		change(&e)
		return Message(&e, chatOf(talk(nil)))
	}
	by := func(e *models.Entry, kind models.MessageKind) {
		e.Kind, e.VisitID, e.AgentID, e.Names = kind, nil, &ana.ID, ana.Names()
	}
	for name, part := range map[string]templ.Component{
		"row-unread": row(mine, nil),
		"row-waiting-present": row(mine, func(r *models.Row) {
			r.State, r.Turn, r.AgentUnread, r.Present = models.StateWaiting, models.TurnCustomer, 0, true
			r.LastMessageKind, r.LastMessageText = models.KindAgent, "It ships today."
		}),
		"row-open-offered": row(Screen{View: View{List: models.ListOpen, Open: "0190aaaa-0000-7000-8000-000000000001"}, Agent: ana, Now: monday}, func(r *models.Row) {
			other := "agent-bo"
			r.State, r.AgentID, r.AgentName, r.OfferedAgentID, r.OfferedName = models.StateOpen, nil, "", &other, "Bo Miller"
			r.CustomerName, r.CustomerEmail = "", "ines@example.com"
		}),
		"row-closed-by-another": row(Screen{View: View{List: models.ListClosed}, Agent: ana, Now: monday}, func(r *models.Row) {
			other := "agent-bo"
			r.State, r.Turn, r.AgentID, r.AgentName, r.ClosedAt, r.AgentUnread = models.StateClosed, models.TurnNobody, &other, "Bo Miller", monday, 0
			r.CustomerName = "ليلى منصور"
		}),
		"message-customer": entry(func(*models.Entry) {}),
		"message-own":      entry(func(e *models.Entry) { by(e, models.KindAgent) }),
		"message-internal": entry(func(e *models.Entry) { by(e, models.KindInternal) }),
		"message-event": entry(func(e *models.Entry) {
			by(e, models.KindEvent)
			e.Event, e.Body, e.ClientID = models.EventParked, "", nil
		}),
		"message-taken-back": entry(func(e *models.Entry) {
			by(e, models.KindEvent)
			e.Event, e.Body, e.ClientID, e.RetractedAt, e.ChangedSeq = models.EventEnded, "", nil, monday, 9
		}),
		"head-active":  Head(chatOf(talk(nil)), mine.View),
		"head-waiting": Head(chatOf(talk(func(r *models.Row) { r.State, r.Turn = models.StateWaiting, models.TurnCustomer })), mine.View),
		"head-live":    Head(chatOf(talk(func(r *models.Row) { r.Mode = models.ModeLive })), mine.View),
		"head-open":    Head(chatOf(talk(func(r *models.Row) { r.State, r.AgentID, r.AgentName = models.StateOpen, nil, "" })), View{List: models.ListOpen}),
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := part.Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(drawing.ReplaceAllString(b.String(), "<svg></svg>"), "><", ">\n<") + "\n"
			path := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-update writes it anew (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBrowser(t *testing.T) {
	for _, test := range []struct{ userAgent, want string }{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36", "Chrome 143 on Windows"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0", "Edge 143 on Windows"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "Safari 18 on iPhone"},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145 on Linux"},
		{"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet 27 on Android"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari 18 on macOS"},
		{"curl/8.5.0", ""},
		{"", ""},
	} {
		if got := browser(test.userAgent); got != test.want {
			t.Errorf("%q is %q, want %q", test.userAgent, got, test.want)
		}
	}
}

// Every key in the sheet that a thing on the page answers to is at that thing.
func TestSheetShowsEveryKey(t *testing.T) {
	shown := map[string]bool{}
	for _, group := range shortcuts {
		for _, s := range group.keys {
			shown[strings.Join(s.keys, " ")] = true
		}
	}
	for key, sheet := range map[string]string{"a": "a", "r": "r", "i": "i", "e": "e", "E": "Shift E", "u": "u", "t": "t", "c": "c", "?": "?", "g m": "g m", "g o": "g o", "g c": "g c"} {
		if !shown[sheet] {
			t.Errorf("the sheet lacks %s", key)
		}
	}
	templates, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range templates {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, key := range []string{"a", "r", "i", "e", "E", "u", "?"} {
		if !strings.Contains(all.String(), `data-shortcut="`+key+`"`) && !strings.Contains(all.String(), `"data-shortcut": "`+key+`"`) {
			t.Errorf("nothing answers to %s", key)
		}
	}
}
