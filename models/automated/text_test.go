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
			if problem := m.Check(m.Default(mode)); problem != "" {
				t.Errorf("the default text of %q is refused: %s", m.Trigger, problem)
			}
		}
		if len(m.Placeholders()) != len(m.Holds) {
			t.Errorf("%q: not every placeholder is explained", m.Trigger)
		}
		if text := Sample(m.Text); placeholder.MatchString(text) {
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
		{"away ({CustomerFirstName}) and back", "", "away and back"},
		{"away ({CustomerFirstName}) and back", "{next_open}", "away ({next_open}) and back"},
	} {
		if got := Fill(tt.text, map[string]string{CustomerFirstName: tt.value, NextOpen: "soon"}); got != tt.want {
			t.Errorf("%q with %q is %q, want %q", tt.text, tt.value, got, tt.want)
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
