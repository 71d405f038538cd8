package settings

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// effects is the list of all fields that settings have, each with a test that shows
// what it does to customers, agents or the desk.
const effects = "testdata/effects.txt"

// A field that does nothing is a lie. Every one on every form of the settings has a
// line in the list, every line a field, and every test it names exists.
func TestEveryFieldHasAnEffect(t *testing.T) {
	p := newPages(t)
	fields := map[string]bool{}
	for _, page := range p.crawl() {
		a := p.ask("GET", page.path, nil).want(200)
		for n := range a.page.Descendants() {
			if n.Data == "form" && attribute(n, "method") == "post" && slices.Contains(page.forms, attribute(n, "action")) {
				for _, name := range entered(n) {
					fields[section(page.path)+" "+name] = true
				}
			}
		}
	}
	tests := testNames(t)
	listed := map[string]bool{}
	for _, line := range lines(t, effects) {
		words := strings.Fields(line)
		if len(words) != 3 {
			t.Fatalf("%s: %q is not a section, a field and a test", effects, line)
		}
		field := words[0] + " " + words[1]
		listed[field] = true
		if !fields[field] {
			t.Errorf("%s: there is no field %s", effects, field)
		}
		if name, _, _ := strings.Cut(words[2], "/"); !tests[name] {
			t.Errorf("%s: %s is shown by %s, which does not exist", effects, field, words[2])
		}
	}
	for field := range fields {
		if !listed[field] {
			t.Errorf("%s does not say which test shows the effect of %s: write that test, and a line for it", effects, field)
		}
	}
}

// section is the part of the settings that a page belongs to.
func section(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/settings/"), "/")
	name, _, _ = strings.Cut(name, "?")
	return name
}

// entered are the names of what somebody may enter in a form; rows of one kind,
// such as days of the week, count once.
func entered(form *html.Node) []string {
	var names []string
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if name == "" || n.Data == "button" || attribute(n, "type") == "hidden" {
			continue
		}
		names = append(names, numbers.ReplaceAllString(name, "N"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var numbers = regexp.MustCompile(`\d+`)

// testNames are all tests of the module.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	names := map[string]bool{}
	for _, dir := range []string{"cmd", "handlers", "models", "views", "static"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if strings.HasSuffix(path, "_test.go") {
				for _, line := range lines(t, path) {
					if m := testFunc.FindStringSubmatch(line); m != nil {
						names[m[1]] = true
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}

var testFunc = regexp.MustCompile(`^func (Test\w+)\(t \*testing\.T\)`)

// lines are those of a file that say something.
func lines(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var list []string
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		if line := scan.Text(); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
