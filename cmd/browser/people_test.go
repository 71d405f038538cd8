package browser

import (
	"context"
	"strings"
	"testing"

	"linger/cmd/internal/seed"
)

// customer is somebody in the shop: her page, and the widget's frame once it is
// there.
type customer struct {
	*tab // the shop's page
	site *site
	chat *tab // inside the frame; nil until the widget was opened
}

// visit opens the shop in a browser profile of its own and signs in as name;
// "Guest" stays one.
func visit(t *testing.T, s *site, name string) *customer {
	t.Helper()
	return visitIn(t, shared(t), s, name)
}

func visitIn(t *testing.T, browser context.Context, s *site, name string) *customer {
	t.Helper()
	c := &customer{tab: newTab(t, browser, name), site: s}
	c.open(s.shopURL().String())
	if name != "Guest" {
		c.click("button", name)
		c.holds(name+" to be chosen", `document.readyState === "complete" && document.querySelector("[aria-pressed=true]")?.innerText === `+quote(name))
	}
	return c
}

// launcher is the widget's button, which carries the widget's title.
const launcher = "Chat with Moor & Pine"

// opens presses the launcher and steps into the frame.
func (c *customer) opens() *customer {
	c.t.Helper()
	c.click("button", launcher)
	c.enters()
	return c
}

// enters steps into the frame, which is there or about to be.
func (c *customer) enters() {
	c.t.Helper()
	c.chat = c.frame(c.site.url() + "/w/")
}

// ready waits until the chat can be written in.
func (c *customer) ready() *customer {
	c.t.Helper()
	c.chat.find("textbox", "Write a message")
	return c
}

// says writes and sends.
func (c *customer) says(text string) {
	c.t.Helper()
	c.chat.fill("Write a message", text)
	c.chat.click("button", "Send")
}

// reads waits for words among the messages.
func (c *customer) reads(text string) {
	c.t.Helper()
	c.chat.holds("the message "+text, `[...document.querySelectorAll("#transcript .message__body")].some((each) => each.innerText.includes(`+quote(text)+`))`)
}

// agent is somebody at the console.
type agent struct {
	*tab
	site *site
}

// signsIn opens the console as who, called by first name.
func signsIn(t *testing.T, s *site, first string) *agent {
	t.Helper()
	a := &agent{tab: newTab(t, shared(t), first), site: s}
	a.open(s.url() + "/sign-in")
	a.fill("E-mail", strings.ToLower(first)+"@moorpine.example")
	a.fill("Password", seed.Password)
	a.click("button", "Sign in")
	a.holds("the console", `location.pathname.startsWith("/console")`)
	return a
}

// shows opens a list and a customer's conversation in it.
func (a *agent) shows(list, customer string) {
	a.t.Helper()
	// The same list comes anew, too: what is pressed while it is replaced is pressed in vain.
	eval[bool](a.tab, `document.getElementById("rows").toggleAttribute("data-left", true)`)
	a.click("link", list)
	a.holds("the list "+list, `document.querySelector("#rows:not([data-left])") && document.querySelector(".lists [aria-current]")?.innerText.startsWith(`+quote(list)+`)`)
	a.click("link", customer)
	a.holds("the conversation of "+customer, `document.querySelector("#head h1")?.innerText === `+quote(customer))
}

// opensVisitor opens the conversation of somebody without a name. Then the offer of it
// has gone from the corner to its foot.
func (a *agent) opensVisitor() {
	a.t.Helper()
	a.click("link", "Visitor")
	a.holds("the visitor's conversation", `document.querySelector("#head h1")?.innerText.startsWith("Visitor")`)
}

// accepts takes what is offered, or what is open on the screen.
func (a *agent) accepts() {
	a.t.Helper()
	if a.holds("something to accept", `document.querySelector("[data-verb=accept] button")`); eval[bool](a.tab, `Boolean(document.querySelector("#main [data-verb=accept] button"))`) {
		eval[bool](a.tab, `document.querySelector("#main [data-verb=accept] button").click() === undefined`) // what is open goes before offers elsewhere
	} else {
		a.click("button", "Accept")
	}
	a.find("textbox", "Message")
}

// answers writes to the customer and sends.
func (a *agent) answers(text string) {
	a.t.Helper()
	a.fill("Message", text)
	a.click("button", "Send")
}

// reads waits for words among the messages.
func (a *agent) reads(text string) {
	a.t.Helper()
	a.holds("the message "+text, `[...document.querySelectorAll("#messages .message__body")].some((each) => each.innerText.includes(`+quote(text)+`))`)
}

// ends finishes the conversation and confirms.
func (a *agent) ends() {
	a.t.Helper()
	a.click("button", "End")
	a.click("button", "End conversation")
	a.find("textbox", "Summary")
}
