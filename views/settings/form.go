package settings

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// Form is what stands around the fields of a form.
type Form struct {
	ID      string        // of the form in the page, for fields that stand outside it; may be empty
	Page    templ.SafeURL // the page it is on, under which unsaved changes are kept
	Action  templ.SafeURL // where it is sent
	Back    templ.SafeURL // where Cancel leads
	Submit  string        // the verb on its button; "Save" if empty
	Version models.Time   // of what is edited; zero for something new
	Editor  string        // who saved that version
	Problem error         // why it was refused
	Stored  bool          // what it holds is stored: a button beside it was refused
	Unsaved bool          // what is in it comes from the reader, though it was not refused
}

// field is one of its fields, with what is wrong with it.
func (f Form) field(name, label, value, hint string) components.Field {
	return components.Field{Name: name, Label: label, Value: value, Hint: hint, Problem: f.problem(name)}
}

func (f Form) problem(name string) string { return models.FieldProblem(f.Problem, name) }

// stale reports whether somebody else saved meanwhile.
func (f Form) stale() bool { return models.CodeOf(f.Problem) == models.CodeChanged }

func (f Form) submit() string {
	if f.Submit == "" {
		return "Save"
	}
	return f.Submit
}

// VersionText is a version as the form carries it.
func VersionText(v models.Time) string { return strconv.FormatInt(v.UnixMicro(), 10) }

// List is one page of a settings list.
type List struct {
	InUse       string // the name of the tab with the ones that are not put away
	Path        string // of the list
	Deactivated bool   // the ones put away are shown
	Search      string // what is looked for; empty for everything
	After       string // where the page begins; empty for the first
	Done        string // what has just been done
	Next        string // where the next page begins; empty if there is none
}

func (l List) tabs() []components.Tab {
	in, away := l, l
	in.Deactivated, away.Deactivated = false, true
	return []components.Tab{
		{Text: l.InUse, Href: in.address(""), Current: !l.Deactivated},
		{Text: "Deactivated", Href: away.address(""), Current: l.Deactivated},
	}
}

// address is the list's page that begins after a row.
func (l List) address(after string) templ.SafeURL {
	query := url.Values{}
	if l.Deactivated {
		query.Set("deactivated", "1")
	}
	if l.Search != "" {
		query.Set("q", l.Search)
	}
	if after != "" {
		query.Set("after", after)
	}
	if len(query) == 0 {
		return templ.SafeURL(l.Path)
	}
	return templ.SafeURL(l.Path + "?" + query.Encode())
}

// Has reports whether one of the texts has in it what is looked for.
func (l List) Has(texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(l.Search))
	})
}

// all is the list without a search.
func (l List) all() templ.SafeURL {
	l.Search = ""
	return l.address("")
}

// typing lets the list follow what is typed into its search.
func (l List) typing() templ.Attributes {
	return templ.Attributes{
		"data-hx-get": l.Path, "data-hx-trigger": "input delay:200ms", "data-hx-sync": "this:replace", "data-hx-replace-url": "true",
		"data-hx-target": "#list", "data-hx-select": "#list", "data-hx-select-oob": "#list-tabs", "data-hx-swap": "outerHTML",
	}
}

func number[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// count is a number of things in words: "1 widget", "3 widgets".
func count[T ~int | ~int64](n T, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + thing + "s"
}
