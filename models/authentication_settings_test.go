package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"linger/models"
)

func TestAuthenticationDraft(t *testing.T) {
	key := newSigner(t, "").pem()
	good := models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"}
	tests := []struct {
		name   string
		change func(*models.AuthenticationDraft)
		field  string // the one that is refused; empty if none is
	}{
		{"the least", func(*models.AuthenticationDraft) {}, ""},
		{"everything", func(d *models.AuthenticationDraft) {
			d.ClientFunction, d.AllowedIssuer, d.AllowedAudience = "shop.chat_token.$get", "https://a.example https://b.example", "chat"
		}, ""},
		{"no name", func(d *models.AuthenticationDraft) { d.Name = "  " }, "name"},
		{"long name", func(d *models.AuthenticationDraft) { d.Name = strings.Repeat("é", 101) }, "name"},
		{"name as long as allowed", func(d *models.AuthenticationDraft) { d.Name = strings.Repeat("é", 100) }, ""},
		{"no source", func(d *models.AuthenticationDraft) { d.KeySource = "" }, "key_source"},
		{"another source", func(d *models.AuthenticationDraft) { d.KeySource = "secret" }, "key_source"},

		{"no URL", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "" }, "public_key_url"},
		{"no address", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "shop.example/keys" }, "public_key_url"},
		{"another scheme", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "ftp://shop.example/keys" }, "public_key_url"},
		{"no host", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "https:///keys" }, "public_key_url"},
		{"plain http", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "http://shop.example/keys" }, "public_key_url"},
		{"plain http in a private network", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "http://10.0.0.1/keys" }, "public_key_url"},
		{"plain http on this machine", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "http://127.0.0.1:9000/keys" }, ""},
		{"plain http on localhost", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "http://localhost/keys" }, ""},
		{"password in the URL", func(d *models.AuthenticationDraft) { d.PublicKeyURL = "https://a:b@shop.example/keys" }, "public_key_url"},
		{"long URL", func(d *models.AuthenticationDraft) {
			d.PublicKeyURL = "https://shop.example/" + strings.Repeat("a", 2048)
		}, "public_key_url"},

		{"pasted", func(d *models.AuthenticationDraft) { d.KeySource, d.PublicKey = models.KeysPasted, key }, ""},
		{"nothing pasted", func(d *models.AuthenticationDraft) { d.KeySource = models.KeysPasted }, "public_key"},
		{"pasted nonsense", func(d *models.AuthenticationDraft) { d.KeySource, d.PublicKey = models.KeysPasted, "hello" }, "public_key"},
		{"pasted private key", func(d *models.AuthenticationDraft) {
			d.KeySource, d.PublicKey = models.KeysPasted, strings.ReplaceAll(key, "PUBLIC", "PRIVATE")
		}, "public_key"},

		{"function from window", func(d *models.AuthenticationDraft) { d.ClientFunction = "window.chatToken" }, ""},
		{"function in Greek", func(d *models.AuthenticationDraft) { d.ClientFunction = "κατάστημα.token1" }, ""},
		{"function called", func(d *models.AuthenticationDraft) { d.ClientFunction = "chatToken()" }, "client_function"},
		{"code", func(d *models.AuthenticationDraft) { d.ClientFunction = "alert;x" }, "client_function"},
		{"brackets", func(d *models.AuthenticationDraft) { d.ClientFunction = "shop['token']" }, "client_function"},
		{"two dots", func(d *models.AuthenticationDraft) { d.ClientFunction = "shop..token" }, "client_function"},
		{"digit first", func(d *models.AuthenticationDraft) { d.ClientFunction = "1shop" }, "client_function"},
		{"into the machinery", func(d *models.AuthenticationDraft) { d.ClientFunction = "shop.constructor.constructor" }, "client_function"},
		{"long function", func(d *models.AuthenticationDraft) { d.ClientFunction = strings.Repeat("a", 101) }, "client_function"},

		{"long issuer", func(d *models.AuthenticationDraft) { d.AllowedIssuer = strings.Repeat("a", 501) }, "allowed_issuer"},
		{"long audience", func(d *models.AuthenticationDraft) { d.AllowedAudience = strings.Repeat("a", 501) }, "allowed_audience"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := good
			tt.change(&d)
			err := new(models.AuthenticationSettings).Set(d)
			var e *models.Error
			switch {
			case tt.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.field != "" && (!errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[tt.field] == ""):
				t.Errorf("got %v, want a problem with %s", err, tt.field)
			}
		})
	}
}

// Another key is another site: nothing known about the old one stays.
func TestOtherKeysForgetTheOld(t *testing.T) {
	now := models.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	draft := models.AuthenticationDraft{Name: "Shop", KeySource: models.KeysFromURL, PublicKeyURL: "https://shop.example/keys"}
	known := func() *models.AuthenticationSettings {
		a := &models.AuthenticationSettings{}
		if err := a.Set(draft); err != nil {
			t.Fatal(err)
		}
		a.KeysCached, a.LastError = "[]", "down"
		a.FetchedAt, a.FailedAt, a.VerifiedAt = now, now, now
		return a
	}
	tests := map[string]struct {
		change  func(*models.AuthenticationDraft)
		forgets bool
	}{
		"another name":   {func(d *models.AuthenticationDraft) { d.Name = "Store" }, false},
		"another issuer": {func(d *models.AuthenticationDraft) { d.AllowedIssuer = "x" }, false},
		"a space at URL": {func(d *models.AuthenticationDraft) { d.PublicKeyURL += " " }, false},
		"another URL":    {func(d *models.AuthenticationDraft) { d.PublicKeyURL += "2" }, true},
		"a pasted key": {func(d *models.AuthenticationDraft) {
			d.KeySource, d.PublicKey = models.KeysPasted, newSigner(t, "").pem()
		}, true},
	}
	for name, tt := range tests {
		a, d := known(), draft
		tt.change(&d)
		if err := a.Set(d); err != nil {
			t.Fatal(err)
		}
		forgotten := a.KeysCached == "" && a.LastError == "" && a.FetchedAt.IsZero() && a.FailedAt.IsZero() && a.VerifiedAt.IsZero()
		kept := a.KeysCached != "" && a.LastError != "" && !a.FetchedAt.IsZero() && !a.FailedAt.IsZero() && !a.VerifiedAt.IsZero()
		if forgotten != tt.forgets || kept == tt.forgets {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
