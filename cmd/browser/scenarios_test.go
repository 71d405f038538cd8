package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"linger/models"
)

// conversations are all that the desk has, oldest first.
func (s *site) conversations() []models.Conversation {
	s.t.Helper()
	var list []models.Conversation
	if err := s.desk().DB.Read.Order("created_at, id").Find(&list).Error; err != nil {
		s.t.Fatal(err)
	}
	return list
}

// begun is a conversation that Ana has accepted and answered.
func begun(t *testing.T, s *site) (*agent, *customer) {
	t.Helper()
	ana := signsIn(t, s, "Ana")
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("Is my order lost?")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	ana.answers("It ships today.")
	omar.reads("It ships today.")
	return ana, omar
}

// S2: the customer closes the panel and returns two days later on a phone; the
// agent had not parked. It is the same conversation, still active.
func TestS2ReturnAfterTwoDays(t *testing.T) {
	s := startSite(t)
	_, omar := begun(t, s)
	omar.chat.click("button", "Close chat")
	omar.holds("the panel to close", panelClosed)
	omar.leaves()
	s.later(48 * time.Hour)

	phone := visit(t, s, "Omar Haddad")
	phone.window(390, 844, false)
	phone.opens().ready()
	phone.reads("Is my order lost?")
	phone.reads("It ships today.")
	if list := s.conversations(); len(list) != 1 || list[0].State != models.StateActive {
		t.Errorf("want the one conversation, still active: %+v", list)
	}
	phone.says("Thanks, it is here.")
	phone.reads("Thanks, it is here.")
}

// panelClosed looks through the launcher's shadow.
const panelClosed = `document.querySelector("linger-chat")?.shadowRoot.querySelector("iframe")?.hidden !== false`

// S7: the agent ends. The customer sees it, can't write on, and finds an empty
// chat the next time; the agent finds the old one.
func TestS7End(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	ana.ends()
	omar.chat.sees("This conversation has ended.")
	if omar.chat.offers("textbox", "Write a message") {
		t.Error("the composer is still there after the end")
	}
	if c := s.conversations()[0]; c.State != models.StateWrapUp {
		t.Errorf("the conversation is %s, want wrap-up", c.State)
	}

	omar.reload()
	omar.opens().ready()
	omar.chat.misses("Is my order lost?")
	omar.says("Something new")
	omar.reads("Something new")
	list := s.conversations()
	if len(list) != 2 || list[1].State != models.StateOpen {
		t.Fatalf("want a second conversation, open: %+v", list)
	}
	ana.shows("Open", "Omar Haddad")
	ana.reads("Something new")
	ana.find("link", "Wrap-up")
}

// S8: the agent ends while the customer's message is on its way. It is refused,
// kept, and goes out as the first of a new conversation.
func TestS8WrittenAtTheEnd(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	omar.expect("Failed to load resource", "ERR_", "409")
	omar.chat.offline(true)
	omar.chat.sees("You are offline.")
	omar.says("One more thing")
	ana.ends()
	omar.chat.offline(false)
	omar.chat.sees("Not sent: the conversation has ended. Start a new one to send it.")
	omar.chat.click("button", "Start a new conversation")
	omar.reads("One more thing")
	omar.chat.misses("Is my order lost?")
	list := s.conversations()
	if len(list) != 2 || list[1].State != models.StateOpen || list[1].LastMessageText != "One more thing" {
		t.Errorf("want a second conversation with her message: %+v", list)
	}
}

// S16: the token is refused at opening; it runs out during the chat and is
// renewed silently; it can't be renewed and the customer is told so.
func TestS16TokenExpires(t *testing.T) { eachDatabase(t, tokenExpires) }

