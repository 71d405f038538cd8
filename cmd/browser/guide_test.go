package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"linger/cmd/internal/program"
)

// An empty database, and somebody who has never seen Linger and has no mouse: she
// follows the screen, from the one-time code to the first answered message on the
// demo shop's page.
func TestSetUpGuideByKeyboard(t *testing.T) {
	s := newSite(t, "")
	s.config.Demo = program.Demo{DemoShop: true, DemoListen: s.config.DemoListen}
	s.start()
	var setup string
	ida := newTab(t, shared(t), "Ida")
	ida.until("the one-time code", func() (bool, error) {
		setup = regexp.MustCompile(`http://\S+/setup\?code=\w+`).FindString(s.log.String())
		return setup != "", nil
	})

	ida.open(setup)
	ida.judged("setup")
	ida.screenshot("guide-0-setup")
	ida.tabTo("textbox", "First name")
	ida.press("Ida")
	ida.tabTo("textbox", "E-mail")
	ida.press("ida@shop.example")
	ida.tabTo("textbox", "Password")
	ida.press("four dry green boats" + kb.Enter)

	ida.find("heading", "Set up your chat")
	ida.step("overview")
	ida.goes("link", "Begin", "How conversations live")
	ida.step("mode")
	ida.goes("button", "Save and go on", "The chat on your site")
	ida.step("widget")
	ida.tabTo("textbox", "Title")
	ida.replaces("Moor & Pine")
	ida.tabTo("radio", "Blue")
	ida.press(kb.ArrowRight + kb.ArrowRight)
	ida.goes("button", "Save and go on", "Who is writing")
	ida.step("identity")
	ida.goes("button", "Save and go on", "The private key")
	ida.sees("The key pair is made.")
	ida.axe("the private key")
	ida.screenshot("guide-identity-key")
	private := eval[string](ida, `document.querySelector("[aria-label='Private key'] code").textContent`)
	ida.tabTo("link", "Node")
	ida.press(kb.Enter)
	ida.sees("chat-token.mjs")
	ida.step("identity-done")
	ida.misses("PRIVATE KEY-----")
	ida.goes("link", "Go on: When you answer", "When you answer")
	ida.step("hours")
	ida.tabTo("switch", "Around the clock")
	ida.press(" ")
	ida.goes("button", "Save and go on", "On your site")
	ida.step("snippet-draft")
	ida.goes("button", "Publish", "Where it is")
	ida.sees("Not seen on any page yet.")
	ida.step("snippet")

	// The demo's shop, in a tab of its own.
	ida.tabTo("link", "Put it on the demo shop")
	ida.press(kb.Enter)
	ada := &customer{tab: ida.opened(s.shopURL().String()+"/site", "Ida as Ada"), site: s}
	ada.find("heading", "Put a chat on this site")
	ada.tab.judged("the shop's back office")
	ada.screenshot("guide-shop")
	ada.tabTo("textbox", "The private key")
	ada.types(private)
	ada.tabTo("button", "Put it on the pages")
	ada.press(kb.Enter)
	ada.find("heading", "Gear for slow days outside")
	ida.sees("Seen on " + s.shopURL().String()) // by itself
	ida.step("snippet-seen")
	ida.tabTo("button", "Allow only this site")
	ida.press(kb.Enter)
	ida.sees("Only pages of " + s.shopURL().Host)
	ida.goes("link", "Go on: The first message", "The first message")
	ida.step("message")

	ada.tabTo("button", "Ada Lind")
	ada.press(kb.Enter)
	ada.holds("Ada to be signed in", `document.readyState === "complete" && document.querySelector("[aria-pressed=true]")?.innerText === "Ada Lind"`)
	token := eval[string](ada.tab, `new Promise((done) => shopChat.token(done))`)
	ada.tabTo("button", launcher)
	ada.press(kb.Enter)
	ada.enters()
	ada.ready()
	ada.chat.at("textbox", "Write a message")
	ada.press("Is anybody there?" + kb.Enter)
	ada.reads("Is anybody there?")
	ada.screenshot("guide-chat")

	ida.sees("The customer's message is here.")
	ida.tabTo("link", "Open the console")
	ida.press(kb.Enter)
	agent := &agent{tab: ida.opened(s.url()+"/console/open", "Ida as an agent"), site: s}
	agent.sees("Is anybody there?")
	agent.press("j")
	agent.at("link", "Ada Lind")
	agent.press(kb.Enter)
	agent.reads("Is anybody there?")
	agent.press("a")
	agent.find("textbox", "Message")
	agent.press("r")
	agent.at("textbox", "Message")
	agent.press("I am." + kb.Enter)
	ada.reads("I am.")

	ida.sees("Both sides have written.")
	ida.step("message-done")
	ida.goes("link", "To the overview", "Set up your chat")
	ida.sees("Your chat is live")
	ida.step("finished")
	ida.open(s.url() + "/settings")
	ida.holds("the settings without the guide", `location.pathname === "/settings/widgets" && !document.querySelector("[href='/settings/guide']")`)

	// The page that takes tokens apart says of the shop's what the chat found.
	ida.open(s.url() + "/settings/guide/identity")
	ida.tabTo("textbox", "Token")
	ida.types(token)
	ida.tabTo("button", "Check it")
	ida.press(kb.Enter)
	ida.sees("A customer with this token is let in.")
	ida.axe("a token that was checked")
	ida.screenshot("guide-identity-checked")
}

// step lets both judges look at a step of the guide, and keeps its picture.
func (p *tab) step(name string) {
	p.t.Helper()
	p.judged("guide, " + name)
	p.screenshot("guide-" + name)
}

// goes presses something by keyboard and arrives under a heading.
func (p *tab) goes(role, name, heading string) {
	p.t.Helper()
	p.tabTo(role, name)
	p.press(kb.Enter)
	p.find("heading", heading)
	p.holds("the page to have come", `document.readyState === "complete"`)
}

// replaces types over what the field in focus holds.
func (p *tab) replaces(text string) {
	p.t.Helper()
	p.press("a", chromedp.ModifierCtrl)
	p.types(text)
}

// opened steps into the tab that a link has opened.
func (p *tab) opened(prefix, who string) *tab {
	p.t.Helper()
	own := chromedp.FromContext(p.ctx).BrowserContextID
	var id target.ID
	p.until("a tab at "+prefix, func() (bool, error) {
		list, err := chromedp.Targets(p.ctx)
		for _, info := range list {
			if info.Type == "page" && info.BrowserContextID == own && strings.HasPrefix(info.URL, prefix) {
				id = info.TargetID
			}
		}
		return id != "", err
	})
	return attach(p.t, who, p.ctx, chromedp.WithTargetID(id))
}
