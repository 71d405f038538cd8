package console_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// The window that has the stream for several is told for whom else: what they ask for
// then is their part, and no more.
func TestWindowsShareAStream(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		first, _ := ana.taken("Ines", "Hello")
		c, visit := ana.taken("Omar", "Hello")
		l := ana.listen("list=mine&share=true&also="+c.ID+"&conversation="+first.ID, cursor(first))
		l.until(`hx-target="#rows"`)

		s.Write(visit, "Are you there?")
		if e := l.until("news", c.ID); e.id != "" || strings.Contains(e.data, "Are you there?") {
			t.Errorf("news: %+v", e)
		}
		part := "/console/stream?list=mine&conversation=" + c.ID + "&once=true&part=true&about=" + c.ID
		r := ana.get(part, http.Header{"Last-Event-Id": {cursor(c)}, "Accept": {"text/event-stream"}}).must(t, http.StatusOK)
		r.shows(t, "id: "+c.ID+".5", `id="m-5"`, "Are you there?", `id="row-`+c.ID, `hx-target="#lists"`, "not", `id="row-`+first.ID, "event: reload")
		all := ana.get("/console/stream?list=mine&once=true&conversation="+c.ID, http.Header{"Last-Event-Id": {cursor(c)}}).must(t, http.StatusOK)
		all.shows(t, `id="m-5"`, `id="row-`+c.ID, `id="row-`+first.ID)

		if err := s.Conversations.TypingByCustomer(s.Ctx(), visit, c.ID, true); err != nil {
			t.Fatal(err)
		}
		l.until("news", `{"about":null,"typing":[{"conversation":"`+c.ID+`","on":true,"agent":false}]}`)
		ana.post("/console/presence", htmx("presence"), "presence", "dnd")
		l.until("news", `"about":[]`)
		ana.get(part, nil).shows(t, "Do not disturb")

		ana.get("/console/stream?list=mine&also=1", nil).must(t, http.StatusNotFound)
		ana.get("/console/stream?list=mine&once=true&part=true&about=1", nil).must(t, http.StatusNotFound)
	})
}

// What an agent may not see is not told of, whoever asks.
func TestOthersConversationsAreNoNews(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		c, visit := ana.taken("Ines", "Hello")
		l := bo.listen("list=mine&share=true&also="+c.ID, "")
		l.until(`hx-target="#rows"`)
		if err := s.Conversations.TypingByCustomer(s.Ctx(), visit, c.ID, true); err != nil {
			t.Fatal(err)
		}
		s.Write(s.Visit(s.widget, "Omar"), "Hello") // is everybody's
		if e := l.until("news"); strings.Contains(e.data, c.ID) {
			t.Errorf("told of Ana's: %+v", e)
		}
	})
}
