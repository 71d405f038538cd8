package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/automated"
	"linger/models/modeltest"
)

// say writes the text for a trigger in English, for a widget or all of them.
func say(t *testing.T, d *modeltest.Desk, what automated.Trigger, w *models.Widget, body string, active bool) {
	t.Helper()
	at := models.AutomatedPlace{Trigger: what, Language: automated.English}
	if w != nil {
		at.WidgetID = w.ID
	}
	before, err := d.AutomatedMessages.List(d.Ctx(), what)
	must(t, err)
	var version models.Time
	for _, m := range before {
		if m.Place() == at {
			version = m.UpdatedAt
		}
	}
	_, err = d.AutomatedMessages.Save(d.Ctx(), nil, at, version, models.AutomatedDraft{Body: body, Active: active})
	must(t, err)
}

// words are what a customer reads of the system, in order: texts of rows,
// and of events where an admin wrote them.
func words(d *modeltest.Desk, c *models.Conversation) []string {
	var list []string
	for _, m := range d.Log(c) {
		switch {
		case m.Audience != models.AudienceEveryone || m.Public():
		case m.Kind == models.KindEvent:
			list = append(list, string(m.Event)+": "+m.Body)
		default:
			list = append(list, m.Body)
		}
	}
	return list
}

func wantWords(t *testing.T, d *modeltest.Desk, c *models.Conversation, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, words(d, c)); diff != "" {
		t.Errorf("the system says (-want +got):\n%s", diff)
	}
}

// Nobody wrote a text: the widget draws events in its own words, and the rest is
// said in ours, each once.
func TestDefaultTexts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		visit := d.Visit(w, "Ada Lind")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Write(visit, "Ana?") // who is not there
		d.Write(visit, "Anybody?")
		must(t, second(d.Conversations.Accept(ctx, ben, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ben, c.ID, -1)))
		d.Clock.Advance(28 * day)
		must(t, second(d.Conversations.Sweep(ctx)))
		wantWords(t, d, c, received, "joined: ", "Ana is away; the next available colleague will answer.", "joined: ",
			"auto_closed: Closed after 28 days without a message. Write again to start a new conversation.")

		again := d.Write(visit, "Hello again")
		must(t, second(d.Conversations.ForceClose(ctx, ben, again.ID)))
		wantWords(t, d, again, received, "force_closed: ")

		chat := d.Write(d.Visit(d.Channel(models.ModeLive, nil), "Ada Lind"), "Hello")
		d.Clock.Advance(time.Hour)
		must(t, second(d.Conversations.Sweep(ctx)))
		wantWords(t, d, chat, received, "auto_closed: Nobody was free to answer you. Write again to start a new conversation.")
	})
}

// Somebody who is there is not said to be away.
func TestNobodyIsAwayWhoIsThere(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		d.Online(ana)
		for _, affinity := range []bool{true, false} {
			visit := d.Visit(d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.Affinity = affinity }), "ada")
			c := d.Write(visit, "Hello")
			must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
			must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
			if !affinity {
				d.Clock.Advance(time.Hour) // and she leaves, which is nothing to a team
			}
			d.Write(visit, "Again")
			wantWords(t, d, c, received, "joined: ")
		}
	})
}

// What an admin wrote is said at its place, with its names, where it belongs.
func TestWrittenTexts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleSupervisor)
		w := d.Channel(models.ModePersistent, nil)
		say(t, d, automated.Created, nil, "Got it, {CustomerFirstName}.", true)
		say(t, d, automated.Joined, w, "{AgentName} ({AgentDisplayName}) is here", true)
		say(t, d, automated.Transferred, nil, "You talk to {AgentDisplayName} now", true)
		say(t, d, automated.AgentAway, nil, "{AgentName} is away", true)
		say(t, d, automated.Ended, nil, "{AgentDisplayName} is done", true)
		say(t, d, automated.AutoClosed, nil, "Quiet for {n}", true)
		say(t, d, automated.ForceClosed, nil, "Over, {CustomerFirstName}", true)

		visit := d.Visit(w, "Ada {AgentName} Lind") // a name is a name
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Write(visit, "Back")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		d.Online(ben)
		must(t, second(d.Conversations.Transfer(ctx, ana, c.ID, ben.ID, "")))
		must(t, second(d.Conversations.Accept(ctx, ben, c.ID)))
		must(t, second(d.Conversations.End(ctx, ben, c.ID, -1)))
		wantWords(t, d, c, "Got it, Ada.", "joined: Ana Miller (Ana) is here", "Ana Miller is away", "joined: You talk to Ben now", "ended: Ben is done")
		must(t, second(d.Conversations.UndoEnd(ctx, ben, c.ID)))
		if log := d.Log(c); log[len(log)-2].RetractedAt.IsZero() || log[len(log)-2].Body != "Ben is done" {
			t.Errorf("the end that was undone still says %+v", log[len(log)-2])
		}
		must(t, second(d.Conversations.ForceClose(ctx, ben, c.ID)))
		if got := words(d, c); got[len(got)-1] != "force_closed: Over, Ada" {
			t.Errorf("closed by force it says %q", got)
		}

		anonymous := d.Visit(w, "")
		quiet := d.Write(anonymous, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, quiet.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, quiet.ID, -1)))
		d.Clock.Advance(28 * day)
		must(t, second(d.Conversations.Sweep(ctx)))
		wantWords(t, d, quiet, "Got it.", "joined: Ana Miller (Ana) is here", "auto_closed: Quiet for 28 days")
	})
}

