package settings

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"linger/handlers/web"
	"linger/models"
	"linger/models/modeltest"
	"linger/models/outbound"
	"linger/views/settings"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// shop is a site with a key pair and the address that publishes it.
type shop struct {
	t      testing.TB
	key    *ecdsa.PrivateKey
	server *httptest.Server
	down   atomic.Bool
}

func newShop(t testing.TB) *shop {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, key: key}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if s.down.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = fmt.Fprintf(w, `[{"kid":"k-2026","publicKey":%q,"expiry":1893456000}]`, s.pem())
	}))
	t.Cleanup(s.server.Close)
	return s
}

func (s *shop) pem() string {
	der, err := x509.MarshalPKIXPublicKey(s.key.Public())
	if err != nil {
		s.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func (s *shop) token(issued time.Time) string {
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": "https://shop.example", "sub": "cust-4711", "iat": issued.Unix(), "exp": issued.Add(time.Hour).Unix(),
		"given_name": "Ada", "family_name": "Lind", "email": "ada@example.org", "lwicontexts": `{"plan":"gold","cart":[1]}`,
	})
	token.Header["kid"] = "k-2026"
	signed, err := token.SignedString(s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	return signed
}

// pages are the settings' pages over a desk, with an admin signed in.
type pages struct {
	*echo.Echo
	*modeltest.Desk
	handler *Handler
	agent   *models.Agent // who is signed in
}

func newPages(t *testing.T) pages {
	t.Helper()
	return pagesOf(t, modeltest.New(t, modeltest.SQLite(t)))
}

func pagesOf(t *testing.T, desk *modeltest.Desk) pages {
	t.Helper()
	admin := desk.Agent("Ana", models.RoleAdmin)
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		status := map[models.Kind]int{models.NotFound: 404, models.Conflict: 409}[models.KindOf(err)]
		if status == 0 {
			t.Errorf("%s %s: %v", c.Request().Method, c.Request().URL, err)
			status = 500
		}
		_ = c.String(status, models.Explain(err))
	}
	g := e.Group("/settings", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			web.SetAgent(c, admin)
			return next(c)
		}
	})
	h := &Handler{
		Desk: desk.Desk, Authenticator: models.NewAuthenticator(desk.Desk, outbound.NewReader(true)),
		PublicURL: &url.URL{Scheme: "https", Host: "chat.example.com"},
	}
	h.Mount(g)
	return pages{e, desk, h, admin}
}

// version is that of the widget's authentication settings.
func (p pages) version(w *models.Widget) models.Time {
	p.T.Helper()
	a, err := p.AuthenticationSettings.Find(p.Ctx(), *w.AuthenticationSettingsID)
	if err != nil {
		p.T.Fatal(err)
	}
	return a.UpdatedAt
}

// answer is a page that came back.
type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	page *html.Node
}

func (p pages) ask(method, path string, form url.Values) answer {
	p.T.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return p.answers(r)
}

// answers is what comes back for a request.
func (p pages) answers(r *http.Request) answer {
	p.T.Helper()
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		p.T.Fatal(err)
	}
	return answer{w, p.T, page}
}

// each calls do for every element that has class, or the id "#class".
func (a answer) each(class string, do func(*html.Node)) {
	for n := range a.page.Descendants() {
		for _, attr := range n.Attr {
			if attr.Key == "class" && strings.Contains(" "+attr.Val+" ", " "+class+" ") || attr.Key == "id" && "#"+attr.Val == class {
				do(n)
			}
		}
	}
}

// text is what the elements of class say, joined.
func (a answer) text(class string) string {
	var words []string
	a.each(class, func(n *html.Node) {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				words = append(words, strings.Fields(d.Data)...)
			}
		}
	})
	return strings.Join(words, " ")
}

// attr is an attribute of the element with id.
func (a answer) attr(id, name string) string {
	var value string
	a.each("#"+id, func(n *html.Node) {
		for _, attr := range n.Attr {
			if attr.Key == name {
				value = attr.Val
			}
		}
	})
	return value
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Errorf("status %d, want %d: %.300s", a.Code, status, a.Body)
	}
	return a
}

// says checks that the elements of class have words in them.
func (a answer) says(class, words string) answer {
	a.t.Helper()
	if got := a.text(class); !strings.Contains(got, words) {
		a.t.Errorf("%s says %q, want %q in it", class, got, words)
	}
	return a
}

