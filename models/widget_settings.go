package models

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// WidgetSettings are what an admin may set.
type WidgetSettings struct {
	Name                     string
	WorkstreamID             string
	AuthenticationSettingsID string // empty for none
	Title                    string
	Subtitle                 string
	Color                    string
	Position                 string
	AgentNameStyle           NameStyle
	Domains                  []string // as typed; see CleanDomain
	OperatingHoursID         string   // empty for none
}

// Settings are what the widget says now, to be edited.
func (w *Widget) Settings(domains []string) WidgetSettings {
	return WidgetSettings{
		w.Name, w.WorkstreamID, deref(w.AuthenticationSettingsID), w.Title, w.Subtitle,
		w.Color, w.Position, w.AgentNameStyle, domains, deref(w.OperatingHoursID),
	}
}

// Positions are the corners a launcher can be in.
var Positions = []string{"right", "left"}

// Color is a theme colour with a name.
type Color struct{ Name, Hex string }

// Colors are the twelve that the form offers (Dynamics: theme colour). All carry
// white text.
var Colors = []Color{
	{"Blue", "#1f5fc4"}, {"Teal", "#0f766e"}, {"Green", "#2c7a39"}, {"Violet", "#6d45c8"},
	{"Purple", "#8a3ab0"}, {"Pink", "#bd2f72"}, {"Red", "#c0322b"}, {"Orange", "#b4520e"},
	{"Clay", "#9a5a43"}, {"Brown", "#70503a"}, {"Grey", "#5d6470"}, {"Black", "#1f1f23"},
}

const (
	maxTitle   = 100
	maxDomains = 100
)

var hexColor = regexp.MustCompile(`^#([0-9a-f]{3}|[0-9a-f]{6})$`)

// Set takes over what an admin entered, but for the references to other things
// and the domains, which the store looks after. It returns the clean domains.
func (w *Widget) Set(d WidgetSettings) ([]string, error) {
	p := Problems{}
	d.Name = name(p, "name", d.Name)
	if d.Name == "" {
		p.Add("name", "Give it a name, such as that of the site.")
	}
	d.Title = name(p, "title", d.Title)
	if d.Title == "" {
		p.Add("title", "Enter what customers read at the top of the chat.")
	}
	d.Subtitle = name(p, "subtitle", d.Subtitle)
	color, err := CleanColor(d.Color)
	if err != nil {
		p.Add("color", "%s", err)
	}
	if d.Position != "right" && d.Position != "left" {
		p.Add("position", "Choose a corner.")
	}
	if !slices.Contains(NameStyles, d.AgentNameStyle) {
		p.Add("agent_name_style", "Choose what customers see.")
	}
	domains := cleanDomains(p, d.Domains)
	if err := p.Err(); err != nil {
		return nil, err
	}
	w.Name, w.Title, w.Subtitle, w.Color = d.Name, d.Title, d.Subtitle, color
	w.Position, w.AgentNameStyle = d.Position, d.AgentNameStyle
	return domains, nil
}

// CleanColor is a colour as #rrggbb.
func CleanColor(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if !strings.HasPrefix(text, "#") {
		text = "#" + text
	}
	if !hexColor.MatchString(text) {
		return "", Fail(Invalid, "", "Enter a colour such as #1f5fc4.")
	}
	if len(text) == 4 {
		text = "#" + strings.Repeat(text[1:2], 2) + strings.Repeat(text[2:3], 2) + strings.Repeat(text[3:4], 2)
	}
	return text, nil
}

// cleanDomains are the domains without repetition, in the order they were typed.
func cleanDomains(p Problems, lines []string) []string {
	var domains []string
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		domain, err := CleanDomain(line)
		if err != nil {
			p.Add("domains", "%s", err)
			continue
		}
		if !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	if len(domains) > maxDomains {
		p.Add("domains", "Enter at most %d domains. A line such as *.example.com covers all names below one.", maxDomains)
	}
	return domains
}

// hostnames turns names in other scripts into what the web uses.
var hostnames = idna.New(idna.MapForLookup(), idna.StrictDomainName(true), idna.BidiRule())

// CleanDomain is one line of the allowed domains as it is stored and sent to
// browsers: a host name, of which the first part may be "*", and perhaps a
// port. An address pasted whole is cut down to that.
func CleanDomain(line string) (string, error) {
	typed := strings.TrimSpace(line)
	wrong := func(why string) (string, error) {
		return "", Fail(Invalid, "", "“%s”: %s", cut(typed, 60), why)
	}
	text := strings.ToLower(typed)
	for _, scheme := range []string{"https://", "http://"} {
		text = strings.TrimPrefix(text, scheme)
	}
	text = strings.TrimSuffix(text, "/")
	if strings.ContainsAny(text, "/?#@ \t") {
		return wrong("enter a domain alone, such as shop.example.com, without a path.")
	}
	host, port, hasPort := strings.Cut(text, ":")
	if n, err := strconv.Atoi(port); hasPort && (err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != port) {
		return wrong("after the colon comes a port from 1 to 65535.")
	}
	name, wildcard := strings.CutPrefix(host, "*.")
	if strings.Contains(name, "*") {
		return wrong("one * is allowed, as the whole first part: *.example.com.")
	}
	if _, err := netip.ParseAddr(name); err == nil {
		if wildcard {
			return wrong("an address can't have a *.")
		}
		return text, nil
	}
	ascii, err := hostnames.ToASCII(strings.TrimSuffix(name, "."))
	if err != nil || ascii == "" || len(ascii) > 253 || !validLabels(ascii) {
		return wrong("this is not a domain such as shop.example.com.")
	}
	if wildcard && !strings.Contains(ascii, ".") {
		return wrong("this would allow every site below it. Name the domain: *.example.com.")
	}
	if wildcard {
		ascii = "*." + ascii
	}
	if hasPort {
		ascii += ":" + port
	}
	return ascii, nil
}

// validLabels reports whether a host has none but usual names: the last one
// not a number, none empty or too long.
func validLabels(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	_, err := strconv.Atoi(labels[len(labels)-1])
	return err != nil
}
