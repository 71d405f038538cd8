package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
	"linger/models/routing"
)

// is is a condition that a field has a value.
func is(field routing.Field, value string) routing.Condition {
	return routing.Condition{Field: field, Operator: routing.OpIs, Value: value}
}

// about is a condition on a context variable.
func about(name string, op routing.Operator, value string) routing.Condition {
	return routing.Condition{Field: routing.FieldContext, Key: name, Operator: op, Value: value}
}

// rules makes rules in this order: names, queues by the same name, conditions.
func rule(t *testing.T, d *modeltest.Desk, w *models.Widget, name string, conditions ...routing.Condition) *models.Queue {
	t.Helper()
	q, err := d.Queues.Create(d.Ctx(), nil, models.QueueDraft{Name: name})
	must(t, err)
	_, err = d.RoutingRules.Create(d.Ctx(), nil, w.WorkstreamID, models.RuleDraft{Name: name, QueueID: q.ID, Conditions: conditions})
	must(t, err)
	return q
}

// A conversation that begins goes where the first rule says that is for it: by what
// the site signed, what the customer answered, what the page said, who she is, which
// language she speaks and when it is. Why is kept in the words of then.
func TestRoutingRulesSendConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w := d.Ctx(), d.Channel(models.ModePersistent, nil)
		d.Set(w, "detect_language", true)
		survey := asks(t, d, w, models.QuestionDraft{Name: "topic", Question: "About what?", Kind: models.QuestionLine})
		queues := map[string]*models.Queue{}
		for _, r := range []struct {
			name       string
			conditions []routing.Condition
		}{
			{"Returns", []routing.Condition{about("topic", routing.OpContains, "return")}},
			{"Gold", []routing.Condition{about("plan", routing.OpIs, "gold"), about("cart", routing.OpGreater, "100")}},
			{"Partners", []routing.Condition{is(routing.FieldDomain, "partner.example")}},
			{"Checkout", []routing.Condition{about("page", routing.OpStartsWith, "/checkout"), is(routing.FieldAuthenticated, routing.Yes)}},
			{"German", []routing.Condition{is(routing.FieldLanguage, "de"), is(routing.FieldWidget, w.ID)}},
			{"Night", []routing.Condition{{Field: routing.FieldHour, Operator: routing.OpGreater, Value: "20"}, is(routing.FieldWeekday, "monday")}},
		} {
			queues[r.name] = rule(t, d, w, r.name, r.conditions...)
		}
		for _, tt := range []struct {
			name   string
			change func(*models.Arrival)
			topic  string
			later  time.Duration // it is Monday, 09:00
			want   string        // a queue; empty is the workstream's
		}{
			{"nothing special", func(*models.Arrival) {}, "", 0, ""},
			{"answered", func(*models.Arrival) {}, "I want to RETURN it", 0, "Returns"},
			{"signed", func(a *models.Arrival) {
				a.Identity.Context = map[string]any{"plan": "Gold", "cart": 120.0}
			}, "", 0, "Gold"},
			{"signed, but too little", func(a *models.Arrival) {
				a.Identity.Context = map[string]any{"plan": "gold", "cart": 99.0}
			}, "", 0, ""},
			{"answered and signed: the first rule", func(a *models.Arrival) {
				a.Identity.Context = map[string]any{"plan": "gold", "cart": 120.0}
			}, "a return", 0, "Returns"},
			{"by address", func(a *models.Arrival) { a.Identity.Email = "joe@Partner.example" }, "", 0, "Partners"},
			{"the page", func(*models.Arrival) {}, "", 0, "Checkout"},
			{"what the site signed no page replaces", func(a *models.Arrival) {
				a.Identity.Context = map[string]any{"page": "/"}
			}, "", 0, ""},
			{"by language", func(a *models.Arrival) { a.Language = "de" }, "", 0, "German"},
			{"by the hour", func(*models.Arrival) {}, "", 12 * time.Hour, "Night"},
		} {
			d.Clock.Advance(tt.later)
			arrival := models.Arrival{Widget: w, Identity: models.Identity{ExternalID: tt.name, Name: tt.name, ExpiresAt: models.At(d.Clock.Now()).Add(models.VisitLimit)}}
			tt.change(&arrival)
			visit, _, _, err := d.Visits.Open(ctx, arrival)
			must(t, err)
			if strings.Contains(tt.name, "page") {
				visit.Page = models.Attributes{"page": "/checkout/2"}
				must(t, d.Visits.Attributes(ctx, visit, visit.Page))
			}
			_, c, err := d.Conversations.Receive(ctx, visit, "", answered(survey, "Hello", tt.topic))
			must(t, err)
			want, name := models.DefaultQueueID, "Everyone"
			if tt.want != "" {
				want, name = queues[tt.want].ID, tt.want
			}
			trace, err := d.RoutingRules.Trace(ctx, c.ID)
			must(t, err)
			if c = d.Reload(c); c.QueueID != want || trace.QueueName != name || trace.RuleName != tt.want {
				t.Errorf("%s: it went to %s by %+v", tt.name, c.QueueID, trace)
			}
			if n := len(trace.Steps); tt.want == "" && n != 6 || tt.want != "" && !strings.HasPrefix(trace.Steps[n-1].Said, "It is for") {
				t.Errorf("%s: %+v", tt.name, trace.Steps)
			}
		}
	})
}

