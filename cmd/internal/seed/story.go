package seed

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed stories.txt
var stories string

// story is one conversation: who writes, when it begins, what happens.
type story struct {
	customer string
	begins   time.Time
	lines    []line
}

// line is one thing that happens, delay after the one before.
type line struct {
	delay  time.Duration
	who    string // "c" for the customer, or an agent
	verb   string // ">" says the text, "note>" notes it
	text   string
	source string // as written, for errors
}

// parse reads stories as they are seen at now.
func parse(text string, now time.Time) ([]story, error) {
	var list []story
	for number, raw := range strings.Split(text, "\n") {
		raw = strings.TrimSpace(raw)
		var err error
		switch {
		case raw == "" || strings.HasPrefix(raw, "#"):
			continue
		case strings.HasPrefix(raw, "== "):
			var s story
			s, err = parseHead(strings.Fields(raw)[1:], now)
			list = append(list, s)
		case len(list) == 0:
			err = fmt.Errorf("nothing has begun")
		default:
			var l line
			l, err = parseLine(raw)
			last := &list[len(list)-1]
			last.lines = append(last.lines, l)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d of the stories, %q: %w", number+1, raw, err)
		}
	}
	return list, nil
}

// parseHead reads who and when: an age, or a day so long ago and the time on it.
func parseHead(fields []string, now time.Time) (s story, err error) {
	if len(fields) < 2 {
		return s, fmt.Errorf("want a customer and an age")
	}
	age, err := parseDelay(fields[1])
	if err != nil {
		return s, err
	}
	s.customer, s.begins = fields[0], now.Add(-age)
	if len(fields) == 3 {
		clock, err := time.Parse("15:04", fields[2])
		if err != nil {
			return s, err
		}
		y, m, d := s.begins.Date()
		s.begins = time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, time.UTC)
	}
	return s, nil
}

func parseLine(raw string) (l line, err error) {
	delay, rest, _ := strings.Cut(raw, " ")
	if l.delay, err = parseDelay(delay); err != nil {
		return l, err
	}
	l.source = raw
	head, text, says := strings.Cut(rest, "> ")
	words := strings.Fields(head)
	if says && len(words) <= 2 && (len(words) == 1 || words[1] == "note") {
		l.who, l.verb, l.text = words[0], strings.Join(append(words[1:], ""), "")+">", strings.ReplaceAll(text, `\n`, "\n")
		return l, nil
	}
	words = strings.SplitN(rest, " ", 3)
	if len(words) < 2 {
		return l, fmt.Errorf("want who and what")
	}
	l.who, l.verb = words[0], words[1]
	if len(words) == 3 {
		l.text = words[2]
	}
	return l, nil
}

// parseDelay reads a duration that may begin with days: "2d3h".
func parseDelay(text string) (time.Duration, error) {
	var days int
	if before, after, ok := strings.Cut(text, "d"); ok {
		if _, err := fmt.Sscanf(before, "%d", &days); err != nil {
			return 0, err
		}
		text = after
	}
	if text == "" {
		return time.Duration(days) * 24 * time.Hour, nil
	}
	rest, err := time.ParseDuration(text)
	return time.Duration(days)*24*time.Hour + rest, err
}
