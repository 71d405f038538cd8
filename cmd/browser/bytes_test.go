package browser

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Budgets of what a visitor downloads, in bytes and requests.
const (
	budgetBefore, requestsBefore = 2000, 1
	budgetOpen, requestsOpen     = 25000, 5
)

// download is one answer, as the browser received it.
type download struct {
	URL    string  `json:"url"`
	Coding string  `json:"coding"`
	Size   float64 `json:"size"`
}

// TestBytes measures, in the browser, what the widget costs a page before anybody
// opens it, and what it takes until the chat is there.
func TestBytes(t *testing.T) {
	s := startSite(t)
	omar := newTab(t, shared(t), "Omar")
	var mu sync.Mutex
	seen := map[network.RequestID]*download{}
	if err := chromedp.Listen(omar.ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventResponseReceived:
			if strings.HasPrefix(e.Response.URL, s.url()) {
				seen[e.RequestID] = &download{URL: e.Response.URL}
			}
		case *network.EventLoadingFinished:
			if d := seen[e.RequestID]; d != nil {
				d.Size = e.EncodedDataLength // headers too
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	c := s.strangeIn(t, omar, s.token(t, 0))
	c.find("button", launcher)
	c.settle()

	mu.Lock()
	before := 0.0
	for _, d := range seen {
		t.Logf("before opening: %5.0f bytes with headers, %s", d.Size, d.URL)
		before += d.Size
	}
	if len(seen) > requestsBefore || before == 0 {
		t.Errorf("before opening: %d requests, budget %d", len(seen), requestsBefore)
	}
	mu.Unlock()
	zipped := gzipped(t, s.url()+"/embed.js?widget="+s.widgetKey())
	if zipped > budgetBefore {
		t.Errorf("before opening: %d bytes gzip, budget %d", zipped, budgetBefore)
	}

	c.opens().ready()
	list := eval[[]download](c.chat, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
		.filter((each) => !each.name.includes("/stream"))
		.map((each) => ({ url: each.name, coding: each.contentEncoding ?? "", size: each.encodedBodySize }))`)
	total := before
	for _, d := range list {
		t.Logf("to the open chat: %5.0f bytes %s, %s", d.Size, d.Coding, d.URL)
		total += d.Size
	}
	if n := len(list) + requestsBefore; n > requestsOpen || total > budgetOpen {
		t.Errorf("to the open chat: %.0f bytes in %d requests, budget %d in %d", total, n, budgetOpen, requestsOpen)
	}
	t.Logf("before opening %d bytes gzip in %d request, to the open chat %.0f bytes in %d", zipped, requestsBefore, total, len(list)+requestsBefore)
}

// gzipped is the size of an answer's body for a browser that knows gzip only.
func gzipped(t *testing.T, address string) int {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s is not sent as gzip (%v)", address, err)
	}
	return len(body)
}
