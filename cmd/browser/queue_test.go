package browser

import (
	"testing"
	"time"

	"linger/models"
)

// set gives the widgets of a mode a setting, as an admin would before anybody comes.
func (s *site) set(mode models.Mode, column string, value any) {
	s.t.Helper()
	if err := s.desk().DB.Write.Model(&models.Widget{}).Where("mode = ?", mode).Update(column, value).Error; err != nil {
		s.t.Fatal(err)
	}
}

// judged has axe look at a state of the chat, light and dark, and keeps pictures of it.
func (c *customer) judged(state string) {
	c.t.Helper()
	c.chat.axeInBoth(1280, 900, state)
	c.chat.screenshot(state)
}

// liveLauncher is the button of the widget on the page about the house.
const liveLauncher = "Chat with Moor & Pine workshop"

// comesBy opens the page about the house in a profile of its own, and its chat.
func comesBy(t *testing.T, s *site, who string) *customer {
	t.Helper()
	c := &customer{tab: newTab(t, shared(t), who), site: s}
	c.open(s.shopURL().String() + "/visit-us")
	c.click("button", liveLauncher)
	c.enters()
	return c.ready()
}

// The place in the queue changes in the row where it was said.
func TestQueuePositionLive(t *testing.T) {
	s := startSite(t)
	s.set(models.ModeLive, "show_position", true)
	first, second, third := comesBy(t, s, "First"), comesBy(t, s, "Second"), comesBy(t, s, "Third")
	first.says("Are you open on Sunday?")
	first.reads("Thanks, we have your message")
	second.says("Do you mend tents?")
	second.reads("People ahead of you: 1")
	third.says("Where do I park?")
	third.reads("People ahead of you: 2")
	const row = `[...document.querySelectorAll("#transcript .message__body")].find((each) => /People ahead|You are next/.test(each.innerText))?.closest("li").id`
	before, rows := eval[string](third.chat, row), third.chat.count("#transcript > li")

	var c models.Conversation
	if err := s.desk().DB.Write.Where("mode = 'live'").Order("created_at").Take(&c).Error; err != nil {
		t.Fatal(err)
	}
	var ana models.Agent
	if err := s.desk().DB.Write.Where("email = 'ana@moorpine.example'").Take(&ana).Error; err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk().Conversations.Accept(t.Context(), &ana, c.ID); err != nil {
		t.Fatal(err)
	}
	s.passes(2 * time.Minute)
	second.reads("You are next.")
	third.reads("People ahead of you: 1")
	third.chat.misses("People ahead of you: 2")
	third.judged("position")
	if after := eval[string](third.chat, row); after != before || third.chat.count("#transcript > li") != rows {
		t.Errorf("it is said in row %s of %d, before in %s of %d", after, third.chat.count("#transcript > li"), before, rows)
	}
}

// Behind a closed panel a message sounds, once for all her tabs, unless she wants
// none; a launcher without badge stays as it is.
func TestSoundAndNoBadge(t *testing.T) {
	s := startSite(t)
	s.set(models.ModePersistent, "sound", true)
	s.set(models.ModePersistent, "unread_badge", false)
	ana, omar := begun(t, s)
	const count = `(() => {
		window.rang = 0
		const start = OscillatorNode.prototype.start
		OscillatorNode.prototype.start = function (...at) { window.rang++; return start.apply(this, at) }
		return true
	})()`
	eval[bool](omar.chat, count)
	ana.answers("While she looks")
	omar.reads("While she looks")
	omar.chat.click("button", "Close chat")
	omar.holds("the panel to close", panelClosed)
	ana.answers("While she doesn't")
	omar.chat.holds("two notes", `window.rang === 2`)
	omar.find("button", launcher) // without a number
	omar.click("button", launcher)
	omar.judged("sound")
	omar.chat.click("button", "Sound for new messages")
	omar.chat.click("button", "Close chat")
	omar.holds("the panel to close", panelClosed)
	ana.answers("Silently")
	omar.reads("Silently")
	omar.reload()
	omar.opens().ready()
	omar.chat.holds("the sound to stay off", `document.querySelector("#sound").ariaPressed === "false"`)
	eval[bool](omar.chat, count)
	omar.chat.click("button", "Sound for new messages")
	omar.chat.holds("a sample", `window.rang === 2`)
}

