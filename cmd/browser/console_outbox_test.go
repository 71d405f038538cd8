package browser

import (
	"fmt"
	"slices"
	"testing"

	"linger/models"
)

// An agent's message arrives and the word of that does not; she changes its text. It is
// there once: she is told, and what she changed is hers to send or not.
func TestConsoleOutboxEditedAfterItArrived(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s *site) {
		omar := visit(t, s, "Omar Haddad").opens().ready()
		omar.says("Where is it?")
		ana := signsIn(t, s, "Ana")
		ana.accepts()
		ana.answers("before")
		ana.reads("before")
		ana.expect("Failed to load resource", "ERR_", "409")
		want := []string{"before"}
		for _, sentBefore := range []bool{true, false} { // the word comes
			first, changed := fmt.Sprintf("It is order 11, %v", sentBefore), fmt.Sprintf("It is order 17, %v", sentBefore)
			ana.offline(true)
			ana.answers(first)
			ana.sees("Trying again by itself.")
			ana.click("button", "Edit")
			ana.fill("Message", changed)
			id := eval[string](ana.tab, `Object.entries(localStorage).map(([name, value]) => name.includes(".draft.") && JSON.parse(value).edited?.[0]).find(Boolean)`)
			if sentBefore {
				ana.click("button", "Send")
				ana.holds("it to be kept", `document.querySelector("#outbox").innerText.includes(`+quote(changed)+`)`)
			}
			s.arrivesOf("ana@moorpine.example", id, first)
			ana.offline(false)
			if !sentBefore {
				ana.click("button", "Send")
			}
			ana.sees("Not sent: your message had arrived before you changed it.")
			ana.reads(first)
			ana.screenshot("console-arrived")
			ana.click("button", "Send as another")
			ana.reads(changed)
			ana.holds("an empty outbox", `document.querySelectorAll("#outbox li").length === 0`)
			if want = append(want, first, changed); !slices.Equal(s.answered(), want) {
				t.Errorf("the desk has %q, want %q", s.answered(), want)
			}
		}
	})
}

// arrivesOf is the agent's answer that reached the desk, whatever came back.
func (s *site) arrivesOf(email, clientID, body string) {
	s.t.Helper()
	desk := s.desk()
	var agent models.Agent
	var c models.Conversation
	err := desk.DB.Read.Where("email = ?", email).Take(&agent).Error
	if err == nil {
		err = desk.DB.Read.Where("agent_id = ?", agent.ID).Take(&c).Error
	}
	if err == nil {
		_, _, err = desk.Conversations.Reply(s.t.Context(), &agent, c.ID, models.Draft{ClientID: clientID, Body: body, Seen: -1})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// answered are the agents' answers as the desk has them, in order.
func (s *site) answered() []string {
	s.t.Helper()
	var bodies []string
	if err := s.desk().DB.Read.Model(&models.Message{}).Where("kind = ?", models.KindAgent).Order("conversation_id, seq").Pluck("body", &bodies).Error; err != nil {
		s.t.Fatal(err)
	}
	return bodies
}
