package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"linger/models"
)

// asks lets the widgets of a mode ask before a conversation, one question of each
// kind, and after it.
func (s *site) asks(mode models.Mode) {
	s.t.Helper()
	desk := s.desk()
	var w models.Widget
	if err := desk.DB.Write.Where("mode = ?", mode).Take(&w).Error; err != nil {
		s.t.Fatal(err)
	}
	for _, d := range []models.QuestionDraft{
		{Name: "Name", Question: "What is your name?", Kind: models.QuestionLine, Required: true},
		{Name: "About", Question: "What is it about?", Kind: models.QuestionOptions, Options: "Delivery; Return; Repair"},
		{Name: "Details", Question: "What have you tried already?", Kind: models.QuestionLines},
		{Name: "Terms", Question: "I agree to the [terms](https://moorpine.example/terms) of the chat.", Kind: models.QuestionConsent},
	} {
		if _, err := desk.Surveys.Create(s.t.Context(), nil, w.ID, d); err != nil {
			s.t.Fatal(err)
		}
	}
	s.set(mode, "pre_chat_survey", true)
	s.set(mode, "post_chat_survey", true)
}

// chooses picks an option of a list.
func (p *tab) chooses(option string) {
	p.t.Helper()
	p.holds("the option "+option, `(() => {
		const list = [...document.querySelectorAll("select")].find((each) => [...each.options].some(({ value }) => value === `+quote(option)+`))
		if (!list) return false
		list.value = `+quote(option)+`
		return list.dispatchEvent(new Event("input", { bubbles: true }))
	})()`)
}

const asked = `document.querySelector("#survey")?.checkVisibility()`

// Pre-chat survey, persistent: asked when a new conversation starts, kept until the
// message is sent, and not asked again while the conversation runs.
func TestSurveyBeforeAPersistentConversation(t *testing.T) {
	s := startSite(t)
	s.asks(models.ModePersistent)
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.chat.find("heading", "Before you write")
	omar.chat.at("textbox", "What is your name?")
	omar.chat.window(1280, 900, false)
	omar.chat.screenshot("widget-survey")

	omar.says("My poles are missing.")
	omar.chat.sees("Answer this to go on.")
	omar.chat.sees("Agree to this to go on.")
	omar.chat.at("textbox", "What is your name?")
	omar.chat.axeInBoth(1280, 900, "survey with problems")
	omar.chat.screenshot("widget-survey-problems")
	omar.chat.fill("What is your name?", "Omar")
	omar.chat.misses("Answer this to go on.")
	omar.chat.fill("What have you tried already?", "Looked in the bag.\nTwice.")

	// What was answered outlives the page, and a network that is away.
	omar.reload()
	omar.opens().ready()
	omar.chat.holds("the answer", `document.querySelector("#survey [autocomplete=name]")?.value === "Omar"`)
	omar.chat.holds("the text", `document.querySelector("#body").value === "My poles are missing."`)
	omar.chat.chooses("Return")
	omar.chat.click("checkbox", "I agree to the")
	omar.expect("Failed to load resource", "ERR_")
	omar.chat.offline(true)
	omar.chat.click("button", "Send")
	omar.chat.holds("nothing asked while it waits", "!("+asked+")")
	omar.chat.sees("My poles are missing.")
	omar.chat.offline(false)
	omar.reads("My poles are missing.")

	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Omar Haddad") // the site has signed his name
	ana.sees("What have you tried already?")
	ana.sees("Twice.")
	ana.accepts()
	ana.axe("answers")
	ana.screenshot("console-answers")

	omar.reload()
	omar.opens().ready()
	omar.reads("My poles are missing.")
	omar.chat.holds("nothing asked again", "!("+asked+")")
	omar.says("Are you there?")
	ana.reads("Are you there?")
	ana.ends()
	omar.chat.click("button", "Start a new conversation")
	omar.chat.find("heading", "Before you write")
	omar.chat.holds("an empty answer", `document.querySelector("#survey [autocomplete=name]").value === ""`)
}

// Pre-chat survey, live: asked before every chat, and it says who an anonymous
// customer is.
func TestSurveyBeforeEveryLiveChat(t *testing.T) {
	s := startSite(t)
	s.asks(models.ModeLive)
	grace := comesBy(t, s, "Grace")
	begins := func(name, text string) {
		t.Helper()
		grace.chat.find("heading", "Before you write")
		grace.chat.fill("What is your name?", name)
		grace.chat.click("checkbox", "I agree to the")
		grace.says(text)
		grace.reads(text)
		grace.chat.holds("nothing asked", "!("+asked+")")
	}
	begins("Grace Hopper", "Are you open on Sunday?")
	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Grace Hopper")
	ana.accepts()
	ana.ends()
	grace.chat.click("button", "Start a new conversation")
	begins("Grace H.", "And on Monday?")
	ana.click("link", "Open")
	ana.find("link", "Grace H.")

	// What is asked changes while she writes: she is told, and keeps what she wrote.
	finn := comesBy(t, s, "Finn")
	finn.chat.fill("What is your name?", "Finn")
	finn.chat.click("checkbox", "I agree to the")
	var w models.Widget
	if err := s.desk().DB.Write.Where("mode = 'live'").Take(&w).Error; err != nil {
		t.Fatal(err)
	}
	_, err := s.desk().Surveys.Create(t.Context(), nil, w.ID, models.QuestionDraft{Name: "City", Question: "Which shop?", Kind: models.QuestionLine, Required: true})
	if err != nil {
		t.Fatal(err)
	}
	finn.expect("422")
	finn.says("Where do I park?")
	finn.chat.at("textbox", "Which shop?")
	finn.chat.holds("the text", `document.querySelector("#body").value === "Where do I park?"`)
	finn.chat.holds("her name", `document.querySelector("#survey [autocomplete=name]").value === "Finn"`)
	finn.chat.fill("Which shop?", "Leeds")
	finn.chat.click("button", "Send")
	finn.reads("Where do I park?")
}

