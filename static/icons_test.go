package static

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The list holds what is drawn somewhere and nothing else: each icon is a few
// hundred bytes in every binary.
func TestIconsAreUsed(t *testing.T) {
	var source strings.Builder
	for _, dir := range []string{"../views", "../handlers", "../models"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			written := filepath.Ext(path) == ".templ" || filepath.Ext(path) == ".go"
			if err != nil || !written || strings.HasSuffix(path, "components/icon.go") {
				return err
			}
			data, err := os.ReadFile(path)
			source.Write(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	list, err := os.ReadFile("icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		name := strings.TrimSpace(line)
		if name != "" && !strings.HasPrefix(name, "#") && !strings.Contains(source.String(), `"`+name+`"`) {
			t.Errorf("icons.txt has %q, which nothing draws", name)
		}
	}
}
