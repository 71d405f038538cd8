package components

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var update = flag.Bool("update", false, "write testdata/*.html anew")

// Every component renders what its file in testdata says; -update writes the files.
func TestGolden(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			got := outline(t, s.part)
			file := filepath.Join("testdata", s.name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s renders something else (-want +got):\n%s", s.name, diff)
			}
		})
	}
}

func render(t *testing.T, part templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := part.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// outline writes HTML with an element a line and attributes in order, so that
// only what it means is compared. Drawings are left out: they are Lucide's.
func outline(t *testing.T, part templ.Component) string {
	t.Helper()
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(render(t, part)), body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		outlineNode(&b, n, "")
	}
	return b.String()
}

func outlineNode(b *strings.Builder, n *html.Node, indent string) {
	switch n.Type {
	case html.TextNode:
		if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
			b.WriteString(indent + html.EscapeString(text) + "\n")
		}
	case html.ElementNode:
		slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
		b.WriteString(indent + "<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
		b.WriteString(">\n")
		if n.Data == "svg" {
			return
		}
		for c := range n.ChildNodes() {
			outlineNode(b, c, indent+"  ")
		}
	}
}
