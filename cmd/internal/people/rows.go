package people

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// Row is a row of a log as a person sees it.
type Row struct {
	Seq, Changed int64
	Kind         string // customer, agent, internal, automated or event
	Client       string // the id that its writer's browser gave it, where that is shown
	Body         string // what is said, in plain text
	Gone         bool   // it was taken away
}

var (
	rowStart  = []byte(`<li id="m-`)
	bodyStart = []byte(`class="message__body" dir="auto">`)
	bodyEnd   = []byte("</div>")
	tags      = regexp.MustCompile(`<[^>]*>`)
)

// Rows are the rows of a log in a page or a part of one, in its order.
func Rows(page []byte) []Row {
	var rows []Row
	for {
		at := bytes.Index(page, rowStart)
		if at < 0 {
			return rows
		}
		page = page[at+len(rowStart):]
		text := page
		if next := bytes.Index(page, rowStart); next >= 0 {
			text = page[:next]
		}
		head, rest, found := bytes.Cut(text, []byte(">"))
		if !found {
			continue
		}
		r := Row{
			Seq: number(head, "data-key"), Changed: number(head, "data-changed"),
			Kind: attribute(head, "data-kind"), Client: attribute(head, "data-client"), Gone: bytes.Contains(head, []byte("data-gone")),
		}
		if r.Kind == "" { // the customer's side has other names
			r.Kind = attribute(head, "data-from")
			r.Client = attribute(head, "data-client-id")
		}
		if r.Kind == "" && attribute(head, "data-event") != "" {
			r.Kind = "event"
		}
		if _, body, said := bytes.Cut(rest, bodyStart); said {
			body, _, _ = bytes.Cut(body, bodyEnd)
			r.Body = strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(string(body), "")))
		}
		rows = append(rows, r)
	}
}

func attribute(head []byte, name string) string {
	_, rest, found := bytes.Cut(head, []byte(" "+name+`="`))
	if !found {
		return ""
	}
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(value)
}

func number(head []byte, name string) int64 {
	n, _ := strconv.ParseInt(attribute(head, name), 10, 64)
	return n
}
