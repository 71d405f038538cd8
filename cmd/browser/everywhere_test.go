package browser

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linger/models"
)

// Every page that the settings lead to, one of each kind: axe in both colour
// schemes and the HTML checker find nothing, and at 320 pixels nothing is wider than
// the screen.
func TestEveryPageOfTheSettings(t *testing.T) {
	s := startSeededSite(t)
	s.furnish()
	rosa := administers(t, s, "/settings/widgets")
	customer := new(models.Customer) // whom the console leads to
	if err := s.desk().DB.Read.Where("name <> ''").Take(customer).Error; err != nil {
		t.Fatal(err)
	}
	queue, seen := []string{"/settings/widgets", "/settings/customers/" + customer.ID + "/erase"}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		kind := pageKind(path)
		if seen[kind] {
			continue
		}
		seen[kind] = true
		rosa.open(s.url() + path)
		rosa.holds("a page", `document.querySelector("h1")`)
		rosa.judged(kind)
		rosa.narrow(kind)
		rosa.whole("settings-" + strings.Trim(strings.NewReplacer("/settings/", "", "/", "-", ":", "", "?", "-", "&", "-").Replace(kind), "-"))
		queue = append(queue, eval[[]string](rosa, `[...document.querySelectorAll("a[href^='/settings']:not([href*='#'])")].map((each) => each.getAttribute("href"))`)...)
	}
	t.Logf("%d kinds of pages", len(seen))
}

// furnish makes what the demo's desk begins without.
func (s *site) furnish() {
	s.t.Helper()
	ctx, desk := s.t.Context(), s.desk()
	_, err := desk.OperatingHours.Create(ctx, nil, models.HoursDraft{
		Name: "Office", TimeZone: "Europe/Berlin",
		Windows:  []models.WindowDraft{{Days: models.Weekdays, From: "08:00", To: "17:00"}, {Days: models.Weekdays[:1], From: "22:00", To: "02:00"}},
		Holidays: []models.HolidayDraft{{From: "2026-12-24", To: "2026-12-26", Reason: "Christmas", Yearly: true}},
	})
	if err == nil {
		_, err = desk.Queues.Create(ctx, nil, models.QueueDraft{Name: "Repairs"})
	}
	var widgets []models.WidgetRow
	if err == nil {
		widgets, _, err = desk.Widgets.List(ctx, models.Listing{})
	}
	for _, w := range widgets { // its answers are variables of the workstream
		if err == nil {
			_, err = desk.Surveys.Create(ctx, nil, w.ID, models.QuestionDraft{Name: "Terms", Question: "I agree to the [terms](https://shop.example/terms).", Kind: models.QuestionConsent})
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// narrow holds that a page fits on the narrowest screens: what is wider scrolls in
// its own place.
func (p *tab) narrow(state string) {
	p.t.Helper()
	p.window(320, 640, false)
	p.settle()
	if wide := eval[string](p, `document.documentElement.scrollWidth <= innerWidth ? "" :
		[...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((each) => each.outerHTML.slice(0, 120)).join("\n") || "?"`); wide != "" {
		p.t.Errorf("%s, %s: wider than 320 pixels:\n%s", p.who, state, wide)
	}
	p.window(1280, 900, false)
}

var recordID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// pageKind is an address without what differs between records of one kind.
func pageKind(address string) string {
	path, query, _ := strings.Cut(address, "?")
	path = recordID.ReplaceAllString(path, ":id")
	if strings.HasPrefix(path, "/settings/messages/") {
		path = "/settings/messages/:trigger"
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return path
	}
	var more []string
	for name, v := range values {
		switch name {
		case "mode", "section":
			more = append(more, name+"="+v[0])
		case "after", "before", "done", "language", "widget", "kind", "by":
		default:
			more = append(more, name)
		}
	}
	slices.Sort(more)
	if len(more) == 0 {
		return path
	}
	return path + "?" + strings.Join(more, "&")
}
