package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"

	"linger/cmd/internal/shop"
	"linger/models"
)

// token is a token of the shop for Omar, issued that long from now.
func (s *site) token(t *testing.T, from time.Duration) string {
	t.Helper()
	signer, err := shop.NewSigner(s.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Token(&shop.People[1], s.shopURL().String(), s.desk().Now().Add(from), shop.Life)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// strange opens a page of yet another site: as strict as can be, with nothing on
// it but the snippet. It has no script of its own, so the test brings the
// function that hands out the token.
func (s *site) strange(t *testing.T, browser context.Context, who, token string) *customer {
	t.Helper()
	return s.strangeIn(t, newTab(t, browser, who), token)
}

func (s *site) strangeIn(t *testing.T, p *tab, token string) *customer {
	t.Helper()
	policy := fmt.Sprintf("default-src 'none'; script-src %[1]s; frame-src %[1]s; style-src 'self'", s.url())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A strict site</title>`+
			`<script async src="%s/embed.js?widget=%s"></script></head><body><main><h1>A strict site</h1></main></body></html>`, s.url(), s.widgetKey())
	}))
	t.Cleanup(server.Close)
	c := &customer{tab: p, site: s}
	call(p, "bring the client function", page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: "window.shopChat = { token: (done) => done(" + quote(token) + ") }",
	})
	c.open(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	return c
}

// widgetKey is the key of the persistent widget.
func (s *site) widgetKey() string {
	s.t.Helper()
	var key string
	if err := s.desk().DB.Read.Table("widgets").Where("mode = ?", models.ModePersistent).Pluck("widget_key", &key).Error; err != nil {
		s.t.Fatal(err)
	}
	return key
}

// The widget needs no cookie, no storage, and nothing of the page's policy but
// its own script and frame.
func TestCookiesAndPolicy(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings map[string]any
		proof    string // holds in the frame of a browser that blocks as it should
	}{
		{"third-party cookies blocked", map[string]any{"cookie_controls_mode": 1, "block_third_party_cookies": true}, "document.hasStorageAccess().then((has) => !has)"},
		{"all cookies blocked", map[string]any{"default_content_setting_values": map[string]any{"cookies": 2}}, "(() => { try { return !localStorage } catch { return true } })()"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startSite(t)
			browser := private(t, map[string]any{"profile": tt.settings})
			ana := signsIn(t, s, "Ana")
			omar := s.strangeIn(t, attach(t, "Omar", browser), s.token(t, 0)).opens().ready()
			if !eval[bool](omar.chat, tt.proof) {
				t.Error("the browser does not block what it should: the test proves nothing")
			}
			omar.says("No cookies here")
			omar.reads("No cookies here")
			ana.shows("Open", "Omar Haddad")
			ana.accepts()
			ana.answers("None needed")
			omar.reads("None needed")
			omar.reload()
			omar.opens().ready()
			omar.reads("No cookies here")
			omar.reads("None needed")
		})
	}
}
