// Package shop is the demo's shop: a small site on an origin of its own that
// signs its customers in, issues tokens for them and shows the widget, with
// nothing that another site could not do as well.
package shop

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"linger/static"
	"linger/views/shop"
)

// Shop is the site.
type Shop struct {
	// Signer signs the customers' tokens.
	Signer *Signer
	// URL is the shop's own origin, which its tokens name as their issuer.
	URL *url.URL
	// Linger is the origin that serves the widget.
	Linger *url.URL
	// Now is the clock that its tokens tell.
	Now func() time.Time
	// Widget is the key of the widget to show; "" when there is none.
	Widget func(context.Context) (string, error)
	// LiveWidget is the same for the page about the house, where nobody has to sign
	// in; nil without one.
	LiveWidget func(context.Context) (string, error)
	// Site is another widget that was put on the pages; nil if none can be.
	Site *Site
}

// ClientFunction is what an admin enters as JavaScript client function:
// static/js/shop.js defines it.
const ClientFunction = "shopChat.token"

// KeysURL is what an admin enters as public key URL.
func (s *Shop) KeysURL() string { return s.URL.String() + "/keys.json" }

// Handler serves the site.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page(shop.Storefront, s.chat))
	mux.HandleFunc("GET /orders", s.page(shop.Orders, s.chat))
	mux.HandleFunc("GET /visit-us", s.page(shop.VisitUs, s.LiveWidget))
	mux.HandleFunc("POST /customer", choose)
	mux.HandleFunc("GET /chat-token", s.token)
	mux.HandleFunc("GET /keys.json", s.keys)
	if s.Site != nil {
		mux.HandleFunc("GET /site", s.siteForm)
		mux.HandleFunc("POST /site", s.putChat)
	}
	mux.Handle("GET "+static.Prefix, static.Handler())
	return s.headers(http.NewCrossOriginProtection().Handler(mux))
}

// headers are those of a strict host: Linger's script and frame are all that a
// page lets in from elsewhere.
func (s *Shop) headers(next http.Handler) http.Handler {
	linger := s.Linger.Scheme + "://" + s.Linger.Host
	policy := fmt.Sprintf("default-src 'none'; script-src 'self' %[1]s; frame-src %[1]s; style-src 'self'; img-src 'self'; "+
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", linger)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
		next.ServeHTTP(w, r)
	})
}

// page shows a page of the site, with its widget, to whoever is signed in.
func (s *Shop) page(view shop.View, widget func(context.Context) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.show(w, r, http.StatusOK, view, widget) }
}

func (s *Shop) show(w http.ResponseWriter, r *http.Request, status int, view shop.View, widget func(context.Context) (string, error)) {
	key := ""
	if widget != nil {
		var err error
		if key, err = widget(r.Context()); err != nil {
			http.Error(w, "The shop can't be shown now.", http.StatusInternalServerError)
			return
		}
	}
	page := shop.Page{Path: r.URL.Path, People: choices(signedIn(r)), Owned: s.Site != nil}
	if key != "" {
		page.Snippet = s.Linger.String() + "/embed.js?widget=" + url.QueryEscape(key)
	}
	if p := signedIn(r); p != nil {
		page.Customer, page.Cart, page.Total = p.Name(), p.Cart, p.total()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = view(page).Render(r.Context(), w) // a browser that leaves in the middle is its own affair
}

// chat is the widget that was put on the pages, or else the demo's own.
func (s *Shop) chat(ctx context.Context) (string, error) {
	if key, _ := s.Site.now(); key != "" {
		return key, nil
	}
	return s.Widget(ctx)
}

// signer signs for the chat that is on the pages.
func (s *Shop) signer() *Signer {
	if _, signer := s.Site.now(); signer != nil {
		return signer
	}
	return s.Signer
}

func choices(now *Person) []shop.Choice {
	list := make([]shop.Choice, 0, len(People)+1)
	for i := range People {
		p := &People[i]
		list = append(list, shop.Choice{Value: p.Slug, Name: p.Name(), Now: p == now})
	}
	return append(list, shop.Choice{Value: "guest", Name: "Guest", Now: now == nil})
}

// choose signs a customer in, or out.
func choose(w http.ResponseWriter, r *http.Request) {
	c := &http.Cookie{Name: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if p := person(r.PostFormValue("customer")); p != nil {
		c.Value, c.MaxAge = p.Slug, int((30 * 24 * time.Hour).Seconds())
	}
	http.SetCookie(w, c)
	back := "/"
	if from := r.PostFormValue("from"); from == "/orders" || from == "/visit-us" || from == "/site" {
		back = from
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// token is what the page's client function fetches: a fresh token for whoever
// is signed in at the shop.
func (s *Shop) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	p := signedIn(r)
	if p == nil {
		w.WriteHeader(http.StatusNoContent) // a guest; nothing went wrong
		return
	}
	token, err := s.signer().Token(p, s.URL.String(), s.Now(), Life)
	if err != nil {
		http.Error(w, "No token could be signed.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(token))
}

// keys publishes the public key that verifies the tokens.
func (s *Shop) keys(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/jwk-set+json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(s.signer().Keys())
}
