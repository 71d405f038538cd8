package browser

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/network"

	"linger/models"
)

// offline takes the network away from what runs in the frame, and gives it back.
func (p *tab) offline(off bool) {
	p.t.Helper()
	call(p, "network", network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
	conditions := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}}
	if off {
		conditions.MatchedNetworkConditions = append(conditions.MatchedNetworkConditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	call(p, "network", network.EmulateNetworkConditionsByRule, conditions)
}

// written are the customer's messages as the desk has them, in order.
func (s *site) written() []string {
	s.t.Helper()
	var bodies []string
	err := s.desk().DB.Read.Model(&models.Message{}).Where("kind = ?", models.KindCustomer).Order("conversation_id, seq").Pluck("body", &bodies).Error
	if err != nil {
		s.t.Fatal(err)
	}
	return bodies
}

// sent waits until everything has left the outbox and compares what arrived.
func (c *customer) sent(want ...string) {
	c.t.Helper()
	for _, body := range want {
		c.reads(body)
	}
	c.chat.holds("an empty outbox", `document.querySelectorAll("#pending li").length === 0`)
	if got := c.site.written(); !slices.Equal(got, want) {
		c.t.Errorf("the desk has %q, want %q", got, want)
	}
	if got := c.chat.count("#transcript .message--own"); got != len(want) {
		c.t.Errorf("%s sees %d messages of her own, want %d", c.who, got, len(want))
	}
}

// The server goes away while a customer writes, and comes back at the same place.
func TestOutboxServerAway(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("before")
		omar.sent("before")
		omar.expect("Failed to load resource", "ERR_")
		s.stop()
		want := []string{"before"}
		for i := range 3 {
			text := fmt.Sprintf("while you were away %d", i+1)
			omar.says(text)
			want = append(want, text)
		}
		omar.chat.sees("Not sent yet. It goes out when the connection is back.")
		s.start()
		omar.sent(want...)
		omar.says("after")
		omar.sent(append(want, "after")...)
	})
}

// The customer's network goes and comes back.
func TestOutboxOffline(t *testing.T) {
	s := startSite(t)
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("before")
	omar.sent("before")
	omar.expect("Failed to load resource", "ERR_")
	omar.chat.offline(true)
	omar.chat.sees("You are offline. What you write goes out when you are back.")
	omar.says("from the tunnel")
	omar.chat.holds("the message to be kept", `document.querySelector("#pending").innerText.includes("from the tunnel")`)
	omar.chat.offline(false)
	omar.sent("before", "from the tunnel")
}

// A message arrives and the word of that does not; she changes its text. It is there
// once: she is told, and what she changed is hers to send or not.
func TestOutboxEditedAfterItArrived(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("before")
		omar.sent("before")
		omar.expect("Failed to load resource", "ERR_", "409")
		const told = "Your message had arrived after all."
		want := []string{"before"}
		for _, sentBefore := range []bool{true, false} { // the word comes
			first, changed := fmt.Sprintf("It is order 11, %v", sentBefore), fmt.Sprintf("It is order 17, %v", sentBefore)
			omar.chat.offline(true)
			omar.says(first)
			omar.chat.click("button", "Edit")
			id := eval[string](omar.chat, `new Promise((done) => {
				const kept = () => Object.entries(localStorage).find(([name, value]) => name.endsWith(":edited") && value)?.[1]
				const look = () => (kept() ? done(kept()) : requestAnimationFrame(look))
				look()
			})`)
			omar.chat.fill("Write a message", changed)
			if sentBefore {
				omar.chat.click("button", "Send")
				omar.chat.holds("it to be kept", `document.querySelector("#pending").innerText.includes(`+quote(changed)+`)`)
			}
			s.arrives(id, first)
			omar.chat.offline(false)
			omar.chat.sees(told)
			omar.chat.holds("its text to be hers", `document.querySelector("#body").value === `+quote(changed)+` && !document.querySelector("#pending li")`)
			want = append(want, first)
			omar.sent(want...)
			omar.chat.click("button", "Send")
			want = append(want, changed)
			omar.sent(want...)
			omar.chat.misses(told)
		}
	})
}

// arrives is the customer's message that reached the desk, whatever came back.
func (s *site) arrives(clientID, body string) {
	s.t.Helper()
	desk := s.desk()
	var visit models.Visit
	err := desk.DB.Read.Order("created_at DESC").Take(&visit).Error
	if err == nil {
		_, _, err = desk.Conversations.Receive(s.t.Context(), &visit, "", models.Draft{ClientID: clientID, Body: body})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// What is unsent and what is only begun survive a reload, and go out once.
func TestOutboxReload(t *testing.T) {
	s := startSite(t)
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("before")
	omar.sent("before")
	omar.expect("Failed to load resource", "ERR_")
	omar.chat.offline(true)
	omar.says("unsent")
	omar.chat.holds("the message to be kept", `document.querySelector("#pending").innerText.includes("unsent")`)
	omar.chat.fill("Write a message", "only begun")

	omar.reload() // the new frame has the network
	omar.opens().ready()
	omar.sent("before", "unsent")
	omar.chat.holds("the draft", `document.querySelector("#body").value === "only begun"`)
	omar.chat.click("button", "Send")
	omar.sent("before", "unsent", "only begun")
}
