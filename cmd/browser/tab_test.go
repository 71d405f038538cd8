package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a person waits for anything before calling it broken. It
// is long for a machine that runs everything at once under the race detector;
// what it waits for is there much sooner.
const patience = 20 * time.Second

// tab is one page, or one frame of another site inside a page, that somebody
// looks at.
type tab struct {
	t    *testing.T
	who  string
	ctx  context.Context
	top  *tab // the page around a frame; the page itself for a page
	woes *woes
}

// newTab opens an empty page for who, with cookies and storage of its own.
func newTab(t *testing.T, browser context.Context, who string) *tab {
	t.Helper()
	return attach(t, who, browser, chromedp.WithNewBrowserContext())
}

// another opens a second tab in the same profile.
func (p *tab) another() *tab {
	p.t.Helper()
	return attach(p.t, p.who+"'s second tab", p.top.ctx)
}

func attach(t *testing.T, who string, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{t: t, who: who, woes: &woes{t: t, who: who}}
	p.top = p
	ctx, cancel := chromedp.NewContext(parent, append(options, chromedp.WithListener(p.woes.listen))...)
	p.ctx = ctx
	t.Cleanup(func() {
		p.woes.report()
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil { // without a time limit: see launch
		t.Fatalf("%s: open a tab: %v", who, err)
	}
	// Else the tree of what is offered is built anew for each question.
	call(p, "accessibility", accessibility.Enable, cdp.Empty{})
	p.scheme(false)
	// A tab behind another one is looked at all the same.
	call(p, "focus", emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return p
}

// do runs steps within the time a person would wait.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%s: %.400v", what, err)
	}
}

// call sends one command of the browser's protocol.
func call[P, R any](p *tab, what string, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.fail("%s: %.400v", what, err)
	}
	return result
}

// eval is the value of a JavaScript expression, which may be a promise.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := tryEval[T](p, expression)
	if err != nil {
		p.fail("evaluate %.200s: %v", expression, err)
	}
	return value
}

func tryEval[T any](p *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// until waits for condition to hold.
func (p *tab) until(what string, condition func() (bool, error)) {
	p.t.Helper()
	err := await(p.ctx, condition)
	switch {
	case err == nil:
	case p.ctx.Err() != nil:
		p.fail("the tab went away while waiting for %s", what)
	default:
		p.fail("waited in vain for %s (last error: %v)", what, err)
	}
}

// errNotYet is what a condition that did not hold in time is reported as.
var errNotYet = errors.New("it did not hold")

// await looks again and again until condition holds, and gives up after patience. Errors
// on the way count as not yet: a page may be on its way to the next.
func await(ctx context.Context, condition func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(30 * time.Millisecond) // each look costs the browser something
	defer again.Stop()
	for {
		ok, err := condition()
		if ok && err == nil {
			return nil
		}
		if err == nil {
			err = errNotYet
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return err
		}
	}
}

// holds waits until a JavaScript expression is true.
func (p *tab) holds(what, expression string) {
	p.t.Helper()
	p.until(what, func() (bool, error) { return tryEval[bool](p, "Boolean("+expression+")") })
}

// open goes to an address.
func (p *tab) open(address string) {
	p.t.Helper()
	p.do("open "+address, chromedp.Navigate(address))
}

// reload loads the page anew.
func (p *tab) reload() {
	p.t.Helper()
	p.top.do("reload", chromedp.Reload())
}

// sees waits until text can be read on the screen.
func (p *tab) sees(text string) {
	p.t.Helper()
	p.holds(fmt.Sprintf("the words %q", text), "document.body?.innerText.includes("+quote(text)+")")
}

// misses waits until text can't be read any more.
func (p *tab) misses(text string) {
	p.t.Helper()
	p.holds(fmt.Sprintf("the words %q to go", text), "document.body && !document.body.innerText.includes("+quote(text)+")")
}

// count is how many elements a selector finds.
func (p *tab) count(selector string) int {
	p.t.Helper()
	return eval[int](p, "document.querySelectorAll("+quote(selector)+").length")
}

// types writes text where the focus is, as a keyboard with every letter would.
func (p *tab) types(text string) {
	p.t.Helper()
	call(p, "type", input.InsertText, input.InsertTextParams{Text: text})
}

// press presses keys one after the other, on the page that has the focus: the
// browser passes them on to the frame where it is. What a key writes comes with its press,
// as from a keyboard: sent after it, it could arrive in a field that the press has opened.
func (p *tab) press(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	for _, r := range keys {
		events := kb.Encode(r)
		down, up := *events[0], *events[len(events)-1]
		for _, m := range modifiers {
			down.Modifiers |= int64(m)
			up.Modifiers |= int64(m)
		}
		if writes := len(events) == 3 && down.Modifiers&^int64(chromedp.ModifierShift) == 0; writes {
			down.Type, down.Text, down.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, events[1].Text, events[1].UnmodifiedText
		}
		call(p.top, "press a key", input.DispatchKeyEvent, down)
		call(p.top, "let the key go", input.DispatchKeyEvent, up)
	}
}

// fail stops the test with what the person has before her.
func (p *tab) fail(format string, args ...any) {
	p.t.Helper()
	words, _ := tryNow(p, `document.body ? location.href + "\n" + document.body.innerText.slice(0, 2000) : "(no page)"`)
	path := filepath.Join(p.t.ArtifactDir(), strings.Map(plain, p.who)+".png")
	if picture, err := p.top.picture(); err == nil && os.WriteFile(path, picture, 0o600) == nil {
		words += "\npicture: " + path
	}
	p.t.Fatalf("%s: %s\n--- on the screen: %s\n--- the console: %s", p.who, fmt.Sprintf(format, args...), words, p.woes)
}

func tryNow(p *tab, expression string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string](expression))
}

func plain(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

// quote is text as a JavaScript string.
func quote(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// frame waits for the frame of another site whose address begins with prefix
// and steps inside.
func (p *tab) frame(prefix string) *tab {
	p.t.Helper()
	page := chromedp.FromContext(p.ctx).Target.TargetID
	var id target.ID
	p.until("the frame "+prefix, func() (bool, error) {
		list, err := chromedp.Targets(p.ctx)
		if err != nil {
			return false, err
		}
		for _, info := range list {
			if info.Type == "iframe" && info.ParentFrameID == cdp.FrameID(page) && strings.HasPrefix(info.URL, prefix) {
				id = info.TargetID
			}
		}
		return id != "", nil
	})
	f := attach(p.t, p.who+"'s frame", p.ctx, chromedp.WithTargetID(id))
	f.top, f.woes.around = p, p.woes
	return f
}
