package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTextIsCutIntoWords(t *testing.T) {
	for text, want := range map[string]string{
		"How long does it take?":       "how long does it take",
		"Crème brûlée, naïve ÅNGSTRÖM": "creme brulee naive angstrom",
		"cre\u0300me":                  "creme",
		"Straße ŁÓDŹ smørrebrød":       "strasse lodz smorrebrod",
		"İstanbul ışık IŞIK":           "istanbul isik isik",
		"ada.king@example.com":         "ada king example com",
		"A-1234 no.7 ½":                "a 1234 no 7 12",
		"Привет, Мир Ёлка":             "привет мир елка",
		"הֶלּוֹ كِتَابٌ":               "הלו كتاب",
		"我的订单 iPhone手机":                "我 的 订 单 iphone 手 机",
		"ｆｕｌｌ width":                   "full width",
		"안녕하세요 세계":                     "안녕하세요 세계",
		"co\u00ADoperate":              "cooperate",
		" \n\t…—":                      "",
		strings.Repeat("x", 100):       strings.Repeat("x", longest),
	} {
		if got := strings.TrimSpace(FTS5(text)); got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
	if got := TSVector("My order"); got != "'my':1 'order':2 " {
		t.Errorf("for Postgres it is %q", got)
	}
}

func TestQueries(t *testing.T) {
	for _, tt := range []struct{ typed, sqlite, postgres string }{
		{"los order", `"los" * AND ("order" OR "orderly")`, "('los':*) & ('order':*)"},
		{"in an hour", `"in" AND "an" AND ("hour" OR "hourly")`, "('in') & ('an') & ('hour':*)"},
		{"ada@example.shop", `("ada example shop" OR "ada example shoply")`, "('ada' <-> 'example' <-> 'shop':*)"},
		{`"my order" late`, `"my order" AND ("late" OR "lately")`, "('my' <-> 'order') & ('late':*)"},
		{`late "my order`, `("late" OR "lately") AND "my order"`, "('late':*) & ('my' <-> 'order')"},
		{"订单", `"订 单"`, "('订' <-> '单')"},
		{`" - ( * & | ! :`, "", ""},
		{"a b c d e f g h i j", `"a" AND "b" AND "c" AND "d" AND "e" AND "f" AND "g" AND "h"`, "('a') & ('b') & ('c') & ('d') & ('e') & ('f') & ('g') & ('h')"},
	} {
		q := Parse(tt.typed)
		got, err := q.FTS5(func(beginning string) ([]string, error) { return []string{beginning, beginning + "ly"}, nil })
		if err != nil || got != tt.sqlite {
			t.Errorf("%s: for SQLite %s (%v), want %s", tt.typed, got, err, tt.sqlite)
		}
		if got := q.TSQuery(); got != tt.postgres {
			t.Errorf("%s: for Postgres %s, want %s", tt.typed, got, tt.postgres)
		}
	}
}

func TestSnippets(t *testing.T) {
	long := strings.Repeat("word ", 40) + "here is the Ordér you lost\n\nand more " + strings.Repeat("after ", 40)
	for _, tt := range []struct {
		typed, text string
		want        []Piece
	}{
		{"order", "My order is late.", []Piece{{"My ", false}, {"order", true}, {" is late.", false}}},
		{"ord lat", "My orders are late.", []Piece{{"My ", false}, {"orders", true}, {" are ", false}, {"late", true}, {".", false}}},
		{"my order", "My order", []Piece{{"My order", true}}},
		{"or", "An order or two", []Piece{{"An order ", false}, {"or", true}, {" two", false}}},
		{"order missing", "My order is late.", nil},
		{`"order my"`, "My order is late.", nil},
		{"订单", "我的订单", []Piece{{"我的", false}, {"订单", true}}},
		{"lost", long, []Piece{
			{"…word word word here is the Ordér you ", false}, {"lost", true},
			{"  and more after after after after after after after after after after after after after after after after after…", false},
		}},
	} {
		got := Parse(tt.typed).Snippet(tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s in %.20q (-want +got):\n%s", tt.typed, tt.text, diff)
		}
	}
}

// Whatever is typed and searched, a snippet is a part of its text, whole
// characters, no longer than a few lines, with a hit in it.
func TestSnippetsAreOfTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab cé订ก็\u0301ı-\"\n…"))).Draw(t, "text")
		text = strings.Repeat(text, rapid.IntRange(1, 40).Draw(t, "times"))
		typed := rapid.StringOf(rapid.RuneFrom([]rune("ab c订é\"'"))).Draw(t, "typed")
		q := Parse(typed)
		pieces := q.Snippet(text)
		if (pieces != nil) != q.In(text) {
			t.Fatalf("%d pieces, though in the text: %v", len(pieces), q.In(text))
		}
		whole, hits := "", 0
		for _, p := range pieces {
			whole += p.Text
			if p.Hit {
				hits++
			}
			if !utf8.ValidString(p.Text) {
				t.Fatalf("cut in the middle of a character: %q", p.Text)
			}
		}
		if pieces == nil {
			return
		}
		if plain := line(text); hits == 0 || !strings.Contains("…"+plain+"…", strings.Trim(whole, "…")) {
			t.Fatalf("%q with %d hits is not of %q", whole, hits, plain)
		}
		if len(whole) > 2*room+longest*8 {
			t.Fatalf("%d bytes long", len(whole))
		}
	})
}
