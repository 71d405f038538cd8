package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"linger/models"
)

// passesBy opens the page about the house in a browser profile of its own, and not
// its chat.
func passesBy(t *testing.T, s *site, who string) *customer {
	t.Helper()
	c := &customer{tab: newTab(t, shared(t), who), site: s}
	c.open(s.shopURL().JoinPath("visit-us").String())
	return c
}

// chats presses the live launcher and waits until the chat can be written in.
func (c *customer) chats() *customer {
	c.t.Helper()
	c.click("button", liveLauncher)
	c.enters()
	return c.ready()
}

// live is the widget on the page about the house.
func (s *site) live() *models.Widget {
	s.t.Helper()
	var w models.Widget
	if err := s.desk().DB.Read.Where("mode = ?", models.ModeLive).Take(&w).Error; err != nil {
		s.t.Fatal(err)
	}
	return &w
}

// opensIn gives the live widget operating hours that begin in so many whole minutes, a
// quarter of an hour each day, and moves the clock to a moment before the minute is full.
func (s *site) opensIn(minutes int, moment time.Duration) {
	s.t.Helper()
	now := s.desk().Now()
	s.later(now.Truncate(time.Minute).Add(time.Minute - moment).Sub(now))
	from := s.desk().Now().UTC().Truncate(time.Minute).Add(time.Duration(minutes) * time.Minute)
	ctx, desk := s.t.Context(), s.desk()
	hours, err := desk.OperatingHours.Create(ctx, nil, models.HoursDraft{Name: "Workshop", TimeZone: "UTC", Windows: []models.WindowDraft{
		{Days: models.Weekdays, From: from.Format("15:04"), To: from.Add(15 * time.Minute).Format("15:04")},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.live()
	settings := w.Settings(nil)
	settings.OperatingHoursID = hours.ID
	if _, err := desk.Widgets.Edit(ctx, nil, w.ID, w.UpdatedAt, settings); err != nil {
		s.t.Fatal(err)
	}
}

// A visitor writes, is answered, reloads and is still there; a browser that keeps
// nothing is somebody new.
func TestLiveVisitor(t *testing.T) {
	s := startSite(t)
	eve := comesBy(t, s, "Eve")
	eve.chat.sees("Someone from the team answers you here")
	eve.says("Is the Ridge 2 in stock?")
	eve.reads("Is the Ridge 2 in stock?")

	ana := signsIn(t, s, "Ana")
	ana.click("link", "Open")
	ana.sees("Visitor ")
	ana.opensVisitor()
	ana.accepts()
	ana.sees("Visitor, not signed in")
	if ana.offers("button", "Close for now") {
		t.Error("a live conversation can be closed for now")
	}
	ana.answers("Two of them.")
	eve.reads("Two of them.")

	eve.reload()
	eve.chats()
	eve.reads("Is the Ridge 2 in stock?")
	eve.says("Keep one for me.")
	ana.reads("Keep one for me.")

	other := comesBy(t, s, "Finn")
	other.chat.misses("Is the Ridge 2 in stock?")

	ana.ends()
	eve.chat.sees("This conversation has ended.")
	eve.chat.click("button", "Start a new conversation")
	eve.chat.misses("Is the Ridge 2 in stock?")
}

// S12: the customer ends by the X, after a question that keyboards and screen
// readers can answer. In Active the agent is told and finishes notes, in Open it is
// closed. The other tab sees it. The launcher and Escape only put the panel away.
func TestS12CustomerEnds(t *testing.T) {
	s := startSite(t)
	eve := comesBy(t, s, "Eve")
	eve.says("Is the Ridge 2 in stock?")
	eve.reads("Is the Ridge 2 in stock?")
	second := &customer{tab: eve.another(), site: s}
	second.open(s.shopURL().JoinPath("visit-us").String())
	second.chats()
	second.reads("Is the Ridge 2 in stock?")
	ana := signsIn(t, s, "Ana")
	ana.click("link", "Open")
	ana.opensVisitor()
	ana.accepts()

	eve.chat.press(kb.Escape)
	eve.holds("the panel to close", panelClosed)
	eve.click("button", liveLauncher)
	eve.chat.tabTo("button", "Minimise chat")
	eve.press(kb.Enter)
	eve.holds("the panel to close", panelClosed)
	eve.click("button", liveLauncher)

	eve.chat.tabTo("button", "Close chat")
	eve.press(kb.Enter)
	eve.chat.sees("End this chat?")
	eve.chat.at("button", "Keep chatting")
	eve.chat.axeInBoth(1280, 900, "farewell")
	eve.chat.screenshot("widget-farewell")
	eve.press(kb.Tab)
	eve.chat.at("button", "End chat")
	eve.press(kb.Tab)
	eve.chat.at("button", "Keep chatting")
	eve.press(kb.Escape)
	eve.chat.misses("End this chat?")
	eve.chat.at("button", "Close chat")
	if c := s.conversations()[0]; c.State != models.StateActive {
		t.Fatalf("asked only, and it is %s", c.State)
	}

	eve.expect("Failed to load resource", "ERR_")
	eve.press(kb.Enter)
	eve.chat.offline(true)
	eve.chat.click("button", "End chat")
	eve.chat.sees("Not ended: there is no connection.")
	eve.chat.offline(false)
	eve.chat.click("button", "End chat")
	eve.holds("the panel to close", panelClosed)
	second.chat.sees("This conversation has ended.")
	ana.sees("ended the conversation")
	ana.find("textbox", "Summary")
	if c := s.conversations()[0]; c.State != models.StateWrapUp || c.Reason != models.ReasonEndedByCustomer {
		t.Errorf("ended in Active it is %s, %s", c.State, c.Reason)
	}

	eve.click("button", liveLauncher)
	eve.ready().chat.misses("Is the Ridge 2 in stock?")
	eve.says("Another matter")
	eve.reads("Another matter")
	eve.chat.click("button", "Close chat")
	eve.chat.click("button", "End chat")
	eve.holds("the panel to close", panelClosed)
	if c := s.conversations()[1]; c.State != models.StateClosed || c.Reason != models.ReasonLeftOpen {
		t.Errorf("ended in Open it is %s, %s", c.State, c.Reason)
	}
}

// S13: a live customer who is away for two minutes goes on; for four, and the
// conversation has ended. Her agent sees it.
func TestS13CustomerAway(t *testing.T) {
	s := startSite(t)
	eve := comesBy(t, s, "Eve")
	eve.says("Is the Ridge 2 in stock?")
	eve.reads("Is the Ridge 2 in stock?")
	ana := signsIn(t, s, "Ana")
	ana.click("link", "Open")
	ana.opensVisitor()
	ana.accepts()
	ana.answers("Two of them.")
	eve.reads("Two of them.")

	left := func(want bool) {
		t.Helper()
		eve.until("the absence to be noticed", func() (bool, error) { return s.conversations()[0].CustomerLeftAt.IsZero() != want, nil })
	}
	eve.leaves()
	left(true)
	ana.sees("Left")
	s.passes(2 * time.Minute)
	eve.open(s.shopURL().JoinPath("visit-us").String())
	eve.chats()
	left(false)
	ana.holds("her to be back", `!document.querySelector("#head").innerText.includes("Left")`)
	eve.says("Here again")
	ana.reads("Here again")
	if c := s.conversations()[0]; c.State != models.StateActive {
		t.Fatalf("after two minutes it is %s", c.State)
	}

	eve.leaves()
	left(true)
	s.passes(4 * time.Minute)
	ana.find("textbox", "Summary")
	ana.sees(" left")
	if c := s.conversations()[0]; c.State != models.StateWrapUp || c.Reason != models.ReasonLeftActive {
		t.Errorf("after four minutes it is %s, %s", c.State, c.Reason)
	}
	eve.open(s.shopURL().JoinPath("visit-us").String())
	eve.chats().chat.misses("Two of them.")
}

// S11: outside hours a live widget is hidden, or shows when the team is back; it is
// there by itself when they are.
func TestS11OutsideHours(t *testing.T) {
	s := startSite(t)
	s.opensIn(60, 30*time.Second)
	eve := passesBy(t, s, "Eve")
	eve.holds("the loader", `window.Linger`)
	if eve.offers("button", liveLauncher) {
		t.Error("the launcher is there outside hours")
	}
	eve.screenshot("live-hidden")
	eval[bool](eve.tab, `Linger.open().then(() => true)`) // the page may ask for it all the same
	eve.enters()
	eve.chat.sees("We are away now")
	if eve.chat.offers("textbox", "Write a message") {
		t.Error("there is a composer outside hours")
	}
	eve.chat.click("button", "Close chat")
	eve.holds("the panel to close", panelClosed)

	w := s.live()
	if err := s.desk().DB.Write.Model(w).Updates(map[string]any{
		"shown_outside_hours": true, "offline_title": "The workshop sleeps", "offline_subtitle": "So do we",
	}).Error; err != nil {
		t.Fatal(err)
	}
	s.later(59*time.Minute + 24*time.Second) // six seconds to the opening
	finn := passesBy(t, s, "Finn")
	finn.click("button", "The workshop sleeps")
	finn.enters()
	finn.chat.sees("The workshop sleeps")
	finn.chat.sees("You can start a chat then.")
	finn.chat.axeInBoth(1280, 900, "offline pane")
	finn.chat.screenshot("live-offline")
	nu(t, "frame outside hours", eval[string](finn.chat, `fetch(location.href).then((answer) => answer.text())`))
	finn.ready() // by itself
	finn.find("button", liveLauncher)
	finn.says("Good morning")
	finn.reads("Good morning")

	// Closing time leaves what runs alone. What would begin is refused, and kept.
	greta := comesBy(t, s, "Greta")
	s.passes(16 * time.Minute) // nobody has accepted yet: in four more it would be closed
	finn.says("Still here")
	finn.reads("Still here")
	greta.expect("409")
	greta.says("Too late?")
	greta.chat.sees("We are away now")
	greta.chat.sees("What you wrote is kept here")
	greta.chat.screenshot("live-kept")
	s.later(24*time.Hour - 10*time.Minute)
	greta.reload()
	greta.chats()
	greta.chat.holds("her words", `document.querySelector("#body").value === "Too late?"`)
}
