package settings

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"linger/models/credential"
	"linger/models/modeltest"
)

var _, publicKey, _ = credential.NewPair()

// needed is what a new record of each kind can't do without, by the path of its
// kind; the rest of its form says something sensible already.
var needed = map[string]url.Values{
	"/settings/widgets":                   {"name": {"Shop"}, "title": {"Ask the shop"}},
	"/settings/workstreams":               {"name": {"Support"}},
	"/settings/queues":                    {"name": {"Repairs"}},
	"/settings/hours":                     {"name": {"Office"}, "time_zone": {"Europe/Berlin"}},
	"/settings/presences":                 {"name": {"Lunch"}, "base": {"away"}},
	"/settings/masking":                   {"name": {"Orders"}, "pattern": {`order-\d+`}},
	"/settings/staff":                     {"first_name": {"Ida"}, "email": {"ida@example.com"}},
	"/settings/guide/identity":            {"site": {"https://shop.example.com"}, "key_source": {"pasted"}, "public_key": {publicKey}},
	"/settings/guide/hours":               {"time_zone": {"Europe/Berlin"}},
	"/settings/widgets/:id/survey":        {"name": {"Order number"}, "question": {"Which order?"}},
	"/settings/workstreams/:id/variables": {"name": {"plan"}},
	"/settings/workstreams/:id/rules":     {"name": {"German"}},
	"/settings/authentication":            {"name": {"Shop"}, "key_source": {"url"}, "public_key_url": {"https://shop.example.com/keys"}, "client_function": {"shop.token"}},
}

// with is the choice that a field belongs to: otherwise nobody reads it.
var with = map[string][2]string{
	"custom_color": {"color", "custom"}, "wrap_up_block": {"wrap_up", "custom"}, "pattern": {"kind", "pattern"}, "options": {"kind", "options"},
	"offline_custom_color": {"offline_color", "custom"}, "public_key": {"key_source", "pasted"}, "public_key_url": {"key_source", "url"},
}

// tries are forms that store nothing: what is typed is looked at, whatever it is.
var tries = regexp.MustCompile(`/(test|preview|decode|verify)(#\w+)?$`)

var ids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// visited is a page of the settings and the forms on it that change something.
type visited struct {
	path  string
	forms []string // their actions
}

// crawl follows every link of the settings, to one page of each kind, after making
// a record of each kind that can be made.
func (p pages) crawl() []visited {
	p.T.Helper()
	var all []visited
	queue, seen := []string{"/settings/widgets", "/settings/widgets/new?mode=live"}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		kind := kindOf(path)
		if seen[kind] {
			continue
		}
		seen[kind] = true
		a := p.ask("GET", path, nil)
		if a.Code == 303 {
			queue = append(queue, a.Header().Get("Location"))
			continue
		}
		page := visited{path: path}
		a.want(200)
		p.unique(path, a.page)
		for n := range a.page.Descendants() {
			href := attribute(n, "href")
			switch {
			case n.Data == "a" && strings.HasPrefix(href, "/settings") && !strings.Contains(href, "#"):
				queue = append(queue, href)
			case n.Data == "form" && attribute(n, "method") == "post" && fillable(n) && !tries.MatchString(attribute(n, "action")):
				page.forms = append(page.forms, attribute(n, "action"))
			}
		}
		all = append(all, page)
		if base, fresh := strings.CutSuffix(path, "/new"); fresh {
			queue = append(queue, p.make(a, base))
		}
	}
	return all
}

// kindOf is an address without what differs between records of a kind.
func kindOf(path string) string {
	address, query, _ := strings.Cut(path, "?")
	address = ids.ReplaceAllString(address, ":id")
	if strings.HasPrefix(address, "/settings/messages/") {
		address = "/settings/messages/:trigger"
	}
	values, _ := url.ParseQuery(query)
	names := make([]string, 0, len(values))
	for name, v := range values {
		if name == "mode" {
			name += v[0]
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return address + "?" + strings.Join(names, "&")
}

// make fills in the form for something new, sends it and returns the record's page.
func (p pages) make(a answer, base string) string {
	p.T.Helper()
	form := a.typed(base)
	for name, v := range needed[ids.ReplaceAllString(base, ":id")] {
		form[name] = v
	}
	made := p.ask("POST", base, form)
	if made.Code == 303 {
		if where(made) != base {
			return where(made)
		}
		made = p.ask("GET", base, nil).want(200) // a part of something: the list leads on
	} else if made.Code != 201 { // it shows something once, and leads on
		p.T.Fatalf("a new record at %s is answered with %d%s", base, made.Code, made.problems())
	}
	for n := range made.page.Descendants() {
		if href := attribute(n, "href"); ids.MatchString(strings.TrimPrefix(href, base)) && strings.HasPrefix(href, base) {
			return href
		}
	}
	p.T.Fatalf("nothing leads to what was made at %s", base)
	return ""
}

// fillable reports whether somebody has something to enter in a form.
func fillable(form *html.Node) bool {
	for n := range form.Descendants() {
		if kind := attribute(n, "type"); n.Data == "textarea" || n.Data == "select" || n.Data == "input" && kind != "hidden" && kind != "submit" {
			return true
		}
	}
	return false
}

// unique holds that no id is on a page twice: labels and messages would go astray.
func (p pages) unique(path string, page *html.Node) {
	p.T.Helper()
	seen := map[string]bool{}
	for n := range page.Descendants() {
		if id := attribute(n, "id"); id != "" && seen[id] {
			p.T.Errorf("%s has the id %q twice", path, id)
		} else {
			seen[id] = true
		}
	}
}

// Whatever form of the settings is refused, in whichever field: the answer is 422,
// names the field, and has everything that was typed, without any script.
func TestEveryFormKeepsWhatWasTyped(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		p := pagesOf(t, d)
		for _, page := range p.crawl() {
			for _, action := range page.forms {
				t.Run(strings.TrimPrefix(kindOf(page.path)+" to "+kindOf(action), "/settings/"), func(t *testing.T) {
					p.T = t
					p.refuseEach(page.path, action)
				})
			}
		}
	})
}