// What runs stays where it is, whatever becomes of the rules.
func TestRoutingRulesAreForTheBeginningAlone(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, dana := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Dana", models.RoleAdmin)
		visit := d.Visit(w, "ada")
		before := d.Write(visit, "Hello")
		if trace, err := d.RoutingRules.Trace(ctx, before.ID); trace != nil || err != nil {
			t.Errorf("without rules: %+v, %v", trace, err)
		}
		known := rule(t, d, w, "Known", is(routing.FieldAuthenticated, routing.Yes))
		if again := d.Write(visit, "Are you there?"); again.ID != before.ID || d.Reload(again).QueueID != models.DefaultQueueID {
			t.Error("a rule moved what ran")
		}
		after := d.Write(d.Visit(w, "joe"), "Hello")
		if after.QueueID != known.ID {
			t.Errorf("it went to %s", after.QueueID)
		}

		// Passed over while its queue is put away; the trace says so.
		must(t, second(d.Queues.Deactivate(ctx, dana, known.ID)))
		c := d.Write(d.Visit(w, "kim"), "Hello")
		trace, err := d.RoutingRules.Trace(ctx, c.ID)
		must(t, err)
		want := []models.RoutingStep{{Rule: "Known", Said: "Passed over: its queue Known is deactivated."}}
		if diff := cmp.Diff(want, trace.Steps); c.QueueID != models.DefaultQueueID || diff != "" {
			t.Errorf("to %s:\n%s", c.QueueID, diff)
		}
		must(t, second(d.Queues.Activate(ctx, dana, known.ID)))
		rows, err := d.RoutingRules.List(ctx, w.WorkstreamID)
		must(t, err)
		must(t, d.RoutingRules.Deactivate(ctx, dana, w.WorkstreamID, rows[0].ID))
		if c := d.Write(d.Visit(w, "lou"), "Hello"); c.QueueID != models.DefaultQueueID {
			t.Error("a deactivated rule is asked")
		}
		must(t, d.RoutingRules.Delete(ctx, dana, w.WorkstreamID, rows[0].ID))
		if trace, err := d.RoutingRules.Trace(ctx, after.ID); err != nil || trace.RuleName != "Known" {
			t.Errorf("why it came is gone with the rule: %+v, %v", trace, err)
		}
	})
}

// The hours of the queue that a rule names are those that count. A persistent
// customer waits for them; a live chat is sent to no team that is closed.
func TestRoutingRulesAndHours(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		late := d.Hours("Europe/Berlin", "20:00", "23:00") // it is 09:00 UTC
		closed := func(w *models.Widget) *models.Queue {
			q := rule(t, d, w, "Late "+string(w.Mode), is(routing.FieldAuthenticated, routing.Yes))
			draft := q.Draft(nil)
			draft.OperatingHoursID = late.ID
			must(t, second(d.Queues.Edit(ctx, nil, q.ID, q.UpdatedAt, draft)))
			return q
		}
		persistent, live := d.Channel(models.ModePersistent, nil), d.Channel(models.ModeLive, nil)
		waits, passed := closed(persistent), closed(live)
		c := d.Write(d.Visit(persistent, "ada"), "Hello")
		if c.QueueID != waits.ID || c.HeldUntil.IsZero() {
			t.Errorf("the persistent one is in %s, held until %v", c.QueueID, c.HeldUntil)
		}
		chat := d.Write(d.Visit(live, "ada"), "Hello")
		trace, err := d.RoutingRules.Trace(ctx, chat.ID)
		must(t, err)
		if chat.QueueID == passed.ID || trace.Steps[0].Said != "Passed over: its queue Late live is closed then." {
			t.Errorf("the live one is in %s by %+v", chat.QueueID, trace)
		}
		d.Clock.Advance(11 * time.Hour)
		if chat := d.Write(d.Visit(live, "joe"), "Hello"); chat.QueueID != passed.ID {
			t.Errorf("in its hours the live one is in %s", chat.QueueID)
		}
		// Hours and days are those of the queue's zone where the widget has none.
		ws, err := d.Workstreams.Find(ctx, persistent.WorkstreamID)
		must(t, err)
		trial, err := d.RoutingRules.Try(ctx, ws, models.RuleTrialDraft{Widget: persistent.ID, At: "2026-03-08T23:30"})
		must(t, err)
		if trial.Zone != "UTC" || trial.Weekday != "Sunday" {
			t.Errorf("asked on %s in %s", trial.Weekday, trial.Zone)
		}
		d.Keep(persistent, late)
		if trial, err = d.RoutingRules.Try(ctx, ws, models.RuleTrialDraft{Widget: persistent.ID, Authenticated: true}); err != nil || trial.Zone != "Europe/Berlin" {
			t.Errorf("asked in %+v, %v", trial, err)
		}
	})
}

