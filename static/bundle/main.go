// Command bundle builds what browsers download: it bundles and minifies the
// entries under static/js and static/css with the npm packages they import, names
// every file by its content, and writes it plain, brotli and gzip into static/dist
// together with the manifest and the icons. Package static embeds the result.
//
//	go run ./static/bundle
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("static", "static", "the static directory")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// run builds everything in memory first, so that a mistake in one entry leaves
// the previous bundle as it was.
func run(root string) error {
	if _, err := os.Stat(filepath.Join(root, "node_modules", "htmx.org")); err != nil {
		return fmt.Errorf("htmx is missing: run npm ci in %s", root)
	}
	assets, err := compile(root)
	if err != nil {
		return err
	}
	images, err := images(root)
	if err != nil {
		return err
	}
	icons, err := icons(root)
	if err != nil {
		return err
	}
	assets = append(assets, images...)
	if err := write(filepath.Join(root, "dist"), assets, icons); err != nil {
		return err
	}
	for _, a := range assets {
		fmt.Println(a)
	}
	return nil
}

// write replaces the contents of dist: first what is new, then the manifest, and
// only then what the manifest no longer names goes. So a build that looks at dist
// meanwhile finds a whole bundle. The file that holds the directory in the
// repository stays.
func write(dist string, assets []asset, icons map[string]string) error {
	manifest := make(map[string]string, len(assets))
	for _, a := range assets {
		if err := a.save(dist); err != nil {
			return err
		}
		manifest[a.name] = a.hashed()
	}
	for name, value := range map[string]map[string]string{"manifest.json": manifest, "icons.json": icons} {
		data, err := json.MarshalIndent(value, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, name), data, 0o644); err != nil {
			return err
		}
	}
	return sweep(dist, assets)
}

func sweep(dist string, assets []asset) error {
	keep := map[string]bool{".gitkeep": true, "manifest.json": true, "icons.json": true}
	for _, a := range assets {
		for _, file := range a.files() {
			keep[file.name] = true
		}
	}
	there, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, file := range there {
		if keep[file.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(dist, file.Name())); err != nil {
			return err
		}
	}
	return nil
}
