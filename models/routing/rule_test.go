package routing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linger/models/routing"
)

func ada() *routing.Facts {
	return &routing.Facts{
		Widget: "shop", Language: "en", Authenticated: true, Name: "Ada Lind", Email: "ada@Example.org", ExternalID: "c-7",
		Context: map[string]string{"plan": "Gold", "cart": "120.50", "note": "  "},
		Now:     time.Date(2026, 3, 2, 14, 59, 0, 0, time.FixedZone("CET", 3600)), // a Monday
	}
}

func TestConditionHolds(t *testing.T) {
	tests := []struct {
		field routing.Field
		key   string
		op    routing.Operator
		value string
		want  bool
	}{
		{routing.FieldWidget, "", routing.OpIs, "shop", true},
		{routing.FieldWidget, "", routing.OpIsNot, "shop", false},
		{routing.FieldLanguage, "", routing.OpIs, "de", false},
		{routing.FieldLanguage, "", routing.OpIsNot, "de", true},
		{routing.FieldAuthenticated, "", routing.OpIs, "yes", true},
		{routing.FieldAuthenticated, "", routing.OpIs, "no", false},
		{routing.FieldContext, "plan", routing.OpIs, "gold", true},
		{routing.FieldContext, "Plan", routing.OpIs, "gold", false}, // names are letter by letter
		{routing.FieldContext, "plan", routing.OpContains, "OL", true},
		{routing.FieldContext, "plan", routing.OpContains, "silver", false},
		{routing.FieldContext, "plan", routing.OpStartsWith, "go", true},
		{routing.FieldContext, "plan", routing.OpStartsWith, "old", false},
		{routing.FieldContext, "cart", routing.OpGreater, "100", true},
		{routing.FieldContext, "cart", routing.OpGreater, "120.5", false},
		{routing.FieldContext, "cart", routing.OpLess, "1000", true}, // as numbers, not as texts
		{routing.FieldContext, "cart", routing.OpIs, "120.5", true},
		{routing.FieldContext, "plan", routing.OpGreater, "5", false},
		{routing.FieldContext, "plan", routing.OpLess, "5", false},
		{routing.FieldContext, "cart", routing.OpLess, "much", false},
		{routing.FieldContext, "none", routing.OpIs, "gold", false},
		{routing.FieldContext, "none", routing.OpIsNot, "gold", true},
		{routing.FieldContext, "none", routing.OpContains, "", false},
		{routing.FieldContext, "none", routing.OpIsSet, "", false},
		{routing.FieldContext, "none", routing.OpIsNotSet, "", true},
		{routing.FieldContext, "note", routing.OpIsSet, "", false}, // blank is nothing
		{routing.FieldContext, "plan", routing.OpIsSet, "", true},
		{routing.FieldName, "", routing.OpStartsWith, "ada", true},
		{routing.FieldEmail, "", routing.OpIs, "ADA@example.org", true},
		{routing.FieldDomain, "", routing.OpIs, "example.org", true},
		{routing.FieldDomain, "", routing.OpIs, "example.com", false},
		{routing.FieldExternalID, "", routing.OpIs, "C-7", true},
		{routing.FieldHour, "", routing.OpIs, "14", true},
		{routing.FieldHour, "", routing.OpGreater, "13", true},
		{routing.FieldHour, "", routing.OpGreater, "14", false},
		{routing.FieldHour, "", routing.OpLess, "15", true},
		{routing.FieldWeekday, "", routing.OpIs, "monday", true},
		{routing.FieldWeekday, "", routing.OpIs, "sunday", false},
		{routing.FieldWeekday, "", "likes", "monday", false},
	}
	for _, tt := range tests {
		c := routing.Condition{Field: tt.field, Key: tt.key, Operator: tt.op, Value: tt.value}
		if got := c.Holds(ada()); got != tt.want {
			t.Errorf("%s %s %s %q: %v", tt.field, tt.key, tt.op, tt.value, got)
		}
	}
	nobody := &routing.Facts{Email: "no address"}
	if nobody.Value(routing.FieldDomain, "") != "" {
		t.Error("no address has a domain")
	}
}

