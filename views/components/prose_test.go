package components

import (
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	link := func(address string) string {
		return `<a href="` + address + `" target="_blank" rel="noopener noreferrer nofollow ugc">` + address + `</a>`
	}
	for _, test := range []struct{ name, text, want string }{
		{"words", "Hello\n there", "Hello\n there"},
		{"a link ends before the full stop", "See https://shop.example/a.", "See " + link("https://shop.example/a") + "."},
		{"brackets around", "(http://shop.example/a_(b))", "(" + link("http://shop.example/a_(b)") + ")"},
		{"two", "https://a.example https://b.example!", link("https://a.example") + " " + link("https://b.example") + "!"},
		{"no host", "https:// and http:///x", "https:// and http:///x"},
		{"scripts stay words", "javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"},
		{"markup stays text", `<img src=x onerror=alert(1)>`, `&lt;img src=x onerror=alert(1)&gt;`},
		{"quotes end it", `https://a.example/"onclick="x`, link("https://a.example/") + `&#34;onclick=&#34;x`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			if err := Prose(test.text).Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			if b.String() != test.want {
				t.Errorf("got  %s\nwant %s", b.String(), test.want)
			}
		})
	}
}
