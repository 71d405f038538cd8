package models

import (
	"net/url"
	"regexp"
	"strings"
)

// markdownLink is [words](address), the one piece of Markdown that a consent may
// have.
var markdownLink = regexp.MustCompile(`\[([^\[\]]+)\]\(([^()\s]*)\)`)

// Consent is the text of a consent in pieces: what stands before its link, the
// link's words and address, and what stands after.
type Consent struct{ Before, Link, Href, After string }

// ConsentOf are the pieces of text. Without a usable link all of it is Before.
func ConsentOf(text string) Consent {
	at := markdownLink.FindStringSubmatchIndex(text)
	if at == nil {
		return Consent{Before: text}
	}
	href := text[at[4]:at[5]]
	if !webAddress(href) {
		return Consent{Before: text}
	}
	return Consent{Before: text[:at[0]], Link: strings.TrimSpace(text[at[2]:at[3]]), Href: href, After: text[at[1]:]}
}

// Words are the text as it is read, without the link's address.
func (c Consent) Words() string { return c.Before + c.Link + c.After }

// checkConsent is what is wrong with the text of a consent; empty if nothing.
func checkConsent(text string) string {
	links := markdownLink.FindAllStringSubmatch(text, -1)
	switch {
	case len(links) > 1:
		return "One link at most, so that it is clear what is agreed to."
	case strings.Count(text, "](") > len(links), len(links) == 1 && !webAddress(links[0][2]):
		return "Write the link as [its words](https://example.com/page)."
	case len(links) == 1 && strings.TrimSpace(links[0][1]) == "":
		return "Give the link words that say where it leads."
	}
	return ""
}

func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
