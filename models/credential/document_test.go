package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// jwkOf writes the public half as a JSON Web Key.
func jwkOf(private crypto.Signer, kid string) map[string]any {
	b64 := base64.RawURLEncoding.EncodeToString
	jwk := map[string]any{"use": "sig"}
	if kid != "" {
		jwk["kid"] = kid
	}
	switch public := private.Public().(type) {
	case *rsa.PublicKey:
		jwk["kty"], jwk["n"], jwk["e"] = "RSA", b64(public.N.Bytes()), b64(big.NewInt(int64(public.E)).Bytes())
	case *ecdsa.PublicKey:
		point := must(public.Bytes())
		half := len(point) / 2
		jwk["kty"], jwk["crv"], jwk["x"], jwk["y"] = "EC", public.Curve.Params().Name, b64(point[1:1+half]), b64(point[1+half:])
	case ed25519.PublicKey:
		jwk["kty"], jwk["crv"], jwk["x"] = "OKP", "Ed25519", b64(public)
	}
	return jwk
}

func asJSON(v any) string { return string(must(json.Marshal(v))) }

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func with(m map[string]any, name string, value any) map[string]any {
	m[name] = value
	return m
}

func TestParseKeys(t *testing.T) {
	s := newSite()
	b64 := base64.StdEncoding.EncodeToString
	rsaPEM, ecPEM, edPEM := publicPEM(s.rsa), publicPEM(s.p256), publicPEM(s.ed25519)
	until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	certificate := must(x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: until}, &x509.Certificate{}, s.p256.Public(), s.p256))
	set := func(keys ...any) string { return asJSON(map[string]any{"keys": keys}) }

	type row struct {
		ID      string
		Kind    Kind
		Bits    int
		Expires time.Time
	}
	one := func(kind Kind, bits int) []row { return []row{{Kind: kind, Bits: bits}} }
	tests := []struct {
		name     string
		document string
		format   string
		want     []row
		notes    int
		problem  string // part of the words of the refusal
	}{
		{name: "PEM, RSA", document: rsaPEM, format: "PEM", want: one(RSA, 2048)},
		{name: "PEM, P-256", document: ecPEM, format: "PEM", want: one(P256, 256)},
		{name: "PEM, Ed25519", document: edPEM, format: "PEM", want: one(Ed25519, 256)},
		{name: "PEM of the older kind", document: block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&s.rsa.PublicKey)), format: "PEM", want: one(RSA, 2048)},
		{name: "PEM with text around, Windows line ends, indented", document: "\xef\xbb\xbfOur key:\r\n  " + strings.ReplaceAll(rsaPEM, "\n", "\r\n  ") + "\r\nbye", format: "PEM", want: one(RSA, 2048)},
		{name: "PEM with written line breaks", document: strings.ReplaceAll(rsaPEM, "\n", `\n`), format: "PEM", want: one(RSA, 2048)},
		{name: "two PEM blocks of two kinds", document: rsaPEM + ecPEM, format: "PEM", want: []row{{Kind: RSA, Bits: 2048}, {Kind: P256, Bits: 256}}},
		{name: "two PEM blocks of one kind", document: rsaPEM + publicPEM(s.otherRSA), format: "PEM", want: []row{{Kind: RSA, Bits: 2048}, {Kind: RSA, Bits: 2048}}, notes: 1},
		{name: "certificate", document: block("CERTIFICATE", certificate), format: "PEM", want: []row{{Kind: P256, Bits: 256, Expires: until}}},

		{name: "array", document: asJSON([]any{
			map[string]any{"kid": "a", "publicKey": b64([]byte(rsaPEM)), "expiry": until.Unix()},
			map[string]any{"kid": "b", "publicKey": ecPEM},
			map[string]any{"kid": "c", "publicKey": b64(must(x509.MarshalPKIXPublicKey(s.ed25519.Public()))), "expiry": nil},
		}), format: "JSON array", want: []row{{"a", RSA, 2048, until}, {"b", P256, 256, time.Time{}}, {"c", Ed25519, 256, time.Time{}}}},
		{name: "array of one without kid", document: asJSON([]any{map[string]any{"publicKey": rsaPEM}}), format: "JSON array", want: one(RSA, 2048)},
		{name: "entry without array", document: asJSON(map[string]any{"kid": "a", "publicKey": rsaPEM}), format: "JSON array", want: []row{{"a", RSA, 2048, time.Time{}}}},
		{name: "array with a bad entry", document: asJSON([]any{map[string]any{"kid": "a", "publicKey": rsaPEM}, map[string]any{"kid": "b"}}), format: "JSON array", want: []row{{"a", RSA, 2048, time.Time{}}}, notes: 1},
		{name: "expiry in milliseconds", document: asJSON(map[string]any{"publicKey": rsaPEM, "expiry": until.UnixMilli()}), problem: "milliseconds"},
		{name: "expiry as text", document: asJSON(map[string]any{"publicKey": rsaPEM, "expiry": "1798761600"}), problem: "without quotes"},
		{name: "expiry zero", document: asJSON(map[string]any{"publicKey": rsaPEM, "expiry": 0}), problem: "above zero"},
		{name: "kid is a number", document: asJSON(map[string]any{"kid": 1, "publicKey": rsaPEM}), problem: "\"kid\" must be text"},
		{name: "kids not unique", document: asJSON([]any{map[string]any{"kid": "a", "publicKey": rsaPEM}, map[string]any{"kid": "a", "publicKey": publicPEM(s.otherRSA)}}), problem: "two keys have the id"},
		{name: "kid too long", document: asJSON(map[string]any{"kid": strings.Repeat("a", 256), "publicKey": rsaPEM}), problem: "256 characters"},
		{name: "two keys in one entry", document: asJSON(map[string]any{"publicKey": rsaPEM + ecPEM}), problem: "holds 2 keys"},
		{name: "entry is not base64", document: asJSON(map[string]any{"publicKey": "???"}), problem: "neither PEM nor base64"},

		{name: "set", document: set(jwkOf(s.rsa, "a"), jwkOf(s.p256, "b"), jwkOf(s.ed25519, "c")), format: "JWKS", want: []row{{"a", RSA, 2048, time.Time{}}, {"b", P256, 256, time.Time{}}, {"c", Ed25519, 256, time.Time{}}}},
		{name: "lone key", document: asJSON(jwkOf(s.rsa, "")), format: "JWKS", want: one(RSA, 2048)},
		{name: "same kid, two kinds", document: set(jwkOf(s.rsa, "a"), jwkOf(s.p256, "a")), format: "JWKS", want: []row{{"a", RSA, 2048, time.Time{}}, {"a", P256, 256, time.Time{}}}},
		{name: "set with others' keys", document: set(jwkOf(s.rsa, "a"), with(jwkOf(s.rsa, "b"), "use", "enc"), jwkOf(s.p384, "c"), with(jwkOf(s.rsa, "d"), "alg", "RS512"), map[string]any{"kty": "X"}, jwkOf(s.weakRSA, "e")), format: "JWKS", want: []row{{"a", RSA, 2048, time.Time{}}}, notes: 5},
		{name: "alg by its new name", document: set(with(jwkOf(s.ed25519, "a"), "alg", "Ed25519")), format: "JWKS", want: []row{{"a", Ed25519, 256, time.Time{}}}},
		{name: "set with a private key", document: set(jwkOf(s.rsa, "a"), with(jwkOf(s.rsa, "b"), "d", "AQ")), problem: "private key"},
		{name: "set with a shared secret", document: set(jwkOf(s.rsa, "a"), map[string]any{"kty": "oct", "k": "c2VjcmV0"}), problem: "shared secret"},
		{name: "point not on the curve", document: set(with(jwkOf(s.p256, "a"), "x", jwkOf(s.otherP256, "")["x"])), problem: "not a point on P-256"},
		{name: "huge exponent", document: set(with(jwkOf(s.rsa, "a"), "e", base64.RawURLEncoding.EncodeToString([]byte{255, 255, 255, 255}))), problem: "not those of a valid key"},
		{name: "even exponent", document: set(with(jwkOf(s.rsa, "a"), "e", "Ag")), problem: "not those of a valid key"},
		{name: "curve of another use", document: set(with(jwkOf(s.ed25519, "a"), "crv", "X25519")), problem: `its curve is "X25519"`},
		{name: "nothing usable", document: set(jwkOf(s.p384, "a")), problem: `its curve is "P-384"`},
		{name: "empty set", document: `{"keys":[]}`, problem: "list of keys is empty"},
		{name: "keys is no list", document: `{"keys":{}}`, problem: "not a list"},
		{name: "too many keys", document: set(make([]any, MaxKeys+1)...), problem: "50 are the most"},

		{name: "RSA too small", document: publicPEM(s.weakRSA), problem: "RSA key of 1024 bits was found; 2048"},
		{name: "P-384", document: publicPEM(s.p384), problem: "on P-384 was found"},
		{name: "private key", document: block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(s.p256))), problem: "private key was found"},
		{name: "private key of the older kind", document: block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(s.rsa)), problem: "private key was found"},
		{name: "private key in the array", document: asJSON([]any{map[string]any{"publicKey": rsaPEM}, map[string]any{"publicKey": block("PRIVATE KEY", []byte{1})}}), problem: "private key was found"},
		{name: "PEM of something else", document: block("PGP MESSAGE", []byte{1}), problem: `type "PGP MESSAGE"`},
		{name: "damaged PEM", document: rsaPEM[:200], problem: "damaged"},
		{name: "second block damaged", document: rsaPEM + ecPEM[:60], problem: "damaged"},
		{name: "nonsense in PEM", document: block("PUBLIC KEY", []byte{1, 2, 3}), problem: "can't be read"},
		{name: "without the lines", document: b64(must(x509.MarshalPKIXPublicKey(s.rsa.Public()))), problem: "-----BEGIN PUBLIC KEY----- and"},
		{name: "web page", document: "<!doctype html><title>Sign in</title>", problem: "web page"},
		{name: "SSH key", document: "ssh-rsa AAAA ada@laptop", problem: "SSH key"},
		{name: "a token", document: "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", problem: "token was found"},
		{name: "OpenID configuration", document: `{"issuer":"https://shop.example","jwks_uri":"https://shop.example/jwks"}`, problem: "https://shop.example/jwks"},
		{name: "other JSON", document: `{"error":"nope"}`, problem: "without \"keys\""},
		{name: "broken JSON", document: `{"keys": [`, problem: "breaks at character"},
		{name: "broken array", document: `[1]`, problem: "expected shape"},
		{name: "nothing", document: " \n", problem: "is empty"},
		{name: "words", document: "hello", problem: `begins "hello"`},
		{name: "too large", document: strings.Repeat(" ", MaxDocument+1), problem: "64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := ParseKeys([]byte(tt.document))
			if tt.problem != "" {
				var f *Failure
				if !errors.As(err, &f) || f.Code != CodeKeysUnreadable {
					t.Fatalf("got %v, %v; want a refusal", doc, err)
				}
				if !strings.Contains(strings.ToLower(f.Admin), strings.ToLower(tt.problem)) {
					t.Errorf("words %q, want %q in them", f.Admin, tt.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []row
			for _, k := range doc.Keys {
				got = append(got, row{k.ID, k.Kind, k.Bits, k.Expires})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
			if doc.Format != tt.format || len(doc.Notes) != tt.notes {
				t.Errorf("format %q, notes %q", doc.Format, doc.Notes)
			}

			kept, err := ParseKeys([]byte(doc.Keys.JSON()))
			if err != nil {
				t.Fatalf("what is kept can't be read: %v", err)
			}
			for n, k := range kept.Keys {
				if k.Fingerprint() != doc.Keys[n].Fingerprint() || k.ID != doc.Keys[n].ID || !k.Expires.Equal(doc.Keys[n].Expires) {
					t.Errorf("key %d changed while it was kept: %+v", n, k)
				}
			}
		})
	}
}

func FuzzParseKeys(f *testing.F) {
	s := newSite()
	f.Add([]byte(publicPEM(s.rsa)))
	f.Add([]byte(publicPEM(s.p256) + publicPEM(s.ed25519)))
	f.Add([]byte(asJSON(map[string]any{"keys": []any{jwkOf(s.rsa, "a"), jwkOf(s.p256, "b"), jwkOf(s.ed25519, "c")}})))
	f.Add([]byte(Keys{key("a", s.rsa), key("b", s.p256)}.JSON()))
	f.Add([]byte(fmt.Sprintf(`[{"kid":"","publicKey":%q,"expiry":1e3}]`, publicPEM(s.ed25519))))
	f.Fuzz(func(t *testing.T, document []byte) {
		doc, err := ParseKeys(document)
		if err != nil {
			if len(err.Error()) < 10 {
				t.Fatalf("no words: %q", err)
			}
			return
		}
		if len(doc.Keys) == 0 || len(doc.Keys) > MaxKeys {
			t.Fatalf("%d keys", len(doc.Keys))
		}
		for _, k := range doc.Keys {
			// No panic, whatever the numbers of the key are.
			if k.method().Verify("a.b", make([]byte, 64), k.public) == nil {
				t.Fatal("an empty signature was accepted")
			}
		}
		if _, err := ParseKeys([]byte(doc.Keys.JSON())); err != nil {
			t.Fatalf("what is kept can't be read: %v", err)
		}
	})
}
