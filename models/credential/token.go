package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// Rules are what the site's settings demand of a token beyond the signature.
type Rules struct {
	Issuers   []string // accepted values of iss; empty accepts any
	Audiences []string // one of them must be in aud; empty asks for none
}

// Verify proves that a site signed token with one of keys, that it is valid at
// now and that it satisfies rules. The error is a [Failure], the first of
// those [Inspect] finds.
func Verify(token string, keys Keys, rules Rules, now time.Time) (Claims, error) {
	i := Inspect(token, keys, rules, now)
	if len(i.Problems) > 0 {
		return Claims{}, i.Problems[0]
	}
	return i.Claims, nil
}

// Inspection is a token taken apart: for the admin who asks what is wrong with
// it. Only an inspection without problems proves anything.
type Inspection struct {
	Header   string // as sent, indented; empty if it can't be read
	Payload  string // as sent, indented; empty if it can't be read
	Claims   Claims // what could be read, proven or not
	Key      *Key   // the key it was checked with, if one fits
	Signed   bool   // the signature is that key's
	Problems []*Failure
}

// Inspect checks everything about a token and does not stop at the first
// problem. [Verify] is the same look, so the two can't disagree.
func Inspect(token string, keys Keys, rules Rules, now time.Time) Inspection {
	var i Inspection
	parts, failure := split(token)
	if failure != nil {
		i.refuse(failure)
		return i
	}
	header, failure := decode(parts[0], "header", &i.Header)
	if failure != nil {
		i.refuse(failure)
	} else {
		i.checkSignature(parts, header, keys, now)
	}
	payload, failure := decode(parts[1], "payload", &i.Payload)
	if failure != nil {
		i.refuse(failure)
		return i
	}
	i.Claims = readClaims(payload, rules, now, i.refuse)
	return i
}

func (i *Inspection) refuse(f *Failure) { i.Problems = append(i.Problems, f) }

// split cuts a token into its three parts and refuses every byte that has no
// place in one, so that nothing downstream has to be lenient.
func split(token string) ([]string, *Failure) {
	switch {
	case token == "":
		return nil, failf(CodeTokenMissing, "No token was given. The client function must call back with the text of the token, and with null only when nobody is signed in.")
	case len(token) > MaxToken:
		return nil, failf(CodeTokenTooLong, "The token has %d bytes; %d are the most. Put less into it: identity and a few context values, no documents or images.", len(token), MaxToken)
	}
	for n, r := range token {
		if !isTokenRune(r) {
			return nil, failf(CodeTokenMalformed, "The token has a character that does not belong there at position %d (%q). It must be the text of the token alone: no quotes, no \"Bearer\", no JSON around it.", n+1, r)
		}
	}
	switch parts := strings.Split(token, "."); len(parts) {
	case 3:
		return parts, nil
	case 5:
		return nil, failf(CodeTokenMalformed, "The token has five parts, so it is encrypted (JWE). Send a signed token (JWS) with three parts.")
	default:
		return nil, failf(CodeTokenMalformed, "The token has %d parts separated by dots; a signed token has three. Was it cut off?", len(parts))
	}
}

func isTokenRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.'
}

// strict is base64url in which every text but the canonical one is refused.
var strict = base64.RawURLEncoding.Strict()

// decode reads one JSON part of a token and puts it, indented, into shown.
func decode(part, name string, shown *string) (object, *Failure) {
	raw, err := strict.DecodeString(part)
	if err != nil {
		return nil, failf(CodeTokenMalformed, "The token's %s is not base64url. Was it cut off, or encoded with + / and =?", name)
	}
	var o object
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&o); err != nil || o == nil {
		return nil, failf(CodeTokenMalformed, "The token's %s is not a JSON object. Was it cut off?", name)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, failf(CodeTokenMalformed, "The token's %s has something after its JSON object.", name)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, raw, "", "  ") == nil {
		*shown = strings.ToValidUTF8(indented.String(), "\uFFFD")
	}
	return o, nil
}

// checkSignature reads the header and checks the signature with the one key
// that fits. Nothing in the header can bring a key of its own: jwk, jku, x5u
// and x5c are never read.
func (i *Inspection) checkSignature(parts []string, header object, keys Keys, now time.Time) {
	if header["crit"] != nil {
		i.refuse(failf(CodeHeaderRefused, "The token's header demands extensions (crit), and none is supported. Leave crit away."))
		return
	}
	kid, ok := header.text("kid")
	if !ok && header["kid"] != nil {
		i.refuse(failf(CodeTokenMalformed, "The kid in the token's header is not text. Put it in quotes."))
		return
	}
	alg, ok := header.text("alg")
	if failure := checkAlgorithm(alg, ok); failure != nil {
		i.refuse(failure)
		return
	}
	key, failure := keys.find(kid, alg, now)
	if failure != nil {
		i.refuse(failure)
		return
	}
	i.Key = &key
	signature, err := strict.DecodeString(parts[2])
	if err != nil {
		i.refuse(failf(CodeTokenMalformed, "The token's signature is not base64url. Was it cut off?"))
		return
	}
	if err := key.method().Verify(parts[0]+"."+parts[1], signature, key.public); err != nil {
		i.refuse(failf(CodeSignatureInvalid, "The signature is not from the key %s (%s). Either the token was changed, or it was signed with another private key than the one whose public key is published.", keyName(key), key.Fingerprint()))
		return
	}
	i.Signed = true
}

func keyName(k Key) string {
	if k.ID == "" {
		return "given here"
	}
	return "\"" + clip(k.ID, 80) + "\""
}

// checkAlgorithm lets three through and says of the others what they are.
func checkAlgorithm(alg string, given bool) *Failure {
	const use = "Sign with RS256, ES256 or EdDSA."
	switch {
	case slices.Contains([]string{"RS256", "ES256", "EdDSA"}, alg):
		return nil
	case !given || alg == "":
		return failf(CodeAlgorithmRefused, "The token's header names no algorithm (alg). %s", use)
	case strings.EqualFold(alg, "none"):
		return failf(CodeAlgorithmRefused, "The token is not signed (alg is %q): anyone could have written it. %s", clip(alg, 20), use)
	case strings.HasPrefix(strings.ToUpper(alg), "HS"):
		return failf(CodeAlgorithmRefused, "The token is signed with a shared secret (alg is %q). %s The private key stays on your server, and only the public key is given to the chat.", clip(alg, 20), use)
	default:
		return failf(CodeAlgorithmRefused, "The token's algorithm is %q, which is not accepted. %s", clip(alg, 20), use)
	}
}
