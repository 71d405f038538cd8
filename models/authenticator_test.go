package models_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"linger/models"
	"linger/models/credential"
	"linger/models/modeltest"
	"linger/models/outbound"
)

// signer is one key pair of a site.
type signer struct {
	t   testing.TB
	kid string
	key crypto.Signer
}

func newSigner(t testing.TB, kid string) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{t, kid, key}
}

func (s signer) pem() string {
	s.t.Helper()
	der, err := x509.MarshalPKIXPublicKey(s.key.Public())
	if err != nil {
		s.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// token is one for sub, an hour long from now.
func (s signer) token(now time.Time, sub string) string {
	s.t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"sub": sub, "iss": "https://shop.example", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	})
	if s.kid != "" {
		token.Header["kid"] = s.kid
	}
	signed, err := token.SignedString(s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	return signed
}

// published is the JSON array with the keys of signers.
func published(signers ...signer) string {
	var list []map[string]string
	for _, s := range signers {
		list = append(list, map[string]string{"kid": s.kid, "publicKey": base64.StdEncoding.EncodeToString([]byte(s.pem()))})
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// keySite is a site's key address: what it serves, or why it does not.
type keySite struct {
	mu     sync.Mutex
	serves string
	down   bool
	asked  int
	hold   func() // called while a request is under way
}

func (s *keySite) Read(context.Context, string) ([]byte, error) {
	s.mu.Lock()
	s.asked++
	hold, serves, down := s.hold, s.serves, s.down
	s.mu.Unlock()
	if hold != nil {
		hold()
	}
	if down {
		return nil, errors.New("shop.example refuses connections. Is the site running?")
	}
	return []byte(serves), nil
}

func (s *keySite) set(serves string, down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serves, s.down = serves, down
}

// take is how often it was asked since the last time.
func (s *keySite) take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.asked
	s.asked = 0
	return n
}

func fromURL(t *testing.T, d *modeltest.Desk, address string) *models.AuthenticationSettings {
	t.Helper()
	s, err := d.AuthenticationSettings.Create(d.Ctx(), nil, models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysFromURL, PublicKeyURL: address})
	must(t, err)
	return s
}

// The life of a site's keys by the clock: fresh, asked again, kept when the
// site is down, gone after a day, rotated.
func TestKeysByTheClock(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		one, two := newSigner(t, "one"), newSigner(t, "two")
		site := &keySite{serves: published(one)}
		a := models.NewAuthenticator(d.Desk, site)
		s := fromURL(t, d, "https://shop.example/keys")

		steps := []struct {
			name   string
			after  time.Duration
			serves []signer
			down   bool
			with   signer
			code   credential.Code // empty: let in
			asked  int
			health models.HealthState
		}{
			{"first customer", 0, []signer{one}, false, one, "", 1, models.HealthFresh},
			{"fresh for ten minutes", 10*time.Minute - time.Second, []signer{one}, false, one, "", 0, models.HealthFresh},
			{"then asked again", time.Second, []signer{one}, false, one, "", 1, models.HealthFresh},
			{"key not published yet", 0, []signer{one}, false, two, credential.CodeKeyUnknown, 0, models.HealthFresh},
			{"nor within the minute", time.Minute - time.Second, []signer{one, two}, false, two, credential.CodeKeyUnknown, 0, models.HealthFresh},
			{"asked for an unknown key after a minute", time.Second, []signer{one, two}, false, two, "", 1, models.HealthFresh},
			{"the old key still works", 0, []signer{one, two}, false, one, "", 0, models.HealthFresh},
			{"the old key is taken away", 10 * time.Minute, []signer{two}, false, one, credential.CodeKeyUnknown, 1, models.HealthFresh},
			{"the site goes down", 10 * time.Minute, nil, true, two, "", 1, models.HealthStale},
			{"not asked for a minute", time.Minute - time.Second, nil, true, two, "", 0, models.HealthStale},
			{"asked in vain", time.Second, nil, true, two, "", 1, models.HealthStale},
			{"unknown keys do not ask more often", 30 * time.Second, nil, true, one, credential.CodeKeyUnknown, 0, models.HealthStale},
			{"a second less than a day", 24*time.Hour - 11*time.Minute - 31*time.Second, nil, true, two, "", 1, models.HealthStale},
			{"a day", time.Second, nil, true, two, credential.CodeKeysMissing, 0, models.HealthFailing},
			{"asked every ten seconds while there is nothing", 9 * time.Second, nil, true, two, credential.CodeKeysMissing, 1, models.HealthFailing},
			{"back again", 10 * time.Second, []signer{two}, false, two, "", 1, models.HealthFresh},
			{"a site that serves nonsense is down too", 10 * time.Minute, []signer{}, false, two, "", 1, models.HealthStale},
		}
		for _, step := range steps {
			d.Clock.Advance(step.after)
			site.set(published(step.serves...), step.down)
			claims, err := a.Verify(d.Ctx(), s.ID, step.with.token(d.Clock.Now(), "cust-1"))
			if models.CodeOf(err) != string(step.code) || err == nil && claims.Subject != "cust-1" {
				t.Errorf("%s: %v, want %q", step.name, err, step.code)
			}
			if n := site.take(); n != step.asked {
				t.Errorf("%s: the site was asked %d times, want %d", step.name, n, step.asked)
			}
			now, err := d.AuthenticationSettings.Find(d.Ctx(), s.ID)
			must(t, err)
			if h := now.Health(models.At(d.Clock.Now())); h.State != step.health || h.Label == "" || h.Detail == "" {
				t.Errorf("%s: health %+v, want %s", step.name, h, step.health)
			}
		}
	})
}

