package shop

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linger/models/credential"
)

// start serves a shop and returns it with a browser's worth of cookies.
func start(t *testing.T) (*Shop, *http.Client) {
	t.Helper()
	signer, err := NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &Shop{Signer: signer, Linger: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}, Now: time.Now,
		Widget: func(context.Context) (string, error) { return "abc", nil }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Handler().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	if s.URL, err = url.Parse(server.URL); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, &http.Client{Jar: jar}
}

func get(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// What the shop issues is what Linger accepts.
func TestTokenVerifies(t *testing.T) {
	s, client := start(t)
	_, published := get(t, client, s.KeysURL())
	keys, err := credential.ParseKeys([]byte(published))
	if err != nil {
		t.Fatal(err)
	}
	if status, token := get(t, client, s.URL.String()+"/chat-token"); status != http.StatusNoContent || token != "" {
		t.Errorf("a guest gets %d %q, want no content", status, token)
	}
	response, err := client.PostForm(s.URL.String()+"/customer", url.Values{"customer": {"ada"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	_, token := get(t, client, s.URL.String()+"/chat-token")
	claims, err := credential.Verify(token, keys.Keys, credential.Rules{Issuers: []string{s.URL.String()}, Audiences: []string{Audience}}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if claims.Subject != "cust-1001" || claims.Name != "Ada Lind" || claims.Context["plan"] != "gold" || len(claims.Notes) > 0 {
		t.Errorf("claims: %+v", claims)
	}
}

// The key outlives the process: what Linger has cached stays good.
func TestKeyIsKept(t *testing.T) {
	dir := t.TempDir()
	first, err := NewSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := NewSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	if string(first.Keys()) != string(second.Keys()) {
		t.Error("the key changed")
	}
}

func TestPageCarriesTheSnippet(t *testing.T) {
	s, client := start(t)
	_, body := get(t, client, s.URL.String())
	if want := `<script src="http://127.0.0.1:1/embed.js?widget=abc" async></script>`; !strings.Contains(body, want) {
		t.Errorf("the page lacks %s", want)
	}
	if strings.Contains(body, " style=") || strings.Contains(body, " onclick") {
		t.Error("the page has inline style or script, which its own policy forbids")
	}
}
