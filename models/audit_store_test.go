package models_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/automated"
	"linger/models/masking"
	"linger/models/modeltest"
	"linger/models/routing"
)

// trail is what the audit trail says, the newest first, in a line each: who did
// what to which record, and each field with its values.
func trail(t *testing.T, d *modeltest.Desk, f models.AuditFilter) []string {
	t.Helper()
	rows, _, err := d.AuditTrail.List(d.Ctx(), f)
	must(t, err)
	lines := make([]string, 0, len(rows))
	for _, r := range rows {
		line := fmt.Sprintf("%s %s %s %s", r.Who, r.Verb, r.Kind, r.RecordName)
		for _, c := range r.Changes {
			if c.Secret {
				line += fmt.Sprintf("; %s changed", c.Field)
				continue
			}
			line += fmt.Sprintf("; %s: %v → %v", c.Field, c.Before, c.After)
		}
		lines = append(lines, line)
	}
	return lines
}

// audits are the stores whose every verb is in the trail.
var audits = []string{
	"Agents", "AuthenticationSettings", "Workstreams", "Widgets", "MaskingRules", "AutomatedMessages", "OperatingHours", "Queues",
	"Surveys", "ContextVariables", "RoutingRules", "Records", "PasswordLinks", "CustomPresences", "Retention",
}

