package credential

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The part of the failure table that a token alone decides. What the loader
// decides (no function, no answer) never reaches the server.
func TestFailureTable(t *testing.T) {
	s := newSite()
	keys := Keys{key("rsa-1", s.rsa), key("ec-1", s.p256), key("ed-1", s.ed25519)}
	rs256 := func(changes map[string]any) string {
		return sign(t, jwt.SigningMethodRS256, s.rsa, claims(changes), map[string]any{"kid": "rsa-1"})
	}
	header := func(h map[string]any) string {
		return sign(t, jwt.SigningMethodRS256, s.rsa, claims(nil), h)
	}
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	good := rs256(nil)
	parts := strings.Split(good, ".")
	raw := func(header, payload string) string {
		b := base64.RawURLEncoding
		return b.EncodeToString([]byte(header)) + "." + b.EncodeToString([]byte(payload)) + "." + parts[2]
	}
	publicAsSecret := []byte(publicPEM(s.rsa))

	tests := []struct {
		name  string
		token string
		keys  Keys
		rules Rules
		want  Code // empty: accepted
	}{
		{name: "RS256", token: good},
		{name: "ES256", token: sign(t, jwt.SigningMethodES256, s.p256, claims(nil), map[string]any{"kid": "ec-1"})},
		{name: "EdDSA", token: sign(t, jwt.SigningMethodEdDSA, s.ed25519, claims(nil), map[string]any{"kid": "ed-1"})},
		{name: "no kid, one key of that kind", token: header(nil)},
		{name: "a kid, but the only key has no id", token: good, keys: Keys{key("", s.rsa)}},
		{name: "neither kid nor id", token: header(nil), keys: Keys{key("", s.rsa)}},

		{name: "empty", token: "", want: CodeTokenMissing},
		{name: "too long", token: rs256(map[string]any{"x": strings.Repeat("a", MaxToken)}), want: CodeTokenTooLong},
		{name: "not a token", token: "hello", want: CodeTokenMalformed},
		{name: "in quotes", token: `"` + good + `"`, want: CodeTokenMalformed},
		{name: "line break inside", token: good[:40] + "\n" + good[40:], want: CodeTokenMalformed},
		{name: "padded", token: good + "=", want: CodeTokenMalformed},
		{name: "five parts", token: good + ".a.b", want: CodeTokenMalformed},
		{name: "header is no JSON", token: raw("x", "{}"), want: CodeTokenMalformed},
		{name: "header is null", token: raw("null", "{}"), want: CodeTokenMalformed},
		{name: "more after the header", token: raw(`{"alg":"RS256"}{}`, "{}"), want: CodeTokenMalformed},

		{name: "alg none, signature kept", token: raw(`{"alg":"none","kid":"rsa-1"}`, `{"sub":"cust-1"}`), want: CodeAlgorithmRefused},
		{name: "alg none, no signature", token: sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims(nil), nil), want: CodeAlgorithmRefused},
		{name: "alg nOnE", token: raw(`{"alg":"nOnE"}`, `{}`), want: CodeAlgorithmRefused},
		{name: "alg missing", token: raw(`{"kid":"rsa-1"}`, `{}`), want: CodeAlgorithmRefused},
		{name: "alg in another case", token: raw(`{"ALG":"RS256","kid":"rsa-1"}`, `{}`), want: CodeAlgorithmRefused},
		{name: "HS256 with the public key as secret", token: sign(t, jwt.SigningMethodHS256, publicAsSecret, claims(nil), map[string]any{"kid": "rsa-1"}), want: CodeAlgorithmRefused},
		{name: "HS256 signature, header says RS256", token: sign(t, jwt.SigningMethodHS256, publicAsSecret, claims(nil), map[string]any{"alg": "RS256", "kid": "rsa-1"}), want: CodeSignatureInvalid},
		{name: "RS512", token: sign(t, jwt.SigningMethodRS512, s.rsa, claims(nil), map[string]any{"kid": "rsa-1"}), want: CodeAlgorithmRefused},
		{name: "PS256", token: sign(t, jwt.SigningMethodPS256, s.rsa, claims(nil), map[string]any{"kid": "rsa-1"}), want: CodeAlgorithmRefused},
		{name: "ES384", token: sign(t, jwt.SigningMethodES384, s.p384, claims(nil), map[string]any{"kid": "ec-1"}), want: CodeAlgorithmRefused},
		{name: "PS256 signature, header says RS256", token: sign(t, jwt.SigningMethodPS256, s.rsa, claims(nil), map[string]any{"alg": "RS256", "kid": "rsa-1"}), want: CodeSignatureInvalid},

		{name: "RS256 with the kid of the P-256 key", token: header(map[string]any{"kid": "ec-1"}), want: CodeKeyMismatch},
		{name: "ES256 with the kid of the RSA key", token: sign(t, jwt.SigningMethodES256, s.p256, claims(nil), map[string]any{"kid": "rsa-1"}), want: CodeKeyMismatch},
		{name: "EdDSA, no such key", token: sign(t, jwt.SigningMethodEdDSA, s.ed25519, claims(nil), nil), keys: Keys{key("", s.rsa)}, want: CodeKeyMismatch},
		{name: "unknown kid", token: header(map[string]any{"kid": "rsa-2"}), want: CodeKeyUnknown},
		{name: "unknown kid, one key with another id", token: good, keys: Keys{key("rsa-0", s.rsa)}, want: CodeKeyUnknown},
		{name: "kid is a path", token: header(map[string]any{"kid": "../../dev/null"}), want: CodeKeyUnknown},
		{name: "kid is a number", token: header(map[string]any{"kid": 1}), want: CodeTokenMalformed},
		{name: "kid is a list", token: header(map[string]any{"kid": []string{"rsa-1"}}), want: CodeTokenMalformed},
		{name: "no kid, two keys of that kind", token: header(nil), keys: Keys{key("a", s.rsa), key("b", s.otherRSA)}, want: CodeKeyAmbiguous},
		{name: "two keys without ids", token: good, keys: Keys{key("", s.rsa), key("", s.otherRSA)}, want: CodeKeyAmbiguous},
		{name: "no kid, the other key expired", token: header(nil), keys: Keys{expired(key("a", s.otherRSA), noon), key("b", s.rsa)}},
		{name: "key expired this second", token: good, keys: Keys{expired(key("rsa-1", s.rsa), noon)}, want: CodeKeyExpired},
		{name: "key expires in a second", token: good, keys: Keys{expired(key("rsa-1", s.rsa), noon.Add(time.Second))}},
		{name: "no keys", token: good, keys: Keys{}, want: CodeKeysMissing},
		{name: "signed by another RSA key", token: sign(t, jwt.SigningMethodRS256, s.otherRSA, claims(nil), map[string]any{"kid": "rsa-1"}), want: CodeSignatureInvalid},
		{name: "signed by another P-256 key", token: sign(t, jwt.SigningMethodES256, s.otherP256, claims(nil), map[string]any{"kid": "ec-1"}), want: CodeSignatureInvalid},
		{name: "no signature", token: parts[0] + "." + parts[1] + ".", want: CodeSignatureInvalid},
		{name: "payload exchanged", token: raw(`{"alg":"RS256","kid":"rsa-1"}`, `{"sub":"cust-1"}`), want: CodeSignatureInvalid},
		{name: "brings a key of its own (jwk)", token: sign(t, jwt.SigningMethodRS256, s.otherRSA, claims(nil), map[string]any{"kid": "rsa-1", "jwk": jwkOf(s.otherRSA, "rsa-1")}), want: CodeSignatureInvalid},
		{name: "names a key of its own (jku, x5u)", token: sign(t, jwt.SigningMethodRS256, s.otherRSA, claims(nil), map[string]any{"jku": "https://evil.example/keys", "x5u": "https://evil.example/x"}), want: CodeSignatureInvalid},
		{name: "crit", token: header(map[string]any{"kid": "rsa-1", "crit": []string{"exp"}}), want: CodeHeaderRefused},
		{name: "crit with b64", token: header(map[string]any{"kid": "rsa-1", "crit": []string{"b64"}, "b64": false}), want: CodeHeaderRefused},

		{name: "no sub", token: rs256(map[string]any{"sub": nil}), want: CodeClaimMissing},
		{name: "blank sub", token: rs256(map[string]any{"sub": "  "}), want: CodeClaimMissing},
		{name: "sub is a number", token: rs256(map[string]any{"sub": 4711}), want: CodeClaimInvalid},
		{name: "sub of 255 characters", token: rs256(map[string]any{"sub": strings.Repeat("ü", 255)})},
		{name: "sub of 256 characters", token: rs256(map[string]any{"sub": strings.Repeat("ü", 256)}), want: CodeClaimInvalid},
		{name: "sub with a zero byte", token: rs256(map[string]any{"sub": "cust-1\x00"}), want: CodeClaimInvalid},
		{name: "no iss", token: rs256(map[string]any{"iss": nil}), want: CodeClaimMissing},
		{name: "empty iss", token: rs256(map[string]any{"iss": ""}), want: CodeClaimMissing},
		{name: "no iat", token: rs256(map[string]any{"iat": nil}), want: CodeClaimMissing},
		{name: "iat as text", token: rs256(map[string]any{"iat": "1767225600"}), want: CodeClaimInvalid},
		{name: "no exp", token: rs256(map[string]any{"exp": nil}), want: CodeClaimMissing},
		{name: "exp in milliseconds", token: rs256(map[string]any{"exp": noon.Add(time.Hour).UnixMilli()}), want: CodeClaimInvalid},
		{name: "exp before iat", token: rs256(map[string]any{"exp": at(-1 * time.Second)}), want: CodeClaimInvalid},
		{name: "nbf is optional but must be a time", token: rs256(map[string]any{"nbf": "now"}), want: CodeClaimInvalid},

		{name: "expired a second less than the skew", token: rs256(map[string]any{"iat": at(-time.Hour), "exp": at(-Skew + time.Second)})},
		{name: "expired by the skew", token: rs256(map[string]any{"iat": at(-time.Hour), "exp": at(-Skew)}), want: CodeTokenExpired},
		{name: "issued ahead by the skew", token: rs256(map[string]any{"iat": at(Skew)})},
		{name: "issued ahead by more", token: rs256(map[string]any{"iat": at(Skew + time.Second)}), want: CodeTokenNotYet},
		{name: "nbf ahead by the skew", token: rs256(map[string]any{"nbf": at(Skew)})},
		{name: "nbf ahead by more", token: rs256(map[string]any{"nbf": at(Skew + time.Second)}), want: CodeTokenNotYet},

		{name: "allowed issuer", token: good, rules: Rules{Issuers: []string{"https://b.example", "https://shop.example"}}},
		{name: "issuer with a slash more", token: good, rules: Rules{Issuers: []string{"https://shop.example/"}}, want: CodeIssuerRefused},
		{name: "allowed audience", token: rs256(map[string]any{"aud": []string{"x", "chat"}}), rules: Rules{Audiences: []string{"chat"}}},
		{name: "allowed audience as text", token: rs256(map[string]any{"aud": "chat"}), rules: Rules{Audiences: []string{"chat"}}},
		{name: "audience missing", token: good, rules: Rules{Audiences: []string{"chat"}}, want: CodeAudienceRefused},
		{name: "another audience", token: rs256(map[string]any{"aud": "shop"}), rules: Rules{Audiences: []string{"chat"}}, want: CodeAudienceRefused},
		{name: "audience is a number", token: rs256(map[string]any{"aud": 1}), want: CodeClaimInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.keys == nil {
				tt.keys = keys
			}
			got, err := Verify(tt.token, tt.keys, tt.rules, noon)
			if tt.want == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				if got.Subject == "" {
					t.Error("accepted without a subject")
				}
				return
			}
			var f *Failure
			if !errors.As(err, &f) {
				t.Fatalf("accepted, want %s", tt.want)
			}
			if f.Code != tt.want {
				t.Errorf("code %s, want %s (%s)", f.Code, tt.want, f.Admin)
			}
			if !cmp.Equal(got, Claims{}) {
				t.Errorf("a refused token gave claims: %+v", got)
			}
			for reader, words := range map[string]string{"admin": f.Admin, "customer": f.Customer()} {
				if len(words) < 20 || !strings.HasSuffix(strings.TrimRight(words, "\""), ".") && !strings.HasSuffix(words, "?") {
					t.Errorf("words for the %s are not a sentence: %q", reader, words)
				}
			}
			if strings.Contains(f.Customer(), "token") {
				t.Errorf("the customer is told about tokens: %q", f.Customer())
			}
		})
	}
}