func TestRoutingRulesAreKept(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana, sam := d.Ctx(), d.Agent("Dana", models.RoleAdmin), d.Agent("Sam", models.RoleAdmin)
		w := d.Channel(models.ModePersistent, nil)
		other := d.Channel(models.ModePersistent, nil)
		names := func() (list []string) {
			t.Helper()
			rows, err := d.RoutingRules.List(ctx, w.WorkstreamID)
			must(t, err)
			for i, r := range rows {
				if r.Position != int64(i+1) {
					t.Errorf("%s is at %d", r.Name, r.Position)
				}
				list = append(list, r.Name)
			}
			return list
		}
		gold := rule(t, d, w, "Gold", about("plan", routing.OpIs, "gold"))
		rule(t, d, w, "German", is(routing.FieldLanguage, "de"))
		rule(t, d, w, "Here", is(routing.FieldWidget, w.ID))
		rows, err := d.RoutingRules.List(ctx, w.WorkstreamID)
		must(t, err)
		must(t, d.RoutingRules.Move(ctx, dana, w.WorkstreamID, rows[2].ID, true))
		must(t, d.RoutingRules.Move(ctx, dana, w.WorkstreamID, rows[0].ID, true)) // it is the first already
		copied, err := d.RoutingRules.Copy(ctx, dana, w.WorkstreamID, rows[0].ID)
		must(t, err)
		if diff := cmp.Diff([]string{"Gold", "Copy of Gold", "Here", "German"}, names()); diff != "" || copied.Active() {
			t.Errorf("in order:\n%s", diff)
		}

		first, err := d.RoutingRules.Find(ctx, w.WorkstreamID, rows[0].ID)
		must(t, err)
		d.Clock.Advance(time.Minute)
		draft := first.Draft()
		draft.Conditions = append(draft.Conditions, routing.Condition{Field: routing.FieldEmail, Operator: routing.OpIsSet, Value: "gone"})
		must(t, d.RoutingRules.Edit(ctx, sam, w.WorkstreamID, first.ID, first.UpdatedAt, draft))
		err = d.RoutingRules.Edit(ctx, dana, w.WorkstreamID, first.ID, first.UpdatedAt, draft)
		if models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Sam Miller") {
			t.Errorf("the later of two: %v", err)
		}
		edited, err := d.RoutingRules.Find(ctx, w.WorkstreamID, first.ID)
		must(t, err)
		draft.Conditions[1].Value = ""
		if diff := cmp.Diff(draft, edited.Draft()); diff != "" {
			t.Errorf("edited:\n%s", diff)
		}

		for field, spoil := range map[string]func(*models.RuleDraft){
			"name":        func(r *models.RuleDraft) { r.Name = " " },
			"queue_id":    func(r *models.RuleDraft) { r.QueueID = models.NewID() },
			"conditions":  func(r *models.RuleDraft) { r.Conditions = nil },
			"condition-0": func(r *models.RuleDraft) { r.Conditions = []routing.Condition{is(routing.FieldWidget, other.ID)} },
		} {
			bad := edited.Draft()
			spoil(&bad)
			if err := d.RoutingRules.Edit(ctx, dana, w.WorkstreamID, first.ID, edited.UpdatedAt, bad); models.FieldProblem(err, field) == "" {
				t.Errorf("%s: %v", field, err)
			}
		}

		// A queue with a rule stays; the rules of a copied workstream are copied, but
		// for those about its widgets; they go with a workstream.
		if err := d.Records.Delete(ctx, dana, models.AuditQueue, gold.ID); models.CodeOf(err) != models.CodeInUse {
			t.Errorf("a queue that a rule leads to is deleted: %v", err)
		}
		if leading, err := d.RoutingRules.Leading(ctx, gold.ID); err != nil || len(leading) != 1 || leading[0].Name != "Gold" {
			t.Errorf("leading there: %+v, %v", leading, err)
		}
		ws, err := d.Workstreams.Copy(ctx, dana, w.WorkstreamID)
		must(t, err)
		same, err := d.RoutingRules.List(ctx, ws.ID)
		must(t, err)
		if len(same) != 3 || same[2].Name != "German" || len(same[0].Conditions) != 2 || same[2].Position != 3 {
			t.Errorf("copied: %+v", same)
		}
		must(t, d.Records.Delete(ctx, dana, models.AuditWorkstream, ws.ID))
		if _, err := d.RoutingRules.Find(ctx, ws.ID, first.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("of a workstream that is gone: %v", err)
		}
		if _, err := d.RoutingRules.Find(ctx, other.WorkstreamID, first.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("of another workstream: %v", err)
		}
	})
}