func tokenExpires(t *testing.T, s *site) {
	t.Helper()
	t.Run("at opening", func(t *testing.T) {
		expired := s.token(t, -2*time.Hour)
		mira := s.strange(t, shared(t), "Mira", expired)
		mira.expect("401")
		mira.opens()
		mira.chat.sees("You could not be recognised")
	})
	t.Run("during the chat", func(t *testing.T) {
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("First")
		omar.reads("First")
		s.later(2 * time.Hour) // longer than the token's hour
		omar.expect("401")
		omar.says("Second")
		omar.reads("Second")
		omar.chat.holds("both to be sent", `document.querySelectorAll("#pending li").length === 0`)

		// Signed out of the shop in another tab: there is no token any more.
		other := omar.another()
		other.open(s.shopURL().String())
		other.click("button", "Guest")
		other.holds("nobody to be signed in", `document.querySelector("[aria-pressed=true]")?.innerText === "Guest"`)
		omar.chat.fill("Write a message", "Third")
		s.later(2 * time.Hour)
		omar.chat.press(kb.Enter)
		omar.chat.sees("Your sign-in has run out.")
		omar.chat.sees("First") // she may read on
		omar.chat.holds("writing to be off", `document.querySelector("#body").readOnly`)
		omar.chat.holds("the message to be kept", `(document.querySelector("#pending").innerText + document.querySelector("#body").value).includes("Third")`)

		// Signed in again, it goes out.
		other.click("button", "Omar Haddad")
		other.holds("Omar to be signed in", `document.querySelector("[aria-pressed=true]")?.innerText === "Omar Haddad"`)
		// A request that was still being confirmed may have noticed it before she asks.
		omar.chat.holds("writing to be on", `!document.querySelector("#body").readOnly || void document.querySelector("#banner button")?.click()`)
		omar.chat.press(kb.Enter) // in case she was told before she pressed it
		omar.reads("Third")
		omar.chat.holds("nothing left to send", `document.querySelectorAll("#pending li").length === 0`)
	})
}

// S17: another customer signs in on the same browser and sees nothing of the first.
func TestS17AnotherCustomer(t *testing.T) {
	s := startSite(t)
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("My secret order")
	omar.reads("My secret order")

	ada := &customer{tab: omar.another(), site: s}
	ada.who = "Ada in Omar's browser"
	ada.open(s.shopURL().String())
	ada.click("button", "Ada Lind")
	ada.holds("Ada to be signed in", `document.querySelector("[aria-pressed=true]")?.innerText === "Ada Lind"`)
	ada.enters() // a conversation is running in this browser, so the frame loads by itself
	ada.click("button", launcher)
	ada.ready()
	ada.chat.misses("My secret order")
	ada.says("I am Ada")
	ada.reads("I am Ada")

	// Omar's tab stays Omar's until it asks who it is, and then shows no word of his.
	omar.chat.misses("I am Ada")
	s.later(2 * time.Hour)
	omar.expect("401")
	ada.expect("401") // her visit has run out, too
	omar.reload()
	omar.enters()
	omar.click("button", launcher)
	omar.ready()
	omar.reads("I am Ada")
	omar.chat.misses("My secret order")
	if list := s.conversations(); len(list) != 2 || list[0].CustomerID == list[1].CustomerID {
		t.Errorf("want two conversations of two customers: %+v", list)
	}
}

// S18: two tabs of one customer and two windows of one agent are in step, and
// after the end none of them can send.
func TestS18TwoOfEach(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		ana, omar := begun(t, s)
		second := &customer{tab: omar.another(), site: s}
		second.open(s.shopURL().String())
		second.opens().ready()
		window := &agent{tab: ana.another(), site: s}
		window.open(s.url() + "/console/mine")
		window.click("link", "Omar Haddad")

		for i, writer := range []*customer{omar, second} {
			text := []string{"from the first tab", "from the second tab"}[i]
			writer.says(text)
			for _, reader := range []*customer{omar, second} {
				reader.reads(text)
			}
			for _, reader := range []*agent{ana, window} {
				reader.reads(text)
			}
		}
		for i, writer := range []*agent{ana, window} {
			text := []string{"from the first window", "from the second window"}[i]
			writer.answers(text)
			for _, reader := range []*customer{omar, second} {
				reader.reads(text)
			}
			for _, reader := range []*agent{ana, window} {
				reader.reads(text)
			}
		}
		for _, each := range []*customer{omar, second} {
			if n := each.chat.count("#transcript .message"); n != 7 { // six of theirs, and that hers was received
				t.Errorf("%s shows %d messages, want 7", each.who, n)
			}
		}
		for _, each := range []*agent{ana, window} {
			if n := each.count("#messages .message--customer, #messages .message--agent"); n != 6 {
				t.Errorf("%s shows %d messages, want 6", each.who, n)
			}
		}

		window.ends()
		for _, each := range []*customer{omar, second} {
			each.chat.sees("This conversation has ended.")
			if each.chat.offers("textbox", "Write a message") {
				t.Errorf("%s can still write", each.who)
			}
		}
		ana.find("textbox", "Summary")
		if ana.offers("textbox", "Message") {
			t.Error("the agent's other window can still write")
		}

		// The end is taken back in whichever of her windows.
		ana.find("button", "Undo")
		ana.click("button", "Undo")
		for _, each := range []*agent{ana, window} {
			each.find("textbox", "Message")
			each.holds("no more to be taken back", `!document.querySelector("#toasts").innerText`)
		}
		window.answers("We go on.")
		omar.reads("We go on.")
	})
}
