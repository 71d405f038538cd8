package console_test

import (
	"net/http"
	"strings"
	"testing"

	"linger/models"
)

// The board is there for supervisors and admins; for agents there is none.
func TestBoardIsForSupervisors(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue, ada := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor), s.as(t, "Ada", models.RoleAdmin)
		for _, tt := range []struct {
			who  *browser
			want int
		}{{ana, http.StatusNotFound}, {sue, http.StatusOK}, {ada, http.StatusOK}} {
			tt.who.get("/console/board", nil).must(t, tt.want)
			tt.who.get("/console/board", htmx("board-now")).must(t, tt.want)
			tt.who.get("/console/board", htmx("board-day")).must(t, tt.want)
			tt.who.post("/console/board/people/"+ana.agent.ID+"/presence", htmx("board-now"), "presence", "away").must(t, tt.want)
			tt.who.post("/console/board/people/"+ana.agent.ID+"/reset", htmx("board-now")).must(t, tt.want)
		}
		ana.get("/console/mine", nil).must(t, http.StatusOK).shows(t, "not", `href="/console/board"`)
		sue.get("/console/mine", nil).must(t, http.StatusOK).shows(t, `href="/console/board"`, `data-shortcut="g b"`)
	})
}

// Filters stand in the address, and so does what leads further.
func TestBoardFilters(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		s.here(ana)
		taken, _ := ana.taken("Ines", "Hello")
		open := s.Write(s.Visit(s.widget, "Omar"), "Hi")
		rows := func(query string, want ...string) {
			t.Helper()
			sue.get("/console/board"+query, nil).must(t, http.StatusOK).shows(t, want...)
		}
		forceClose := "/console/conversations/" + taken.ID + "/force-close?list=mine"
		rows("", `id="board-`+taken.ID, `id="board-`+open.ID, forceClose, "/conversations/"+open.ID+"/assign?list=open", "/conversations/"+taken.ID+"/transfer?list=mine")
		rows("?state=active", `id="board-`+taken.ID, `value="active" selected`, "state=active", "not", `id="board-`+open.ID)
		rows("?agent="+ana.agent.ID, `id="board-`+taken.ID, "not", `id="board-`+open.ID)
		rows("?queue="+models.NewID(), "No conversation fits the filter")
		for _, wrong := range []string{"?state=closed", "?state=x", "?queue=x", "?agent=x", "?workstream=x", "?people=x"} {
			sue.get("/console/board"+wrong, nil).must(t, http.StatusNotFound)
		}
		sue.get("/console/board?state=open", htmx("board-now")).must(t, http.StatusOK).shows(t, `id="board-`+open.ID, "not", "<!doctype", `id="board-`+taken.ID)
		sue.get("/console/board", htmx("board-day")).must(t, http.StatusOK).shows(t, "Longest wait", "<svg", "not", "<!doctype", "board-people")
		for range models.InboxPageSize {
			s.Write(s.Visit(s.widget, models.NewID()), "Hi")
		}
		rows("?state=open", "after=", "state=open", `rel="next"`)
	})
}

// A supervisor sets a presence from the board, and ends up where they were.
func TestBoardSetsPresence(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		s.here(ana)
		path := "/console/board/people/" + ana.agent.ID + "/presence"
		sue.post(path, htmx("board-now"), "presence", "away").must(t, http.StatusOK).shows(t, "set by <bdi>Sue Miller</bdi>", "not", "<!doctype")
		to := sue.post(path+"?state=open", nil, "presence", "dnd").must(t, http.StatusSeeOther).Header.Get("Location")
		if !strings.HasSuffix(to, "/console/board?state=open") {
			t.Errorf("leads to %q", to)
		}
		people, err := s.Agents.People(s.Ctx(), ana.agent.ID)
		if err != nil || people[0].Presence != models.PresenceDND || people[0].ByID != sue.agent.ID {
			t.Errorf("presence: %+v, %v", people, err)
		}
		sue.post(path, nil, "presence", "nonsense").must(t, http.StatusUnprocessableEntity)
		sue.post("/console/board/people/"+models.NewID()+"/presence", nil, "presence", "away").must(t, http.StatusNotFound)
	})
}

// The board's window is told that something moved, and offers come to it as to every
// window, also where another one has the stream. It is no agent's.
func TestBoardStream(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, sue := s.as(t, "Ana", models.RoleAgent), s.as(t, "Sue", models.RoleSupervisor)
		own, shared := sue.listen("list=board", ""), sue.listen("list=mine&share=true&board=true", "")
		own.until(`hx-target="#corner"`)
		shared.until(`hx-target="#corner"`)
		c := s.Write(s.Visit(s.widget, "Omar"), "Hi")
		own.until("board", "all")
		shared.until("board", "all")
		if err := s.Agents.SetPresence(s.Ctx(), ana.agent.ID, models.PresenceAway); err != nil {
			t.Fatal(err)
		}
		own.until("board", "people")
		sue.get("/console/stream?list=board&once=true", nil).must(t, http.StatusOK).
			shows(t, `hx-target="#corner"`, `hx-target="#presence"`, "not", `hx-target="#lists"`, `hx-target="#rows"`)
		ana.get("/console/stream?list=board", nil).must(t, http.StatusNotFound)
		sue.get("/console/stream?list=board&conversation="+c.ID, nil).must(t, http.StatusNotFound)
		sue.get("/console/board/"+c.ID, nil).must(t, http.StatusNotFound)
	})
}

// An offer that is answered on the board leads to the conversation, which is on another
// page, or leaves the board as it is.
func TestOfferIsAnsweredOnTheBoard(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		sue := s.as(t, "Sue", models.RoleSupervisor)
		s.here(sue)
		offered := func(name string) *models.Conversation {
			t.Helper()
			c, visit := sue.taken(name, "Hello")
			sue.do(c, "park", "seen", "-1").must(t, http.StatusOK)
			s.Online(sue.agent)
			return s.Write(visit, "I am back")
		}
		first, second := offered("Omar"), offered("Ines")
		sue.get("/console/board", nil).must(t, http.StatusOK).shows(t, `data-offer="`+first.ID, `name="list" value="board"`)
		to := sue.do(first, "accept", "list", "board", "from", "offer").must(t, http.StatusOK).Header.Get("HX-Redirect")
		if to != "/console/mine/"+first.ID {
			t.Errorf("leads to %q", to)
		}
		back := sue.post("/console/conversations/"+second.ID+"/decline", nil, "list", "board", "from", "offer").must(t, http.StatusSeeOther).Header.Get("Location")
		if !strings.HasSuffix(back, "/console/board") {
			t.Errorf("leads back to %q", back)
		}
	})
}
