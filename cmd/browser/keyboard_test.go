package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"linger/cmd/internal/seed"
	"linger/models"
)

// focused reports whether the control has the focus.
func (p *tab) focused(c control) (bool, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	active, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at })()`,
	})
	if err != nil || active.Result.ObjectID == "" {
		return false, err
	}
	node, err := chromedp.Call(ctx, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: active.Result.ObjectID})
	if err != nil {
		return false, err
	}
	return node.Node.BackendNodeID == c.node, nil
}

// at waits until the focus is on a control.
func (p *tab) at(role, name string) {
	p.t.Helper()
	p.until("the focus on "+name, func() (bool, error) { return p.focused(p.find(role, name)) })
}

// tabTo presses Tab until the focus is on a control, as somebody without a mouse.
func (p *tab) tabTo(role, name string) {
	p.t.Helper()
	wanted := p.find(role, name)
	for range 60 {
		if at, err := p.focused(wanted); err == nil && at {
			return
		}
		p.press(kb.Tab)
	}
	p.fail("%s %q can't be reached by Tab", role, name)
}

// The whole thread again, and nobody has a mouse.
func TestWholeThreadByKeyboard(t *testing.T) {
	s := startSite(t)
	ana := &agent{tab: newTab(t, shared(t), "Ana"), site: s}
	ana.open(s.url() + "/sign-in")
	ana.at("textbox", "E-mail")
	ana.press("ana@moorpine.example" + kb.Tab)
	ana.press(seed.Password + kb.Enter)
	ana.holds("the console", `location.pathname.startsWith("/console") && document.readyState === "complete"`)

	omar := &customer{tab: newTab(t, shared(t), "Omar"), site: s}
	omar.arrivesByKeyboard()
	omar.press("Is my order lost?" + kb.Enter)
	omar.reads("Is my order lost?")

	ana.press("go")
	ana.find("link", "Omar Haddad") // his row; the offer in the corner says the same words
	ana.press("j")
	ana.at("link", "Omar Haddad")
	ana.press(kb.Enter)
	ana.reads("Is my order lost?")
	ana.press("a")
	ana.find("textbox", "Message")
	ana.press("r")
	ana.at("textbox", "Message")
	ana.press("It ships today." + kb.Enter)
	omar.reads("It ships today.")

	// Shift and Enter break the line, on both sides.
	omar.press("Good.")
	omar.press(kb.Enter, chromedp.ModifierShift)
	omar.press("Thanks." + kb.Enter)
	ana.reads("Good.\nThanks.")
	if got := s.written()[1]; got != "Good.\nThanks." {
		t.Errorf("the desk has %q", got)
	}

	// Closed for now; the customer closes the panel and is back at the launcher.
	ana.press(kb.Escape)
	ana.press("e")
	ana.holds("no load", `document.querySelector("#load").innerText.includes("Load 0")`)
	omar.press(kb.Escape)
	omar.at("button", launcher)

	phone := &customer{tab: newTab(t, shared(t), "Omar, elsewhere"), site: s}
	phone.arrivesByKeyboard()
	phone.reads("It ships today.")
	phone.press("It came without poles." + kb.Enter)
	ana.sees("came back to you")
	ana.press("a")
	ana.reads("It came without poles.")
	ana.press("r")
	ana.at("textbox", "Message")
	ana.press("They are on their way." + kb.Enter)
	phone.reads("They are on their way.")

	ana.press(kb.Escape)
	ana.press("E", chromedp.ModifierShift)
	ana.at("button", "Close for now") // the safe choice comes first
	ana.press(kb.Tab, chromedp.ModifierShift)
	ana.at("button", "End conversation")
	ana.press(kb.Enter)
	phone.chat.sees("This conversation has ended.")
	ana.find("textbox", "Summary")
	ana.press("r")
	ana.at("textbox", "Summary")
	ana.press("Poles sent.")
	ana.press(kb.Escape)
	ana.press("e")
	ana.until("the conversation to be closed", func() (bool, error) {
		return s.conversations()[0].State == models.StateClosed, nil
	})

	phone.chat.find("button", "Start a new conversation")
	phone.chat.tabTo("button", "Start a new conversation")
	phone.press(kb.Enter)
	phone.chat.at("textbox", "Write a message")
	phone.press("Do you mend stoves?" + kb.Enter)
	phone.reads("Do you mend stoves?")
	phone.chat.misses("It came without poles.")
}

// arrivesByKeyboard signs in at the shop and opens the widget.
func (c *customer) arrivesByKeyboard() {
	c.t.Helper()
	c.open(c.site.shopURL().String())
	c.tabTo("button", "Omar Haddad")
	c.press(kb.Enter)
	c.holds("Omar to be signed in", `document.querySelector("[aria-pressed=true]")?.innerText === "Omar Haddad"`)
	c.tabTo("button", launcher)
	c.press(kb.Enter)
	c.enters()
	c.ready()
	c.chat.at("textbox", "Write a message")
}
