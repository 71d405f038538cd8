package components

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"linger/static/statictest"
)

// What the scripts beside the components do: static/js/{dialog,menu,local-time}.js.
func TestBehaviour(t *testing.T) {
	url := serveGallery(t)
	browser := statictest.Open(t)
	open := func(t *testing.T) *statictest.Page {
		t.Helper()
		p := browser.Page(t, 1280, 900)
		p.Go(url)
		p.Until("the script has run", `window.htmx`)
		t.Cleanup(func() { quiet(t, p) })
		return p
	}
	opener := chromedp.CSS(`[data-opens="end"]`)
	const opened, closed = `document.querySelector("#end").open`, `!document.querySelector("#end").open`

	t.Run("a dialog opens, and gives focus back however it closes", func(t *testing.T) {
		p := open(t)
		for _, close := range []struct {
			how string
			by  chromedp.Action[chromedp.Void]
		}{
			{"by Escape", chromedp.KeyEvent(kb.Escape)},
			{"by its cross", chromedp.Click(chromedp.CSS(`#end [aria-label="Close"]`))},
			{"by its button", chromedp.Click(chromedp.CSS(`#end .dialog__actions [data-closes]`))},
			{"by a press beside it", chromedp.MouseClickXY(10, 10)},
		} {
			p.Do(chromedp.Click(opener))
			p.Until("it is open with focus inside", opened+` && document.querySelector("#end").contains(document.activeElement)`)
			p.Shot("dialog")
			p.Do(close.by)
			p.Until(close.how+" it closes and focus is back", closed+` && document.activeElement.matches("[data-opens]")`)
		}
	})

	t.Run("a dialog that arrives opened is shown", func(t *testing.T) {
		p := open(t)
		p.Run(`await htmx.swap({sourceElement: document.body, target: document.querySelector(".gallery"), swap: "beforeend", text: '<dialog class="dialog" id="late" data-shown aria-label="Late"><button type="button" class="button" data-closes>Close</button></dialog>'})`)
		p.Until("it is open", `document.querySelector("#late").open`)
	})

	t.Run("a menu opens beside its button and is used by keyboard", func(t *testing.T) {
		p := open(t)
		const button, current = `document.querySelector("[popovertarget=more]")`, `document.activeElement.textContent.trim()`
		p.Run(button + `.scrollIntoView({block: "center"}); ` + button + `.focus()`)
		p.Do(chromedp.KeyEvent(kb.Enter))
		p.Until("its first verb has focus", current+` === "Copy link"`)
		p.Shot("menu")
		if !statictest.Eval[bool](p, `(() => { const b = `+button+`.getBoundingClientRect(), m = document.querySelector("#more").getBoundingClientRect()
			return m.left >= 0 && m.right <= innerWidth && Math.abs(m.top - b.bottom) <= 8 })()`) {
			t.Error("the menu is not beside its button")
		}
		for _, step := range []struct{ key, to string }{
			{kb.ArrowDown, "Customer"}, {kb.ArrowDown, "Force close"}, {kb.ArrowDown, "Copy link"},
			{kb.ArrowUp, "Force close"}, {kb.Home, "Copy link"}, {kb.End, "Force close"},
		} {
			p.Do(chromedp.KeyEvent(step.key))
			p.Until("focus moves", current+` === "`+step.to+`"`)
		}
		p.Do(chromedp.KeyEvent(kb.Escape))
		p.Until("Escape closes it", `document.activeElement === `+button+` && !document.querySelector("#more").matches(":popover-open")`)
	})

	t.Run("a verb closes its menu", func(t *testing.T) {
		p := open(t)
		p.Do(chromedp.Click(chromedp.CSS(`[popovertarget=more]`)), chromedp.Click(chromedp.CSS(`#more [role=menuitem]`)))
		p.Until("it is closed", `!document.querySelector("#more").matches(":popover-open")`)
	})

	t.Run("times are told as the reader says them", func(t *testing.T) {
		p := open(t)
		for _, tt := range []struct{ ago, want string }{
			{"20e3", "now"}, {"5 * 60e3", "5 min. ago"}, {"3 * 3600e3", "3 hr. ago"}, {"-2 * 3600e3 - 9e3", "in 2 hr."},
		} {
			p.Run(`const time = document.querySelector("time"); time.dateTime = new Date(Date.now() - (` + tt.ago + `)).toISOString(); document.dispatchEvent(new CustomEvent("htmx:after:swap", {detail: {ctx: {}}}))`)
			p.Until(tt.ago+" ms ago is "+tt.want, `document.querySelector("time").textContent === "`+tt.want+`"`)
		}
		if title := statictest.Eval[string](p, `document.querySelector("time").title`); len(title) < 15 {
			t.Errorf("the exact time is %q", title)
		}
	})
}
