package program

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package's directory.
const root = "../../.."

// gopackage is what go list tells of one package.
type gopackage struct {
	ImportPath, Dir  string
	GoFiles, Imports []string
}

func packages(t *testing.T) []gopackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []gopackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p gopackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

type layer struct {
	of  string
	may []string
}

// layers says what a package may import of ours, by the beginning of its path:
// the first that fits. A path that ends in a slash means what is below it.
var layers = []layer{
	{"linger/models/routing", nil},
	{"linger/models/hours", nil},
	{"linger/models/credential", nil},
	{"linger/models/masking", nil},
	{"linger/models/automated", nil},
	{"linger/models/search", nil},
	{"linger/models/modeltest", []string{"linger/models", "linger/migrations"}},
	{"linger/models/", []string{"linger/models"}},
	{"linger/models", []string{"linger/models/routing", "linger/models/hours", "linger/models/credential", "linger/models/masking", "linger/models/automated", "linger/models/search"}},
	{"linger/migrations", nil},
	{"linger/static/bundle", []string{"linger/static"}}, // a command that fills static/dist
	{"linger/static", nil},
	{"linger/views", []string{"linger/views", "linger/models", "linger/static"}},
	{"linger/handlers", []string{"linger/handlers", "linger/views", "linger/models", "linger/static"}},
	{"linger/cmd", []string{"linger"}},
}

func TestImportDirection(t *testing.T) {
	for _, p := range packages(t) {
		i := slices.IndexFunc(layers, func(l layer) bool { return within(p.ImportPath, l.of) })
		if i < 0 {
			t.Errorf("%s has no place in the house", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if !within(imported, "linger") || within(imported, strings.TrimSuffix(p.ImportPath, "/")) {
				continue
			}
			if !slices.ContainsFunc(layers[i].may, func(may string) bool { return within(imported, may) }) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// within tells whether path is of, or below it; of with a slash means below only.
func within(path, of string) bool {
	if strings.HasSuffix(of, "/") {
		return strings.HasPrefix(path, of)
	}
	return path == of || strings.HasPrefix(path, of+"/")
}

func TestAudiencesDoNotMeet(t *testing.T) {
	shared := []string{"linger/handlers/web", "linger/handlers/sse", "linger/handlers/limit"}
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "linger/handlers/") {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "linger/handlers") && !slices.Contains(shared, imported) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// What measures the program and tries to break it is no part of it.
func TestTheProgramHasNoLoadInIt(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./cmd/linger")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		for _, no := range []string{"linger/cmd/internal/people", "linger/cmd/internal/stand", "linger/cmd/internal/torture", "linger/models/modeltest", "testing"} {
			if path == no {
				t.Errorf("the program contains %s", path)
			}
		}
	}
}

func TestModelsKnowNoWeb(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "linger/models" {
			continue
		}
		for _, imported := range p.Imports {
			for _, no := range []string{"net/http", "github.com/labstack/echo", "github.com/a-h/templ"} {
				if within(imported, no) {
					t.Errorf("%s imports %s", p.ImportPath, imported)
				}
			}
		}
	}
}

func TestPureEnginesImportNoStorage(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains([]string{"linger/models/routing", "linger/models/hours", "linger/models/credential", "linger/models/masking"}, p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			for _, no := range []string{"database/sql", "gorm.io", "net/http"} {
				if within(imported, no) {
					t.Errorf("%s imports %s", p.ImportPath, imported)
				}
			}
		}
	}
}

func fileImports(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, spec := range file.Imports {
		list = append(list, strings.Trim(spec.Path.Value, `"`))
	}
	return list
}

// gormAllowed are the files that may know GORM.
func gormAllowed(path string) bool {
	dir, name := filepath.Split(path)
	switch dir = filepath.ToSlash(filepath.Clean(dir)); dir {
	case "models/db", "models/jobs", "models/modeltest":
		return true
	case "models":
		return name == "desk.go" || strings.HasSuffix(name, "_store.go") || strings.HasSuffix(name, "_test.go")
	default:
		return false
	}
}

func TestGormStaysInTheStores(t *testing.T) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || filepath.Ext(path) != ".go" || gormAllowed(rel) {
			return err
		}
		for _, imported := range fileImports(t, path) {
			if within(imported, "gorm.io") {
				t.Errorf("%s imports %s", rel, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyTheProgramReadsTheEnvironment(t *testing.T) {
	for _, p := range packages(t) {
		if within(p.ImportPath, "linger/cmd") || p.ImportPath == "linger/models/modeltest" || within(p.ImportPath, "linger/static/bundle") {
			continue
		}
		for _, file := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range []string{"os.Getenv(", "os.LookupEnv(", "os.Environ("} {
				if strings.Contains(string(source), call) {
					t.Errorf("%s/%s calls %s)", p.ImportPath, file, call)
				}
			}
		}
	}
}

// house is everything that may stand at the top of the repository.
var house = []string{
	".ci", ".editorconfig", ".gitattributes", ".gitignore", ".golangci.yml",
	"Makefile", "README.md", "go.mod", "go.sum",
	"cmd", "handlers", "migrations", "models", "static", "views",
}

func TestNothingElseAtTheTop(t *testing.T) {
	cmd := exec.Command("git", "ls-files")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.Lines(string(out)) {
		top, _, _ := strings.Cut(strings.TrimSpace(path), "/")
		if !slices.Contains(house, top) {
			t.Errorf("%s has no place at the top", top)
		}
	}
}
