package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Document is what a site's key address served, or what an admin pasted.
type Document struct {
	Format string // "PEM", "JSON array" or "JWKS", for people
	Keys   Keys
	Notes  []string // what was left out and why, for the admin
}

// ParseKeys reads public keys in any of the forms a site may publish: PEM, a
// JSON array of {kid, publicKey, expiry}, or a JSON Web Key Set. In a list, a
// key that can't be used is left out with a note, so that adding one never
// takes away the others; a secret in it refuses the whole. The error is a
// [Failure] that tells the admin what was found and what was expected.
func ParseKeys(document []byte) (Document, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(document, []byte("\xef\xbb\xbf")))
	var doc Document
	var err error
	switch {
	case len(document) > MaxDocument:
		err = fmt.Errorf("the document has %d KiB; a list of public keys has at most %d", len(document)>>10, MaxDocument>>10)
	case len(text) == 0:
		err = errors.New("the document is empty; expected a public key as PEM, a JSON array, or a JSON Web Key Set")
	case text[0] == '[':
		doc, err = parseArray(text)
	case text[0] == '{':
		doc, err = parseObject(text)
	case bytes.Contains(text, []byte("-----BEGIN ")):
		doc, err = parsePEM(text)
	default:
		err = foreign(text)
	}
	if err == nil {
		err = doc.Keys.check()
	}
	if err != nil {
		return Document{}, failf(CodeKeysUnreadable, "%s", sentence(err.Error()))
	}
	return doc, nil
}

// foreign says what a text is that has no keys in it.
func foreign(text []byte) error {
	start := strings.ToLower(string(text[:min(len(text), 200)]))
	switch {
	case text[0] == '<':
		return errors.New("a web page was found, not a key. Check the address, and that it can be read without signing in")
	case strings.HasPrefix(start, "ssh-"), strings.HasPrefix(start, "ecdsa-sha2-"):
		return errors.New("an SSH key was found. Convert it to PEM: ssh-keygen -e -m PKCS8 -f key.pub")
	case strings.HasPrefix(start, "ey") && bytes.Count(text, []byte(".")) == 2:
		return errors.New("a token was found, not a key. Here belongs the public key that verifies tokens")
	case strings.HasPrefix(start, "mii"), strings.HasPrefix(start, "mfk"), strings.HasPrefix(start, "mco"):
		return errors.New("the lines -----BEGIN PUBLIC KEY----- and -----END PUBLIC KEY----- are missing around the key")
	default:
		return fmt.Errorf("no public key was found; the text begins %q. Expected PEM (-----BEGIN PUBLIC KEY-----), a JSON array of {kid, publicKey, expiry}, or a JSON Web Key Set", clip(string(text), 40))
	}
}

// object is one JSON object, its members not yet read.
type object map[string]json.RawMessage

// text reads a member that should be a JSON string.
func (o object) text(name string) (string, bool) {
	var s string
	raw := o[name]
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	return s, true
}

// kid reads the key's id: absent is fine, anything but text is not.
func (o object) kid() (string, error) {
	kid, ok := o.text("kid")
	if !ok && o["kid"] != nil && string(o["kid"]) != "null" {
		return "", errors.New("\"kid\" must be text in quotes")
	}
	return kid, nil
}

// parseArray reads the JSON array of {kid, publicKey, expiry}.
func parseArray(text []byte) (Document, error) {
	var items []object
	if err := json.Unmarshal(text, &items); err != nil {
		return Document{}, fmt.Errorf("the JSON array can't be read: %s", jsonProblem(err))
	}
	return collect("JSON array", items, readEntry)
}

// parseObject reads a JSON Web Key Set, a lone JSON Web Key, or a lone entry
// of the array.
func parseObject(text []byte) (Document, error) {
	var o object
	if err := json.Unmarshal(text, &o); err != nil {
		return Document{}, fmt.Errorf("the JSON can't be read: %s", jsonProblem(err))
	}
	switch {
	case o["keys"] != nil:
		var items []object
		if err := json.Unmarshal(o["keys"], &items); err != nil {
			return Document{}, errors.New("\"keys\" is not a list of keys")
		}
		return collect("JWKS", items, readJWK)
	case o["kty"] != nil:
		return collect("JWKS", []object{o}, readJWK)
	case o["publicKey"] != nil:
		return collect("JSON array", []object{o}, readEntry)
	case o["jwks_uri"] != nil:
		uri, _ := o.text("jwks_uri")
		return Document{}, fmt.Errorf("an OpenID configuration was found, not its keys. Use the address it names as jwks_uri: %s", clip(uri, 200))
	default:
		return Document{}, errors.New("a JSON object without \"keys\" was found; expected a JSON Web Key Set {\"keys\": […]} or an array [{\"kid\", \"publicKey\", \"expiry\"}]")
	}
}

