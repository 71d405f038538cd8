package browser

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"linger/models/modeltest"
)

func TestMain(m *testing.M) {
	beProgram()
	modeltest.Main(m, stopChromium, stopChecker)
}

// The one Chromium of this test binary, started when the first test needs it.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop context.CancelFunc
	err  error
}

// shared is the browser that tests share; people in it have contexts of their own.
func shared(t *testing.T) context.Context {
	t.Helper()
	chromium.once.Do(func() { chromium.ctx, chromium.stop, chromium.err = launch("") })
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	return chromium.ctx
}

func stopChromium() {
	if chromium.stop != nil {
		chromium.stop()
	}
}

// private is a browser of the test's own, with preferences as a person sets them.
func private(t *testing.T, preferences map[string]any) context.Context {
	t.Helper()
	profile := t.TempDir()
	text, err := json.Marshal(preferences)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(profile, "Default"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "Default", "Preferences"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop, err := launch(profile)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return ctx
}

// launch starts a Chromium. The first call on its context has no time limit:
// the browser would end with it.
func launch(profile string) (context.Context, context.CancelFunc, error) {
	path, err := findChromium()
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // as root, and in containers, Chromium has none
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("site-per-process", true),
		// Each window would have a page of Chromium's own for what is typed as an address.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess"),
		chromedp.Flag("disable-software-rasterizer", true),
		chromedp.Flag("lang", "en-GB"),
		chromedp.WindowSize(1280, 900),
	)
	if profile != "" {
		options = append(options, chromedp.UserDataDir(profile))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	// What chromedp itself wonders about; what goes wrong comes back as an error.
	ctx, stop := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	all := func() { stop(); stopAllocator() }
	if err := chromedp.Do(ctx); err != nil {
		all()
		return nil, nil, err
	}
	return ctx, all, nil
}

type missing string

func (m missing) Error() string { return string(m) }

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", missing("the browser tests need Chromium: apt-get install chromium, or put google-chrome on PATH")
}
