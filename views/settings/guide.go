package settings

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// DemoShop is the demo's shop, if the process serves one: a site to put the first
// widget on.
type DemoShop struct {
	URL            string
	KeysURL        string // where it publishes its key
	ClientFunction string // that its pages have
}

// GuideForm is the form of a step, with what was typed or is stored by the names
// of its fields.
type GuideForm struct {
	Form
	Values url.Values
}

// in is one of its fields.
func (f GuideForm) in(name, label, hint string) components.Field {
	return f.field(name, label, f.Values.Get(name), hint)
}

// GuidePage is what a step of the guide shows.
type GuidePage struct {
	*models.Guide
	Step  models.GuideStep
	Form  GuideForm
	Hours HoursForm   // instead of Form in the step about them
	Base  models.Time // the version of the widget, where something new is added to it
	Done  string      // what has just been done
	Shop  *DemoShop   // nil if there is none

	Kept       []models.AuthenticationRow // settings that could be used
	PrivateKey string                     // of a pair that was just made; it is kept nowhere
	Language   Language                   // of the token endpoint
	Token      TokenCheck
	Record     WidgetRecord // of the snippet
	Refused    error        // why it can't be published
}

// Sources of a site's key that the guide offers besides those of a draft.
const (
	KeyMade = "make"     // a pair is made
	KeyNone = "none"     // live: nobody proves anything
	KeyURL  = "url"      // models.KeysFromURL
	KeyText = "pasted"   // models.KeysPasted
	KeyUse  = "settings" // followed by the id of what there is already
)

type guideWords struct{ title, about string }

var guideSteps = map[models.GuideStep]guideWords{
	models.GuideMode:     {"How conversations live", "The mode decides what a customer finds when she comes back. A workstream holds it, and how conversations reach your team."},
	models.GuideWidget:   {"The chat on your site", "A widget is the button in the corner and the chat behind it. Everything here can be changed later."},
	models.GuideIdentity: {"Who is writing", "Your site knows who is signed in. It says so in a signed token, so that nobody can read another's conversation."},
	models.GuideHours:    {"When you answer", "Outside these hours customers are told when you are back. In a persistent chat they can write all the same."},
	models.GuideSnippet:  {"On your site", "One line puts the chat on a page. It loads a small script; the chat itself comes when somebody opens it."},
	models.GuideMessage:  {"The first message", "Write to yourself once, from both sides, and you have seen all there is."},
}

// GuideTitle is the title of a step's page.
func GuideTitle(step models.GuideStep) string { return guideSteps[step].title }

// GuidePath is the address of a step, or of the overview.
func GuidePath(step models.GuideStep) string {
	return strings.TrimSuffix("/settings/guide/"+string(step), "/")
}

func guideHref(step models.GuideStep) templ.SafeURL { return templ.SafeURL(GuidePath(step)) }

// detail says how far a step is.
func (g GuidePage) detail(step models.GuideStep) string {
	if g.Guide.Done(step) {
		switch step {
		case models.GuideMode:
			return modeName(g.Workstream.Mode) + ": “" + g.Workstream.Name + "”"
		case models.GuideWidget:
			return "“" + g.Widget.Name + "”"
		case models.GuideIdentity:
			return "The key of “" + g.Authentication.Name + "” is verified."
		case models.GuideHours:
			return "“" + g.Guide.Hours.Name + "”"
		case models.GuideSnippet:
			return "Seen on " + g.Sightings[0].Origin
		case models.GuideMessage:
			return "Written and answered."
		}
	}
	switch step {
	case models.GuideMode:
		return "Do conversations wait for the customer, or end when she leaves?"
	case models.GuideWidget:
		return "Its name, its title, its colour."
	case models.GuideIdentity:
		return "A key, and a token endpoint to copy."
	case models.GuideHours:
		return "When your team is there."
	case models.GuideSnippet:
		return "Publish it, and paste one line."
	default:
		return "Write as a customer, answer as an agent."
	}
}

// goesOn is where the reader goes from this step.
func (g GuidePage) goesOn() models.GuideStep { return g.After(g.Step) }

func (g GuidePage) goesOnWords() string {
	if next := g.goesOn(); next != "" {
		return "Go on: " + GuideTitle(next)
	}
	return "To the overview"
}

// modeOptions say what each mode means for customers and agents.
var modeOptions = []components.Option{
	{Value: string(models.ModePersistent), Label: "Persistent", Hint: "A conversation waits for the customer, for days if need be, and goes on where it was, on any device. Agents park what waits, at no cost of capacity, and only they end it. Customers are signed in on your site."},
	{Value: string(models.ModeLive), Label: "Live", Hint: "A chat ends when either side leaves. Customers may stay anonymous; outside your hours they can't start one. Agents answer at once or not at all."},
}

// keyOptions are the ways of a site to prove who its customers are.
func (g GuidePage) keyOptions() []components.Option {
	options := []components.Option{
		{Value: KeyMade, Label: "Make a key pair for me", Hint: "You get the private key once, for your site's server. Linger keeps the public one."},
		{Value: KeyURL, Label: "The site publishes its key", Hint: "At an address that Linger asks, so that the site can change its keys at any time."},
		{Value: KeyText, Label: "Paste a public key", Hint: "Of a pair that the site has already."},
	}
	for _, a := range g.Kept {
		options = append(options, components.Option{Value: KeyUse + a.ID, Label: "Use “" + a.Name + "”", Hint: "Authentication settings that are there already; the fields below are left as they are."})
	}
	if g.Workstream.Mode == models.ModeLive {
		options = append(options, components.Option{Value: KeyNone, Label: "Nobody has to prove anything", Hint: "Customers are anonymous: agents see no name, and a chat can't be found again on another device."})
	}
	return options
}

// download is text as an address that a browser saves.
func download(text string) templ.SafeURL {
	return templ.SafeURL("data:application/x-pem-file;base64," + base64.StdEncoding.EncodeToString([]byte(text)))
}

func (g GuidePage) languages() []components.Tab {
	tabs := make([]components.Tab, len(Languages))
	for i, l := range Languages {
		tabs[i] = components.Tab{Text: l.Name, Href: templ.SafeURL("/settings/guide/identity?in=" + l.Slug + "#endpoint"), Current: l == g.Language}
	}
	return tabs
}

// Known is what a part that is watched says, so that only news are sent.
func (g GuidePage) Known() string {
	switch {
	case g.Guide.Done(g.Step):
		return "done"
	case g.Written:
		return "written"
	}
	return ""
}

// tryOut is the page on which the demo's shop takes the widget up.
func (g GuidePage) tryOut() templ.SafeURL {
	return templ.SafeURL(g.Shop.URL + "/site?" + url.Values{"widget": {g.Widget.Key}}.Encode())
}

// onlyHere reports whether pages of origin alone may show the chat.
func (g GuidePage) onlyHere(origin string) bool {
	_, host, _ := strings.Cut(origin, "://")
	return len(g.Domains) == 1 && g.Domains[0] == host
}
