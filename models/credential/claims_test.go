package credential

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

func TestClaims(t *testing.T) {
	s := newSite()
	many := map[string]any{}
	for n := range 101 {
		many[fmt.Sprintf("v%03d", n)] = n
	}
	first := Context{}
	for n := range 100 {
		first[fmt.Sprintf("v%03d", n)] = int64(n)
	}
	tests := []struct {
		name    string
		changes map[string]any
		want    Claims // times, subject and issuer are those of claims()
		notes   int
	}{
		{name: "the least"},
		{name: "name before the rest", changes: map[string]any{"name": "Ada Lind", "given_name": "A", "family_name": "L", "preferred_username": "al"}, want: Claims{Name: "Ada Lind"}},
		{name: "given and family name", changes: map[string]any{"given_name": "Ada", "family_name": "Lind", "preferred_username": "al"}, want: Claims{Name: "Ada Lind"}},
		{name: "family name alone", changes: map[string]any{"family_name": "Lind"}, want: Claims{Name: "Lind"}},
		{name: "username at last", changes: map[string]any{"preferred_username": "al", "name": " "}, want: Claims{Name: "al"}},
		{name: "name is tidied", changes: map[string]any{"name": " Ada\n\tLi\u202end\x00 "}, want: Claims{Name: "Ada Lind"}},
		{name: "a long name is cut", changes: map[string]any{"name": strings.Repeat("é", 300)}, want: Claims{Name: strings.Repeat("é", 200)}, notes: 1},
		{name: "name is not text", changes: map[string]any{"name": []string{"Ada"}}, notes: 1},
		{name: "email and phone", changes: map[string]any{"email": "ada@example.org", "phone_number": "+46 70 123"}, want: Claims{Email: "ada@example.org", Phone: "+46 70 123"}},
		{name: "no address", changes: map[string]any{"email": "ada at example.org"}, notes: 1},
		{name: "two addresses", changes: map[string]any{"email": "a@b.org, c@d.org"}, notes: 1},
		{name: "audience and nbf", changes: map[string]any{"aud": []string{"chat", "shop"}, "nbf": noon.Unix()}, want: Claims{Audience: []string{"chat", "shop"}, NotBefore: noon}},

		{name: "context as text", changes: map[string]any{"lwicontexts": `{"plan":"gold","cart_value":120.50,"vip":true,"coupon":null}`}, want: Claims{Context: Context{"plan": "gold", "cart_value": 120.5, "vip": true}}},
		{name: "context as an object", changes: map[string]any{"lwicontexts": map[string]any{"plan": "gold"}}, want: Claims{Context: Context{"plan": "gold"}}},
		{name: "a large whole number stays exact", changes: map[string]any{"lwicontexts": `{"order":9007199254740993}`}, want: Claims{Context: Context{"order": int64(9007199254740993)}}},
		{name: "only primitives", changes: map[string]any{"lwicontexts": `{"plan":"gold","cart":[1],"user":{"a":1},"n":1e999}`}, want: Claims{Context: Context{"plan": "gold"}}, notes: 3},
		{name: "names have limits", changes: map[string]any{"lwicontexts": map[string]any{strings.Repeat("é", 100): 1, strings.Repeat("é", 101): 1, "": 1, "a\x00b": 1}}, want: Claims{Context: Context{strings.Repeat("é", 100): int64(1)}}, notes: 3},
		{name: "values are printable", changes: map[string]any{"lwicontexts": map[string]any{"a": "one\ntwo\x00"}}, want: Claims{Context: Context{"a": "one\ntwo"}}},
		{name: "a hundred variables", changes: map[string]any{"lwicontexts": many}, want: Claims{Context: first}, notes: 1},
		{name: "context is no JSON", changes: map[string]any{"lwicontexts": "plan=gold"}, notes: 1},
		{name: "context has more behind it", changes: map[string]any{"lwicontexts": `{"a":1} {"b":2}`}, notes: 1},
		{name: "context is a list", changes: map[string]any{"lwicontexts": []int{1}}, notes: 1},
		{name: "context is empty", changes: map[string]any{"lwicontexts": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			token := sign(t, jwt.SigningMethodES256, s.p256, claims(tt.changes), nil)
			got, err := Verify(token, Keys{key("", s.p256)}, Rules{}, noon)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Notes) != tt.notes {
				t.Errorf("%d notes, want %d: %q", len(got.Notes), tt.notes, got.Notes)
			}
			got.Notes = nil
			tt.want.Subject, tt.want.Issuer = "cust-4711", "https://shop.example"
			tt.want.IssuedAt, tt.want.ExpiresAt = noon, noon.Add(time.Hour)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a site signs, what comes out can be stored and shown.
func FuzzClaims(f *testing.F) {
	for _, seed := range []string{
		`{"sub":"a","iss":"b","iat":1772452800,"exp":1772456400}`,
		`{"sub":"a","iss":"b","iat":1e10,"exp":1e400,"nbf":-1}`,
		`{"name":"\u0000\ud800","email":"@","lwicontexts":"{\"a\":{}}"}`,
		`{"lwicontexts":{"\u0000":1,"x":1e309,"y":"\u0000"},"aud":[null]}`,
		`{"sub":{},"iss":[],"iat":true,"exp":"1","aud":{}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		var o object
		if json.Unmarshal([]byte(payload), &o) != nil || o == nil {
			return
		}
		refused := 0
		c := readClaims(o, Rules{}, noon, func(*Failure) { refused++ })
		storable := func(s string) {
			if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Fatalf("control characters in %q", s)
			}
		}
		for _, s := range []string{c.Name, c.Email, c.Phone} {
			storable(s)
		}
		for name, value := range c.Context {
			storable(name)
			if s, ok := value.(string); ok {
				storable(s)
			}
		}
		if _, err := json.Marshal(c.Context); err != nil {
			t.Fatal(err)
		}
		if refused == 0 {
			storable(c.Subject)
			if c.Subject == "" || c.Issuer == "" || c.IssuedAt.IsZero() || c.ExpiresAt.Before(noon.Add(-Skew)) {
				t.Fatalf("accepted %+v", c)
			}
		}
	})
}
