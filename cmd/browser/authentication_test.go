package browser

import (
	"strings"
	"testing"

	"linger/cmd/internal/seed"
	"linger/cmd/internal/shop"
)

// judgedAnswer lets both judges look at the page that a form brought, which no
// address leads to.
func (p *tab) judgedAnswer(state string) {
	p.t.Helper()
	p.axe(state)
	nu(p.t, state, "<!doctype html>"+eval[string](p, "document.documentElement.outerHTML"))
}

// An admin describes a site, looks at its keys and asks what is wrong with a
// token. The token is a real one, from the shop's own page.
func TestAuthenticationPages(t *testing.T) {
	s := startSite(t)
	ada := visit(t, s, "Ada Lind")
	token := eval[string](ada.tab, `new Promise((done) => `+shop.ClientFunction+`(done))`)

	rosa := newTab(t, shared(t), "Rosa")
	rosa.open(s.url() + "/settings/authentication")
	rosa.fill("E-mail", "rosa@moorpine.example")
	rosa.fill("Password", seed.Password)
	rosa.click("button", "Sign in")
	rosa.find("link", "Moor & Pine")
	rosa.judged("authentication settings")
	rosa.screenshot("authentication")

	rosa.click("link", "New")
	rosa.find("heading", "New authentication settings")
	rosa.judged("new authentication settings")
	rosa.fill("JavaScript client function", "shop.chatToken()")
	rosa.expect("422")
	rosa.click("button", "Create")
	rosa.sees("Enter the name alone")
	rosa.judgedAnswer("new authentication settings, refused")
	rosa.screenshot("authentication-refused")

	rosa.fill("Name", "Partner shop")
	rosa.fill("Public key URL", s.shopURL().JoinPath("keys.json").String())
	rosa.fill("JavaScript client function", shop.ClientFunction)
	rosa.click("button", "Create")
	rosa.sees("Not fetched yet")
	rosa.click("button", "Fetch and verify now")
	rosa.sees("1 key found")
	rosa.judged("keys")
	rosa.judgedAnswer("keys, verified")
	rosa.screenshot("authentication-keys")

	rosa.click("link", "Decode a token")
	rosa.fill("Token", token)
	rosa.click("button", "Decode")
	rosa.sees("A customer with this token is let in.")
	rosa.judged("decode a token")
	rosa.judgedAnswer("decode a token, valid")
	rosa.screenshot("authentication-valid")

	head, rest, _ := strings.Cut(token, ".")
	rosa.fill("Token", head+"."+strings.ToUpper(rest[:1])+strings.ToLower(rest[1:]))
	rosa.click("button", "Decode")
	rosa.sees("is refused")
	rosa.judgedAnswer("decode a token, refused")
	rosa.screenshot("authentication-invalid")

	rosa.click("link", "Settings")
	rosa.find("button", "Deactivate")
	rosa.judged("edit authentication settings")
	rosa.screenshot("authentication-edit")
}
