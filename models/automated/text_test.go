package automated

import (
	"slices"
	"strings"
	"testing"
)

func TestCatalogueIsWhole(t *testing.T) {
	seen := map[Trigger]bool{}
	for _, m := range Catalogue {
		if seen[m.Trigger] || m.Name == "" || m.When == "" || len(m.Modes) == 0 {
			t.Errorf("%q is there twice or says too little", m.Trigger)
		}
		seen[m.Trigger] = true
		for _, mode := range m.Modes {
			if problem := m.Check(m.Default(English, mode)); problem != "" {
				t.Errorf("the default text of %q is refused: %s", m.Trigger, problem)
			}
		}
		if len(m.Placeholders()) != len(m.Holds) {
			t.Errorf("%q: not every placeholder is explained", m.Trigger)
		}
		if text := Sample(English, m.Text); placeholder.MatchString(text) {
			t.Errorf("%q has a placeholder without an example: %q", m.Trigger, text)
		}
	}
}

// A persistent customer waits for days: she is never told a place in a queue or an
// average wait, whatever is configured.
func TestNothingAboutQueuesInPersistentMode(t *testing.T) {
	for _, trigger := range []Trigger{QueuePosition, QueueNext, AverageWaitMinutes, AverageWaitHours, AverageWaitHoursMinutes} {
		if trigger.In(Persistent) || !trigger.In(Live) {
			t.Errorf("%q: said in persistent mode %v, in live mode %v", trigger, trigger.In(Persistent), trigger.In(Live))
		}
	}
	if Greeting.In(Live) || !Greeting.In(Persistent) || !Created.In(Live) || Trigger("").In(Live) {
		t.Error("the modes of a trigger are not its catalogue's")
	}
}

func TestTextsAreChecked(t *testing.T) {
	for _, tt := range []struct{ name, text, problem string }{
		{"fine", "Hello {CustomerFirstName}, {AgentName} is here.", ""},
		{"brackets that hold nothing known to us", "Use {curly brackets}, {{}} or { }.", "{} means nothing here"},
		{"with spaces they are text", "Use { this }", ""},
		{"nothing", "", "Write what is said"},
		{"2,000 characters", strings.Repeat("é", 2000), ""},
		{"2,001 characters", strings.Repeat("é", 2001), "this has 2001"},
		{"unknown", "Hi {customer}", "{customer} means nothing here. What is known when this is said: {AgentName}, {AgentDisplayName} and {CustomerFirstName}."},
		{"another's", "Back {next_open}", "{next_open} means nothing here"},
		{"NUL", "a\x00", "can be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Of(Joined).Check(tt.text)
			if tt.problem == "" && got != "" || !strings.Contains(got, tt.problem) {
				t.Errorf("got %q, want %q in it", got, tt.problem)
			}
		})
	}
	if got := Of(QueueNext).Check("{ahead}"); got != "{ahead} means nothing here. This message has no placeholders." {
		t.Errorf("got %q", got)
	}
	if got := Of(Created).Check("{n}"); !strings.Contains(got, "Only {CustomerFirstName} is known") {
		t.Errorf("got %q", got)
	}
}

func TestFill(t *testing.T) {
	for _, tt := range []struct{ text, value, want string }{
		{"Hi {CustomerFirstName}, hello", "Ada", "Hi Ada, hello"},
		{"Hi {CustomerFirstName}, hello", "", "Hi, hello"},
		{"Thanks, {CustomerFirstName}.", "", "Thanks."},
		{"{CustomerFirstName}!", "", "!"},
		{"不在（{CustomerFirstName}），", "", "不在，"},
		{"away ({CustomerFirstName}) and back", "", "away and back"},
		{"away ({CustomerFirstName}) and back", "{next_open}", "away ({next_open}) and back"},
	} {
		if got := Fill(tt.text, map[string]string{CustomerFirstName: tt.value, NextOpen: "soon"}); got != tt.want {
			t.Errorf("%q with %q is %q, want %q", tt.text, tt.value, got, tt.want)
		}
	}
}

// howTo is what to do about a default text that is not there in every language.
const howTo = "\nThe default texts stand in models/automated/catalogue.go (English) and in one texts_xx.go for each language: " +
	"write the text there, with the same placeholders, as somebody who grew up with the language would say it to a customer."