// errSecret marks a document that gives a secret away. It is refused whole:
// whoever reads it can sign as any customer.
type errSecret string

func (e errSecret) Error() string { return string(e) }

// collect reads the keys of a list and notes those that can't be used.
func collect(format string, items []object, read func(object) (Key, error)) (Document, error) {
	doc := Document{Format: format}
	switch {
	case len(items) == 0:
		return doc, errors.New("the list of keys is empty")
	case len(items) > MaxKeys:
		return doc, fmt.Errorf("the list has %d keys; %d are the most", len(items), MaxKeys)
	}
	for i, item := range items {
		name := fmt.Sprintf("key %d", i+1)
		if kid, _ := item.text("kid"); kid != "" {
			name = fmt.Sprintf("key %q", clip(kid, 80))
		}
		key, err := read(item)
		var secret errSecret
		switch {
		case errors.As(err, &secret):
			return doc, fmt.Errorf("%s: %w", name, err)
		case err != nil:
			doc.Notes = append(doc.Notes, sentence(fmt.Sprintf("%s can't be used: %s", name, err)))
			continue
		case key.ID == "" && len(items) > 1:
			doc.Notes = append(doc.Notes, sentence(name+" has no id (kid). With more than one key, give each its own"))
		}
		doc.Keys = append(doc.Keys, key)
	}
	if len(doc.Keys) == 0 {
		return doc, errors.New(strings.Join(doc.Notes, " "))
	}
	return doc, nil
}

// readEntry reads one {kid, publicKey, expiry}.
func readEntry(item object) (Key, error) {
	if item["kty"] != nil {
		return Key{}, errors.New("it is a JSON Web Key in a plain array; wrap the list: {\"keys\": […]}")
	}
	kid, err := item.kid()
	if err != nil {
		return Key{}, err
	}
	public, ok := item.text("publicKey")
	if !ok {
		return Key{}, errors.New("\"publicKey\" is missing; it holds the base64 of the PEM")
	}
	key, err := readPublicKey(public)
	if err != nil {
		return Key{}, err
	}
	key.ID = kid
	if raw := item["expiry"]; raw != nil && string(raw) != "null" {
		expires, err := unixTime(json.Number(raw))
		if err != nil {
			return Key{}, fmt.Errorf("\"expiry\" %w", err)
		}
		if key.Expires.IsZero() || expires.Before(key.Expires) {
			key.Expires = expires
		}
	}
	return key, nil
}

// readPublicKey reads the base64 of a PEM, and tolerates the PEM itself or the
// base64 of what is inside it.
func readPublicKey(s string) (Key, error) {
	if !strings.Contains(s, "-----BEGIN ") {
		compact := strings.NewReplacer("\n", "", "\r", "", " ", "", "\t", "", "=", "", "-", "+", "_", "/").Replace(s)
		decoded, err := base64.RawStdEncoding.DecodeString(compact)
		switch {
		case err != nil || len(decoded) == 0:
			return Key{}, errors.New("\"publicKey\" is neither PEM nor base64")
		case !bytes.Contains(decoded, []byte("-----BEGIN ")):
			return readDER(decoded)
		}
		s = string(decoded)
	}
	doc, err := parsePEM([]byte(s))
	if err != nil {
		return Key{}, err
	}
	if len(doc.Keys) != 1 {
		return Key{}, fmt.Errorf("\"publicKey\" holds %d keys; give each its own entry", len(doc.Keys))
	}
	return doc.Keys[0], nil
}

// unixTime reads seconds since 1970. Milliseconds, the usual slip, would make
// things valid for thousands of years; they are refused.
func unixTime(n json.Number) (time.Time, error) {
	f, err := n.Float64()
	switch {
	case err != nil:
		return time.Time{}, errors.New("must be a number without quotes: seconds since 1970 (Unix time)")
	case f > 1e11:
		return time.Time{}, errors.New("looks like milliseconds; it must be seconds since 1970 (Unix time)")
	case !(f >= 1):
		return time.Time{}, errors.New("must be seconds since 1970 (Unix time), above zero")
	}
	return time.Unix(int64(f), 0).UTC(), nil
}

// jsonProblem says where JSON breaks.
func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("it breaks at character %d", syntax.Offset)
	}
	return "it does not have the expected shape"
}

// sentence turns an error's words into one.
func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}