// A restart knows the keys, even if the site is down.
func TestKeysSurviveARestart(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		one := newSigner(t, "one")
		site := &keySite{serves: published(one)}
		s := fromURL(t, d, "https://shop.example/keys")
		_, err := models.NewAuthenticator(d.Desk, site).Verify(d.Ctx(), s.ID, one.token(d.Clock.Now(), "cust-1"))
		must(t, err)

		site.set("", true)
		d.Clock.Advance(23 * time.Hour)
		_, err = models.NewAuthenticator(d.Desk, site).Verify(d.Ctx(), s.ID, one.token(d.Clock.Now(), "cust-1"))
		must(t, err)
	})
}

// A storm of customers is one question to the site, and none of it happens
// inside a transaction: the site's answer waits for a write to the desk.
func TestStormIsOneFetch(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		one := newSigner(t, "one")
		site := &keySite{serves: published(one)}
		site.hold = func() {
			ctx, cancel := context.WithTimeout(d.Ctx(), 5*time.Second)
			defer cancel()
			if _, err := d.AuthenticationSettings.Create(ctx, nil, models.AuthenticationDraft{Name: "x", KeySource: models.KeysFromURL, PublicKeyURL: "https://x.example"}); err != nil {
				t.Errorf("the desk is held up while the site is asked: %v", err)
			}
		}
		a := models.NewAuthenticator(d.Desk, site)
		s := fromURL(t, d, "https://shop.example/keys")
		storm := func(token string) {
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() {
					if _, err := a.Verify(d.Ctx(), s.ID, token); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if n := site.take(); n != 1 {
				t.Errorf("the site was asked %d times", n)
			}
		}
		storm(one.token(d.Clock.Now(), "cust-1"))
		d.Clock.Advance(time.Minute)
		two := newSigner(t, "two")
		site.set(published(one, two), false)
		storm(two.token(d.Clock.Now(), "cust-1"))
	})
}