// refuseEach sends the form with each field spoilt in turn.
func (p pages) refuseEach(path, action string) {
	p.T.Helper()
	before := p.ask("GET", path, nil).want(200)
	spoils := before.spoils(action)
	for _, name := range slices.Sorted(maps.Keys(spoils)) {
		form, spoilt := before.typed(action), spoils[name]
		for key, v := range needed[ids.ReplaceAllString(action, ":id")] {
			form[key] = v
		}
		if choice, ok := with[name]; ok && form.Has(choice[0]) {
			form.Set(choice[0], choice[1])
		}
		form.Set(name, spoilt)
		after := p.ask("POST", action, form)
		before = p.ask("GET", path, nil).want(200) // should it have been stored
		if after.Code != 422 {
			p.T.Errorf("%s = %.20q… is answered with %d", name, spoilt, after.Code)
			continue
		}
		if !after.names(name) {
			p.T.Errorf("%s = %.20q…: the answer does not say that it is this field", name, spoilt)
		}
		kept := after.typed(action)
		for key, sent := range form {
			noChoice := key == name && len(spoilt) < 100               // there is none to be kept
			depends := name == "mode" && key == "workstream_id"        // its choices are those of a mode
			follows := key == strings.TrimSuffix(name, "-field")+"-of" // it names the field
			if noChoice || depends || follows || key == "version" || key == "password" || slices.Equal(kept[key], sent) {
				continue
			}
			p.T.Errorf("%s = %.20q…: of %s, %.60q comes back as %.60q", name, spoilt, key, sent, kept[key])
		}
	}
}

// spoils are values that no field may have, by the fields' names.
func (a answer) spoils(action string) map[string]string {
	a.t.Helper()
	spoils := map[string]string{}
	for form := range a.page.Descendants() {
		if form.Data != "form" || attribute(form, "action") != action || attribute(form, "method") != "post" {
			continue
		}
		for n := range form.Descendants() {
			name := attribute(n, "name")
			switch {
			case name == "" || n.Data == "button":
			case n.Data == "select", attribute(n, "type") == "radio":
				spoils[name] = "nonsense"
			case n.Data == "textarea", n.Data == "input" && slices.Contains([]string{"", "text", "email", "url", "password", "number", "date", "time"}, attribute(n, "type")):
				spoils[name] = strings.Repeat("x", 5000)
			}
		}
	}
	return spoils
}

// names reports whether the page says of a field that it is wrong: on the control,
// or on the group it belongs to.
func (a answer) names(field string) bool {
	for n := range a.page.Descendants() {
		if attribute(n, "name") != field {
			continue
		}
		for group := n; group != nil; group = group.Parent {
			if attribute(group, "aria-invalid") == "true" {
				return true
			}
			if group.Data != "fieldset" && !strings.Contains(attribute(group, "class"), "field") {
				continue
			}
			for d := range group.Descendants() {
				if strings.Contains(attribute(d, "class"), "field__problem") {
					return true
				}
			}
		}
	}
	return false
}

// Of two admins with the same record before them the later one is told so, and
// keeps what they typed.
func TestEveryFormTellsOfAnotherEditor(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		p := pagesOf(t, d)
		for _, page := range p.crawl() {
			if !slices.Contains(page.forms, page.path) {
				continue // nothing that is stored is edited there
			}
			form := p.ask("GET", page.path, nil).want(200).typed(page.path)
			if form.Get("version") == "" && !strings.Contains(page.path, "/messages/") {
				t.Errorf("%s: its form does not say what it edits", page.path)
				continue
			}
			for key, v := range needed[page.path] {
				form[key] = v
			}
			p.Clock.Advance(time.Minute)
			if first := p.ask("POST", page.path, form); first.Code != 303 {
				t.Errorf("%s, unchanged: answered with %d%s", page.path, first.Code, first.problems())
				continue
			}
			late := p.ask("POST", page.path, form)
			if late.Code != 409 {
				t.Errorf("%s: the later editor is answered with %d", page.path, late.Code)
				continue
			}
			kept := late.typed(page.path)
			for key, sent := range form {
				if key != "version" && !slices.Equal(kept[key], sent) {
					t.Errorf("%s: of %s, %q comes back as %q", page.path, key, sent, kept[key])
				}
			}
		}
	})
}

// problems are what the page says is wrong.
func (a answer) problems() string {
	var list []string
	for n := range a.page.Descendants() {
		if strings.Contains(attribute(n, "class"), "field__problem") {
			list = append(list, strings.TrimSpace(choice(n)))
		}
	}
	return fmt.Sprint(" ", list)
}
