package signin

import "testing"

func TestNextStaysHere(t *testing.T) {
	for _, next := range []string{"/console", "/console/mine/1?state=active", "/settings/widgets/x#domains", "/account"} {
		if got := local(next); got != next {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	for _, next := range []string{
		"", "console", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/console",
		"javascript:alert(1)", "/\t/evil.example", "/%zz", "http:evil.example", "/sign-in?next=/sign-in", "/setup", "/x\r\nSet-Cookie: a=b",
	} {
		if got := local(next); got != home {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add("//evil.example/console")
	f.Add("/console?next=//evil")
	f.Fuzz(func(t *testing.T, next string) {
		got := local(next)
		if got == "" || got[0] != '/' || len(got) > 1 && (got[1] == '/' || got[1] == '\\') {
			t.Errorf("%q leads to %q", next, got)
		}
	})
}
