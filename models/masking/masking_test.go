package masking

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func rule(t testing.TB, kind Kind, expression string, mask rune) Rule {
	t.Helper()
	r, err := New(kind, expression, mask)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		name       string
		kind       Kind
		text, want string
	}{
		{"a card", Card, "my card 4111111111111111 thanks", "my card ################ thanks"},
		{"in groups", Card, "4111 1111 1111 1111", "###################"},
		{"with dashes", Card, "it is 5500-0000-0000-0004.", "it is ###################."},
		{"with wide gaps", Card, "4111 – 1111 – 1111 – 1111", strings.Repeat("#", 25)},
		{"thirteen digits", Card, "4222222222222", "#############"},
		{"nineteen digits", Card, "6304000000000000000", strings.Repeat("#", 19)},
		{"fifteen digits, in threes", Card, "3782 822463 10005", "#################"},
		{"a wrong check digit", Card, "4111111111111112", "4111111111111112"},
		{"twelve digits", Card, "000000000000", "000000000000"},
		{"twenty digits", Card, "41111111111111111110", "41111111111111111110"},
		{"an order number before it", Card, "order 7 4111 1111 1111 1111", "order 7 ###################"},
		{"two cards", Card, "4111111111111111, 5500000000000004", "################, ################"},
		{"Arabic digits", Card, "٤١١١١١١١١١١١١١١١", "################"},
		{"full-width digits", Card, "4111111111111111", "################"},
		{"on two lines", Card, "4111 1111\n1111 1111", "4111 1111\n1111 1111"},
		{"a phone number", Card, "+49 30 901820", "+49 30 901820"},
		{"nothing", Card, "", ""},
		{"an account", IBAN, "DE89 3704 0044 0532 0130 00 please", "########################### please"},
		{"an account in one", IBAN, "to gb82west12345698765432!", "to ######################!"},
		{"the shortest account", IBAN, "NO9386011117947", "###############"},
		{"the longest account", IBAN, "MT84MALT011000012345MTLCAST001S", strings.Repeat("#", 31)},
		{"wrong check digits", IBAN, "DE88370400440532013000", "DE88370400440532013000"},
		{"inside a word", IBAN, "XDE89370400440532013000", "XDE89370400440532013000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Rules{rule(t, tt.kind, "", '#')}).Apply(tt.text); got != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestPatterns(t *testing.T) {
	tests := []struct{ name, pattern, text, want string }{
		{"whatever the case", `secret`, "Secret, SECRET", "######, ######"},
		{"all alternatives", `top|low`, "LOW TOP", "### ###"},
		{"characters, not bytes", `größe`, "Größe 12", "##### 12"},
		{"nothing found", `\d{9}`, "12345678", "12345678"},
		{"what is masked makes another match", `a|^#b`, "abc", "##c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Rules{rule(t, Pattern, tt.pattern, '#')}).Apply(tt.text); got != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.text, got, tt.want)
			}
		})
	}
	both := Rules{rule(t, Pattern, "one two", '*'), rule(t, Pattern, `two three`, '#'), rule(t, Pattern, `\*+`, '#')}
	if got := both.Apply("one two three"); got != "******* three" {
		t.Errorf("in order it becomes %q", got)
	}
}

func TestPatternsAreRefusedInWords(t *testing.T) {
	for pattern, words := range map[string]string{
		"":         "Enter an expression",
		`a*`:       "found everywhere",
		`^`:        "found everywhere",
		`\b`:       "found everywhere",
		`(a|b?)`:   "found everywhere",
		`(x{0,3})`: "found everywhere",
		`(a`:       "“)” is missing",
		`a)|(b`:    "“)” without its “(”",
		`[a`:       "“]” is missing",
		`*`:        `write “\*”`,
		`a{1001}`:  "too large",
		`a(?=b)`:   "look ahead",
		`(a)\1`:    "refer back",
		`[z-a]`:    "not a range",
		`a\`:       "nothing after",
		"\xff":     "can be read",
	} {
		_, err := New(Pattern, pattern, '#')
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is refused with %v, want %q in it", pattern, err, words)
		}
	}
}

// check holds what masking promises of every text, whatever the rules.
func check(t interface{ Fatalf(string, ...any) }, rules Rules, text string) {
	once := rules.Apply(text)
	if got, want := utf8.RuneCountInString(once), utf8.RuneCountInString(text); got != want {
		t.Fatalf("%q has %d characters, masked %q has %d", text, want, once, got)
	}
	if twice := rules.Apply(once); twice != once {
		t.Fatalf("masked twice %q becomes %q", once, twice)
	}
}

func TestMaskingKeepsLengthAndIsDoneOnce(t *testing.T) {
	patterns := []string{"a", "#b", `\*|#`, `^.`, `.$`, `\d+`, `[^#]{2}`, `a-b`, `\b\w`, "é+", "."}
	rapid.Check(t, func(rt *rapid.T) {
		var rules Rules
		for range rapid.IntRange(0, 5).Draw(rt, "rules") {
			kind := rapid.SampledFrom(Kinds).Draw(rt, "kind")
			mask := rapid.SampledFrom([]rune("#*•-. @")).Draw(rt, "mask")
			rules = append(rules, rule(t, kind, rapid.SampledFrom(patterns).Draw(rt, "pattern"), mask))
		}
		text := rapid.StringOf(rapid.SampledFrom([]rune("0123456789 -4111aAbé#*\n٤DE"))).Draw(rt, "text")
		check(rt, rules, text)
	})
}

func FuzzStockRules(f *testing.F) {
	for _, text := range []string{"", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "ada@example.org", "078-05-1120", "\x00\u200b4222222222222"} {
		f.Add(text)
	}
	rules := Rules{
		rule(f, Card, "", '#'), rule(f, IBAN, "", '•'),
		rule(f, Pattern, `[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}`, '*'), rule(f, Pattern, `\b[0-8]\d{2}[- ]\d{2}[- ]\d{4}\b`, '#'),
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, rules, strings.ToValidUTF8(text, "\uFFFD")) })
}

func BenchmarkApply(b *testing.B) {
	rules := Rules{rule(b, Card, "", '#'), rule(b, IBAN, "", '#'), rule(b, Pattern, `[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}`, '#')}
	text := strings.Repeat("My order 4711 of 12 March has not come, and I was told it would. ", 3)
	b.ReportAllocs()
	for b.Loop() {
		rules.Apply(text)
	}
}
