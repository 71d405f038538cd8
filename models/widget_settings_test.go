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

func TestCleanAddress(t *testing.T) {
	tests := []struct{ typed, want, origin string }{
		{"", "", ""},
		{"  https://cdn.example/mark.png ", "https://cdn.example/mark.png", "https://cdn.example"},
		{"http://localhost:8081/a b.png", "http://localhost:8081/a%20b.png", "http://localhost:8081"},
		{"https://CDN.Example", "https://cdn.example", "https://cdn.example"},
		{"https://münchen.example/m?q=1#x", "https://xn--mnchen-3ya.example/m?q=1#x", "https://xn--mnchen-3ya.example"},

		{"cdn.example/mark.png", "none", ""},
		{"//cdn.example/mark.png", "none", ""},
		{"javascript:alert(1)", "none", ""},
		{"data:image/png;base64,AA", "none", ""},
		{"ftp://cdn.example/mark.png", "none", ""},
		{"https://", "none", ""},
		{"https://user:secret@cdn.example/", "none", ""},
		{"https://*.example.com/", "none", ""},
		{"https://cdn.example;script-src/*", "none", ""},
		{"https://cdn.example 'unsafe-inline'/", "none", ""},
		{"https://cdn.example/\r\nX: y", "none", ""},
		{"https://cdn.example/" + strings.Repeat("x", 2000), "none", ""},
	}
	for _, tt := range tests {
		got, err := CleanAddress(tt.typed)
		if tt.want == "none" {
			if err == nil || got != "" {
				t.Errorf("%q: %q, %v", tt.typed, got, err)
			}
			continue
		}
		if got != tt.want || err != nil || OriginOf(got) != tt.origin {
			t.Errorf("%q: %q of %q, %v, want %q of %q", tt.typed, got, OriginOf(got), err, tt.want, tt.origin)
		}
	}
}

// Whatever address is typed, its origin can stand in a header among others.
func FuzzCleanAddress(f *testing.F) {
	f.Add("https://cdn.example:443/mark.png")
	f.Add("https://cdn.example; 'self'/")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := CleanAddress(typed)
		if err != nil || got == "" {
			return
		}
		if origin := OriginOf(got); strings.ContainsAny(origin, " ;,'\"\r\n\t*") || !strings.HasPrefix(origin, "http") {
			t.Errorf("%q became %q", typed, origin)
		}
	})
}