func TestAuthenticationIsMadeVerifiedAndDecoded(t *testing.T) {
	p, s := newPages(t), newShop(t)
	p.ask("GET", "/settings/authentication", nil).want(200).says("empty", "No authentication settings yet")
	p.ask("GET", "/settings/authentication/new", nil).want(200)

	form := url.Values{"name": {"Shop"}, "key_source": {"url"}, "public_key_url": {"http://shop.example/keys"}, "client_function": {"shop.chatToken()"}, "allowed_issuer": {"https://shop.example"}}
	refused := p.ask("POST", "/settings/authentication", form).want(422)
	refused.says("#public_key_url-problem", "https://").says("#client_function-problem", "without brackets")
	if refused.attr("name", "value") != "Shop" || refused.attr("client_function", "value") != "shop.chatToken()" || refused.attr("public_key_url", "aria-invalid") != "true" {
		t.Error("what was typed is not kept")
	}

	form.Set("public_key_url", s.server.URL)
	form.Set("client_function", "shop.chatToken")
	made, _, _ := strings.Cut(p.ask("POST", "/settings/authentication", form).want(303).Header().Get("Location"), "?")
	p.ask("GET", made+"?done=created", nil).says("notice--positive", "The settings are created.")
	keys := p.ask("GET", made, nil).want(200).says("badge", "Not fetched yet").says("facts", "Not yet")
	if keys.text("keys") != "" || keys.text("notice") != "" {
		t.Error("keys are shown before they were fetched")
	}
	p.ask("POST", made, nil).want(200).says("notice--positive", "1 key found (JSON array)").says("keys", "k-2026 P-256, verifies ES256, expires").says("badge", "Keys up to date")
	p.ask("GET", "/settings/authentication", nil).want(200).says("table", "Shop").says("table", "0 widgets")

	decode := strings.TrimSuffix(made, "/verify") + "/decode"
	p.ask("GET", decode, nil).want(200)
	good := p.ask("POST", decode, url.Values{"token": {" Bearer " + s.token(p.Now()) + "\n"}}).want(200)
	good.says("notice--positive", "is let in").says("facts", "Valid, from the P-256 key “k-2026”").says("facts", "cust-4711").says("facts", "Ada Lind")
	good.says("facts", "Context: plan gold").says("notice--caution", `"cart"`).says("source", `"sub": "cust-4711"`)
	if got := good.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a decoded token may be kept: %q", got)
	}
	old := p.ask("POST", decode, url.Values{"token": {s.token(p.Now().Add(-2 * time.Hour))}}).want(200)
	old.says("notice--danger", "is refused").says("notice--danger", "60 minutes ago").says("notice--danger", "token_expired").says("facts", "Valid, from")
	p.ask("POST", decode, url.Values{"token": {newShop(t).token(p.Now())}}).want(200).says("notice--danger", "signature_invalid").says("facts", "Not valid")
	p.ask("POST", decode, url.Values{"token": {"<script>alert(1)</script>"}}).want(200).says("notice--danger", "token_malformed")
	p.ask("POST", decode, url.Values{"token": {""}}).want(200).says("notice--danger", "token_missing")
}

func TestAuthenticationHealthIsShown(t *testing.T) {
	p, s := newPages(t), newShop(t)
	w := p.Channel(models.ModePersistent, nil)
	path := "/settings/authentication/" + *w.AuthenticationSettingsID
	_, err := p.AuthenticationSettings.Edit(p.Ctx(), nil, *w.AuthenticationSettingsID, p.version(w), models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysFromURL, PublicKeyURL: s.server.URL})
	if err != nil {
		t.Fatal(err)
	}
	p.ask("POST", path+"/verify", nil).want(200)
	p.Clock.Advance(time.Hour)
	s.down.Store(true)
	p.ask("POST", path+"/verify", nil).want(200).says("notice--danger", "502 Bad Gateway").says("badge", "Using kept keys").says("keys", "k-2026").says("facts", "Kept keys are used until")
	p.ask("GET", "/settings/authentication", nil).want(200).says("badge", "Using kept keys").says("table", "1 widget")
	p.Clock.Advance(24 * time.Hour)
	p.ask("GET", path+"/verify", nil).want(200).says("badge", "Key URL fails")
}

func TestAuthenticationIsChangedAndSwitchedOff(t *testing.T) {
	p, s := newPages(t), newShop(t)
	w := p.Channel(models.ModePersistent, nil)
	path := "/settings/authentication/" + *w.AuthenticationSettingsID
	form := url.Values{"name": {"Store"}, "key_source": {"pasted"}, "public_key": {"-----BEGIN PRIVATE KEY-----"}}
	form.Set("version", settings.VersionText(p.version(w)))

	p.ask("GET", path, nil).want(200).says("notice--caution", "Shop persistent").says("card--danger", "Not possible while customers of Shop persistent")
	p.ask("POST", path, form).want(422).says("#public_key-problem", "damaged").says("#public_key", "-----BEGIN PRIVATE KEY-----")
	form.Set("public_key", s.pem())
	saved := p.ask("POST", path, form).want(303).Header().Get("Location")
	p.ask("GET", saved, nil).want(200).says("notice--positive", "Saved").says("badge", "Pasted key")
	p.ask("POST", path+"/verify", nil).want(200).says("notice--positive", "1 key found (PEM)")
	form.Set("name", "Mine")
	late := p.ask("POST", path, form).want(409).says("notice--caution", "Ana Miller saved this")
	if late.attr("name", "value") != "Mine" {
		t.Error("what was typed meanwhile is not kept")
	}
	form.Set("version", settings.VersionText(p.version(w)))
	p.ask("POST", path, form).want(303)

	p.ask("POST", path+"/deactivate", nil).want(409)
	if err := p.DB.Write.Model(w).Update("status", models.WidgetDraft).Error; err != nil {
		t.Fatal(err)
	}
	p.ask("POST", path+"/deactivate", nil).want(303)
	p.ask("GET", path, nil).want(200).says("badge", "Deactivated").says("card", "Activate")
	p.ask("POST", path+"/decode", url.Values{"token": {s.token(p.Now())}}).want(200).says("notice--caution", "deactivated")
	p.ask("GET", "/settings/authentication?deactivated=1", nil).want(200).says("table", "Mine")
	p.ask("POST", path+"/activate", nil).want(303)

	for _, missing := range []string{"", "/verify", "/decode"} {
		p.ask("GET", "/settings/authentication/"+models.NewID()+missing, nil).want(404)
	}
	p.ask("POST", "/settings/authentication/"+models.NewID(), form).want(404)
}
