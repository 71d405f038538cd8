package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func made(t *testing.T, name, data string) asset {
	t.Helper()
	a, err := newAsset(name, []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNamesFollowContent(t *testing.T) {
	one, two, same := made(t, "app.css", "a{}"), made(t, "app.css", "b{}"), made(t, "app.css", "a{}")
	if one.hashed() == two.hashed() || one.hashed() != same.hashed() {
		t.Errorf("names %q and %q don't follow the content", one.hashed(), two.hashed())
	}
	if name := one.hashed(); !strings.HasPrefix(name, "app.") || filepath.Ext(name) != ".css" {
		t.Errorf("the name is %q", name)
	}
}

func TestWriteReplacesTheOldBundle(t *testing.T) {
	dist := t.TempDir()
	for name, data := range map[string]string{".gitkeep": "", "app.old.css": "old"} {
		if err := os.WriteFile(filepath.Join(dist, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	long := made(t, "app.css", strings.Repeat("a{color:red}", 50))
	short := made(t, "dot.svg", "<svg/>")
	if err := write(dist, []asset{long, short}, map[string]string{"x": "<path/>"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		".gitkeep": true, "app.old.css": false, "manifest.json": true, "icons.json": true,
		long.hashed(): false, long.hashed() + ".br": true, long.hashed() + ".gz": true, // unpacked for who takes no compression
		short.hashed(): true, short.hashed() + ".br": false, // no smaller, so not kept
	} {
		if _, err := os.Stat(filepath.Join(dist, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

func TestIconsAreKnown(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "icons.txt"), []byte("# a comment\nno-such-icon\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := icons(root); err == nil || !strings.Contains(err.Error(), "no-such-icon") {
		t.Errorf("an unknown icon gives %v", err)
	}
}
