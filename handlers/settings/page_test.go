package settings

import (
	"strings"

	"golang.org/x/net/html"
)

func attribute(n *html.Node, name string) string {
	for _, attr := range n.Attr {
		if attr.Key == name {
			return attr.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, attr := range n.Attr {
		if attr.Key == name {
			return true
		}
	}
	return false
}

// choice is the value of a select, or the text of a textarea.
func choice(n *html.Node) string {
	if n.Data == "select" {
		first := ""
		for d := range n.Descendants() {
			if d.Data != "option" {
				continue
			}
			if has(d, "selected") {
				return attribute(d, "value")
			}
			if first == "" {
				first = attribute(d, "value")
			}
		}
		return first
	}
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return text.String()
}
