package views_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var catalogue = flag.String("catalogue", "", "file to write every string of the console and the settings to")

// said is a string that people read, with where it stands.
type said struct{ where, text string }

// hole stands for what a page puts into a text.
const hole = "{…}"

// readable is what looks like words rather than like a name for machines.
var readable = regexp.MustCompile(`^[“(]?\p{Lu}[\p{L}'’]*(?:[ ,.:;?%…)”]|-?\p{Ll}|$)`)

// header is a name of HTTP ("Content-Type"), or a statement to a database.
var header = regexp.MustCompile(`^\p{Lu}\w*(?:-\p{Lu}\w*)+$|^[A-Z]{4,}\b|^[A-Z]+ [A-Z]+\b`)

// stringsOf are the strings in a Go file: the texts of templates, whose pieces are
// put together again around what stands between them, and the words in the code.
func stringsOf(t *testing.T, path string) []said {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	where := strings.TrimSuffix(strings.TrimSuffix(path, ".go"), "_templ")
	var all []said
	for _, declaration := range file.Decls {
		var markup strings.Builder
		ast.Inspect(declaration, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CompositeLit: // templ's own errors have file names
				selector, ok := n.Type.(*ast.SelectorExpr)
				return !ok || selector.Sel.Name != "Error"
			case *ast.CallExpr:
				selector, ok := n.Fun.(*ast.SelectorExpr)
				switch {
				case ok && selector.Sel.Name == "WriteString" && len(n.Args) == 3: // a piece of markup
					markup.WriteString(literal(n.Args[2]))
					return false
				case ok && selector.Sel.Name == "WriteString": // what an expression gives
					markup.WriteString(hole)
				case ok && selector.Sel.Name == "Render": // a component stands there
					markup.WriteString(" ")
				}
			case *ast.BasicLit:
				words := strings.HasPrefix(path, "../") // outside the views only sentences are said
				if text := literal(n); readable.MatchString(text) && !header.MatchString(text) && (!words || strings.Contains(text, " ")) {
					all = append(all, said{where, text})
				}
			}
			return true
		})
		all = append(all, texts(where, markup.String())...)
	}
	return all
}

// quoted is a string in a script.
var quoted = regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`")

// stringsOfScript are the sentences in a script.
func stringsOfScript(t *testing.T, path string) []said {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []said
	for _, found := range quoted.FindAllString(string(source), -1) {
		if text := found[1 : len(found)-1]; readable.MatchString(text) && strings.Contains(text, " ") {
			all = append(all, said{path, text})
		}
	}
	return all
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return text
}

// texts are what people read of markup: what stands between tags, and in the
// attributes that are read out.
func texts(where, markup string) []said {
	var all []said
	add := func(text string) {
		if text = strings.Join(strings.Fields(text), " "); strings.ContainsFunc(strings.ReplaceAll(text, hole, ""), func(r rune) bool { return r > 'A' && r != '…' }) {
			all = append(all, said{where, text})
		}
	}
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.TextToken:
			add(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText() // what stands in noscript is read, too
			for _, a := range z.Token().Attr {
				if slices.Contains([]string{"aria-label", "title", "placeholder", "alt"}, a.Key) {
					add(a.Val)
				}
			}
		case html.EndTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

// manners are what DESIGN asks of words, by what breaks it.
var manners = map[string]*regexp.Regexp{
	"shouts":                              regexp.MustCompile(`[\p{L}”)]!(?:\s|$)`),
	"says please":                         regexp.MustCompile(`(?i)\bplease\b`),
	"calls a customer something else":     regexp.MustCompile(`(?i)\b(?:end.?users?|contacts)\b`),
	"says successfully, or oops":          regexp.MustCompile(`(?i)\b(?:successfully|oops|sorry)\b`),
	"writes a heading in capital letters": regexp.MustCompile(`^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$`),
	"writes e-mail as another word":       regexp.MustCompile(`\bemails?\b`),
}

// Everything that staff read, from templates, code and scripts, can be listed with
// its places, for whoever translates or proof-reads it (-catalogue FILE), and keeps to
// the manners of this house.
func TestEverythingStaffReadIsListed(t *testing.T) {
	var all []said
	for _, pattern := range []string{
		"console/*.go", "settings/*.go", "signin/*.go", "components/*.go", "layouts/*.go", "*.go",
		"../models/*.go", "../models/*/*.go", "../handlers/*.go", "../handlers/*/*.go", "../static/js/*.js", "../static/js/console/*.js", "../static/js/settings/*.js",
	} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			switch {
			case strings.HasSuffix(file, "_test.go"), strings.Contains(file, "modeltest"), strings.HasPrefix(filepath.Base(file), "texts_"):
			case strings.HasSuffix(file, ".js"):
				all = append(all, stringsOfScript(t, file)...)
			default:
				all = append(all, stringsOf(t, file)...)
			}
		}
	}
	places := map[string][]string{}
	for _, s := range all {
		if !slices.Contains(places[s.text], s.where) {
			places[s.text] = append(places[s.text], s.where)
		}
	}
	for _, must := range []string{"Close for now", "End conversation", "Say it", "Only staff see this", "Sign in", "Another agent has this conversation.", "Something went wrong on our side."} {
		if places[must] == nil {
			t.Errorf("%q is not found: this test has lost its eyes", must)
		}
	}
	for text, where := range places {
		for what, pattern := range manners {
			if pattern.MatchString(text) {
				t.Errorf("%s %s: %q", strings.Join(where, ", "), what, text)
			}
		}
	}
	t.Logf("%d strings", len(places))
	if *catalogue == "" {
		return
	}
	var list strings.Builder
	for _, text := range slices.Sorted(maps.Keys(places)) {
		fmt.Fprintf(&list, "%q\t%s\n", text, strings.Join(places[text], " "))
	}
	if err := os.WriteFile(*catalogue, []byte(list.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