func expired(k Key, at time.Time) Key {
	k.Expires = at
	return k
}

// No token survives the flip of any one of its bits.
func TestEveryBitCounts(t *testing.T) {
	s := newSite()
	keys := Keys{key("", s.rsa), key("", s.p256), key("", s.ed25519)}
	tokens := []string{
		sign(t, jwt.SigningMethodRS256, s.rsa, claims(nil), nil),
		sign(t, jwt.SigningMethodES256, s.p256, claims(nil), nil),
		sign(t, jwt.SigningMethodEdDSA, s.ed25519, claims(nil), nil),
	}
	for _, token := range tokens {
		if _, err := Verify(token, keys, Rules{}, noon); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(rapid.SampledFrom(tokens).Draw(t, "token"))
		n := rapid.IntRange(0, len(b)*8-1).Draw(t, "bit")
		b[n/8] ^= 1 << (n % 8)
		if _, err := Verify(string(b), keys, Rules{}, noon); err == nil {
			t.Fatalf("bit %d does not count", n)
		}
	})
	// The last characters of each part, where lenient decoders ignore bits,
	// are all tried.
	for _, token := range tokens {
		for n := range len(token) * 8 {
			if at := n / 8; at < len(token)-2 && token[at+1] != '.' {
				continue
			}
			b := []byte(token)
			b[n/8] ^= 1 << (n % 8)
			if _, err := Verify(string(b), keys, Rules{}, noon); err == nil {
				t.Errorf("bit %d does not count", n)
			}
		}
	}
}

