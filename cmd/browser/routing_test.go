package browser

import (
	"testing"
	"time"
)

// The acceptance scenarios about who gets the work, with two agents who look on.

// offered waits until the agent's window shows an offer.
func (a *agent) offered() {
	a.t.Helper()
	a.holds("an offer", `document.querySelector("[data-shows]")`)
}

// left reports whether no offer is on the agent's screen.
func (a *agent) left() bool {
	return !eval[bool](a.tab, `Boolean(document.querySelector("[data-shows]"))`)
}

// capacity gives an agent so many units.
func (s *site) capacity(first string, units int) {
	s.t.Helper()
	if err := s.desk().DB.Write.Exec("UPDATE agents SET capacity = ? WHERE first_name = ?", units, first).Error; err != nil {
		s.t.Fatal(err)
	}
}

func TestS1OfferedToTheHighestCapacity(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		s.capacity("Ben", 150)
		ana, ben := signsIn(t, s, "Ana"), signsIn(t, s, "Ben")
		ana.holds("her stream", `document.querySelector("#presence").innerText.includes("Available")`)
		ben.holds("his stream", `document.querySelector("#presence").innerText.includes("Available")`)
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("Where is my tent?")
		ben.offered()
		if !ana.left() {
			t.Error("it is offered to both")
		}
		ben.axe("an offer")
		ben.screenshot("offer")
		ben.accepts()
		ben.answers("On its way.")
		omar.reads("On its way.")
		omar.chat.misses("ahead of you")
	})
}

// parks has ana talk with omar and close for now.
func parks(t *testing.T, s *site, ana *agent) *customer {
	t.Helper()
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("Where is my tent?")
	ana.offered()
	ana.accepts()
	ana.answers("On its way.")
	omar.reads("On its way.")
	ana.click("button", "Close for now")
	ana.holds("no load", `document.querySelector("#load").innerText.includes("Load 0")`)
	return omar
}

func TestS4SameAgentOverCapacity(t *testing.T) {
	s := startSite(t)
	ana := signsIn(t, s, "Ana")
	omar := parks(t, s, ana)
	ben := signsIn(t, s, "Ben")
	ben.holds("his stream", `document.querySelector("#presence").innerText.includes("Available")`)
	s.capacity("Ana", 0) // full
	omar.says("It came without poles.")
	ana.offered()
	ana.sees("came back to you")
	if !ben.left() {
		t.Error("it is offered to somebody who is free, and she had it before")
	}
	ana.accepts()
	ana.reads("It came without poles.")
}

func TestS6OfferRunsOut(t *testing.T) {
	s := startSite(t)
	ana := signsIn(t, s, "Ana")
	omar := parks(t, s, ana)
	ben := signsIn(t, s, "Ben")
	ben.holds("his stream", `document.querySelector("#presence").innerText.includes("Available")`)
	omar.says("It came without poles.")
	ana.offered()
	ana.until("the desk to know that she sees it", func() (bool, error) {
		var n int64
		err := s.desk().DB.Read.Raw("SELECT COUNT(*) FROM conversations WHERE offer_shown_at IS NOT NULL").Scan(&n).Error
		return n == 1, err
	})
	s.passes(2*time.Minute + time.Second)
	ben.offered()
	ben.accepts()
	ben.reads("Where is my tent?")
	ben.reads("It came without poles.")
}

// A workstream says whether its offers also show on the agent's desktop.
func TestOffersOnTheDesktop(t *testing.T) {
	s := startSite(t)
	shows := func(when string) {
		if err := s.desk().DB.Write.Exec("UPDATE workstreams SET desktop_notification = ?", when).Error; err != nil {
			t.Fatal(err)
		}
	}
	shows("never")
	ana := signsIn(t, s, "Ana")
	ana.holds("her stream", `document.querySelector("#presence").innerText.includes("Available")`)
	eval[bool](ana.tab, `(() => {
		window.noted = []
		window.Notification = class {
			static permission = "granted"
			constructor(title, { body }) { noted.push(title + ": " + body) }
			close() {}
		}
		return true
	})()`)
	visit(t, s, "Omar Haddad").opens().ready().says("Where is my tent?")
	ana.offered()
	if noted := eval[int](ana.tab, `noted.length`); noted != 0 {
		t.Errorf("%d offers show on the desktop, which none may", noted)
	}
	ana.accepts()
	shows("always")
	visit(t, s, "Ada Lind").opens().ready().says("Do you mend zips?")
	ana.holds("the offer on the desktop", `noted.length === 1 && noted[0].endsWith(": Do you mend zips?")`)

	// On screen it is once, whichever list is there: on top of what is theirs, or over the page.
	once := func(where, place string) {
		t.Helper()
		ana.holds("the offer once, "+where, `((offers) => offers.length === 1 && offers[0].closest(`+quote(place)+`))(
			[...document.querySelectorAll("[data-shows]")].filter((offer) => offer.checkVisibility()))`)
	}
	for _, on := range []struct{ list, place string }{{"Mine", "#offers"}, {"Open", "#corner"}, {"Closed", "#corner"}, {"Mine", "#offers"}} {
		ana.click("link", on.list)
		once(on.list, on.place)
	}
	ana.window(390, 844, false)
	once("on a phone", "#offers")
	ana.click("link", "Omar Haddad")
	once("on a phone, a conversation", "#corner")
}
