package credential

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the context variables in one token.
const (
	maxVariables = 100
	maxVariable  = 100 // characters in a name
)

// Context are the values a site passes along with the customer. Each is a
// string, a bool, an int64 or a float64.
type Context map[string]any

// readContext reads lwicontexts: a string with a JSON object in it, or the
// object itself. A variable that breaks a rule is left out with a note: it is
// a slip in the site's code, and no reason to keep a customer from writing.
func (c *Claims) readContext(payload object) Context {
	raw := payload["lwicontexts"]
	if raw == nil || string(raw) == "null" {
		return nil
	}
	if inner, ok := payload.text("lwicontexts"); ok {
		if strings.TrimSpace(inner) == "" {
			return nil
		}
		raw = json.RawMessage(inner)
	}
	var values map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&values); err != nil || d.More() {
		c.note("lwicontexts is left out: it must be a JSON object, or text that contains one.")
		return nil
	}
	names := make([]string, 0, len(values))
	for name, value := range values {
		if value != nil { // null is how many languages write "not set"
			names = append(names, name)
		}
	}
	slices.Sort(names)
	context := Context{}
	for _, name := range names {
		if len(context) == maxVariables {
			c.note("lwicontexts has more than %d variables; the rest is left out.", maxVariables)
			break
		}
		value, problem := readVariable(name, values[name])
		if problem != "" {
			c.note("Context variable %q is left out: %s.", clip(name, 60), problem)
			continue
		}
		context[name] = value
	}
	return context
}

// readVariable is the value to keep, or what is wrong with it.
func readVariable(name string, value any) (kept any, problem string) {
	switch {
	case strings.TrimSpace(name) == "":
		return nil, "it has no name"
	case utf8.RuneCountInString(name) > maxVariable:
		return nil, fmt.Sprintf("its name is longer than %d characters", maxVariable)
	case name != printable(name):
		return nil, "its name has control characters"
	}
	switch v := value.(type) {
	case string:
		return printable(v), ""
	case bool:
		return v, ""
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return whole, ""
		}
		if f, err := v.Float64(); err == nil {
			return f, ""
		}
		return nil, "its number is too large"
	default:
		return nil, "it must be text, a number, true or false, not a list or an object"
	}
}

// printable drops the characters that databases refuse and screens misread,
// and keeps line breaks.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}
