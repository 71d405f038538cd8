package browser

import "testing"

// The main job: write, be answered, be parked, come back in another browser, be
// answered by the same agent, see it end, start fresh.
func TestWholeThread(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		ana := signsIn(t, s, "Ana")
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("Is my order lost?")
		omar.reads("Is my order lost?")
		omar.chat.sees("An agent will answer")

		ana.shows("Open", "Omar Haddad")
		ana.accepts()
		ana.reads("Is my order lost?")
		omar.chat.sees("Ana joined")
		ana.answers("It ships today.")
		omar.reads("It ships today.")
		omar.says("Good to hear.")
		ana.reads("Good to hear.")

		ana.click("button", "Close for now")
		ana.holds("the conversation to wait", `document.querySelector("#head, .chat__none") && document.querySelector("#head")?.dataset.state !== "active"`)
		ana.holds("no load", `document.querySelector("#load").innerText.includes("Load 0")`)
		omar.leaves()

		phone := visit(t, s, "Omar Haddad").opens().ready()
		phone.reads("Is my order lost?")
		phone.reads("It ships today.")
		phone.says("It arrived, but without the poles.")

		// It came back, to the same agent first.
		ana.sees("came back to you")
		ana.accepts()
		ana.reads("It arrived, but without the poles.")
		ana.answers("The poles are on their way.")
		phone.reads("The poles are on their way.")

		ana.ends()
		phone.chat.sees("The conversation ended")
		phone.chat.sees("This conversation has ended.")
		ana.fill("Summary", "Poles were missing and are sent.")
		ana.click("button", "Close")

		phone.chat.click("button", "Start a new conversation")
		phone.says("Do you mend stoves?")
		phone.reads("Do you mend stoves?")
		phone.chat.misses("It arrived, but without the poles.")

		// The agent still finds the earlier one.
		ana.shows("Open", "Omar Haddad")
		ana.reads("Do you mend stoves?")
		ana.sees("Poles were missing and are sent.")
	})
}

// leaves closes the shop's page.
func (c *customer) leaves() {
	c.t.Helper()
	c.open("about:blank")
}