// An inspection names everything that is wrong, not the first thing only.
func TestInspectNamesAll(t *testing.T) {
	s := newSite()
	token := sign(t, jwt.SigningMethodRS256, s.otherRSA, claims(map[string]any{
		"sub": nil, "iss": "https://other.example", "iat": noon.Add(-2 * time.Hour).Unix(), "exp": noon.Add(-time.Hour).Unix(), "email": "ada",
	}), nil)
	i := Inspect(token, Keys{key("", s.rsa)}, Rules{Issuers: []string{"https://shop.example"}, Audiences: []string{"chat"}}, noon)

	var codes []Code
	for _, p := range i.Problems {
		codes = append(codes, p.Code)
	}
	want := []Code{CodeSignatureInvalid, CodeClaimMissing, CodeIssuerRefused, CodeAudienceRefused, CodeTokenExpired}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if i.Signed || i.Key == nil {
		t.Errorf("signed %v, key %v", i.Signed, i.Key)
	}
	if !strings.Contains(i.Payload, "\n  \"iss\": \"https://other.example\"") {
		t.Errorf("payload is not shown as sent:\n%s", i.Payload)
	}
	if len(i.Claims.Notes) != 1 {
		t.Errorf("notes %q", i.Claims.Notes)
	}
	last := i.Problems[len(i.Problems)-1].Admin
	if want := "The token expired on 2 March 2026, 11:00:00 UTC, 60 minutes ago."; !strings.HasPrefix(last, want) {
		t.Errorf("words %q, want %q", last, want)
	}
}

