package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// kept is a live widget that keeps an interrupted chat for ten minutes; anonymous
// if anybody may come.
func kept(d *modeltest.Desk, anonymous bool) *models.Widget {
	w := d.Channel(models.ModeLive, nil)
	d.Set(w, "reconnect", true)
	if anonymous {
		d.Set(w, "authentication_settings_id", nil)
	}
	return w
}

// arrives opens the widget: with a token for sub, with the browser's visit, by a link.
func arrives(d *modeltest.Desk, w *models.Widget, sub, previous, link string) (*models.Visit, string, error) {
	a := models.Arrival{Widget: w, Previous: previous, Link: link}
	if sub != "" {
		a.Identity = models.Identity{ExternalID: sub, Name: sub, ExpiresAt: models.At(d.Clock.Now()).Add(time.Hour)}
	}
	v, token, _, err := d.Visits.Open(d.Ctx(), a)
	return v, token, err
}

func arrived(t *testing.T, d *modeltest.Desk, w *models.Widget, sub, previous, link string) (*models.Visit, string) {
	t.Helper()
	v, token, err := arrives(d, w, sub, previous, link)
	must(t, err)
	return v, token
}

// talking is a chat that ana has, and its customer's visit and token.
func talking(t *testing.T, d *modeltest.Desk, w *models.Widget, ana *models.Agent, sub string) (*models.Conversation, *models.Visit, string) {
	t.Helper()
	v, token := arrived(t, d, w, sub, "", "")
	c := d.Write(v, "Hello from "+sub)
	must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
	return d.Reload(c), v, token
}

// leaves is a stream of the visit that came and went.
func leaves(t *testing.T, d *modeltest.Desk, v *models.Visit) {
	t.Helper()
	d.Here(v)()
}

func TestInterruptedChatIsKept(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		w, short := kept(d, false), d.Channel(models.ModeLive, nil)
		c, v, _ := talking(t, d, w, ana, "ada")
		other, gone, _ := talking(t, d, short, ana, "bob")
		unanswered := d.Write(d.Visit(w, "cleo"), "Hello")
		leaves(t, d, v)
		leaves(t, d, gone)
		leaves(t, d, &models.Visit{ID: v.ID, WidgetID: w.ID, CustomerID: unanswered.CustomerID})
		if d.Reload(c).Interrupted(models.At(d.Clock.Now().Add(59 * time.Second))) {
			t.Error("asked after a change of pages whether to go on")
		}
		pass(t, d, 3*time.Minute)
		if got := d.Reload(other).State; got != models.StateWrapUp {
			t.Errorf("after three minutes a widget that keeps nothing has it in %s", got)
		}
		if got := d.Reload(unanswered).State; got != models.StateClosed {
			t.Errorf("what nobody had is %s", got)
		}
		pass(t, d, 7*time.Minute-time.Second)
		if c = d.Reload(c); c.State != models.StateActive || !c.Interrupted(models.At(d.Clock.Now())) {
			t.Errorf("a second short of ten minutes it is %s, she is asked: %v", c.State, c.Interrupted(models.At(d.Clock.Now())))
		}
		wantLoad(t, d, ana, 100) // both: wrap-up of live holds, too
		back := d.Visit(w, "ada")
		stays := d.Here(back)
		pass(t, d, time.Hour)
		if c = d.Reload(c); c.State != models.StateActive || c.Interrupted(models.At(d.Clock.Now())) {
			t.Errorf("back, it is %s, and she is asked: %v", c.State, c.Interrupted(models.At(d.Clock.Now())))
		}
		stays()
		pass(t, d, 10*time.Minute)
		if c = d.Reload(c); c.State != models.StateWrapUp || c.Reason != models.ReasonLeftActive {
			t.Errorf("gone for ten minutes it is %s, %s", c.State, c.Reason)
		}

		persistent := d.Channel(models.ModePersistent, nil)
		d.Set(persistent, "reconnect", true)
		if c := d.Write(d.Visit(persistent, "ada"), "Hello"); c.ReconnectMinutes != 0 {
			t.Error("a persistent conversation is kept for minutes")
		}
	})
}

