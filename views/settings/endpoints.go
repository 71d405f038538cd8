package settings

import (
	"embed"
	"strings"
)

// endpoints are programs for a site's server that sign its customers' tokens, one
// for each language. What is in double braces is filled in.
//
//go:embed endpoints
var endpoints embed.FS

// Where an endpoint is, and what it signs with.
const (
	TokenPath = "/chat-token"
	KeyFile   = "linger-private-key.pem"
)

// Language is one that a token endpoint is written in.
type Language struct{ Slug, Name string }

// Languages are those there are.
var Languages = []Language{{"go", "Go"}, {"node", "Node"}, {"php", "PHP"}, {"python", "Python"}}

// Endpoint is the token endpoint of a site in the language called slug; the first
// one's if there is none.
func Endpoint(slug, issuer string) string {
	text, err := endpoints.ReadFile("endpoints/" + LanguageOf(slug).Slug + ".txt")
	if err != nil {
		panic(err) // it is in the program
	}
	return strings.NewReplacer("{{issuer}}", issuer, "{{path}}", TokenPath, "{{key}}", KeyFile).Replace(string(text))
}

// LanguageOf is the language called slug, or the first one.
func LanguageOf(slug string) Language {
	for _, l := range Languages {
		if l.Slug == slug {
			return l
		}
	}
	return Languages[0]
}

// ClientFunction is the script of the site's page that hands the token to the
// chat, under the dotted name that the authentication settings give.
func ClientFunction(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r == '.' {
			b.WriteString("window." + name[:i] + " ??= {}\n")
		}
	}
	b.WriteString("window." + name + ` = (done) =>
  fetch("` + TokenPath + `", { cache: "no-store" })
    .then((answer) => (answer.status === 200 ? answer.text() : null))
    .then(done, () => done(null))
`)
	return b.String()
}
