package static

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// budget is in bytes, compressed as most browsers would get it at worst.
const budget = 2000

func shopLook() *Look {
	return &Look{
		Origin: "https://chat.example.com", Path: "/w/7Jk2mQ9x", Function: "shop.chatToken",
		Label: "Chat with Harbour Lane", Unread: "unread messages:", Failed: "Chat did not load. Try again",
		Launcher: Launcher{Color: "#1f6feb", OnColor: "#ffffff"},
		Change:   time.Date(time.Now().Year(), time.Now().Month(), time.Now().Day()+2, 9, 0, 0, 0, time.UTC),
	}
}

// What a page downloads before anybody wants to chat: one request, at most 2 kB.
func TestEmbedSize(t *testing.T) {
	script, err := Embed(shopLook())
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/embed.js", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	if err := ServeEmbed(w, r, script); err != nil {
		t.Fatal(err)
	}
	size := w.Body.Len()
	if got := unpack(t, w); got != string(script) {
		t.Error("what is served unpacks to something else")
	}
	t.Logf("embed.js: %d bytes, %d as gzip", len(script), size)
	if size > budget {
		t.Errorf("embed.js is %d bytes as gzip, at most %d are allowed", size, budget)
	}
}

func TestEmbedQuotesEverything(t *testing.T) {
	look := shopLook()
	look.Label = "</script><script>alert(\"1\")</script>\u2028'"
	script, err := Embed(look)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(script), "</script>") || strings.Contains(string(script), "\u2028") {
		t.Errorf("a label gets out of its string: %s", script[len(script)-300:])
	}
}

func TestEmbedRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Look){
		"a colour that is a style":      func(l *Look) { l.Launcher.Color = "red;position:static" },
		"no colour":                     func(l *Look) { l.Launcher.OnColor = "" },
		"a function that is a script":   func(l *Look) { l.Function = "alert(1)" },
		"a function with an empty part": func(l *Look) { l.Function = "shop..token" },
		"a function with a line break":  func(l *Look) { l.Function = "shop\n.token" },
	} {
		t.Run(name, func(t *testing.T) {
			look := shopLook()
			spoil(look)
			if script, err := Embed(look); err == nil {
				t.Errorf("made a script: %s", script[len(script)-200:])
			}
		})
	}
}

func TestEmbedWithoutWidget(t *testing.T) {
	script, err := Embed(nil)
	if err != nil || !bytes.HasPrefix(script, []byte("//")) {
		t.Errorf("the script of no widget is %q, %v; want a comment", script, err)
	}
}

func TestServeEmbed(t *testing.T) {
	script, err := Embed(shopLook())
	if err != nil {
		t.Fatal(err)
	}
	get := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/embed.js", nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		if err := ServeEmbed(w, r, script); err != nil {
			t.Fatal(err)
		}
		return w
	}
	first := get("")
	if first.Code != http.StatusOK || first.Header().Get("Content-Encoding") != "gzip" || first.Header().Get("Content-Type") != types[".js"] {
		t.Errorf("answered %d with %v", first.Code, first.Header())
	}
	if again := get(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("a copy that still holds was answered %d with %d bytes", again.Code, again.Body.Len())
	}
	if other := get(`"other"`); other.Code != http.StatusOK {
		t.Errorf("a stale copy was answered %d", other.Code)
	}
}
