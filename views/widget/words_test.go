package widget

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linger/models/automated"
)

// asEnglish are the texts that are right in a language though English has the same.
var asEnglish = map[string][]string{
	"fr": {"Conversation", "Messages"},
}

// wrong are forms of address that a language's texts do not use: each keeps to one,
// and Arabic to forms that suit everybody.
var wrong = map[string]*regexp.Regexp{
	"es":      regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:usted(?:es)?|podrá|su hora|su chat|le|escriba|elija|quiere|responda|acepte|\p{L}+(?:elo|ela|ícelo))(?:[^\p{L}]|$)`),
	"fr":      regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:tu|toi|ton|tes|te)(?:[^\p{L}]|$)|'`),
	"de":      regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:du|dich|dir|dein\p{L}*)(?:[^\p{L}]|$)`),
	"pt-BR":   regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:tu|teu|tua|ti|contigo)(?:[^\p{L}]|$)`),
	"zh-Hans": regexp.MustCompile(`你`),
	"ar":      regexp.MustCompile(`(?:^|[^\p{L}])(?:اكتب|اختر|حاول|أجب|اضغط|انقر|أعد|أدخل|أرسل|وافق|سجّل|يكتب)(?:[^\p{L}\p{M}]|$)`),
}

// howTo is what to do about a text that is not there in every language.
const howTo = "\nEvery text of the widget stands in views/widget/words.go (English) and in one words_xx.go for each language. " +
	"Write what is missing there: short, as somebody who grew up with the language would say it to a customer, without gender where it can do without. " +
	"If a language really says the same as English, name the text in asEnglish."

// texts are all texts of a catalogue by name, those of the script too.
func texts(w *Words) map[string]string {
	all := map[string]string{}
	v := reflect.ValueOf(*w)
	for i := range v.NumField() {
		if text, ok := v.Field(i).Interface().(string); ok {
			all[v.Type().Field(i).Name] = text
		}
	}
	for name, text := range w.Live {
		all["Live "+name] = text
	}
	return all
}

// counted is a text that a number bends: its name without the form.
func counted(name string) (string, bool) {
	family, form, found := strings.Cut(name, ".")
	return family, found && slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form)
}

// Everything that the widget says, it says in every language.
func TestEveryLanguageSaysEverything(t *testing.T) {
	if len(catalogues) != len(automated.Languages) {
		t.Errorf("%d catalogues for %d languages", len(catalogues), len(automated.Languages))
	}
	english := texts(&English)
	for _, language := range automated.Languages {
		words := texts(In(language.Tag))
		for name, text := range english {
			if family, bent := counted(name); bent {
				for _, form := range automated.Forms(language.Tag) {
					got := words[family+"."+form]
					if got == "" {
						t.Errorf("%s: %q is missing, the form of %q for such numbers.%s", language.Name, family+"."+form, english[family+".other"], howTo)
					}
					// Only a form that means one number can do without writing it.
					if form != "zero" && form != "one" && form != "two" && strings.Count(got, "%s") != 1 {
						t.Errorf("%s: %q has no place for the number: %q", language.Name, family+"."+form, got)
					}
				}
				continue
			}
			got := words[name]
			switch {
			case strings.TrimSpace(got) == "":
				t.Errorf("%s: %q is missing: %q.%s", language.Name, name, text, howTo)
			case strings.Count(got, "%s") != strings.Count(text, "%s"):
				t.Errorf("%s: %q has other placeholders than %q: %q", language.Name, name, text, got)
			case language.Tag != automated.English && got == text && !slices.Contains(asEnglish[language.Tag], name):
				t.Errorf("%s: %q is still in English: %q.%s", language.Name, name, text, howTo)
			}
			if form := wrong[language.Tag]; form != nil && form.MatchString(got) {
				t.Errorf("%s: %q speaks to customers as the other texts do not (%s): %q", language.Name, name, form.FindString(got), got)
			}
			if strings.ContainsAny(got, "!！¡") {
				t.Errorf("%s: %q shouts: %q", language.Name, name, got)
			}
		}
		for name := range words {
			if family, bent := counted(name); bent {
				name = family + ".other"
			}
			if english[name] == "" {
				t.Errorf("%s: %q is said by nobody any more", language.Name, name)
			}
		}
	}
}

// Nothing in the widget is said past the catalogues: views and handlers take the
// words of the language that was chosen, and markup holds none of its own.
func TestNothingIsSaidInEnglishOnly(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.templ", "*.go", "../../handlers/widget/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	named := regexp.MustCompile(`\bEnglish\.[A-Z]|\bviews\.English\b`)
	literal := regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="[^"{]*\p{L}|>\s*\p{L}[^<>{}]*<`)
	for _, file := range files {
		if strings.HasSuffix(file, "_templ.go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(source), "\n") {
			if named.MatchString(line) && !strings.Contains(line, "automated.English") {
				t.Errorf("%s:%d takes English words: take p.Words() of a Pane, or In(language), which has them in the customer's language.\n%s", file, i+1, line)
			}
			if strings.HasSuffix(file, ".templ") && literal.MatchString(line) {
				t.Errorf("%s:%d has words in the markup: put them into Words.\n%s%s", file, i+1, line, howTo)
			}
		}
	}
}

// Where the widget draws what the system says by itself, it says the same.
func TestWordsAreTheDefaultTexts(t *testing.T) {
	for _, l := range automated.Languages {
		words := In(l.Tag)
		for trigger, drawn := range map[automated.Trigger]string{
			automated.Joined: words.Joined, automated.ColleagueJoined: words.Joined, automated.ColleagueLeft: words.Left, automated.Ended: words.Ended, automated.ForceClosed: words.Ended,
		} {
			want := strings.ReplaceAll(drawn, "%s", automated.AgentDisplayName)
			if got := automated.Of(trigger).Default(l.Tag, automated.Live); got != want {
				t.Errorf("%s: %q is %q in the settings and %q in the widget", l.Name, trigger, got, want)
			}
		}
	}
}

var asked = regexp.MustCompile(`\b(?:say|around)\((?:[^()"]*\? *)?"([\w-]+)"(?: *: *"([\w-]+)")?`)

// Every word that the script asks for is in the catalogue.
func TestCatalogue(t *testing.T) {
	files, err := filepath.Glob("../../static/js/widget/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	n := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range asked.FindAllStringSubmatch(string(source), -1) {
			for _, name := range found[1:] {
				n++
				if name != "" && English.Live[name] == "" && English.Live[name+".other"] == "" {
					t.Errorf("%s says %q, which has no words.%s", filepath.Base(file), name, howTo)
				}
			}
		}
	}
	if n < len(English.Live)/2 {
		t.Errorf("only %d words are found in the scripts", n)
	}
}