// Switched off, nothing is said: an event is for staff alone.
func TestTextsSwitchedOff(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, nil)
		d.Keep(w, d.Hours("UTC", "08:00", "17:00"))
		for _, m := range automated.Catalogue {
			say(t, d, m.Trigger, nil, m.Text, false)
		}
		visit := d.Visit(w, "ada")
		c := d.Write(visit, "Hello")
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.Park(ctx, ana, c.ID, -1)))
		d.Clock.Advance(12 * time.Hour)
		if c = d.Write(visit, "At night"); c.ToldUntil.IsZero() {
			t.Error("what was not said is said again with every message")
		}
		d.Clock.Advance(12 * time.Hour)
		must(t, second(d.Conversations.Sweep(ctx)))
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		wantWords(t, d, c)
		if staff := strings.Join(d.Said(c, models.AudienceStaff), " "); !strings.Contains(staff, "(joined)") || !strings.Contains(staff, "(ended)") {
			t.Errorf("staff see %q", staff)
		}
	})
}

func TestOrderOfLookup(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		shop, other := d.Channel(models.ModePersistent, nil), d.Channel(models.ModePersistent, nil)
		german := func(w *models.Widget, body string, active bool) {
			at := models.AutomatedPlace{Trigger: automated.Created, Language: "de", WidgetID: w.ID}
			must(t, second(d.AutomatedMessages.Save(ctx, nil, at, models.Time{}, models.AutomatedDraft{Body: body, Active: active})))
		}
		people := 0
		want := func(w *models.Widget, locale, text string) {
			t.Helper()
			people++
			visit, _, _, err := d.Visits.Open(ctx, models.Arrival{Widget: w, Locale: locale, Identity: models.Identity{
				ExternalID: models.NewID(), ExpiresAt: models.At(d.Clock.Now()).Add(time.Hour),
			}})
			must(t, err)
			wantWords(t, d, d.Write(visit, "Hello"), text)
		}
		for _, w := range []*models.Widget{shop, other} {
			w.DetectLanguage = true
			must(t, d.DB.Write.Model(w).Update("detect_language", true).Error)
		}
		stock := automated.Of(automated.Created).Default("de", automated.Persistent)
		want(shop, "de-AT", stock)
		say(t, d, automated.Created, nil, "English, everywhere", true)
		want(shop, "de-AT", stock)
		want(shop, "", "English, everywhere")
		say(t, d, automated.Created, shop, "English, in the shop", true)
		want(shop, "en-GB", "English, in the shop")
		want(other, "en-GB", "English, everywhere")
		german(shop, "Deutsch, im Laden", true)
		want(shop, "de-AT", "Deutsch, im Laden")
		want(other, "de-AT", stock)
		want(shop, "fr", automated.Of(automated.Created).Default("fr", automated.Persistent))
		want(shop, "tlh", "English, in the shop")
	})
}

