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
	s.later(2 * time.Minute)
	second.reads("You are next.")
	third.reads("People ahead of you: 1")
	third.chat.misses("People ahead of you: 2")
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