// The failure table beyond the token: what the settings and the site decide.
func TestRefusals(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		one := newSigner(t, "one")
		token := one.token(d.Clock.Now(), "cust-1")
		down := &keySite{down: true}
		a := models.NewAuthenticator(d.Desk, down)

		_, err := a.Verify(d.Ctx(), models.NewID(), token)
		if models.KindOf(err) != models.NotFound {
			t.Errorf("no such settings: %v", err)
		}
		s := fromURL(t, d, "https://shop.example/keys")
		_, err = a.Verify(d.Ctx(), s.ID, token)
		if models.KindOf(err) != models.Unavailable || models.CodeOf(err) != "keys_missing" || models.RefusalOf(err) == nil {
			t.Errorf("a site that was never reached: %v", err)
		}
		stored, err := d.AuthenticationSettings.Find(d.Ctx(), s.ID)
		must(t, err)
		if h := stored.Health(models.At(d.Clock.Now())); h.State != models.HealthFailing || !strings.Contains(stored.LastError, "refuses connections") {
			t.Errorf("health %+v of %q", h, stored.LastError)
		}

		pasted, err := d.AuthenticationSettings.Create(d.Ctx(), nil, models.AuthenticationDraft{Name: "Pasted", KeySource: models.KeysPasted, PublicKey: one.pem(), AllowedIssuer: "https://shop.example"})
		must(t, err)
		down.take()
		claims, err := a.Verify(d.Ctx(), pasted.ID, token)
		must(t, err)
		if who := models.IdentityOf(claims); who.ExternalID != "cust-1" || !who.ExpiresAt.Equal(models.At(d.Clock.Now()).Add(time.Hour)) {
			t.Errorf("identity %+v", who)
		}
		late, err := a.Verify(d.Ctx(), pasted.ID, one.token(d.Clock.Now().Add(-time.Hour-30*time.Second), "cust-1"))
		must(t, err)
		if want := d.Clock.Now().Add(credential.Skew); !late.ExpiresAt.Equal(want) {
			t.Errorf("let in past its time, it holds until %v, want %v", late.ExpiresAt, want)
		}
		for name, tt := range map[string]struct {
			token string
			code  string
		}{
			"nothing":       {"", "token_missing"},
			"another key":   {newSigner(t, "one").token(d.Clock.Now(), "cust-1"), "signature_invalid"},
			"not a token":   {"cust-1", "token_malformed"},
			"old":           {one.token(d.Clock.Now().Add(-2*time.Hour), "cust-1"), "token_expired"},
			"from tomorrow": {one.token(d.Clock.Now().Add(24*time.Hour), "cust-1"), "token_not_yet_valid"},
		} {
			_, err := a.Verify(d.Ctx(), pasted.ID, tt.token)
			if models.KindOf(err) != models.Unauthorized || models.CodeOf(err) != tt.code || models.Explain(err) == "" || strings.Contains(models.Explain(err), "token") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := down.take(); n != 0 {
			t.Errorf("a pasted key was looked for at an address %d times", n)
		}
		must(t, second(d.AuthenticationSettings.Deactivate(d.Ctx(), nil, pasted.ID)))
		if _, err = a.Verify(d.Ctx(), pasted.ID, token); models.CodeOf(err) != "settings_inactive" {
			t.Errorf("inactive settings: %v", err)
		}
	})
}

// An admin's look: over the real network, with the verdict recorded.
func TestVerifyKeys(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		one, two := newSigner(t, "one"), newSigner(t, "two")
		var mu sync.Mutex
		serves := "<!doctype html><title>Sign in</title>"
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			_, _ = w.Write([]byte(serves))
		}))
		defer server.Close()
		a := models.NewAuthenticator(d.Desk, outbound.NewReader(true))
		s := fromURL(t, d, server.URL)

		r, err := a.VerifyKeys(d.Ctx(), s.ID)
		must(t, err)
		if !strings.Contains(r.Problem, "web page") || !r.Settings.VerifiedAt.IsZero() || r.Settings.LastError != r.Problem {
			t.Errorf("a web page: %+v", r)
		}
		mu.Lock()
		serves = published(one, two)
		mu.Unlock()
		r, err = a.VerifyKeys(d.Ctx(), s.ID)
		must(t, err)
		if r.Problem != "" || len(r.Document.Keys) != 2 || !r.Settings.VerifiedAt.Equal(models.At(d.Clock.Now())) || r.Settings.LastError != "" {
			t.Errorf("two keys: %+v", r)
		}
		i, err := a.Inspect(d.Ctx(), s.ID, two.token(d.Clock.Now(), "cust-1"))
		must(t, err)
		if len(i.Problems) != 0 || !i.Signed || i.Key.ID != "two" {
			t.Errorf("inspected: %+v", i)
		}

		past := d.Clock.Now().Add(-time.Hour).Unix()
		expired, err := json.Marshal([]map[string]any{{"kid": "one", "publicKey": one.pem(), "expiry": past}})
		must(t, err)
		mu.Lock()
		serves = string(expired)
		mu.Unlock()
		d.Clock.Advance(time.Second)
		r, err = a.VerifyKeys(d.Ctx(), s.ID)
		must(t, err)
		if !strings.Contains(r.Problem, "expired") || r.Settings.Health(models.At(d.Clock.Now())).State != models.HealthFailing {
			t.Errorf("expired keys: %+v", r)
		}

		private, err := models.NewAuthenticator(d.Desk, outbound.NewReader(false)).VerifyKeys(d.Ctx(), s.ID)
		must(t, err)
		if !strings.Contains(private.Problem, "private network") {
			t.Errorf("without permission: %q", private.Problem)
		}
	})
}