func TestConditionsAreChecked(t *testing.T) {
	for _, tt := range []struct {
		condition routing.Condition
		fine      bool
	}{
		{is(routing.FieldLanguage, "de"), true},
		{is(routing.FieldLanguage, "klingon"), false},
		{is("mood", "good"), false},
		{is(routing.FieldAuthenticated, "yes"), true},
		{is(routing.FieldAuthenticated, "maybe"), false},
		{routing.Condition{Field: routing.FieldAuthenticated, Operator: routing.OpIsNot, Value: "yes"}, false},
		{about("plan", routing.OpIs, "gold"), true},
		{about("plan", routing.OpIs, " "), false},
		{about(" ", routing.OpIs, "gold"), false},
		{about("plan", routing.OpIsSet, ""), true},
		{about("plan", routing.OpGreater, "12.5"), true},
		{about("plan", routing.OpLess, "much"), false},
		{about("plan", routing.OpIs, strings.Repeat("x", 200)), true},
		{about("plan", routing.OpIs, strings.Repeat("x", 201)), false},
		{is(routing.FieldHour, "0"), true},
		{is(routing.FieldHour, "24"), false},
		{is(routing.FieldHour, "9.5"), false},
		{is(routing.FieldWeekday, "friday"), true},
		{is(routing.FieldWeekday, "Fri"), false},
		{routing.Condition{Field: routing.FieldName, Operator: routing.OpLess, Value: "5"}, false},
	} {
		r := models.RoutingRule{ID: "r"}
		err := r.Set(models.RuleDraft{Name: "R", Conditions: []routing.Condition{tt.condition}})
		if problem := models.FieldProblem(err, "condition-0"); (problem == "") != tt.fine {
			t.Errorf("%+v: %q", tt.condition, problem)
		}
	}
}

// An imagined conversation goes where a real one would, and nothing is stored.
func TestRulesAreTried(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, w, ben := d.Ctx(), d.Channel(models.ModePersistent, nil), d.Agent("Ben", models.RoleAgent)
		gold := rule(t, d, w, "Gold", about("plan", routing.OpIs, "gold"))
		must(t, second(d.Queues.Edit(ctx, nil, gold.ID, gold.UpdatedAt, gold.Draft([]string{ben.ID}))))
		rule(t, d, w, "Weekend", is(routing.FieldWeekday, "sunday"))
		ws, err := d.Workstreams.Find(ctx, w.WorkstreamID)
		must(t, err)
		for _, tt := range []struct {
			draft models.RuleTrialDraft
			queue string
			said  string
		}{
			{models.RuleTrialDraft{Context: "plan = Gold\n other="}, "Gold", "It is for this conversation."},
			{models.RuleTrialDraft{Context: "plan = silver"}, "Everyone", "Not for it: plan is “gold”; it is “silver”."},
			{models.RuleTrialDraft{At: "2026-03-08T10:00"}, "Weekend", "Not for it: plan is “gold”; it is not set."},
		} {
			tt.draft.Widget = w.ID
			trial, err := d.RoutingRules.Try(ctx, ws, tt.draft)
			must(t, err)
			if trial.Queue.Name != tt.queue || trial.Steps[0].Said != tt.said {
				t.Errorf("%+v: to %s, %+v", tt.draft, trial.Queue.Name, trial.Steps)
			}
			if tt.queue == "Gold" && (len(trial.People) != 1 || trial.People[0] != "Ben Miller") {
				t.Errorf("in it: %v", trial.People)
			}
		}
		for field, draft := range map[string]models.RuleTrialDraft{
			"widget":  {Widget: models.NewID()},
			"at":      {Widget: w.ID, At: "soon"},
			"context": {Widget: w.ID, Context: "gold"},
		} {
			if _, err := d.RoutingRules.Try(ctx, ws, draft); models.FieldProblem(err, field) == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		var n int64
		must(t, d.DB.Read.Model(&models.RoutingTrace{}).Count(&n).Error)
		if n != 0 {
			t.Error("a trial is stored")
		}
	})
}
