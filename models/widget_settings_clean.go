package models

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

const (
	maxDomains = 100
	maxAddress = 2000
)

var hexColor = regexp.MustCompile(`^#([0-9a-f]{3}|[0-9a-f]{6})$`)

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

// CleanAddress is a typed web address as it is stored and given to browsers; ""
// stays "".
func CleanAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	if len(text) > maxAddress {
		return "", Fail(Invalid, "", "Use at most %d characters.", maxAddress)
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", Fail(Invalid, "", "Enter an address that begins with https:// or http://.")
	}
	host, err := CleanDomain(u.Host)
	if err != nil || strings.HasPrefix(host, "*") {
		return "", Fail(Invalid, "", "“%s” is not the name of a site.", cut(u.Host, 60))
	}
	u.Host = host
	return u.String(), nil
}

// OriginOf is the scheme and host of a clean address; "" of none.
func OriginOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
