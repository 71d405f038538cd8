package browser

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var (
	screens = flag.String("screens", "", "directory for the pictures of TestScreens")
	update  = flag.Bool("update", false, "renew the picture that the README shows")
)

// picture is what the page shows now.
func (p *tab) picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	answer, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	return answer.Data, err
}

// window gives the page a size, and a colour scheme as the system would.
func (p *tab) window(width, height int64, dark bool) {
	p.t.Helper()
	p.top.do("resize", chromedp.EmulateViewport(width, height))
	for _, each := range []*tab{p.top, p} {
		each.scheme(dark)
	}
}

func (p *tab) scheme(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	call(p, "colour scheme", emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// screenshot keeps what the page shows at both widths, light and dark, if
// somebody asked for pictures.
func (p *tab) screenshot(name string) { p.t.Helper(); p.screenshots(name, false) }

// whole is screenshot of a page from its top to its end.
func (p *tab) whole(name string) { p.t.Helper(); p.screenshots(name, true) }

func (p *tab) screenshots(name string, whole bool) {
	p.t.Helper()
	if *screens == "" {
		return
	}
	call(p.top, "come to the front", page.BringToFront, cdp.Empty{}) // a tab behind another one is not drawn
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"1280", 1280, 900}, {"390", 390, 844}} {
		for _, scheme := range []string{"light", "dark"} {
			p.window(size.width, size.height, scheme == "dark")
			if whole {
				p.window(size.width, max(size.height, eval[int64](p, "document.documentElement.scrollHeight")), scheme == "dark")
			}
			p.keep(filepath.Join(*screens, name+"-"+size.name+"-"+scheme+".png"))
		}
	}
	p.window(1280, 900, false)
}

// keep writes what the page shows to a file.
func (p *tab) keep(path string) {
	p.t.Helper()
	p.settle()
	picture, err := p.top.picture()
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		p.fail("take a picture: %v", err)
	}
}

// settle waits until the page has drawn what it knows.
func (p *tab) settle() {
	p.t.Helper()
	for _, each := range []*tab{p.top, p} {
		eval[bool](each, "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))")
	}
}
