package models

import (
	"strings"
	"testing"
)

func TestCleanDomain(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"shop.example.com", "shop.example.com"},
		{" Shop.Example.COM ", "shop.example.com"},
		{"https://shop.example/", "shop.example"},
		{"*.shop.example", "*.shop.example"},
		{"*.Shop.example:8443", "*.shop.example:8443"},
		{"localhost", "localhost"},
		{"localhost:8081", "localhost:8081"},
		{"127.0.0.1:8081", "127.0.0.1:8081"},
		{"münchen.example", "xn--mnchen-3ya.example"},
		{"shop.example.", "shop.example"},
		{"a-b.example", "a-b.example"},

		{"https://shop.example/cart", ""},
		{"shop.example?x", ""},
		{"shop example", ""},
		{"*", ""},
		{"*.com", ""},
		{"*.*.example.com", ""},
		{"shop.*.example.com", ""},
		{"sh*p.example.com", ""},
		{"*.127.0.0.1", ""},
		{"::1", ""},
		{"shop.example:", ""},
		{"shop.example:0", ""},
		{"shop.example:65536", ""},
		{"shop.example:+80", ""},
		{"-shop.example", ""},
		{"shop..example", ""},
		{"1.2.3", ""},
		{"user@shop.example", ""},
		{"shop.example; script-src *", ""},
		{"shop.example\nx", ""},
		{"shop_a.example", ""},
		{"'self'", ""},
		{strings.Repeat("a", 64) + ".example", ""},
		{strings.Repeat("abcdefg.", 40) + "example", ""},
	}
	for _, tt := range tests {
		got, err := CleanDomain(tt.typed)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %q, %v, want %q", tt.typed, got, err, tt.want)
		}
	}
}

// Whatever is typed, what is stored can stand in a header among other hosts.
func FuzzCleanDomain(f *testing.F) {
	f.Add("*.shop.example:443")
	f.Add("münchen.example; 'self'")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := CleanDomain(typed)
		if err != nil {
			return
		}
		if strings.ContainsAny(got, " ;,'\"\r\n\t/") || got == "" || strings.Count(got, "*") > 1 {
			t.Errorf("%q became %q", typed, got)
		}
		if again, err := CleanDomain(got); again != got || err != nil {
			t.Errorf("%q, cleaned again: %q, %v", got, again, err)
		}
	})
}

func TestCleanColor(t *testing.T) {
	for typed, want := range map[string]string{
		"#1F5FC4": "#1f5fc4", "1f5fc4": "#1f5fc4", " #abc ": "#aabbcc",
		"": "", "blue": "", "#12345": "", "#1234567": "", "#12345g": "", "red;x": "",
	} {
		if got, err := CleanColor(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", typed, got, err, want)
		}
	}
	for _, c := range Colors {
		if got, err := CleanColor(c.Hex); got != c.Hex || err != nil {
			t.Errorf("%s: %q, %v", c.Name, got, err)
		}
	}
	if len(Colors) != 12 {
		t.Errorf("%d colours, want 12", len(Colors))
	}
}

func TestInWords(t *testing.T) {
	for minutes, want := range map[int64]string{1: "1 minute", 59: "59 minutes", 60: "1 hour", 90: "90 minutes", 1440: "1 day", 40320: "28 days"} {
		if got := InWords(minutes); got != want {
			t.Errorf("%d: %s, want %s", minutes, got, want)
		}
	}
}
