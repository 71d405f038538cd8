package credential

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Longest texts taken from a token, in characters. Longer ones are cut.
const (
	maxName  = 200
	maxEmail = 254
	maxPhone = 50
)

// Claims are what a token says about a customer.
type Claims struct {
	Subject   string // the customer's id at the site, exactly as sent
	Issuer    string
	Audience  []string
	IssuedAt  time.Time
	NotBefore time.Time // zero if the token has none
	ExpiresAt time.Time

	Name    string // name; or given and family name; or preferred_username
	Email   string
	Phone   string
	Context Context

	// Notes name what the token says in vain, for the admin. They never keep
	// a customer out.
	Notes []string
}

// readClaims reads a payload and passes every rule it breaks to refuse.
func readClaims(payload object, rules Rules, now time.Time, refuse func(*Failure)) Claims {
	c := Claims{}
	c.Subject = readSubject(payload, refuse)
	c.Issuer = readIssuer(payload, rules, refuse)
	c.Audience = readAudience(payload, rules, refuse)
	c.readTimes(payload, now, refuse)

	c.Name = c.optional(payload, "name", maxName)
	given, family := c.optional(payload, "given_name", maxName), c.optional(payload, "family_name", maxName)
	username := c.optional(payload, "preferred_username", maxName)
	if c.Name == "" {
		c.Name = clip(strings.TrimSpace(given+" "+family), maxName)
	}
	if c.Name == "" {
		c.Name = username
	}
	c.Phone = c.optional(payload, "phone_number", maxPhone)
	c.Email = c.optional(payload, "email", maxEmail)
	if name, host, ok := strings.Cut(c.Email, "@"); c.Email != "" && (!ok || name == "" || host == "" || strings.ContainsAny(c.Email, " ,;<>")) {
		c.note("email is left out: %q is not an address.", clip(c.Email, 60))
		c.Email = ""
	}
	c.Context = c.readContext(payload)
	return c
}

func (c *Claims) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// optional reads a claim that may be missing.
func (c *Claims) optional(payload object, name string, most int) string {
	s, ok := payload.text(name)
	if !ok && payload[name] != nil && string(payload[name]) != "null" {
		c.note("%s is left out: it must be text in quotes.", name)
	}
	s = tidy(s)
	if utf8.RuneCountInString(s) > most {
		c.note("%s is cut after %d characters.", name, most)
		s = string([]rune(s)[:most])
	}
	return s
}

func readSubject(payload object, refuse func(*Failure)) string {
	sub, ok := payload.text("sub")
	switch {
	case payload["sub"] == nil:
		refuse(failf(CodeClaimMissing, "The token has no sub. It must hold the id by which your site knows the customer."))
	case !ok:
		refuse(failf(CodeClaimInvalid, "sub must be text. If the id is a number, put it in quotes: \"sub\": \"4711\"."))
	case strings.TrimSpace(sub) == "":
		refuse(failf(CodeClaimMissing, "sub is empty. It must hold the id by which your site knows the customer."))
	case utf8.RuneCountInString(sub) > MaxSubject:
		refuse(failf(CodeClaimInvalid, "sub has %d characters; %d are the most.", utf8.RuneCountInString(sub), MaxSubject))
	case strings.ContainsFunc(sub, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		// Two customers must never become one by what a database or a
		// decoder makes of such characters.
		refuse(failf(CodeClaimInvalid, "sub has characters that can't be kept as they are (control characters or broken text)."))
	}
	return sub
}

func readIssuer(payload object, rules Rules, refuse func(*Failure)) string {
	iss, ok := payload.text("iss")
	switch {
	case payload["iss"] == nil:
		refuse(failf(CodeClaimMissing, "The token has no iss. It must name who issued it, usually your site's address."))
	case !ok:
		refuse(failf(CodeClaimInvalid, "iss must be text in quotes."))
	case strings.TrimSpace(iss) == "":
		refuse(failf(CodeClaimMissing, "iss is empty. It must name who issued the token, usually your site's address."))
	case len(rules.Issuers) > 0 && !slices.Contains(rules.Issuers, iss):
		refuse(failf(CodeIssuerRefused, "The token was issued by %q; allowed: %s. They must be equal to the letter, also in a slash at the end.", clip(iss, 200), quoted(rules.Issuers)))
	}
	return iss
}

func readAudience(payload object, rules Rules, refuse func(*Failure)) []string {
	var audience []string
	if one, ok := payload.text("aud"); ok {
		audience = []string{one}
	} else if raw := payload["aud"]; raw != nil && string(raw) != "null" && json.Unmarshal(raw, &audience) != nil {
		refuse(failf(CodeClaimInvalid, "aud must be text, or a list of texts."))
		return nil
	}
	if len(rules.Audiences) == 0 {
		return audience
	}
	if len(audience) == 0 {
		refuse(failf(CodeAudienceRefused, "The token has no aud; the settings ask for %s. Add it to the token, or clear the allowed audience.", quoted(rules.Audiences)))
		return nil
	}
	if !slices.ContainsFunc(audience, func(aud string) bool { return slices.Contains(rules.Audiences, aud) }) {
		refuse(failf(CodeAudienceRefused, "The token is meant for %s; the settings ask for %s.", quoted(audience), quoted(rules.Audiences)))
	}
	return audience
}

// readTimes reads and judges iat, nbf and exp.
func (c *Claims) readTimes(payload object, now time.Time, refuse func(*Failure)) {
	read := func(name, missing string) (t time.Time) {
		raw := payload[name]
		if raw == nil || string(raw) == "null" {
			if missing != "" {
				refuse(failf(CodeClaimMissing, "The token has no %s. %s", name, missing))
			}
			return t
		}
		t, err := unixTime(json.Number(raw))
		if err != nil {
			refuse(failf(CodeClaimInvalid, "%s %s.", name, err))
		}
		return t
	}
	c.IssuedAt = read("iat", "It must say when the token was made, in seconds since 1970.")
	c.NotBefore = read("nbf", "")
	c.ExpiresAt = read("exp", "It must say until when the token is valid, in seconds since 1970. An hour is usual.")

	if !c.ExpiresAt.IsZero() && c.ExpiresAt.Before(c.IssuedAt) {
		refuse(failf(CodeClaimInvalid, "The token expires (exp) before it was issued (iat)."))
	}
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"iat", c.IssuedAt}, {"nbf", c.NotBefore}} {
		if t.at.After(now.Add(Skew)) {
			refuse(failf(CodeTokenNotYet, "The token is not valid yet: its %s is %s, %s ahead of this server's clock. Clocks may differ by %s; set the clock of the server that signs.", t.name, moment(t.at), lapse(t.at.Sub(now)), lapse(Skew)))
		}
	}
	if !c.ExpiresAt.IsZero() && !now.Before(c.ExpiresAt.Add(Skew)) {
		refuse(failf(CodeTokenExpired, "The token expired on %s, %s ago. Sign a new one each time the client function is called.", moment(c.ExpiresAt), lapse(now.Sub(c.ExpiresAt))))
	}
}

// tidy makes a text fit for one line on a screen: no control characters, none
// that turn the direction of what follows, single spaces.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// quoted lists values for an admin.
func quoted(values []string) string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, fmt.Sprintf("%q", clip(v, 200)))
	}
	return strings.Join(out, ", ")
}
