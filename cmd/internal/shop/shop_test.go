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

// The shop's people put another chat on its pages, with the key that signs for it,
// as the guide tells every site to do. Both outlive the process.
func TestAnotherChatIsPutOnThePages(t *testing.T) {
	s, client := start(t)
	dir := t.TempDir()
	var err error
	if s.Site, err = NewSite(dir); err != nil {
		t.Fatal(err)
	}
	private, public, err := credential.NewPair()
	if err != nil {
		t.Fatal(err)
	}
	send := func(line, key string) (int, string) {
		t.Helper()
		response, err := client.PostForm(s.URL.String()+"/site", url.Values{"line": {line}, "private_key": {key}})
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
	const line = `<script src="http://127.0.0.1:1/embed.js?widget=fresh" async></script>`
	if _, page := get(t, client, s.URL.String()+"/site?widget=fresh"); !strings.Contains(page, "embed.js?widget=fresh&#34;") {
		t.Error("the line that the guide brought is not filled in")
	}
	for _, wrong := range [][3]string{
		{"<b>hello</b>", "", "not the line of a widget"},
		{strings.Replace(line, "127.0.0.1:1", "evil.example", 1), "", "allows only http://127.0.0.1:1"},
		{line, public, "no private key"},
		{line, "sesame", "no private key"},
	} {
		if status, page := send(wrong[0], wrong[1]); status != http.StatusUnprocessableEntity || !strings.Contains(page, wrong[2]) {
			t.Errorf("%q, %.20q: %d", wrong[0], wrong[1], status)
		}
	}
	if status, page := send(line, private); status != http.StatusOK || !strings.Contains(page, `src="http://127.0.0.1:1/embed.js?widget=fresh"`) {
		t.Errorf("%d: the chat is not on the page", status)
	}
	if status, _ := send(line, ""); status != http.StatusOK {
		t.Errorf("sent again: %d", status)
	}
	if s.Site, err = NewSite(dir); err != nil {
		t.Fatal(err)
	}
	response, err := client.PostForm(s.URL.String()+"/customer", url.Values{"customer": {"omar"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	_, token := get(t, client, s.URL.String()+"/chat-token")
	keys, err := credential.ParseKeys([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := credential.Verify(token, keys.Keys, credential.Rules{Issuers: []string{s.URL.String()}}, time.Now()); err != nil {
		t.Errorf("with the key that was put on the server: %v", err)
	}
	if status, page := send("", ""); status != http.StatusOK || !strings.Contains(page, "embed.js?widget=abc") {
		t.Errorf("%d: the demo's own chat is not back", status)
	}
	if _, page := get(t, client, s.KeysURL()); strings.Contains(page, "PRIVATE") {
		t.Error("a private key is published")
	}
}
