package components

import (
	"net/url"
	"regexp"
	"strings"
)

// link finds web addresses. What ends a sentence around one is taken off later.
var link = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"'\x60{}|\\^]+`)

// stretch is a piece of what somebody wrote: words, or a link.
type stretch struct {
	text string
	href string
}

// stretches cuts text into words and links. Only http and https become links:
// whatever else a stranger writes stays words.
func stretches(text string) []stretch {
	var parts []stretch
	for {
		at := link.FindStringIndex(text)
		if at == nil {
			break
		}
		address := closed(text[at[0]:at[1]])
		end := at[0] + len(address)
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			parts, text = append(parts, stretch{text: text[:at[1]]}), text[at[1]:]
			continue
		}
		if at[0] > 0 {
			parts = append(parts, stretch{text: text[:at[0]]})
		}
		parts, text = append(parts, stretch{text: address, href: u.String()}), text[end:]
	}
	if text != "" {
		parts = append(parts, stretch{text: text})
	}
	return parts
}

// closed takes off what belongs to the sentence: its end, and a bracket that
// opened before the address.
func closed(address string) string {
	for {
		short := strings.TrimRight(address, ".,:;!?…*_~")
		for _, pair := range []string{"()", "[]"} {
			if strings.HasSuffix(short, pair[1:]) && strings.Count(short, pair[1:]) > strings.Count(short, pair[:1]) {
				short = short[:len(short)-1]
			}
		}
		if short == address {
			return address
		}
		address = short
	}
}
