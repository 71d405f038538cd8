package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linger/cmd/internal/shop"
)

// The demo's shop by itself: a page that anybody's site could be.
func TestShop(t *testing.T) {
	signer, err := shop.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &shop.Shop{Signer: signer, Linger: &url.URL{Scheme: "http", Host: "127.0.0.1:9"}, Now: time.Now,
		Widget: func(context.Context) (string, error) { return "", nil }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Handler().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	if s.URL, err = url.Parse(strings.Replace(server.URL, "127.0.0.1", "localhost", 1)); err != nil {
		t.Fatal(err)
	}

	ada := newTab(t, shared(t), "Ada")
	ada.open(s.URL.String())
	ada.axeInBoth(1280, 900, "storefront")
	ada.click("link", "Orders")
	ada.sees("Choose who you are")
	ada.axe("orders, guest")
	ada.click("button", "Ada Lind")
	ada.sees("Hello Ada Lind")
	ada.axe("orders, customer")
	ada.screenshot("shop-orders")
	ada.click("link", "Visit us")
	ada.axe("visit us")
	for _, path := range []string{"/", "/orders", "/visit-us"} {
		nu(t, "shop "+path, eval[string](ada, "fetch("+quote(path)+").then((answer) => answer.text())"))
	}
}
