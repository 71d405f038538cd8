package program

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// module is something of others' that is in the binary.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// ingredients are the modules that a release is linked from, the language's own
// library, and what the bundle takes from npm.
func ingredients(t *testing.T) []module {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-tags", "nethttpomithttp2,nopgxregisterdefaulttypes", "-json=Module", "./cmd/linger")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	home, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	list := []module{{Path: "Go's standard library", Dir: strings.TrimSpace(string(home))}}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ Module *module }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && !p.Module.Main && !slices.Contains(list, *p.Module) {
			list = append(list, *p.Module)
		}
	}
	slices.SortFunc(list, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return append(list, bundled(t)...)
}

// bundled are the npm packages that pages are made with; the others judge them in tests.
func bundled(t *testing.T) []module {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "static", "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var wants struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &wants); err != nil {
		t.Fatal(err)
	}
	var list []module
	for name, version := range wants.Dependencies {
		list = append(list, module{Path: name, Version: version, Dir: filepath.Join(root, "static", "node_modules", name)})
	}
	slices.SortFunc(list, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return list
}

var licenceFile = regexp.MustCompile(`(?i)^(sqlite-)?(licen[cs]e|copying|notice|patents)`)

// texts are the licence files of m.
func (m module) texts() ([]string, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no licence file", m.Path)
	}
	return list, nil
}

// kinds are the licences that may be in the binary, by words that only they have. Another
// one is a decision that somebody has to take.
var kinds = []struct {
	name  string
	words []string
}{
	{"Apache-2.0", []string{"Apache License", "Version 2.0"}},
	{"MPL-2.0", []string{"Mozilla Public License", "2.0"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "endorse or promote"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose", "provided that the above copyright notice"}},
	{"0BSD", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose"}},
	{"MIT", []string{"Permission is hereby granted, free of charge"}},
	{"public domain", []string{"author disclaims copyright"}},
}

// kind is the name of the licence that texts of a module grant.
func kind(texts []string) (string, error) {
	var names []string
	for _, text := range texts {
		text = strings.Join(strings.Fields(text), " ")
		for _, k := range kinds {
			if !slices.ContainsFunc(k.words, func(w string) bool { return !strings.Contains(text, w) }) {
				names = append(names, k.name)
				break
			}
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return "", errors.New("its licence is none that is known here")
	}
	return strings.Join(names, ", "), nil
}

// licences is the page that lists all of it: a table, then each text once.
func licences(list []module) (string, error) {
	var table, whole strings.Builder
	shown := map[[32]byte]bool{}
	for _, m := range list {
		texts, err := m.texts()
		if err != nil {
			return "", err
		}
		name, err := kind(texts)
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.Path, err)
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", m.Path, m.Version, name)
		for _, text := range texts {
			if sum := sha256.Sum256([]byte(text)); !shown[sum] {
				shown[sum] = true
				fmt.Fprintf(&whole, "\n## %s\n\n````text\n%s\n````\n", m.Path, text)
			}
		}
	}
	return "# Licences\n\nWhat of others' is in the binary. Written by `go test ./cmd/internal/program -run Licences -update`.\n\n" +
		"| what | version | licence |\n| --- | --- | --- |\n" + table.String() +
		"\nEach text is shown once, under the first that it is for.\n" + whole.String(), nil
}

func TestLicencesAreListed(t *testing.T) {
	want, err := licences(ingredients(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "cmd", "linger", "LICENCES.md")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s does not list what is in the binary; look at each difference, then run go test ./cmd/internal/program -run Licences -update\n%s", path, difference(string(got), want))
	}
}

func TestAnUnknownLicenceIsNoticed(t *testing.T) {
	bare, secret := t.TempDir(), t.TempDir()
	write(t, filepath.Join(bare, "README.md"), "hello")
	write(t, filepath.Join(secret, "LICENSE"), "All rights reserved.")
	for _, dir := range []string{bare, secret} {
		if _, err := licences([]module{{Path: "example.com/x", Dir: dir}}); err == nil || !strings.Contains(err.Error(), "example.com/x") {
			t.Errorf("error %v", err)
		}
	}
}
