package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// judged lets both judges look at a page: axe in both colour schemes, the HTML
// checker at what the server sends.
func (p *tab) judged(state string) {
	p.t.Helper()
	p.axeInBoth(1280, 900, state)
	nu(p.t, state, eval[string](p, `fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text())`))
}

// Every page before and around signing in.
func TestSignInPages(t *testing.T) {
	s := startSite(t)
	rosa := newTab(t, shared(t), "Rosa")
	rosa.open(s.url() + "/settings")
	rosa.find("heading", "Sign in")
	rosa.judged("sign-in")
	rosa.screenshot("sign-in")

	rosa.fill("E-mail", "rosa@moorpine.example")
	rosa.fill("Password", "not hers")
	rosa.expect("422")
	rosa.click("button", "Sign in")
	rosa.find("alert", "")
	rosa.axe("sign-in, refused")
	rosa.screenshot("sign-in-refused")

	rosa.fill("Password", "moor-and-pine")
	rosa.click("button", "Sign in")
	rosa.holds("the settings, where she was going", `location.pathname.startsWith("/settings")`)

	rosa.open(s.url() + "/account")
	rosa.judged("account")
	rosa.screenshot("account")

	rosa.expect("404")
	rosa.open(s.url() + "/settings/nothing-here")
	rosa.find("heading", "There is nothing here")
	rosa.judged("not found")
	rosa.screenshot("not-found")
}

// The console with a full desk: every list, a conversation in every state, and
// what opens over them.
func TestConsolePages(t *testing.T) {
	s := startSeededSite(t)
	ana := signsIn(t, s, "Ana")
	ana.sees("Tove Sandberg")
	ana.judged("mine")
	ana.screenshot("console-mine")
	for _, tt := range []struct{ list, customer, name string }{
		{"Mine", "Tove Sandberg", "active"},
		{"Mine", "ليلى منصور", "waiting, right to left"},
		{"Mine", "Inês Duarte", "wrap-up"},
		{"Open", "Chidi Okafor", "open"},
		{"Closed", "Finn Byrne", "closed"},
	} {
		ana.shows(tt.list, tt.customer)
		ana.judged(tt.name)
		ana.screenshot("console-" + tt.name)
	}

	ana.shows("Mine", "Tove Sandberg")
	ana.click("button", "Keyboard shortcuts")
	ana.find("heading", "Keyboard shortcuts")
	ana.axe("shortcuts")
	ana.screenshot("console-shortcuts")
	ana.press(kb.Escape)
	ana.click("button", "End")
	ana.find("heading", "End this conversation?")
	ana.axe("end dialog")
	ana.screenshot("console-end")
	ana.press(kb.Escape)
	ana.click("radio", "Internal")
	ana.sees("Only staff see this")
	ana.axe("internal message")
	ana.screenshot("console-internal")

	// Away, she is offered nothing that would move the list under her.
	if err := s.desk().DB.Write.Exec("UPDATE agents SET default_presence = 'away' WHERE first_name = 'Sofia'").Error; err != nil {
		t.Fatal(err)
	}
	sofia := signsIn(t, s, "Sofia")
	sofia.shows("Mine", "Maximiliane Freifrau von Wolkenstein-Trostburg-Hohenems")
	sofia.judged("a long name and a long word")
	sofia.screenshot("console-long")
}

// A desk that nobody has written to yet.
func TestConsoleEmpty(t *testing.T) {
	s := startSite(t)
	ben := signsIn(t, s, "Ben")
	for _, list := range []string{"Mine", "Open", "Closed"} {
		ben.click("link", list)
		ben.holds("the list "+list, `document.querySelector(".lists [aria-current]")?.innerText.startsWith(`+quote(list)+`)`)
		ben.judged("nothing in " + list)
		ben.screenshot("console-empty-" + list)
	}
}

// The widget in each of its states.
func TestWidgetStates(t *testing.T) {
	s := startSite(t)
	judge := func(c *customer, state string) {
		t.Helper()
		c.chat.axeInBoth(1280, 900, state)
		c.axeInBoth(1280, 900, "the page around: "+state)
		c.chat.screenshot("widget-" + state)
	}
	guest := visit(t, s, "Guest").opens()
	guest.chat.sees("Sign in to chat")
	judge(guest, "signed-out")
	nu(t, "frame", eval[string](guest.chat, `fetch(location.href).then((answer) => answer.text())`))

	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.chat.sees("how can we help?")
	judge(omar, "new")
	omar.says("Is my order lost? It is number 48102, see https://moorpine.example/orders/48102")
	omar.reads("Is my order lost?")
	judge(omar, "open")

	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	ana.answers("It ships today.\nSorry for the wait.")
	omar.reads("It ships today.")
	omar.says("שלום, تمام, 👩‍🌾🏕️ Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
	omar.reads("Donaudampf")
	judge(omar, "active")

	omar.expect("Failed to load resource", "ERR_")
	omar.chat.offline(true)
	omar.says("from the tunnel")
	omar.chat.sees("You are offline.")
	judge(omar, "offline")
	omar.chat.offline(false)
	omar.reads("from the tunnel")

	ana.reads("from the tunnel")
	ana.ends()
	omar.chat.sees("This conversation has ended.")
	judge(omar, "ended")
	ana.screenshot("console-undo")
	ana.axe("undo")
}