// Post-chat survey, live: after the customer's own end too, where an agent had
// joined; else her end closes the panel, and nothing is asked.
func TestRatingAfterHerOwnEnd(t *testing.T) {
	s := startSite(t)
	s.set(models.ModeLive, "post_chat_survey", true)
	eve := comesBy(t, s, "Eve")
	ends := func() {
		t.Helper()
		eve.chat.click("button", "Close chat")
		eve.chat.click("button", "End chat")
	}
	eve.says("Is the Ridge 2 in stock?")
	eve.reads("Is the Ridge 2 in stock?")
	ana := signsIn(t, s, "Ana")
	ana.click("link", "Open")
	ana.opensVisitor()
	ana.accepts()
	ends()
	eve.chat.find("group", "How did we do?")
	eve.chat.sees("This conversation has ended.")
	eve.chat.click("radio", "5 Very good")
	eve.chat.click("button", "Send rating")
	eve.chat.sees("Thank you. Your rating has been sent.")
	ana.sees("5 of 5")

	eve.chat.click("button", "Start a new conversation")
	eve.says("Another matter")
	eve.reads("Another matter")
	ends()
	eve.holds("the panel to close", panelClosed)
	eve.click("button", liveLauncher)
	eve.ready()
	eve.chat.holds("no question", `!document.querySelector("#rate").checkVisibility()`)
}

// Post-chat survey: after the agent's end, by keyboard, once; the agent reads it at
// once. It can be passed over, and is not there where nobody had joined.
func TestRatingAfterTheEnd(t *testing.T) {
	s := startSite(t)
	s.set(models.ModePersistent, "post_chat_survey", true)
	ana := signsIn(t, s, "Ana")
	omar := visit(t, s, "Omar Haddad").opens().ready()
	talks := func(text string) {
		t.Helper()
		omar.says(text)
		ana.shows("Open", "Omar Haddad")
		ana.accepts()
		ana.reads(text)
		ana.ends()
		omar.chat.find("group", "How did we do?")
	}
	talks("My poles are missing.")
	omar.chat.screenshot("widget-rating")
	if omar.chat.offers("button", "Send rating") {
		t.Error("there is nothing to send yet")
	}
	omar.chat.tabTo("radio", "1 Very poor")
	omar.press(kb.ArrowRight + kb.ArrowRight + kb.ArrowRight)
	omar.chat.at("radio", "4 Good")
	omar.chat.fill("Anything to add?", "Quick. Thank you.")
	omar.chat.axeInBoth(1280, 900, "rating")
	omar.chat.screenshot("widget-rating-chosen")

	// Closed and opened again, on another page too, it still stands, with what was
	// typed, and in nobody's way.
	omar.chat.click("button", "Close chat")
	omar.opens()
	omar.chat.find("button", "Start a new conversation")
	omar.reload()
	omar.opens().ready()
	omar.chat.misses("My poles are missing.")
	omar.chat.screenshot("widget-rating-later")
	omar.chat.axe("rating, later")
	omar.chat.holds("the comment", `document.querySelector("#rate-comment").value === "Quick. Thank you."`)
	omar.chat.click("button", "Send rating")
	omar.chat.sees("Thank you. Your rating has been sent.")
	omar.chat.holds("no question", `!document.querySelector("#rate").checkVisibility()`)
	ana.sees("4 of 5")
	ana.sees("Quick. Thank you.")
	ana.axe("rating")
	ana.screenshot("console-rating")
	ana.click("button", "Close")
	ana.click("link", "Closed")
	ana.holds("the rating in the list", `document.querySelector("#rows .rating")?.innerText.includes("4 of 5")`)

	talks("And the pegs.")
	omar.chat.click("button", "Skip")
	omar.chat.holds("no question", `!document.querySelector("#rate").checkVisibility()`)
	omar.chat.at("button", "Start a new conversation")

	// Nobody had joined: there is nobody to rate.
	omar.chat.click("button", "Start a new conversation")
	omar.says("Hello?")
	omar.reads("Hello?")
	var c models.Conversation
	if err := s.desk().DB.Write.Where("state = 'open'").Take(&c).Error; err != nil {
		t.Fatal(err)
	}
	var sofia models.Agent
	if err := s.desk().DB.Write.Where("role <> 'agent'").Take(&sofia).Error; err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk().Conversations.ForceClose(t.Context(), &sofia, c.ID); err != nil {
		t.Fatal(err)
	}
	omar.chat.sees("This conversation has ended.")
	omar.chat.holds("no question", `!document.querySelector("#rate").checkVisibility()`)
	if said := eval[string](omar.chat, `document.body.innerText`); strings.Contains(said, "How did we") {
		t.Errorf("she is asked: %s", said)
	}
}
