package static_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"linger/static/statictest"
)

// The parts of the launcher, for scripts in the page.
const (
	root   = `document.querySelector("linger-chat").shadowRoot`
	button = root + `.querySelector("button")`
	frame  = root + `.querySelector("iframe")`
)

// order has the frame say something.
func order(p *statictest.Page, kind, more string) {
	p.Run(frame + `.contentWindow.postMessage({order: "` + kind + `", more: ` + more + `}, "*")`)
}

func box(p *statictest.Page, element string) [4]int {
	return statictest.Eval[[4]int](p, `(({left, top, width, height}) => [left, top, width, height].map(Math.round))(`+element+`.getBoundingClientRect())`)
}

func TestLoader(t *testing.T) {
	browser := statictest.Open(t)
	open := func(t *testing.T, s *site, width, height int64, scripts ...string) *statictest.Page {
		t.Helper()
		p := browser.Page(t, width, height, scripts...)
		p.Go(s.shop + "/")
		p.Until("the launcher is there", `document.querySelector("linger-chat")`)
		t.Cleanup(func() {
			if complaints := p.Complaints(); len(complaints) > 0 {
				t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
			}
		})
		return p
	}

	t.Run("loads nothing until somebody means it", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(`await new Promise((done) => requestIdleCallback(done))`)
		if got := s.requests(); len(got) != 1 {
			t.Errorf("before any intent the page asked for %v", got)
		}
		p.Do(chromedp.MouseEvent(chromedp.MouseMoved, 1280-48, 900-48))
		p.Until("the frame is fetched", frame)
		s.hears(t, "init")
		if !statictest.Eval[bool](p, frame+`.hidden`) {
			t.Error("the frame shows before anybody opened it")
		}
	})

	t.Run("opens beside its launcher and gives focus back", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		if got, want := box(p, button), [4]int{1280 - 76, 900 - 76, 56, 56}; got != want {
			t.Errorf("the launcher is at %v, want %v", got, want)
		}
		p.Run(`window.said = []; for (const name of ["opened", "closed"]) Linger.on(name, ({type}) => said.push(type))`)
		p.Do(chromedp.MouseClickXY(1280-48, 900-48))
		p.Until("the panel is open", frame+` && !`+frame+`.hidden`)
		if got, want := box(p, frame), [4]int{1280 - 420, 900 - 88 - 704, 400, 704}; got != want {
			t.Errorf("the panel is at %v, want %v", got, want)
		}
		p.Until("focus is in the frame", root+`.activeElement === `+frame)
		if got := statictest.Eval[string](p, button+`.getAttribute("aria-expanded")`); got != "true" {
			t.Errorf("aria-expanded is %q", got)
		}
		p.Shot("open-1280")
		s.hears(t, "open")
		order(p, "close", "{}")
		p.Until("focus is back on the launcher", root+`.activeElement === `+button+` && `+frame+`.hidden`)
		if got := statictest.Eval[[]string](p, `said`); !slices.Equal(got, []string{"linger:opened", "linger:closed"}) {
			t.Errorf("the page was told %v", got)
		}
	})

	t.Run("a low window has a low panel", func(t *testing.T) {
		p := open(t, startSite(t), 1000, 500)
		p.Run(`await Linger.open()`)
		if got, want := box(p, frame), [4]int{580, 16, 400, 396}; got != want {
			t.Errorf("the panel is at %v, want %v", got, want)
		}
	})

	t.Run("fills a phone", func(t *testing.T) {
		p := open(t, startSite(t), 390, 844)
		p.Run(`await Linger.open()`)
		if got, want := box(p, frame), [4]int{0, 0, 390, 844}; got != want {
			t.Errorf("the panel is at %v, want %v", got, want)
		}
	})

	t.Run("stands at the start of the line when told, mirrored in right-to-left pages", func(t *testing.T) {
		s := startSite(t)
		s.look.Left = true
		p := open(t, s, 1280, 900)
		if got := box(p, button)[0]; got != 20 {
			t.Errorf("the launcher is %d px from the left", got)
		}
		p.Go(s.shop + "/?dir=rtl")
		p.Until("the launcher is there", `document.querySelector("linger-chat")`)
		if got := box(p, button)[0]; got != 1280-76 {
			t.Errorf("in a right-to-left page the launcher is %d px from the left", got)
		}
	})

	t.Run("counts what is unread", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(`window.told = 0; addEventListener("linger:unread", ({detail}) => told = detail.count); ` + button + `.focus()`)
		s.hears(t, "init")
		for _, tt := range []struct {
			count       int
			name, badge string
		}{{3, "Chat with us, unread: 3", "3"}, {120, "Chat with us, unread: 120", "99+"}, {0, "Chat with us", ""}} {
			order(p, "unread", fmt.Sprintf("{count: %d}", tt.count))
			p.Until("the page is told", fmt.Sprintf("told === %d", tt.count))
			if got := statictest.Eval[string](p, button+`.ariaLabel`); got != tt.name {
				t.Errorf("with %d unread the launcher is named %q", tt.count, got)
			}
			if got := statictest.Eval[string](p, button+`.name`); got != tt.badge {
				t.Errorf("with %d unread the badge says %q", tt.count, got)
			}
			if got := statictest.Eval[int](p, `Linger.unreadCount()`); got != tt.count {
				t.Errorf("unreadCount says %d", got)
			}
		}
	})

	t.Run("says who the customer is", func(t *testing.T) {
		s := startSite(t)
		s.look.Function = "shop.chat.token"
		p := open(t, s, 1280, 900, hurry)
		p.Run(`window.errors = []; Linger.on("error", ({detail}) => errors.push(detail.code)); ` + button + `.focus()`)
		if init := s.hears(t, "init"); init["href"] != s.shop+"/" {
			t.Errorf("the frame starts with %v", init)
		}
		for _, tt := range []struct {
			name, script string
			token        any
			code         float64
		}{
			{"no function yet", `0`, nil, 2},
			{"a callback", `window.shop = {chat: {key: "t1", token(done) { setTimeout(done, 5, this.key) }}}`, "t1", 0},
			{"signed out", `shop.chat.token = (done) => done(null)`, nil, 3},
			{"a function that throws", `shop.chat.token = () => { throw new Error("no") }`, nil, 2},
			{"a function that never answers", `shop.chat.token = (done) => {}`, nil, 3},
		} {
			p.Run(tt.script)
			order(p, "token", `{request: 7}`)
			got := s.hears(t, "token")
			if got["token"] != tt.token || got["error"] != tt.code || got["request"] != 7.0 {
				t.Errorf("%s: the frame got %v", tt.name, got)
			}
		}
		if got := statictest.Eval[[]int](p, `errors`); !slices.Equal(got, []int{2, 3, 2, 3}) {
			t.Errorf("the page was told of errors %v", got)
		}
		for _, tt := range []struct{ name, who, token string }{
			{"a token", `"t2"`, "t2"},
			{"a provider", `async () => "t3"`, "t3"},
		} {
			p.Run(`Linger.identify(` + tt.who + `)`)
			if got := s.hears(t, "token"); got["token"] != tt.token || got["request"] != nil {
				t.Errorf("identify with %s: the frame got %v", tt.name, got)
			}
		}
		p.Run(`Linger.setAttributes({plan: "gold"}); Linger.setAttributes({cart: 120})`)
		s.hears(t, "attributes")
		if got := s.hears(t, "attributes")["attributes"]; fmt.Sprint(got) != "map[cart:120 plan:gold]" {
			t.Errorf("the frame got attributes %v", got)
		}
	})

	t.Run("a late answer for another customer isn't passed on", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(`Linger.identify(() => new Promise((done) => window.answer = done)); ` + button + `.focus()`)
		s.hears(t, "init")
		order(p, "token", `{request: 1}`)
		p.Until("the page is asked", `window.answer`)
		p.Run(`Linger.identify("second"); answer("first")`)
		for range 2 {
			if got := s.hears(t, "token"); got["token"] != "second" {
				t.Errorf("the frame got %v", got)
			}
		}
	})

	t.Run("keeps the visit, and comes by itself while a conversation runs", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(button + `.focus()`)
		if got := s.hears(t, "init")["visit"]; got != nil {
			t.Errorf("a first visit has %v", got)
		}
		order(p, "visit", `{value: "v1"}`)
		order(p, "running", `{value: true}`)
		p.Until("both are kept", `localStorage.length === 2`)
		p.Go(s.shop + "/?again")
		if got := s.hears(t, "init")["visit"]; got != "v1" {
			t.Errorf("the next page hands on %v", got)
		}
		p.Run(`await Linger.logout()`)
		s.hears(t, "logout")
		order(p, "visit", `{value: null}`)
		order(p, "running", `{value: false}`)
		p.Until("it is forgotten", `!Object.values(localStorage).join("")`)
	})

	t.Run("works without any storage", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900, `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError") } })`)
		p.Run(`await Linger.open()`)
		order(p, "visit", `{value: "v1"}`)
		s.hears(t, "open")
	})

	t.Run("takes calls from before it was there", func(t *testing.T) {
		s := startSite(t)
		s.head = `<script src="` + s.linger + `/stub.js"></script>`
		p := open(t, s, 1280, 900)
		p.Until("all are answered", `results.length === 3`)
		if got := statictest.Eval[[]string](p, `results.sort()`); !slices.Equal(got, []string{"opened", "ready", "unread 0"}) {
			t.Errorf("the stub's calls gave %v", got)
		}
	})

	t.Run("subscribes and unsubscribes", func(t *testing.T) {
		p := open(t, startSite(t), 1280, 900)
		got := statictest.Eval[[]string](p, `(async () => {
			const said = [], note = (name) => () => said.push(name)
			const off = Linger.on("opened", note("on")), kept = note("off")
			Linger.on("opened", kept)
			Linger.once("opened", note("once"))
			await Linger.open(); await Linger.close()
			off(); Linger.off("opened", kept)
			await Linger.toggle(); await Linger.toggle()
			return said
		})()`)
		if !slices.Equal(got, []string{"on", "off", "once"}) {
			t.Errorf("callbacks: %v", got)
		}
	})

	t.Run("hears nobody but its frame", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(`await Linger.open()
			postMessage({linger: 1, type: "unread", count: 9}, "*")
			dispatchEvent(new MessageEvent("message", {origin: "` + s.linger + `", data: {linger: 1, type: "close"}}))
			await new Promise((done) => setTimeout(done, 50))`)
		if statictest.Eval[bool](p, frame+`.hidden`) || statictest.Eval[string](p, button+`.name`) != "" {
			t.Error("the loader did as a stranger told it")
		}
	})

	t.Run("a frame that doesn't come leaves no sheet over the page", func(t *testing.T) {
		s := startSite(t)
		s.look.Path = "/w/silent"
		p := open(t, s, 390, 844, hurry)
		p.Run(`Linger.open(); window.errors = []; Linger.on("error", ({detail}) => errors.push(detail.code))`)
		if !statictest.Eval[bool](p, frame+`.hidden`) {
			t.Error("a frame that isn't ready covers the page")
		}
		p.Until("the frame is given up", `!`+frame)
		if got := statictest.Eval[string](p, button+`.ariaLabel`); got != "Try again" {
			t.Errorf("the launcher is named %q", got)
		}
		p.Until("the page is told", `errors.join() === "0"`)
		p.Do(chromedp.MouseClickXY(390-48, 844-48))
		p.Until("another try", frame)
	})

	t.Run("leaves when the widget is gone, or when told to", func(t *testing.T) {
		s := startSite(t)
		p := open(t, s, 1280, 900)
		p.Run(`await Linger.shutdown()`)
		p.Until("nothing is left", `!document.querySelector("linger-chat")`)
		p.Run(`await Linger.boot(); await Linger.open()`)
		order(p, "gone", "{}")
		p.Until("nothing is left", `!document.querySelector("linger-chat")`)
	})

	t.Run("the launcher can be hidden", func(t *testing.T) {
		s := startSite(t)
		s.tag = `data-launcher="hidden" data-locale="de"`
		p := open(t, s, 1280, 900)
		if got := box(p, button); got[2] != 0 {
			t.Errorf("the launcher is at %v", got)
		}
		p.Run(`document.getElementById("shop").focus(); await Linger.open(); await Linger.close()`)
		p.Until("focus is where it was", `document.activeElement.id === "shop"`)
		if got := s.requests(); !slices.Contains(got, "/w/talking?launcher=hidden&locale=de") {
			t.Errorf("the frame was not told: %v", got)
		}
		p.Run(`await Linger.show()`)
		if got := box(p, button); got[2] != 56 {
			t.Errorf("shown, the launcher is at %v", got)
		}
	})
}

// hurry makes the loader's long waits short.
const hurry = `{ const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms >= 1e4 ? 300 : ms, ...rest) }`
