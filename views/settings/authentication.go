package settings

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
	"linger/models/credential"
	"linger/views/components"
)

// AuthenticationRecord is one record of authentication settings as its pages show it.
type AuthenticationRecord struct {
	*models.AuthenticationSettings
	Health models.Health
	Users  []models.Widget // which use it
}

func (a AuthenticationRecord) path(part string) templ.SafeURL {
	return templ.SafeURL("/settings/authentication/" + a.ID + part)
}

// AuthenticationLine is one row of the list.
type AuthenticationLine struct {
	models.AuthenticationRow
	Health models.Health
}

// AuthenticationForm is what an admin typed.
type AuthenticationForm struct {
	Form
	models.AuthenticationDraft
}

// optional is a field that may stay empty.
func optional(f components.Field, attrs templ.Attributes) components.Field {
	f.Optional, f.Attrs = true, attrs
	return f
}

// with are a field's further attributes.
func with(f components.Field, attrs templ.Attributes) components.Field {
	f.Attrs = attrs
	return f
}

// KeyCheck is what the page about a site's keys shows.
type KeyCheck struct {
	AuthenticationRecord
	Now models.Time
	// Checked says that the keys were looked at just now, not taken from what is kept.
	Checked  bool
	Document credential.Document
	Problem  string
	Done     string // what was done before the page was opened
}

// found sums up what the look brought.
func (k KeyCheck) found() string {
	n := len(k.Document.Keys)
	if n == 1 {
		return fmt.Sprintf("1 key found (%s). Tokens signed with it are accepted.", k.Document.Format)
	}
	return fmt.Sprintf("%d keys found (%s). Tokens signed with any of them are accepted, as long as it has not expired.", n, k.Document.Format)
}

// size is a key's kind in words.
func size(k credential.Key) string {
	if k.Kind == credential.RSA {
		return fmt.Sprintf("RSA, %d bits", k.Bits)
	}
	return string(k.Kind)
}

// expiry leads to the time of a key's expiry, or says that there is none.
func expiry(k credential.Key, now models.Time) string {
	switch {
	case k.Expires.IsZero():
		return "never expires"
	case k.Expired(now.Time):
		return "expired"
	default:
		return "expires"
	}
}

// TokenCheck is what the page that takes tokens apart shows.
type TokenCheck struct {
	AuthenticationRecord
	Now        models.Time
	Token      string // as pasted
	Inspection *credential.Inspection
}

func (t TokenCheck) verdict() string {
	switch n := len(t.Inspection.Problems); n {
	case 0:
		return "A customer with this token is let in."
	case 1:
		return "A customer with this token is refused."
	default:
		return fmt.Sprintf("A customer with this token is refused, for %d reasons.", n)
	}
}

// signature says what became of the signature.
func (t TokenCheck) signature() string {
	i := t.Inspection
	switch {
	case i.Key == nil:
		return "Not checked"
	case i.Signed && i.Key.ID == "":
		return fmt.Sprintf("Valid, from the %s key given here", i.Key.Kind)
	case i.Signed:
		return fmt.Sprintf("Valid, from the %s key “%s”", i.Key.Kind, i.Key.ID)
	default:
		return "Not valid"
	}
}

// variables are the context's names and values.
func variables(c credential.Context) [][2]string {
	var list [][2]string
	for _, name := range models.Attributes(c).Names() {
		list = append(list, [2]string{name, fmt.Sprint(c[name])})
	}
	return list
}

// tone is how a state of keys feels, with its icon.
func tone(s models.HealthState) (components.Tone, string) {
	switch s {
	case models.HealthFresh:
		return components.Positive, "circle-check"
	case models.HealthStale:
		return components.Caution, "triangle-alert"
	case models.HealthFailing:
		return components.Wrong, "circle-alert"
	default:
		return components.Neutral, "circle-dashed"
	}
}

// list puts names in a row.
func list(names []string) string { return strings.Join(names, ", ") }
