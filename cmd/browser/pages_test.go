package browser

import (
	"testing"
)

// judged lets both judges look at a page: axe in both colour schemes, the HTML
// checker at what the server sends.
func (p *tab) judged(state string) {
	p.t.Helper()
	for _, dark := range []bool{false, true} {
		p.window(1280, 900, dark)
		p.settle()
		p.axe(state)
	}
	p.window(1280, 900, false)
	nu(p.t, state, eval[string](p, `fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text())`))
}

// Every page before and around signing in.
func TestSignInPages(t *testing.T) {
	s := startSite(t)
	rosa := newTab(t, shared(t), "Rosa")
	rosa.open(s.url() + "/settings")
	rosa.find("heading", "Sign in")
	rosa.judged("sign-in")
	rosa.screenshot("sign-in")

	rosa.fill("E-mail", "rosa@moorpine.example")
	rosa.fill("Password", "not hers")
	rosa.expect("422")
	rosa.click("button", "Sign in")
	rosa.find("alert", "")
	rosa.axe("sign-in, refused")
	rosa.screenshot("sign-in-refused")

	rosa.fill("Password", "moor-and-pine")
	rosa.click("button", "Sign in")
	rosa.holds("the settings, where she was going", `location.pathname.startsWith("/settings")`)

	rosa.open(s.url() + "/account")
	rosa.judged("account")
	rosa.screenshot("account")

	rosa.expect("404")
	rosa.open(s.url() + "/settings/nothing-here")
	rosa.find("heading", "There is nothing here")
	rosa.judged("not found")
	rosa.screenshot("not-found")
}
