package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"sort"
)

// Attributes are named primitive values, stored as one JSON text.
type Attributes map[string]any

// Limits of custom context (dynamics §10.7).
const (
	MaxAttributes    = 100
	maxAttributeName = 100
	maxAttributeText = 1000
)

// Value is what the database stores. An empty map is "{}", never NULL.
func (a Attributes) Value() (driver.Value, error) {
	if len(a) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(a)
	return string(text), err
}

// Scan reads it back.
func (a *Attributes) Scan(source any) error {
	var text []byte
	switch v := source.(type) {
	case nil:
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("scan attributes: %T", source)
	}
	*a = Attributes{}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, a)
}

// Names are the names in order, for lists.
func (a Attributes) Names() []string {
	names := make([]string, 0, len(a))
	for name := range a {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Clean keeps what may be stored: primitives under short names, at most
// MaxAttributes of them in name order; long texts are cut.
func (a Attributes) Clean() Attributes {
	kept := Attributes{}
	for _, name := range a.Names() {
		if name == "" || len(name) > maxAttributeName || len(kept) == MaxAttributes {
			continue
		}
		switch v := a[name].(type) {
		case string:
			kept[name] = cut(v, maxAttributeText)
		case bool, float64, int, int64:
			kept[name] = v
		}
	}
	return kept
}

// cut shortens text to at most limit characters, without splitting one.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + "…"
}