// Whoever holds a link goes on with an anonymous customer's chat, and with nothing
// else of hers.
func TestReconnectByLink(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w, elsewhere := kept(d, true), kept(d, true)
		c, hers, herToken := talking(t, d, w, ana, "")
		link, err := d.Conversations.ReconnectLink(ctx, ana, c.ID)
		must(t, err)
		var stored models.ReconnectLink
		must(t, d.DB.Write.Take(&stored).Error)
		if stored.TokenHash == link || stored.ConversationID != c.ID || stored.CreatedByID != ana.ID {
			t.Errorf("stored is %+v", stored)
		}

		phone, token := arrived(t, d, w, "", "", link)
		if phone.CustomerID != hers.CustomerID || token == herToken {
			t.Fatalf("by the link comes customer %s, with the token of another visit: %v", phone.CustomerID, token == herToken)
		}
		standing, err := d.Conversations.Standing(ctx, phone, "")
		if must(t, err); standing == nil || standing.ID != c.ID {
			t.Fatalf("she goes on with %+v", standing)
		}
		if written := d.Write(phone, "I am back"); written.ID != c.ID {
			t.Errorf("what she writes is in %s", written.ID)
		}
		if again, same := arrived(t, d, w, "", token, link); again.ID != phone.ID || same != token {
			t.Error("a second tab is another visit")
		}
		if own, same := arrived(t, d, w, "", herToken, link); own.ID != hers.ID || same != herToken || own.ConversationID != nil {
			t.Error("in her own browser the link takes her visit from her")
		}
		for name, arrival := range map[string]struct {
			w    *models.Widget
			link string
		}{"another widget": {elsewhere, link}, "a forged link": {w, link + "x"}, "her visit's token as a link": {w, herToken}} {
			if _, _, err := arrives(d, arrival.w, "", "", arrival.link); models.CodeOf(err) != models.CodeReconnectOver {
				t.Errorf("%s: %v", name, err)
			}
		}

		must(t, second(d.Conversations.End(ctx, ana, c.ID, -1)))
		if _, _, err := arrives(d, w, "", "", link); models.CodeOf(err) != models.CodeReconnectOver {
			t.Errorf("after the agent has ended it: %v", err)
		}
		if ok, err := d.Conversations.Reconnectable(ctx, w.ID, link); ok || err != nil {
			t.Errorf("after the end it leads somewhere: %v, %v", ok, err)
		}
		if err := third(d.Conversations.Receive(ctx, phone, "", modeltest.Draft("A new matter"))); models.KindOf(err) != models.Unauthorized {
			t.Errorf("who came by a link starts a chat in her name: %v", err)
		}
		next := d.Write(hers, "Something private")
		if running, err := d.Conversations.Running(ctx, phone); err != nil || running != nil {
			t.Errorf("by the old link she sees her next chat: %+v, %v", running, err)
		}
		if _, err := d.Conversations.OfVisit(ctx, phone, next.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("by its id: %v", err)
		}
		if _, err := d.Conversations.Standing(ctx, phone, next.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("its standing: %v", err)
		}
		if err := d.Conversations.ReadByCustomer(ctx, phone, next.ID, 1); models.KindOf(err) != models.NotFound {
			t.Errorf("read by who came by the link: %v", err)
		}
		if fresh, _ := arrived(t, d, w, "", token, ""); fresh.CustomerID == hers.CustomerID {
			t.Error("coming again without the link she is still the other")
		}
		if own, _ := arrived(t, d, w, "", herToken, link); own.ID != hers.ID { // her own chat runs: the old link in the address is no matter
			t.Error("an old link keeps her from her own chat")
		}
	})
}

// A signed-in customer's chat goes on for her alone, whoever holds the link.
func TestReconnectByLinkSignedIn(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana, w := d.Agent("Ana", models.RoleAgent), kept(d, false)
		c, v, _ := talking(t, d, w, ana, "ada")
		link, err := d.Conversations.ReconnectLink(d.Ctx(), ana, c.ID)
		must(t, err)
		if phone, _ := arrived(t, d, w, "ada", "", link); phone.CustomerID != v.CustomerID || phone.ConversationID != nil {
			t.Errorf("on her phone she comes as %+v", phone)
		}
		if v, _, err := arrives(d, w, "eve", "", link); models.CodeOf(err) != models.CodeReconnectOver {
			t.Errorf("somebody else gets %+v, %v", v, err)
		}
		must(t, second(d.Conversations.CustomerEnd(d.Ctx(), v, c.ID)))
		if _, _, err := arrives(d, w, "ada", "", link); models.CodeOf(err) != models.CodeReconnectOver {
			t.Errorf("after she has closed it: %v", err)
		}
	})
}

func TestWhoMakesReconnectLinks(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana, ben, sue := d.Ctx(), d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent), d.Agent("Sue", models.RoleSupervisor)
		w := kept(d, true)
		c, v, _ := talking(t, d, w, ana, "")
		must(t, second(d.Conversations.ReconnectLink(ctx, sue, c.ID)))
		for name, tt := range map[string]struct {
			by   *models.Agent
			id   string
			want models.Kind
		}{
			"another agent": {ben, c.ID, models.NotFound}, "no conversation": {ana, models.NewID(), models.NotFound},
		} {
			if _, err := d.Conversations.ReconnectLink(ctx, tt.by, tt.id); models.KindOf(err) != tt.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		plain, _, _ := talking(t, d, d.Channel(models.ModeLive, nil), ana, "bob")
		must(t, second(d.Conversations.CustomerEnd(ctx, v, c.ID)))
		for name, id := range map[string]string{"a widget without": plain.ID, "ended": c.ID} {
			if _, err := d.Conversations.ReconnectLink(ctx, ana, id); models.KindOf(err) != models.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