// In no mode is said what does not belong there, though somebody wrote it.
func TestTextsStayInTheirMode(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		live, persistent := d.Channel(models.ModeLive, nil), d.Channel(models.ModePersistent, nil)
		at := models.AutomatedPlace{Trigger: automated.Greeting, Language: automated.English, WidgetID: live.ID}
		if _, err := d.AutomatedMessages.Save(d.Ctx(), nil, at, models.Time{}, models.AutomatedDraft{Body: "Hi", Active: true}); models.KindOf(err) != models.NotFound {
			t.Errorf("a greeting for a live widget: %v", err)
		}
		say(t, d, automated.Greeting, nil, "Hi {CustomerFirstName}, welcome", true)
		for w, want := range map[*models.Widget]string{live: "", persistent: "Hi Ada, welcome"} {
			if got, err := d.AutomatedMessages.Greeting(d.Ctx(), w, d.Visit(w, "Ada Lind")); err != nil || got != want {
				t.Errorf("in %s it says %q (%v), want %q", w.Mode, got, err, want)
			}
		}
	})
}

func TestAutomatedMessagesAreSavedAndReset(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana, sam := d.Ctx(), d.Agent("Dana", models.RoleAdmin), d.Agent("Sam", models.RoleAdmin)
		at := models.AutomatedPlace{Trigger: automated.Created, Language: "en"}
		save := func(by *models.Agent, version models.Time, body string) (*models.AutomatedMessage, error) {
			return d.AutomatedMessages.Save(ctx, by, at, version, models.AutomatedDraft{Body: body, Active: true})
		}
		if _, err := save(dana, models.Time{}, "Hi {AgentName}"); !strings.Contains(models.FieldProblem(err, "body"), "{AgentName} means nothing here") {
			t.Errorf("an agent who is not there yet: %v", err)
		}
		first, err := save(dana, models.Time{}, " One\r\nTwo ")
		must(t, err)
		if first.Body != "One\nTwo" {
			t.Errorf("saved %q", first.Body)
		}
		if _, err := save(sam, models.Time{}, "Mine"); models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Dana Miller") {
			t.Errorf("a second first text: %v, want a conflict that names who was first", err)
		}
		again, err := save(sam, first.UpdatedAt, "Three")
		must(t, err)
		if _, err := save(dana, first.UpdatedAt, "Four"); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("an old version: %v", err)
		}
		if err := d.AutomatedMessages.Reset(ctx, nil, at, first.UpdatedAt); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("an old version is reset: %v", err)
		}
		must(t, d.AutomatedMessages.Reset(ctx, nil, at, again.UpdatedAt))
		if text, err := d.AutomatedMessages.Text(ctx, at, models.ModePersistent); err != nil || text.Own != nil || text.Body != received {
			t.Errorf("after the reset it says %q, %v", text.Body, err)
		}
		if _, err := save(sam, again.UpdatedAt, "Five"); models.CodeOf(err) != models.CodeChanged {
			t.Errorf("what was reset is saved: %v", err)
		}
		for name, at := range map[string]models.AutomatedPlace{
			"trigger": {Trigger: "nothing", Language: "en"}, "language": {Trigger: automated.Created, Language: "tlh"},
			"widget": {Trigger: automated.Created, Language: "en", WidgetID: models.NewID()},
		} {
			if _, err := d.AutomatedMessages.Save(ctx, dana, at, models.Time{}, models.AutomatedDraft{Body: "x"}); models.KindOf(err) != models.NotFound {
				t.Errorf("no such %s: %v", name, err)
			}
		}
		other := models.New(d.DB) // another node speaks in the new words soon
		other.Now = d.Clock.Now
		w := d.Channel(models.ModePersistent, nil)
		_, _, err = other.Conversations.Receive(ctx, d.Visit(w, "ada"), "", modeltest.Draft("Hello"))
		must(t, err)
		say(t, d, automated.Created, nil, "New words", true)
		d.Clock.Advance(5 * time.Second)
		_, c, err := other.Conversations.Receive(ctx, d.Visit(w, "bob"), "", modeltest.Draft("Hello"))
		must(t, err)
		wantWords(t, d, c, "New words")
	})
}

// A workstream that wants no automated messages sends none, though its log goes on.
func TestSilentWorkstream(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) { ws.AutomatedMessages = false })
		say(t, d, automated.Created, nil, "Thank you.", true)
		say(t, d, automated.Joined, nil, "Here comes somebody.", true)
		c := d.Write(d.Visit(w, "ada"), "Hello")
		wantWords(t, d, c)
		ana := d.Agent("ana", models.RoleAgent)
		_, err := d.Conversations.Accept(d.Ctx(), ana, c.ID)
		must(t, err)
		wantWords(t, d, c, "joined: ")
	})
}
