package settings

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"linger/models"
	"linger/models/automated"
)

// links checks that the links of class lead somewhere.
func (a answer) links(class string, want ...string) answer {
	a.t.Helper()
	var got []string
	a.each(class, func(n *html.Node) {
		for d := range n.Descendants() {
			if d.Data == "a" {
				got = append(got, attribute(d, "href"))
			}
		}
	})
	if !slices.Equal(got, want) {
		a.t.Errorf("the links of %s are %q, want %q", class, got, want)
	}
	return a
}

// link is where the link with words leads.
func (a answer) link(words string) string {
	a.t.Helper()
	for n := range a.page.Descendants() {
		if n.Data != "a" {
			continue
		}
		var text strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				text.WriteString(d.Data)
			}
		}
		if strings.TrimSpace(text.String()) == words {
			return attribute(n, "href")
		}
	}
	a.t.Fatalf("no link says %q", words)
	return ""
}

// What is not paged is searched, too: masking rules, and automated messages by
// their words.
func TestShortListsAreSearched(t *testing.T) {
	p := newPages(t)
	rules := p.ask("GET", "/settings/masking?q=ADDRESS", nil).want(200).says("rules__name", "E-mail addresses")
	if got := rules.text("rules__name"); got != "E-mail addresses" {
		t.Errorf("rules: %s", got)
	}
	p.ask("GET", "/settings/masking?q=zebra", nil).want(200).says("empty", "Nothing found for “zebra”").links("empty", "/settings/masking")
	p.ask("GET", "/settings/messages?q=zebra", nil).want(200).says("empty", "Nothing found for “zebra”")
	place := models.AutomatedPlace{Trigger: automated.Created, Language: "de"}
	if _, err := p.AutomatedMessages.Save(p.Ctx(), nil, place, models.Time{}, models.AutomatedDraft{Body: "Ein Zebra kommt.", Active: true}); err != nil {
		t.Fatal(err)
	}
	if got := p.ask("GET", "/settings/messages?q=zebra", nil).want(200).text("rules__name"); got != automated.Of(automated.Created).Name {
		t.Errorf("messages: %s", got)
	}
}

// A search stands in the address, with the tab and the page, and is a form that
// works without a script.
func TestListsAreSearched(t *testing.T) {
	eachPages(t, func(t *testing.T, p pages) {
		for _, name := range []string{"Returns", "Late returns", "First line"} {
			if _, err := p.Queues.Create(p.Ctx(), nil, models.QueueDraft{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		found := p.ask("GET", "/settings/queues?q=RETURNS&deactivated=", nil).want(200).says("table", "Late returns 10 0 Free capacity Always open 0 Returns")
		if form := found.typed("/settings/queues"); form.Get("q") != "RETURNS" {
			t.Errorf("the form says %v", form)
		}
		found.links("tabs", "/settings/queues?q=RETURNS", "/settings/queues?deactivated=1&q=RETURNS")
		p.ask("GET", "/settings/queues?q=RETURNS&deactivated=1", nil).want(200).says("empty", "Nothing found for “RETURNS”").
			links("empty", "/settings/queues?deactivated=1")
		p.ask("GET", "/settings/hours?q=%3Cb%3E", nil).want(200).says("empty", "Nothing found for “<b>”")
		for range models.ListPageSize {
			if _, err := p.Queues.Create(p.Ctx(), nil, models.QueueDraft{Name: "Returns & more"}); err != nil {
				t.Fatal(err)
			}
		}
		p.ask("GET", "/settings/queues?q=returns+%26+more", nil).want(200)
		next := p.ask("GET", "/settings/queues?q=returns", nil).want(200).link("Next page")
		p.ask("GET", next, nil).want(200).says("table", "Returns & more 10 0 Free capacity Always open 0").links("pagination", "/settings/queues?q=returns")
	})
}