func TestFirstRuleThatMatchesWins(t *testing.T) {
	gold := routing.Condition{Field: routing.FieldContext, Key: "plan", Operator: routing.OpIs, Value: "gold"}
	german := routing.Condition{Field: routing.FieldLanguage, Operator: routing.OpIs, Value: "de"}
	rules := []routing.Rule{
		{ID: "1", Name: "Gold in German", Queue: "german", Conditions: []routing.Condition{gold, german}},
		{ID: "2", Name: "Put away", Queue: "old", Off: "its queue is deactivated"},
		{ID: "3", Name: "Gold", Queue: "gold", Conditions: []routing.Condition{gold}},
		{ID: "4", Name: "Everybody", Queue: "all"},
	}
	queue, steps := routing.Route(rules, ada(), "fallback")
	want := []routing.Step{
		{Rule: "Gold in German", ID: "1", Not: &german, Fact: "en"},
		{Rule: "Put away", ID: "2", Off: "its queue is deactivated"},
		{Rule: "Gold", ID: "3", Fired: true},
	}
	if diff := cmp.Diff(want, steps); queue != "gold" || diff != "" {
		t.Errorf("to %s by\n%s", queue, diff)
	}
	if queue, steps := routing.Route(rules[:2], ada(), "fallback"); queue != "fallback" || len(steps) != 2 {
		t.Errorf("by none to %s, %+v", queue, steps)
	}
}

// Whatever the rules: the queue is that of the first rule that is not off and whose
// conditions all hold, and the fallback only where there is none.
func TestRouteHoldsForAllRules(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "B", "ab", "7", "7.0", "10"})
	condition := rapid.Custom(func(t *rapid.T) routing.Condition {
		return routing.Condition{
			Field: rapid.SampledFrom(routing.Fields).Draw(t, "field"), Key: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "key"),
			Operator: rapid.SampledFrom(routing.Operators).Draw(t, "operator"), Value: word.Draw(t, "value"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		f := &routing.Facts{
			Widget: word.Draw(t, "widget"), Language: word.Draw(t, "language"), Name: word.Draw(t, "name"), Email: word.Draw(t, "email"),
			Context: map[string]string{"x": word.Draw(t, "x")}, Now: time.Unix(rapid.Int64Range(0, 1e9).Draw(t, "now"), 0).UTC(),
		}
		var rules []routing.Rule
		for i := range rapid.IntRange(0, 6).Draw(t, "rules") {
			rules = append(rules, routing.Rule{
				Name: string(rune('a' + i)), Queue: string(rune('A' + i)), Off: rapid.SampledFrom([]string{"", "", "closed"}).Draw(t, "off"),
				Conditions: rapid.SliceOfN(condition, 0, 3).Draw(t, "conditions"),
			})
		}
		want, asked := "fallback", len(rules)
		for i, r := range rules {
			all := r.Off == ""
			for _, c := range r.Conditions {
				all = all && c.Holds(f)
				opposite := map[routing.Operator]routing.Operator{routing.OpIs: routing.OpIsNot, routing.OpIsSet: routing.OpIsNotSet}[c.Operator]
				if d := (routing.Condition{Field: c.Field, Key: c.Key, Operator: opposite, Value: c.Value}); opposite != "" && d.Holds(f) == c.Holds(f) {
					t.Fatalf("%+v and its opposite are both %v", c, c.Holds(f))
				}
			}
			if all {
				want, asked = r.Queue, i+1
				break
			}
		}
		queue, steps := routing.Route(rules, f, "fallback")
		if queue != want || len(steps) != asked {
			t.Fatalf("to %s after %d rules, want %s after %d", queue, len(steps), want, asked)
		}
		for i, s := range steps {
			if s.Fired != (i == asked-1 && want != "fallback") || !s.Fired && s.Off == "" && s.Not == nil {
				t.Fatalf("step %d: %+v", i, s)
			}
		}
	})
}
