package console_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// An agent makes a link back to a live chat that they have; it is in the menu where
// there is one to make.
func TestReconnectLink(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		w := s.Channel(models.ModeLive, nil)
		s.Set(w, "reconnect", true)
		c := s.Write(s.Visit(w, "Ines"), "Hello")
		ana.do(c, "accept").must(t, http.StatusOK)
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "not", "Copy reconnect link")
		s.Set(w, "reconnect_page_url", "https://shop.example/help")
		ana.get("/console/mine/"+c.ID, nil).must(t, http.StatusOK).shows(t, "Copy reconnect link", c.ID+"/reconnect-link")
		a := ana.do(c, "reconnect-link").must(t, http.StatusOK)
		_, token, found := strings.Cut(a.body, "/w/"+w.Key+"/reconnect?"+models.ReconnectParameter+"=")
		if ok, err := s.Conversations.Reconnectable(s.Ctx(), w.ID, token); !found || !ok || err != nil {
			t.Errorf("made %q, which leads to a chat: %v, %v", a.body, ok, err)
		}
		bo.do(c, "reconnect-link").must(t, http.StatusNotFound)
		ana.do(c, "end", "seen", "-1").must(t, http.StatusOK)
		ana.do(c, "reconnect-link").must(t, http.StatusConflict)
	})
}