// An agent's link brings a visitor back to her chat on another device; when the chat
// has ended it offers a new one.
func TestReconnectByLink(t *testing.T) {
	s := startSite(t)
	s.set(models.ModeLive, "reconnect", true)
	s.set(models.ModeLive, "reconnect_page_url", s.shopURL().String()+"/visit-us")
	ana, guest := signsIn(t, s, "Ana"), comesBy(t, s, "Guest")
	guest.says("Do you mend tents?")
	guest.reads("Do you mend tents?")
	ana.click("link", "Open")
	ana.opensVisitor()
	ana.accepts()
	eval[bool](ana.tab, `(navigator.clipboard.write = async ([item]) => { window.copied = await (await item.getType("text/plain")).text() }, true)`)
	ana.click("button", "More")
	ana.click("menuitem", "Copy reconnect link")
	ana.sees("Link copied.")
	ana.screenshot("reconnect-copied")
	link := eval[string](ana.tab, `window.copied`)

	follow := func(who string) *customer {
		c := &customer{tab: newTab(t, shared(t), who), site: s}
		c.open(link)
		c.holds("the site's page", `location.pathname === "/visit-us"`)
		c.enters() // it opens by itself
		return c
	}
	phone := follow("Guest's phone").ready()
	phone.reads("Do you mend tents?")
	phone.says("I am on the train now")
	ana.reads("I am on the train now")
	guest.reads("I am on the train now")

	ana.ends()
	phone.chat.click("button", "Start a new conversation")
	phone.ready()
	phone.says("And boots?")
	phone.reads("And boots?")
	guest.chat.sees("This conversation has ended.")
	guest.chat.misses("And boots?")

	late := follow("Somebody later")
	late.expect("409")
	late.chat.sees("This chat can't be continued")
	late.judged("reconnect-expired")
	late.chat.click("button", "Start a new conversation")
	late.ready()
}

// A signed-in customer who was away is asked whether to go on with her chat.
func TestReconnectByPrompt(t *testing.T) {
	s := startSite(t)
	var known models.Widget
	if err := s.desk().DB.Write.Where("mode = 'persistent'").Take(&known).Error; err != nil {
		t.Fatal(err)
	}
	s.set(models.ModeLive, "reconnect", true)
	s.set(models.ModeLive, "authentication_settings_id", known.AuthenticationSettingsID)
	s.set(models.ModePersistent, "status", models.WidgetDraft) // the shop shows the other one
	comes := func() *customer {
		c := visit(t, s, "Omar Haddad")
		c.click("button", liveLauncher)
		c.enters()
		return c
	}
	ana, omar := signsIn(t, s, "Ana"), comes().ready()
	omar.says("Is the workshop open?")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	ana.answers("Until six.")
	omar.reads("Until six.")
	away := func() {
		omar.leaves()
		ana.knows("the customer to be gone", func(c *models.Conversation) bool { return !c.CustomerLeftAt.IsZero() })
		s.passes(5 * time.Minute)
	}
	away()
	omar = comes()
	omar.chat.sees("Continue your chat?")
	omar.chat.misses("Until six.")
	omar.judged("reconnect-prompt")
	nu(t, "the frame of a live widget", eval[string](omar.chat, `fetch(location.href).then((answer) => answer.text())`))
	omar.chat.click("button", "Continue your chat")
	omar.ready().reads("Until six.")
	ana.knows("the customer to be back", func(c *models.Conversation) bool { return c.CustomerLeftAt.IsZero() })
	away()
	omar = comes()
	omar.chat.click("button", "Start a new one")
	omar.ready()
	omar.chat.misses("Until six.")
	ana.knows("the chat to end", func(c *models.Conversation) bool { return c.EndedBy == models.EndedByCustomer })
}

// knows waits for the only conversation to be so.
func (a *agent) knows(what string, condition func(*models.Conversation) bool) {
	a.t.Helper()
	a.until(what, func() (bool, error) {
		list := a.site.conversations()
		return len(list) == 1 && condition(&list[0]), nil
	})
}

// What has ended she may read again, above a divider and for reading alone.
func TestPreviousConversationsShown(t *testing.T) {
	s := startSite(t)
	s.set(models.ModePersistent, "previous_conversations", true)
	ana, omar := begun(t, s)
	omar.chat.misses("Show earlier conversations")
	for _, text := range []string{"One", "Two", "Three", "Four", "Five", "Six"} {
		omar.says(text)
		omar.reads(text)
	}
	ana.reads("Six")
	ana.ends()
	omar.chat.click("button", "Start a new conversation")
	omar.ready()
	omar.chat.misses("It ships today.")
	omar.chat.click("button", "Show earlier conversations")
	const rows = `[...document.querySelectorAll("#previous li")]`
	omar.chat.holds("ten rows and the divider at the end", rows+`.length === 11 && `+rows+`.at(-1).innerText === "End of an earlier conversation"`)
	omar.chat.click("button", "Show earlier conversations")
	omar.chat.holds("the beginning", rows+`[0].innerText.includes("Is my order lost?")`)
	omar.chat.misses("Show earlier conversations")
	omar.says("A new matter")
	omar.reads("A new matter")
	omar.chat.holds("the log to hold the new one alone", `document.querySelectorAll("#transcript .message--own").length === 1`)
	omar.judged("previous")
	nu(t, "the frame with previous conversations", eval[string](omar.chat, `fetch(location.href).then((answer) => answer.text())`))
}
