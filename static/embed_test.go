package static

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

// budget is in bytes, compressed as most browsers would get it at worst.
const budget = 2000

func shopLook() *Look {
	return &Look{
		Origin: "https://chat.example.com", Path: "/w/7Jk2mQ9x", Function: "shop.chatToken",
		Label: "Chat with Harbour Lane", Unread: "unread messages", Failed: "Chat did not load. Try again",
		Color: "#1f6feb", OnColor: "#ffffff",
	}
}

// What a page downloads before anybody wants to chat: one request, at most 2 kB.
func TestEmbedSize(t *testing.T) {
	script, err := Embed(shopLook())
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(script); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("embed.js: %d bytes, %d as gzip", len(script), zipped.Len())
	if zipped.Len() > budget {
		t.Errorf("embed.js is %d bytes as gzip, at most %d are allowed", zipped.Len(), budget)
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
		"a colour that is a style":      func(l *Look) { l.Color = "red;position:static" },
		"no colour":                     func(l *Look) { l.OnColor = "" },
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
