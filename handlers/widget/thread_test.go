package widget_test

import (
	"net/http"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// A customer arrives, writes, and hears the agent's answer by the stream.
func TestAMessageAndItsAnswer(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.arrive(t, "ana")
		if c := data(ana.chat.body, "conversation"); c != "" {
			t.Fatalf("a customer who never wrote has conversation %q", c)
		}
		stream := ana.listen("")

		sent := ana.say("", "Is my order lost?")
		if sent.StatusCode != http.StatusOK {
			t.Fatalf("send: %s %s", sent.Status, sent.body)
		}
		id := sent.Header.Get("Linger-Conversation")
		if e := stream.until("Is my order lost?"); e.id[:36] != id {
			t.Errorf("the stream has %s, the answer %s", e.id, id)
		}

		_, err := s.Conversations.Accept(s.Ctx(), s.agent, id)
		if err != nil {
			t.Fatal(err)
		}
		stream.until("Maria</bdi> joined")
		if _, _, err := s.Conversations.Reply(s.Ctx(), s.agent, id, modeltest.Draft("It ships today.")); err != nil {
			t.Fatal(err)
		}
		answered := stream.until("It ships today.")

		back := s.arrive(t, "ana") // another browser
		if got := data(back.chat.body, "conversation"); got != id {
			t.Errorf("in another browser the conversation is %q, want %q", got, id)
		}
		missed := back.listen(answered.id, "once=1").rest()
		if len(missed) != 1 || missed[0].id != "" {
			t.Errorf("nothing was missed, but the stream sent %v", missed)
		}
		if _, err := s.Conversations.End(s.Ctx(), s.agent, id, -1); err != nil {
			t.Fatal(err)
		}
		stream.until("data-ended")
		refused := ana.say(id, "One more thing")
		if refused.StatusCode != http.StatusConflict || refused.Header.Get("Linger-Error") != models.CodeConversationEnded {
			t.Errorf("after the end: %s %s", refused.Status, refused.Header.Get("Linger-Error"))
		}
	})
}