// Everything that is said by itself is said in every language.
func TestEveryLanguageHasEveryDefaultText(t *testing.T) {
	if len(translations) != len(Languages)-1 {
		t.Errorf("%d translations for %d languages", len(translations), len(Languages))
	}
	for _, l := range Languages[1:] {
		said := translations[l.Tag]
		for _, m := range Catalogue {
			if (m.Live == "") != (said[m.Trigger].live == "") {
				t.Errorf("%s: %q has words for live conversations in one language only.%s", l.Name, m.Trigger, howTo)
			}
			for _, mode := range both {
				text, english := m.Default(l.Tag, mode), m.Default(English, mode)
				if problem := m.Check(text); problem != "" {
					t.Errorf("%s: %q is missing or refused: %s%s", l.Name, m.Trigger, problem, howTo)
				} else if text == english || strings.ContainsAny(text, "!！¡") {
					t.Errorf("%s: %q is still in English, or shouts: %q%s", l.Name, m.Trigger, text, howTo)
				}
				for _, name := range m.Holds {
					// A first name is no way to speak to a customer in Japanese or Chinese.
					unnamed := name == CustomerFirstName && (l.Tag == "ja" || l.Tag == "zh-Hans")
					if strings.Contains(text, name) != strings.Contains(english, name) && !unnamed {
						t.Errorf("%s: %q differs from English in %s: %q", l.Name, m.Trigger, name, text)
					}
				}
				if placeholder.MatchString(Sample(l.Tag, text)) {
					t.Errorf("%s: %q has a placeholder without an example", l.Name, m.Trigger)
				}
				if strings.Count(text, "\n") != strings.Count(english, "\n") {
					t.Errorf("%s: %q has other lines than in English", l.Name, m.Trigger)
				}
			}
		}
		for trigger := range said {
			if Of(trigger) == nil {
				t.Errorf("%s: %q is said by nobody any more", l.Name, trigger)
			}
		}
		for _, kind := range units[l.Tag] {
			for _, form := range Forms(l.Tag) {
				if kind[form] == "" {
					t.Errorf("%s has no %q form of a unit of time", l.Name, form)
				}
			}
		}
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		language string
		minutes  int64
		want     string
	}{
		{"en", 28 * 24 * 60, "28 days"}, {"en", 24 * 60, "1 day"}, {"en", 90, "90 minutes"}, {"en", 120, "2 hours"}, {"tlh", 60, "1 hour"},
		{"fr", 60, "1 heure"}, {"de", 28 * 24 * 60, "28 Tage"}, {"pt-BR", 20, "20 minutos"}, {"ja", 28 * 24 * 60, "28日間"}, {"zh-Hans", 5, "5 分钟"},
		{"ar", 24 * 60, "يوم واحد"}, {"ar", 2 * 24 * 60, "يومين"}, {"ar", 3 * 24 * 60, "3 أيام"}, {"ar", 28 * 24 * 60, "28 يومًا"}, {"ar", 100 * 24 * 60, "100 يوم"},
	} {
		if got := Span(tt.language, tt.minutes); got != tt.want {
			t.Errorf("%d minutes in %q are %q, want %q", tt.minutes, tt.language, got, tt.want)
		}
	}
}

func TestNamesAreIsolated(t *testing.T) {
	for _, tt := range []struct{ language, name, want string }{
		{"en", "Ada", "Ada"}, {"en", "ليلى", "\u2068ليلى\u2069"}, {"ar", "ليلى", "ليلى"}, {"ar", "Ada", "\u2068Ada\u2069"}, {"ja", "花子", "花子"}, {"en", "", ""}, {"ar", "7", "7"},
	} {
		if got := Isolated(tt.language, tt.name); got != tt.want {
			t.Errorf("%q in %q is %q", tt.name, tt.language, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	for locale, want := range map[string]string{
		"de": "de", "de-AT": "de", "pt": "pt-BR", "pt-PT": "pt-BR", "zh-CN": "zh-Hans", "zh-Hans-SG": "zh-Hans", "zh-TW": "zh-Hans", "ZH": "zh-Hans",
		"EN-gb": "en", "": "", "nonsense": "", "ar-EG": "ar", "es_MX": "es", "tlh": "", "*": "", "-": "", "est": "", "pt-BR-x-a": "pt-BR",
	} {
		if got := Match(locale); got != want {
			t.Errorf("%q is answered in %q, want %q", locale, got, want)
		}
	}
	if !slices.ContainsFunc(Languages, func(l Tongue) bool { return l.Tag == English }) {
		t.Error("no English")
	}
}