// Every verb of every settings store leaves one entry with what it changed, and
// none is missing here.
func TestEveryChangeOfSettingsIsInTheTrail(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, rosa := d.Ctx(), d.Agent("Rosa", models.RoleAdmin)
		type verb struct {
			name string // the store's and the method's
			do   func() error
			want string // how the entry begins, and what is in it
		}
		preset := models.Presets(models.ModePersistent)
		workstream := preset.Draft()
		workstream.Name = "Support"
		var ws *models.Workstream
		var q *models.Queue
		var o *models.OperatingHours
		var a *models.AuthenticationSettings
		var w *models.Widget
		var r *models.MaskingRule
		var m *models.AutomatedMessage
		var asked *models.SurveyQuestion
		var variable *models.ContextVariable
		var rule *models.RoutingRule
		german := models.RuleDraft{Name: "German", Conditions: []routing.Condition{is(routing.FieldLanguage, "de")}}
		question := models.QuestionDraft{Name: "Topic", Question: "What is it about?", Kind: models.QuestionLine}
		var sam, kim *models.Agent
		var lunch *models.CustomPresence
		var token string
		key, otherKey := newSigner(t, "").pem(), newSigner(t, "").pem()
		auth := models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysPasted, PublicKey: key, AllowedIssuer: "https://shop.example"}
		place := models.AutomatedPlace{Trigger: automated.Greeting, Language: "de"}
		profile := models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent, Capacity: 60}
		verbs := []verb{
			{"Workstreams.Create", func() (err error) { ws, err = d.Workstreams.Create(ctx, rosa, workstream); return err }, "Rosa Miller created workstream Support; name: <nil> → Support; mode: <nil> → persistent; auto_close_minutes: <nil> → 40320"},
			{"Workstreams.Edit", func() error {
				workstream.AutoCloseMinutes = 60
				return second(d.Workstreams.Edit(ctx, rosa, ws.ID, ws.UpdatedAt, workstream))
			}, "Rosa Miller edited workstream Support; auto_close_minutes: 40320 → 60"},
			{"Workstreams.Prepare", func() error { return second(d.Workstreams.Prepare(ctx, rosa, ws.ID, models.ReadyAutoClose)) }, "Rosa Miller edited workstream Support; auto_close_minutes: 60 → 40320"},
			{"Workstreams.Deactivate", func() error { return second(d.Workstreams.Deactivate(ctx, rosa, ws.ID)) }, "Rosa Miller deactivated workstream Support"},
			{"Workstreams.Activate", func() error { return second(d.Workstreams.Activate(ctx, rosa, ws.ID)) }, "Rosa Miller activated workstream Support"},
			{"Workstreams.Copy", func() error { return second(d.Workstreams.Copy(ctx, rosa, ws.ID)) }, "Rosa Miller copied workstream Copy of Support; name: <nil> → Copy of Support"},

			{"OperatingHours.Create", func() (err error) {
				o, err = d.OperatingHours.Create(ctx, rosa, hoursDraft())
				return err
			}, "Rosa Miller created operating_hours Desk; name: <nil> → Desk; time_zone: <nil> → Europe/Berlin; windows: <nil> → [Mon, Tue, Wed, Thu, Fri 08:00–17:00]"},
			{"OperatingHours.Edit", func() error {
				changed := hoursDraft()
				changed.Windows[0].To = "18:00"
				changed.Holidays = []models.HolidayDraft{{From: "2026-12-24", To: "2026-12-26", Reason: "Christmas", Yearly: true}}
				return second(d.OperatingHours.Edit(ctx, rosa, o.ID, o.UpdatedAt, changed))
			}, "Rosa Miller edited operating_hours Desk; windows: [Mon, Tue, Wed, Thu, Fri 08:00–17:00] → [Mon, Tue, Wed, Thu, Fri 08:00–18:00]; holidays: [] → [2026-12-24–2026-12-26, every year: Christmas]"},
			{"OperatingHours.Copy", func() error { return second(d.OperatingHours.Copy(ctx, rosa, o.ID)) }, "Rosa Miller copied operating_hours Copy of Desk"},
			{"OperatingHours.Deactivate", func() error { return second(d.OperatingHours.Deactivate(ctx, rosa, o.ID)) }, "Rosa Miller deactivated operating_hours Desk"},
			{"OperatingHours.Activate", func() error { return second(d.OperatingHours.Activate(ctx, rosa, o.ID)) }, "Rosa Miller activated operating_hours Desk"},

			{"Queues.Create", func() (err error) {
				q, err = d.Queues.Create(ctx, rosa, models.QueueDraft{Name: "Returns", OperatingHoursID: o.ID, Members: []string{rosa.ID}})
				return err
			}, "Rosa Miller created queue Returns; name: <nil> → Returns; operating_hours_id: <nil> → Desk; priority: <nil> → 10; assignment: <nil> → highest_capacity; members: <nil> → [Rosa Miller]"},
			{"Queues.Edit", func() error {
				return second(d.Queues.Edit(ctx, rosa, q.ID, q.UpdatedAt, models.QueueDraft{Name: "Refunds"}))
			}, "Rosa Miller edited queue Refunds; name: Returns → Refunds; operating_hours_id: Desk → ; members: [Rosa Miller] → []"},
			{"Queues.Copy", func() error { return second(d.Queues.Copy(ctx, rosa, q.ID)) }, "Rosa Miller copied queue Copy of Refunds"},
			{"Queues.Deactivate", func() error { return second(d.Queues.Deactivate(ctx, rosa, q.ID)) }, "Rosa Miller deactivated queue Refunds"},
			{"Queues.Activate", func() error { return second(d.Queues.Activate(ctx, rosa, q.ID)) }, "Rosa Miller activated queue Refunds"},

			{"AuthenticationSettings.Create", func() (err error) { a, err = d.AuthenticationSettings.Create(ctx, rosa, auth); return err }, "Rosa Miller created authentication_settings Shop; name: <nil> → Shop; key_source: <nil> → pasted; public_key changed"},
			{"AuthenticationSettings.Edit", func() error {
				auth.PublicKey, auth.AllowedIssuer = otherKey, ""
				return second(d.AuthenticationSettings.Edit(ctx, rosa, a.ID, a.UpdatedAt, auth))
			}, "Rosa Miller edited authentication_settings Shop; public_key changed; allowed_issuer: https://shop.example → "},
			{"AuthenticationSettings.Copy", func() error { return second(d.AuthenticationSettings.Copy(ctx, rosa, a.ID)) }, "Rosa Miller copied authentication_settings Copy of Shop"},
			{"AuthenticationSettings.Deactivate", func() error { return second(d.AuthenticationSettings.Deactivate(ctx, rosa, a.ID)) }, "Rosa Miller deactivated authentication_settings Shop; active: true → false"},
			{"AuthenticationSettings.Activate", func() error { return second(d.AuthenticationSettings.Activate(ctx, rosa, a.ID)) }, "Rosa Miller activated authentication_settings Shop; active: false → true"},

			{"Widgets.Create", func() (err error) {
				s := settingsFor("Shop")
				s.WorkstreamID, s.Domains = ws.ID, []string{"shop.example"}
				w, err = d.Widgets.Create(ctx, rosa, models.ModePersistent, s)
				return err
			}, "Rosa Miller created widget Shop; name: <nil> → Shop; mode: <nil> → persistent; status: <nil> → draft; workstream_id: <nil> → Support"},
			{"Widgets.Authenticate", func() error { return second(d.Widgets.Authenticate(ctx, rosa, w.ID, a.ID)) }, "Rosa Miller edited widget Shop; authentication_settings_id:  → Shop"},
			{"Widgets.Edit", func() error {
				stored, err := d.Widgets.Find(ctx, w.ID)
				must(t, err)
				s := stored.Settings([]string{"*.shop.example"})
				s.Title = "Ask us"
				return second(d.Widgets.Edit(ctx, rosa, w.ID, stored.UpdatedAt, s))
			}, "Rosa Miller edited widget Shop; title: Chat with us → Ask us; domains: [shop.example] → [*.shop.example]"},
			{"Widgets.Publish", func() error {
				stored, err := d.AuthenticationSettings.Find(ctx, a.ID)
				must(t, err)
				must(t, second(d.AuthenticationSettings.MarkVerified(ctx, stored)))
				return second(d.Widgets.Publish(ctx, rosa, w.ID))
			}, "Rosa Miller published widget Shop; status: draft → published"},
			{"Widgets.Unpublish", func() error { return second(d.Widgets.Unpublish(ctx, rosa, w.ID)) }, "Rosa Miller unpublished widget Shop; status: published → draft"},
			{"Widgets.OwnWorkstream", func() error { return second(d.Widgets.OwnWorkstream(ctx, rosa, w.ID)) }, "Rosa Miller edited widget Shop; workstream_id: Support → Shop"},
			{"Widgets.Copy", func() error { return second(d.Widgets.Copy(ctx, rosa, w.ID)) }, "Rosa Miller copied widget Copy of Shop"},
			{"Widgets.Deactivate", func() error { return second(d.Widgets.Deactivate(ctx, rosa, w.ID)) }, "Rosa Miller deactivated widget Shop"},
			{"Widgets.Activate", func() error { return second(d.Widgets.Activate(ctx, rosa, w.ID)) }, "Rosa Miller activated widget Shop"},

			{"MaskingRules.Create", func() (err error) {
				r, err = d.MaskingRules.Create(ctx, rosa, models.MaskingDraft{Name: "Orders", Kind: masking.Pattern, Pattern: "o-1", Mask: "#", Active: true})
				return err
			}, "Rosa Miller created masking_rule Orders; name: <nil> → Orders; kind: <nil> → pattern; pattern: <nil> → o-1"},
			{"MaskingRules.Edit", func() error {
				return second(d.MaskingRules.Edit(ctx, rosa, r.ID, r.UpdatedAt, models.MaskingDraft{Name: "Orders", Kind: masking.Pattern, Pattern: "o-2", Mask: "#", Active: true}))
			}, "Rosa Miller edited masking_rule Orders; pattern: o-1 → o-2"},
			{"MaskingRules.Switch", func() error { return second(d.MaskingRules.Switch(ctx, rosa, r.ID, false)) }, "Rosa Miller deactivated masking_rule Orders; active: true → false"},
			{"MaskingRules.Move", func() error { return d.MaskingRules.Move(ctx, rosa, r.ID, true) }, "Rosa Miller edited masking_rule Orders; position: 5 → 4"},
			{"MaskingRules.Copy", func() error { return second(d.MaskingRules.Copy(ctx, rosa, r.ID)) }, "Rosa Miller copied masking_rule Copy of Orders"},
			{"MaskingRules.Delete", func() error { return d.MaskingRules.Delete(ctx, rosa, r.ID) }, "Rosa Miller deleted masking_rule Orders; name: Orders → <nil>"},

			{"AutomatedMessages.Save", func() (err error) {
				m, err = d.AutomatedMessages.Save(ctx, rosa, place, models.Time{}, models.AutomatedDraft{Body: "Hallo", Active: true})
				return err
			}, "Rosa Miller created automated_message Greeting, German; body: <nil> → Hallo; active: <nil> → true"},
			{"AutomatedMessages.Save", func() (err error) {
				m, err = d.AutomatedMessages.Save(ctx, rosa, place, m.UpdatedAt, models.AutomatedDraft{Body: "Moin", Active: true})
				return err
			}, "Rosa Miller edited automated_message Greeting, German; body: Hallo → Moin"},
			{"AutomatedMessages.Reset", func() error { return d.AutomatedMessages.Reset(ctx, rosa, place, m.UpdatedAt) }, "Rosa Miller deleted automated_message Greeting, German; body: Moin → <nil>"},

			{"Surveys.Create", func() (err error) {
				asked, err = d.Surveys.Create(ctx, rosa, w.ID, question)
				return err
			}, "Rosa Miller created survey_question Topic, Shop; widget_id: <nil> → Shop"},
			{"Surveys.Edit", func() error {
				question.Question = "What is it?"
				return d.Surveys.Edit(ctx, rosa, w.ID, asked.ID, asked.UpdatedAt, question)
			}, "Rosa Miller edited survey_question Topic, Shop; question: What is it about? → What is it?"},
			{"Surveys.Move", func() error {
				question.Name = "Order"
				must(t, second(d.Surveys.Create(ctx, rosa, w.ID, question)))
				return d.Surveys.Move(ctx, rosa, w.ID, asked.ID, false)
			}, "Rosa Miller edited survey_question Topic, Shop; position: 1 → 2"},
			{"Surveys.Delete", func() error { return d.Surveys.Delete(ctx, rosa, w.ID, asked.ID) }, "Rosa Miller deleted survey_question Topic, Shop"},
			{"ContextVariables.Create", func() (err error) {
				variable, err = d.ContextVariables.Create(ctx, rosa, ws.ID, models.VariableDraft{Name: "plan", DisplayName: "Plan", Kind: models.VariableText, Shown: true})
				return err
			}, "Rosa Miller created context_variable plan, Support; workstream_id: <nil> → Support"},
			{"ContextVariables.Edit", func() error {
				return d.ContextVariables.Edit(ctx, rosa, ws.ID, variable.ID, variable.UpdatedAt, models.VariableDraft{Name: "plan", DisplayName: "Their plan", Kind: models.VariableText, Shown: true})
			}, "Rosa Miller edited context_variable plan, Support; display_name: Plan → Their plan"},
			{"ContextVariables.Delete", func() error { return d.ContextVariables.Delete(ctx, rosa, ws.ID, variable.ID) }, "Rosa Miller deleted context_variable plan, Support"},
			{"RoutingRules.Create", func() (err error) {
				rule, err = d.RoutingRules.Create(ctx, rosa, ws.ID, german)
				return err
			}, "Rosa Miller created routing_rule German, Support; workstream_id: <nil> → Support; position: <nil> → 1; name: <nil> → German; queue_id: <nil> → Everyone; conditions: <nil> → [Language is German]"},
			{"RoutingRules.Edit", func() error {
				german.Conditions[0].Operator = routing.OpIsNot
				return d.RoutingRules.Edit(ctx, rosa, ws.ID, rule.ID, rule.UpdatedAt, german)
			}, "Rosa Miller edited routing_rule German, Support; conditions: [Language is German] → [Language is not German]"},
			{"RoutingRules.Deactivate", func() error { return d.RoutingRules.Deactivate(ctx, rosa, ws.ID, rule.ID) }, "Rosa Miller deactivated routing_rule German, Support"},
			{"RoutingRules.Activate", func() error { return d.RoutingRules.Activate(ctx, rosa, ws.ID, rule.ID) }, "Rosa Miller activated routing_rule German, Support"},
			{"RoutingRules.Copy", func() error { return second(d.RoutingRules.Copy(ctx, rosa, ws.ID, rule.ID)) }, "Rosa Miller copied routing_rule Copy of German, Support"},
			{"RoutingRules.Move", func() error { return d.RoutingRules.Move(ctx, rosa, ws.ID, rule.ID, false) }, "Rosa Miller edited routing_rule German, Support; position: 1 → 2"},
			{"RoutingRules.Delete", func() error { return d.RoutingRules.Delete(ctx, rosa, ws.ID, rule.ID) }, "Rosa Miller deleted routing_rule German, Support"},
			{"Agents.Create", func() (err error) {
				sam, err = d.Agents.Create(ctx, rosa, profile, "four dry green boats")
				return err
			}, "Rosa Miller created staff Sam; email: <nil> → sam@desk.example; first_name: <nil> → Sam; role: <nil> → agent; password_hash changed"},
			{"Agents.Edit", func() error {
				profile.Role, profile.Capacity, profile.LastName = models.RoleSupervisor, 80, "Field"
				return second(d.Agents.Edit(ctx, rosa, sam.ID, sam.UpdatedAt, models.StaffDraft{Profile: profile, Queues: []string{q.ID}}))
			}, "Rosa Miller edited staff Sam Field; last_name:  → Field; role: agent → supervisor; capacity: 60 → 80; queues: [] → ["},
			{"Agents.Localise", func() (err error) {
				sam, err = d.Agents.Find(ctx, sam.ID)
				must(t, err)
				sam, err = d.Agents.Localise(ctx, sam, sam.UpdatedAt, models.Locale{Language: "de", TimeZone: "Europe/Berlin"})
				return err
			}, "Sam Field edited staff Sam Field; language:  → de; time_zone:  → Europe/Berlin"},
			{"PasswordLinks.Make", func() (err error) {
				_, token, err = d.PasswordLinks.Make(ctx, rosa, sam.ID)
				return err
			}, "Rosa Miller edited staff Sam Field; password_link changed"},
			{"PasswordLinks.Use", func() error {
				return third(d.PasswordLinks.Use(ctx, token, "five dry green boats", models.Browser{Address: "127.0.0.1"}))
			}, "Sam Field edited staff Sam Field; password_hash changed; password_link changed"},
			{"PasswordLinks.Invite", func() (err error) {
				kim, _, err = d.PasswordLinks.Invite(ctx, rosa, models.StaffDraft{Profile: models.Profile{FirstName: "Kim", Email: "kim@desk.example", Role: models.RoleAgent}})
				return err
			}, "Rosa Miller created staff Kim"},
			{"PasswordLinks.Withdraw", func() error { return second(d.PasswordLinks.Withdraw(ctx, rosa, kim.ID)) }, "Rosa Miller edited staff Kim; password_link changed"},
			{"Agents.ChangePassword", func() error {
				in, _, err := d.SignIns.Start(ctx, sam.Email, "five dry green boats", models.Browser{Address: "127.0.0.1"})
				must(t, err)
				stored, err := d.Agents.Find(ctx, sam.ID)
				must(t, err)
				return second(d.Agents.ChangePassword(ctx, stored, in, "five dry green boats", "six dry green boats"))
			}, "Sam Field edited staff Sam Field; password_hash changed"},
			{"Agents.SetPresenceOf", func() error { return d.Agents.SetPresenceOf(ctx, rosa, sam.ID, models.PresenceAway) },
				"Rosa Miller edited staff Sam Field; presence: by load → away"},
			{"Agents.ResetPresence", func() error {
				must(t, d.DB.Write.Exec("UPDATE agents SET set_aside = 'missed' WHERE id = ?", sam.ID).Error)
				return d.Agents.ResetPresence(ctx, rosa, sam.ID)
			}, "Rosa Miller edited staff Sam Field; presence: inactive → away"},
			{"CustomPresences.Create", func() (err error) {
				lunch, err = d.CustomPresences.Create(ctx, rosa, models.CustomPresenceDraft{Name: "Lunch", Base: models.PresenceAway})
				return err
			}, "Rosa Miller created presence Lunch; name: <nil> → Lunch; text: <nil> → Lunch; base: <nil> → away"},
			{"CustomPresences.Copy", func() error { return second(d.CustomPresences.Copy(ctx, rosa, lunch.ID)) }, "Rosa Miller copied presence Copy of Lunch"},
			{"CustomPresences.Edit", func() error {
				return second(d.CustomPresences.Edit(ctx, rosa, lunch.ID, lunch.UpdatedAt, models.CustomPresenceDraft{Name: "Lunch", Text: "At lunch", Base: models.PresenceAway}))
			}, "Rosa Miller edited presence Lunch; text: Lunch → At lunch"},
			{"CustomPresences.Deactivate", func() error { return second(d.CustomPresences.Deactivate(ctx, rosa, lunch.ID)) }, "Rosa Miller deactivated presence Lunch"},
			{"CustomPresences.Activate", func() error { return second(d.CustomPresences.Activate(ctx, rosa, lunch.ID)) }, "Rosa Miller activated presence Lunch"},
			{"Agents.Deactivate", func() error { return second(d.Agents.Deactivate(ctx, rosa, sam.ID)) }, "Rosa Miller deactivated staff Sam Field"},
			{"Agents.Activate", func() error { return second(d.Agents.Activate(ctx, rosa, sam.ID)) }, "Rosa Miller activated staff Sam Field"},

			{"Retention.Edit", func() error {
				stored, err := d.Retention.Find(ctx)
				must(t, err)
				return d.Retention.Edit(ctx, rosa, stored.UpdatedAt, models.Retention{VisitDays: 90})
			}, "Rosa Miller edited retention Retention; visit_days: 0 → 90"},
			{"Records.Delete", func() error { return d.Records.Delete(ctx, rosa, models.AuditQueue, q.ID) }, "Rosa Miller deleted queue Refunds; name: Refunds → <nil>"},
		}
		tried := map[string]bool{}
		for _, v := range verbs {
			tried[v.name] = true
			before := count(t, d)
			d.Clock.Advance(time.Second)
			if err := v.do(); err != nil {
				t.Fatalf("%s: %v", v.name, err)
			}
			if got := trail(t, d, models.AuditFilter{Limit: 1}); count(t, d) == before || !strings.HasPrefix(got[0], v.want) {
				t.Errorf("%s: %d entries more, the newest is\n%s\nwant\n%s", v.name, count(t, d)-before, got, v.want)
			}
		}
		for _, name := range verbsOf(t, d) {
			if !tried[name] {
				t.Errorf("%s changes settings and is not tried here", name)
			}
		}
		var entries []models.AuditEntry
		must(t, d.DB.Read.Find(&entries).Error)
		text, err := json.Marshal(entries)
		must(t, err)
		for _, secret := range []string{"$argon2", "BEGIN PUBLIC", "boats", w.Key} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%q stands in the trail", secret)
			}
		}
	})
}

