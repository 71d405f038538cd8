package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	svgInside = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	svgSpace  = regexp.MustCompile(`\s*\n\s*`)
)

// icons are the drawings named in icons.txt: what stands inside Lucide's <svg>,
// whose frame the Icon component draws itself.
func icons(root string) (map[string]string, error) {
	list, err := os.ReadFile(filepath.Join(root, "icons.txt"))
	if err != nil {
		return nil, err
	}
	drawings := map[string]string{}
	for line := range strings.Lines(string(list)) {
		name := strings.TrimSpace(line)
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		svg, err := os.ReadFile(filepath.Join(root, "node_modules", "lucide-static", "icons", name+".svg"))
		if err != nil {
			return nil, fmt.Errorf("icons.txt: Lucide has no icon %q", name)
		}
		inside := svgInside.FindSubmatch(svg)
		if inside == nil {
			return nil, fmt.Errorf("icons.txt: %s.svg is no drawing", name)
		}
		drawings[name] = strings.ReplaceAll(svgSpace.ReplaceAllString(string(inside[1]), ""), " />", "/>")
	}
	return drawings, nil
}
