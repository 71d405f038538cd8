package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"linger/models"
)

// search brings the index up to date.
func (s *site) index(t *testing.T) {
	t.Helper()
	for {
		n, err := s.Search.Index(s.Ctx())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func TestSearchPage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana, bo := s.as(t, "Ana", models.RoleAgent), s.as(t, "Bo", models.RoleAgent)
		c := s.Write(s.Visit(s.widget, "ada"), `My <b>kettle</b> & "cup"`)
		s.index(t)
		for _, path := range []string{"/console/search", "/console/search?q=", "/console/search?q=%20%22%27"} {
			ana.get(path, nil).must(t, http.StatusOK).shows(t, "Search messages and customers")
		}
		page := ana.get("/console/search?q=KETTLE", nil).must(t, http.StatusOK)
		page.shows(t, `&lt;b&gt;<mark>kettle</mark>&lt;/b&gt;`, `value="KETTLE"`, "/console/search/"+c.ID+"?at=2&amp;q=KETTLE#m-2", "1 message")
		ana.get("/console/search?q=elephant", nil).must(t, http.StatusOK).shows(t, "Nothing found for “elephant”")
		ana.get("/console/search?q=kettle&in=everywhere", nil).must(t, http.StatusNotFound)

		open := ana.get("/console/search/"+c.ID+"?q=kettle&at=2", nil).must(t, http.StatusOK)
		open.shows(t, `<mark>kettle</mark>`, `data-found`, `href="/console/search?q=kettle"`)

		if _, err := s.Conversations.Accept(s.Ctx(), ana.agent, c.ID); err != nil {
			t.Fatal(err)
		}
		bo.get("/console/search?q=kettle", nil).must(t, http.StatusOK).shows(t, "Nothing found")
		bo.get("/console/search?q=ada", nil).must(t, http.StatusOK).shows(t, "Nothing found")
		bo.get("/console/search/"+c.ID+"?q=kettle", nil).must(t, http.StatusNotFound)
	})
}

// While it is typed, the answer is what was found and nothing else; a further page
// is its rows; a conversation left is its pane.
func TestSearchFragments(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		for range 35 {
			s.Write(s.Visit(s.widget, models.NewID()), "My kettle")
		}
		s.index(t)
		typed := ana.get("/console/search?q=kettle", htmx("found")).must(t, http.StatusOK)
		if strings.Contains(typed.body, "<form") || strings.Count(typed.body, `class="row"`) != 30 {
			t.Errorf("while typing: %d rows, %d bytes", strings.Count(typed.body, `class="row"`), len(typed.body))
		}
		next := regexp.MustCompile(`/console/search\?after=\d+&amp;in=messages&amp;q=kettle`).FindString(typed.body)
		if next == "" {
			t.Fatal("no way to the next page")
		}
		further := ana.get(strings.ReplaceAll(next, "&amp;", "&"), htmx("x")).must(t, http.StatusOK)
		if n := strings.Count(further.body, `class="row"`); n != 5 || strings.Contains(further.body, "<ol") {
			t.Errorf("the next page has %d rows", n)
		}
		left := ana.get("/console/search?q=kettle", htmx("main")).must(t, http.StatusOK)
		left.shows(t, "No conversation open", "list=search")
	})
}

// A verb pressed in a conversation that was found leads back to it without scripts.
func TestSearchIsKeptByForms(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		c := s.Write(s.Visit(s.widget, "ada"), "My kettle")
		answer := ana.post("/console/conversations/"+c.ID+"/accept", nil, "list", "search", "q", "my kettle")
		answer.must(t, http.StatusSeeOther)
		if to := answer.Header.Get("Location"); to != "/console/search/"+c.ID+"?q=my+kettle" {
			t.Errorf("led to %s", to)
		}
	})
}

// A row that was found is on the page however old it is, with what is around it and
// a way through what is left out.
func TestFoundRowIsShownAtItsPlace(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ana := s.as(t, "Ana", models.RoleAgent)
		v := s.Visit(s.widget, "ada")
		c := s.Write(v, "the first kettle")
		for range 200 {
			s.Write(v, "and more")
		}
		page := ana.get("/console/search/"+c.ID+"?q=kettle&at=2", nil).must(t, http.StatusOK)
		page.shows(t, "the first kettle", "Later messages", `id="m-201"`)
		if strings.Contains(page.body, `id="m-100"`) {
			t.Error("the whole log is there")
		}
		later := regexp.MustCompile(`/console/conversations/[\w-]+/messages\?after=\d+&amp;until=\d+`)
		seen := page.body
		for range 10 {
			path := later.FindString(seen)
			if path == "" {
				return
			}
			seen = ana.get(strings.ReplaceAll(path, "&amp;", "&"), htmx("messages")).must(t, http.StatusOK).body
			page.body += seen
		}
		t.Error("no end of what is left out")
	})
}