func FuzzInspect(f *testing.F) {
	s := newSite()
	keys := Keys{key("a", s.rsa), key("b", s.p256), key("", s.ed25519)}
	good := sign(f, jwt.SigningMethodES256, s.p256, claims(nil), map[string]any{"kid": "b"})
	parts := strings.Split(good, ".")
	for _, seed := range []string{"", ".", "..", "...", good, good + ".", parts[0] + "..", "." + parts[1] + ".", "e30.e30.e30", "bnVsbA.bnVsbA."} {
		f.Add(seed)
	}
	for _, h := range []string{`{"alg":"none"}`, `{"alg":"EdDSA","kid":null}`, `{"alg":1}`, `[]`, `{"alg":"ES256","kid":"b","crit":null}`} {
		f.Add(base64.RawURLEncoding.EncodeToString([]byte(h)) + "." + parts[1] + "." + parts[2])
	}
	f.Fuzz(func(t *testing.T, token string) {
		i := Inspect(token, keys, Rules{}, noon)
		if len(i.Problems) == 0 && token != good {
			t.Fatalf("accepted %q", token)
		}
		for _, p := range i.Problems {
			if p.Code == "" || p.Admin == "" || p.Customer() == "" {
				t.Fatalf("no words: %+v", p)
			}
		}
	})
}