// hoursDraft is hours that can be saved.
func hoursDraft() models.HoursDraft {
	d := models.NewHours()
	d.Name, d.TimeZone = "Desk", "Europe/Berlin"
	return d
}

// verbsOf are the methods of the settings stores that somebody does: those that
// are told who it is.
func verbsOf(t *testing.T, d *modeltest.Desk) (names []string) {
	t.Helper()
	others := []string{"SignIns", "Customers", "Visits", "Conversations", "Inbox", "Streams", "AuditTrail", "Guide", "Nodes", "Offers", "Search", "Assignments", "Board", "Jobs", "Erasures"}
	desk := reflect.ValueOf(d.Desk).Elem()
	for i := range desk.NumField() {
		field := desk.Type().Field(i)
		if !field.IsExported() || field.Type.Kind() != reflect.Struct || field.Type.NumField() == 0 || !field.Type.Field(0).Anonymous {
			continue
		}
		if !slices.Contains(audits, field.Name) {
			if !slices.Contains(others, field.Name) {
				t.Errorf("say whether %s keeps settings", field.Name)
			}
			continue
		}
		for n := range field.Type.NumMethod() {
			m := field.Type.Method(n)
			if m.Type.NumIn() > 2 && m.Type.In(1) == reflect.TypeFor[context.Context]() && m.Type.In(2) == reflect.TypeFor[*models.Agent]() && m.Name != "Setup" {
				names = append(names, field.Name+"."+m.Name)
			}
		}
	}
	return names
}

// Copies of authentication settings start with a key that nobody has verified.
func TestCopiedKeysAreNotVerified(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		a := verified(t, d, "Shop")
		must(t, second(d.AuthenticationSettings.RecordKeys(d.Ctx(), a.ID, a.PublicKeyURL, "[]")))
		made, err := d.AuthenticationSettings.Copy(d.Ctx(), nil, a.ID)
		must(t, err)
		if !made.VerifiedAt.IsZero() || !made.FetchedAt.IsZero() || made.KeysCached != "" || made.PublicKeyURL != a.PublicKeyURL {
			t.Errorf("%+v", made)
		}
	})
}

// Copies have names of their own.
func TestNamesOfCopies(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		q, err := d.Queues.Create(d.Ctx(), nil, models.QueueDraft{Name: "Returns"})
		must(t, err)
		var names []string
		for range 3 {
			q, err = d.Queues.Copy(d.Ctx(), nil, q.ID) // the copy's copy is one of the first
			must(t, err)
			names = append(names, q.Name)
		}
		if diff := cmp.Diff([]string{"Copy of Returns", "Copy 2 of Returns", "Copy 3 of Returns"}, names); diff != "" {
			t.Error(diff)
		}
	})
}
